package form

import (
	"cmp"
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
		fields[i] = Field{Name: f.Name, Label: cmp.Or(f.Label, f.Name), Value: known[f.Name], Required: f.Required, Empty: hints(p, f),
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

// hints are what may stand in an empty box. Where it may be passed over it says
// so: what a value would look like must not make one look required.
func hints(p providers.Product, f providers.Field) []string {
	looks, empty := example(p, f), voice.Says("widget.may_be_empty")
	switch {
	case f.Required:
		return []string{looks}
	case looks == "":
		return []string{empty}
	}
	return []string{voice.Says("widget.may_be_empty_such", "example", looks), empty}
}

// example is what a value looks like, "" where that says nothing.
func example(p providers.Product, f providers.Field) string {
	switch f.Type {
	case providers.TypePhone:
		if region := home(p, f); region != "" {
			return voice.Says("widget.phone_in", "region", region)
		}
		return voice.Says("widget.phone")
	case providers.TypeEmail:
		return "name@example.com"
	case providers.TypeDate:
		return "2026-07-01"
	case providers.TypeAmount:
		if r, ok := p.RangeIn(""); ok {
			low := providers.Money{Amount: r.Min, Currency: r.Currency}
			return voice.Says("widget.from_to", "low", low.Number(), "high", most(r))
		}
	case providers.TypeChoice:
		return voice.Says("widget.one_of", "choices", strings.Join(f.Choices, ", "))
	case providers.TypeText, providers.TypeInteger:
	}
	return ""
}

func most(r providers.Range) providers.Money {
	return providers.Money{Amount: r.Max, Currency: r.Currency}
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
		if region != "" {
			region = cmp.Or(all[providers.FieldCountry], region)
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
	number, where := phonenumbers.Format(n, phonenumbers.INTERNATIONAL), phonenumbers.GetRegionCodeForNumber(n)
	valid := phonenumbers.IsValidNumber(n)
	switch {
	case !valid && region == "":
		return voice.Says("widget.no_number", "number", number)
	case !valid:
		return voice.Says("widget.no_number_in", "number", number, "region", region)
	case region != "" && where != "" && where != region:
		return voice.Says("widget.number_of_another", "number", number, "country", where, "region", region)
	}
	return voice.Says("widget.number_of", "number", number, "country", where)
}

// amount says what the amount costs and what arrives, where that is known.
func amount(p providers.Product, value, currency string) string {
	d, err := providers.ParseDecimal(value)
	r, ok := p.RangeIn(currency)
	switch {
	case err != nil || !ok:
		return ""
	case r.Max.IsPositive() && d.GreaterThan(r.Max):
		return voice.Says("widget.at_most", "money", most(r))
	}
	if got := r.DeliveredOf(d); got != nil {
		return voice.Says("widget.recipient_gets", "currency", r.Currency, "money", got)
	}
	return r.Currency
}
