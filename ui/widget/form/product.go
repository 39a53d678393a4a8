package form

import (
	"strings"

	"github.com/nyaruka/phonenumbers"

	"simdesk/providers"
	"simdesk/ui/say"
	"simdesk/ui/theme"
)

var voice = say.Voice{Surface: say.Console}

// ForProduct returns a form for a product's fields, with the values that are
// known already.
func ForProduct(t *theme.Theme, p providers.Product, known map[string]string) *Form {
	fields := make([]Field, len(p.Fields))
	for i, f := range p.Fields {
		label := f.Label
		if label == "" {
			label = f.Name
		}
		fields[i] = Field{Name: f.Name, Label: label, Value: known[f.Name], Required: f.Required, Empty: hints(p, f),
			Check: func(value string, all map[string]string) string { return voice.Reason(p.CheckField(f, value, all)) },
			Say:   func(value string, all map[string]string) string { return understood(p, f, value, all) }}
		if f.Type != providers.TypeChoice || len(f.Choices) == 0 {
			continue
		}
		fields[i].Choices = f.Choices
		if f.Required && known[f.Name] == "" {
			fields[i].Value = f.Choices[0]
		}
	}
	return New(t, fields)
}

// mayBeEmpty stands in the boxes that may be passed over: what a value would
// look like must not make one look required.
const mayBeEmpty = "may stay empty"

// hints are what may stand in an empty box.
func hints(p providers.Product, f providers.Field) []string {
	looks := example(p, f)
	switch {
	case f.Required:
		return []string{looks}
	case looks == "":
		return []string{mayBeEmpty}
	}
	return []string{mayBeEmpty + ": " + looks, mayBeEmpty}
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

// understood says what a value comes to, "" where that is plain.
func understood(p providers.Product, f providers.Field, value string, all map[string]string) string {
	switch {
	case value == "":
	case f.Type == providers.TypePhone:
		region := home(p, f)
		if typed := all[providers.FieldCountry]; typed != "" && region != "" {
			region = typed
		}
		return phone(value, region)
	case f.Type == providers.TypeAmount:
		return amount(p, value, all[providers.FieldCurrency])
	}
	return ""
}

// phone says how a number is understood. The desk decides: this only shows
// early what it will say.
func phone(value, region string) string {
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
func amount(p providers.Product, value, currency string) string {
	d, err := providers.ParseDecimal(value)
	if err != nil {
		return ""
	}
	r, ok := p.RangeIn(currency)
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
