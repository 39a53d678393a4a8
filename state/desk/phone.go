package desk

import (
	"slices"
	"strings"

	"github.com/nyaruka/phonenumbers"

	"simdesk/providers"
)

// normalisePhones rewrites the phone fields of a sale to E.164 ("+2348147658721").
// The customer's number must be one of the product's countries.
func normalisePhones(p providers.Product, fields map[string]string) error {
	for _, f := range p.Fields {
		typed := fields[f.Name]
		if f.Type != providers.TypePhone || typed == "" {
			continue
		}
		countries := p.Countries
		if f.Name != providers.FieldPhone {
			countries = nil // the sender may be anywhere
		}
		number, why := Phone(typed, countries)
		if !why.IsZero() {
			return notSent(providers.KindInvalid, p.Provider, providers.Because("desk.field", "label", f.Label, "why", why))
		}
		fields[f.Name] = number
	}
	return nil
}

// Phone returns a typed number in E.164, or why it is none. A number without
// + belongs to the first of countries; with countries given it must belong to
// one of them.
func Phone(typed string, countries []string) (number string, why providers.Reason) {
	region := "ZZ" // the library knows no default country by it
	if len(countries) > 0 {
		region = countries[0]
	}
	n, ok := parsePhone(typed, region)
	if !ok {
		if len(countries) == 1 {
			return "", providers.Because("desk.no_number_in", "typed", typed, "country", countries[0])
		}
		return "", providers.Because("desk.no_number", "typed", typed)
	}
	if have := phonenumbers.GetRegionCodeForNumber(n); len(countries) > 0 && !slices.Contains(countries, have) {
		return "", providers.Because("desk.number_of", "number", phonenumbers.Format(n, phonenumbers.INTERNATIONAL), "have", have, "countries", countries)
	}
	return phonenumbers.Format(n, phonenumbers.E164), providers.Reason{}
}

// parsePhone also accepts what is commonly typed for "+": 00, or the country
// code alone.
func parsePhone(typed, region string) (*phonenumbers.PhoneNumber, bool) {
	tries := []string{typed}
	digits := strings.TrimLeft(strings.TrimSpace(typed), "+")
	if !strings.HasPrefix(typed, "+") {
		tries = append(tries, "+"+strings.TrimPrefix(digits, "00"))
	}
	for _, s := range tries {
		n, err := phonenumbers.Parse(s, region)
		if err == nil && phonenumbers.IsValidNumber(n) {
			return n, true
		}
	}
	return nil, false
}
