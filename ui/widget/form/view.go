package form

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
	"github.com/nyaruka/phonenumbers"

	"simdesk/providers"
)

// fewestLabel is the least cells that the labels' column has.
const fewestLabel = 20

// labelWidth is the cells of the labels' column: as long as the longest, but
// never more than a third of the line, which the boxes need more.
func (f *Form) labelWidth() int {
	longest := fewestLabel
	for i := range f.inputs {
		longest = max(longest, ansi.StringWidth(f.label(i))+2)
	}
	return min(longest, max(f.w*2/5, fewestLabel))
}

func (f *Form) label(i int) string {
	field := f.product.Fields[i]
	label := field.Label
	if label == "" {
		label = field.Name
	}
	if field.Required {
		label += " *"
	}
	return label
}

// View draws a line a field, and under it why the value cannot be used or what
// it will be understood as.
func (f *Form) View() string {
	var lines []string
	for i := range f.inputs {
		lines = append(lines, f.line(i))
		if say := f.say(i); say != "" {
			lines = append(lines, strings.Repeat(" ", f.labelWidth()+3)+say)
		}
	}
	return strings.Join(lines, "\n")
}

func (f *Form) line(i int) string {
	width := f.labelWidth()
	label := ansi.Truncate(f.label(i), width-2, "…")
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
		return f.theme.Dim.Render(ansi.Truncate(f.phone(value), room, "…"))
	case providers.TypeAmount:
		return f.theme.Dim.Render(ansi.Truncate(f.amount(value), room, "…"))
	case providers.TypeText, providers.TypeEmail, providers.TypeInteger, providers.TypeChoice, providers.TypeDate:
	}
	return ""
}

// phone says how a number is understood. The desk decides: this only shows
// early what it will say.
func (f *Form) phone(value string) string {
	region := f.Values()[providers.FieldCountry]
	if region == "" && len(f.product.Countries) > 0 {
		region = f.product.Countries[0]
	}
	n, err := phonenumbers.Parse(value, region)
	if err != nil {
		return ""
	}
	text := phonenumbers.Format(n, phonenumbers.INTERNATIONAL)
	where := phonenumbers.GetRegionCodeForNumber(n)
	switch {
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
