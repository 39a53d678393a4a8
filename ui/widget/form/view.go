package form

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"
	"github.com/nyaruka/phonenumbers"

	"simdesk/providers"
)

// fewestLabel is the least cells that the labels' column has.
const fewestLabel = 20

// mark stands behind the label of a field that must be filled. It is never cut.
const mark = " *"

// labelWidth is the cells of the labels' column: as long as the longest, but
// never half of the line, which the boxes need more.
func (f *Form) labelWidth() int {
	longest := fewestLabel
	for i := range f.inputs {
		longest = max(longest, ansi.StringWidth(f.label(i))+ansi.StringWidth(f.mark(i))+2)
	}
	return min(longest, max(f.w*9/20, fewestLabel))
}

func (f *Form) label(i int) string {
	field := f.product.Fields[i]
	label := field.Label
	if label == "" {
		label = field.Name
	}
	return label
}

func (f *Form) mark(i int) string {
	if f.product.Fields[i].Required {
		return mark
	}
	return ""
}

// View draws a line a field, and under it why the value cannot be used or what
// it will be understood as. Of more than h lines it draws those around the
// cursor, and says how many fields are out of sight.
func (f *Form) View(h int) string {
	var lines []string
	of := []int{} // the field of each line
	for i := range f.inputs {
		lines, of = append(lines, f.line(i)), append(of, i)
		if i == f.at && f.room(i) < ansi.StringWidth(f.label(i)) {
			// What is asked for here must be readable in any window.
			whole := f.theme.Dim.Render(ansi.Truncate("("+f.label(i)+")", max(f.w-4, 10), "…"))
			lines, of = append(lines, "   "+whole), append(of, i)
		}
		if say := f.say(i); say != "" {
			lines, of = append(lines, strings.Repeat(" ", f.labelWidth()+3)+say), append(of, i)
		}
	}
	if len(lines) <= h || h < 2 {
		return strings.Join(lines, "\n")
	}
	h-- // the last line says what is out of sight
	top := max(min(slices.Index(of, f.at)-h/2, len(lines)-h), 0)
	seen := lines[top : top+h]
	above, below := of[top], len(f.inputs)-1-of[top+h-1]
	return strings.Join(append(slices.Clip(seen), f.theme.Dim.Render("   "+outOfSight(above, below))), "\n")
}

func outOfSight(above, below int) string {
	switch {
	case above == 0 && below == 0:
		return ""
	case above == 0:
		return fmt.Sprintf("↓ %d more", below)
	case below == 0:
		return fmt.Sprintf("↑ %d above", above)
	}
	return fmt.Sprintf("↑ %d above  ↓ %d more", above, below)
}

// room is the cells that a label has.
func (f *Form) room(i int) int { return f.labelWidth() - 2 - ansi.StringWidth(f.mark(i)) }

func (f *Form) line(i int) string {
	width := f.labelWidth()
	label := ansi.Truncate(f.label(i), f.room(i), "…") + f.mark(i)
	label += strings.Repeat(" ", width-ansi.StringWidth(label))
	sign := "   "
	if i == f.at {
		sign = " ▸ "
		label = f.theme.Strong.Render(label)
	}
	return sign + label + f.inputs[i].View()
}

func (f *Form) say(i int) string {
	room := max(f.w-f.labelWidth()-3, 10)
	value := strings.TrimSpace(f.inputs[i].Value())
	if why := f.Error(i); why != "" && (f.left[i] || (value != "" && i != f.at)) {
		return f.theme.Bad.Render(ansi.Truncate("! "+why, room, "…"))
	}
	if value == "" {
		return ""
	}
	switch f.product.Fields[i].Type {
	case providers.TypePhone:
		return f.theme.Dim.Render(ansi.Truncate(f.phone(f.product.Fields[i], value), room, "…"))
	case providers.TypeAmount:
		return f.theme.Dim.Render(ansi.Truncate(f.amount(value), room, "…"))
	case providers.TypeText, providers.TypeEmail, providers.TypeInteger, providers.TypeChoice, providers.TypeDate:
	}
	return ""
}

// phone says how a number is understood. The desk decides: this only shows
// early what it will say.
func (f *Form) phone(field providers.Field, value string) string {
	region := home(f.product, field)
	if typed := f.Values()[providers.FieldCountry]; typed != "" && region != "" {
		region = typed
	}
	if region == "" && !strings.HasPrefix(value, "+") {
		value = "+" + strings.TrimPrefix(value, "00")
	}
	n, err := phonenumbers.Parse(value, region)
	if err != nil {
		return ""
	}
	text := phonenumbers.Format(n, phonenumbers.INTERNATIONAL)
	where := phonenumbers.GetRegionCodeForNumber(n)
	switch {
	case !phonenumbers.IsValidNumber(n) && region == "":
		return text + " · not a number that exists"
	case !phonenumbers.IsValidNumber(n):
		return text + " · not a number that exists in " + region
	case region != "" && where != "" && where != region:
		return text + " · a number of " + where + ", not " + region
	}
	return text + " · " + where
}

// amount says what the amount costs and what arrives, where that is known.
func (f *Form) amount(value string) string {
	d, err := providers.ParseDecimal(value)
	if err != nil {
		return ""
	}
	r, ok := f.product.RangeIn(f.Values()[providers.FieldCurrency])
	if !ok {
		return ""
	}
	text := r.Currency
	if r.Max.IsPositive() && d.GreaterThan(r.Max) {
		return "at most " + providers.Money{Amount: r.Max, Currency: r.Currency}.String()
	}
	if got := r.DeliveredOf(d); got != nil {
		text += " · the recipient gets about " + got.String()
	}
	return text
}
