// Package form asks for what a sale needs to know, one box a field, checked as
// it is typed.
package form

import (
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"simdesk/providers"
	"simdesk/ui/keys"
	"simdesk/ui/theme"
	"simdesk/ui/widget/filter"
)

// Form is the boxes for a product's fields.
type Form struct {
	theme   *theme.Theme
	product providers.Product
	inputs  []textinput.Model
	left    []bool // the field was left or asked for: an empty box is now an error
	at      int
	w       int
}

// New returns a form with the values that are known already; the cursor is in
// the first box that is empty.
func New(t *theme.Theme, p providers.Product, known map[string]string) *Form {
	f := &Form{theme: t, product: p, left: make([]bool, len(p.Fields))}
	first := -1
	for i, field := range p.Fields {
		in := filter.NewInput(t)
		in.Prompt, in.Placeholder = "", hint(p, field)
		in.SetValue(known[field.Name])
		if known[field.Name] == "" && field.Type == providers.TypeChoice && field.Required && len(field.Choices) > 0 {
			in.SetValue(field.Choices[0])
		}
		if in.Value() == "" && first < 0 {
			first = i
		}
		f.inputs = append(f.inputs, in)
	}
	f.focus(max(first, 0))
	return f
}

// mayBeEmpty stands in the boxes that may be passed over: what a value would
// look like must not make one look required.
const mayBeEmpty = "may stay empty"

// hint is what stands in an empty box.
func hint(p providers.Product, f providers.Field) string {
	looks := example(p, f)
	switch {
	case f.Required:
		return looks
	case looks == "":
		return mayBeEmpty
	}
	return mayBeEmpty + ": " + looks
}

// example is what a value looks like, "" where that says nothing.
func example(p providers.Product, f providers.Field) string {
	switch f.Type {
	case providers.TypePhone:
		if region := home(p, f); region != "" {
			return "+… or as dialled in " + region
		}
		return "+ and country code"
	case providers.TypeEmail:
		return "name@example.com"
	case providers.TypeDate:
		return "2026-07-01"
	case providers.TypeAmount:
		if r, ok := p.RangeIn(""); ok {
			return providers.Money{Amount: r.Min, Currency: r.Currency}.Number() + " to " +
				providers.Money{Amount: r.Max, Currency: r.Currency}.String()
		}
	case providers.TypeChoice:
		return strings.Join(f.Choices, ", ") + " (← → chooses)"
	case providers.TypeText, providers.TypeInteger:
	}
	return ""
}

// home is where a number without a country code belongs: the customer's to the
// product's country, anybody else's to none.
func home(p providers.Product, f providers.Field) string {
	if f.Name != providers.FieldPhone || len(p.Countries) == 0 {
		return ""
	}
	return p.Countries[0]
}

// SetWidth sets the cells a line may have.
func (f *Form) SetWidth(w int) {
	f.w = w
	for i, field := range f.product.Fields {
		room := max(w-f.labelWidth()-4, 10)
		f.inputs[i].Width, f.inputs[i].Placeholder = room, hint(f.product, field)
		if ansi.StringWidth(f.inputs[i].Placeholder) > room && !field.Required {
			f.inputs[i].Placeholder = mayBeEmpty
		}
	}
}

// Len returns the number of fields.
func (f *Form) Len() int { return len(f.inputs) }

// Values are the fields that are not empty, trimmed.
func (f *Form) Values() map[string]string {
	values := map[string]string{}
	for i, field := range f.product.Fields {
		if v := strings.TrimSpace(f.inputs[i].Value()); v != "" {
			values[field.Name] = v
		}
	}
	return values
}

// Error is why a field cannot be sold with, "" when it can.
func (f *Form) Error(i int) string {
	return f.product.CheckField(f.product.Fields[i], f.inputs[i].Value(), f.Values())
}

// Submit reports whether every field can be sold with; else the cursor goes to
// the first that cannot and its error is shown.
func (f *Form) Submit() bool {
	for i := range f.inputs {
		f.left[i] = true
	}
	for i := range f.inputs {
		if f.Error(i) != "" {
			f.focus(i)
			return false
		}
	}
	return true
}

// Ready reports whether every field can be sold with as it is.
func (f *Form) Ready() bool {
	for i := range f.inputs {
		if f.Error(i) != "" {
			return false
		}
	}
	return true
}

// Last reports whether the cursor is in the last box, so that enter submits.
func (f *Form) Last() bool { return f.at >= len(f.inputs)-1 }

// Update types k or moves between boxes.
func (f *Form) Update(k tea.KeyMsg, m keys.Map) {
	if len(f.inputs) == 0 {
		return
	}
	switch {
	case m.Next.Is(k), m.Down.Is(k):
		f.move(1)
	case m.Prev.Is(k), m.Up.Is(k):
		f.move(-1)
	case m.Left.Is(k) && f.turns():
		f.turn(-1)
	case m.Right.Is(k) && f.turns():
		f.turn(1)
	default:
		f.inputs[f.at], _ = f.inputs[f.at].Update(keys.Text(k))
	}
}

// Next goes to the next box.
func (f *Form) Next() { f.move(1) }

func (f *Form) move(by int) {
	f.left[f.at] = true
	f.focus((f.at + by + len(f.inputs)) % len(f.inputs))
}

func (f *Form) focus(i int) {
	for n := range f.inputs {
		f.inputs[n].Blur()
	}
	f.at = i
	if i < len(f.inputs) {
		f.inputs[i].Focus()
	}
}

// turns reports whether left and right go through a list of choices.
func (f *Form) turns() bool {
	field := f.product.Fields[f.at]
	return field.Type == providers.TypeChoice && len(field.Choices) > 0
}

func (f *Form) turn(by int) {
	choices := f.product.Fields[f.at].Choices
	i := slices.Index(choices, f.inputs[f.at].Value()) + by
	f.inputs[f.at].SetValue(choices[(i+len(choices))%len(choices)])
}
