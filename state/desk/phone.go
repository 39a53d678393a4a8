package desk

import (
	"fmt"
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
		if why != "" {
			return &providers.Error{Kind: providers.KindInvalid, Outcome: providers.NotSent, Provider: p.Provider, Message: f.Label + ": " + why}
		}
		fields[f.Name] = number
	}
	return nil
}

// Phone returns a typed number in E.164, or why it is none. A number without
// + belongs to the first of countries; with countries given it must belong to
// one of them.
func Phone(typed string, countries []string) (number, why string) {
	region := "ZZ" // the library's word for "no default country"
	if len(countries) > 0 {
		region = countries[0]
	}
	n, ok := parsePhone(typed, region)
	if !ok {
		return "", fmt.Sprintf("%q is not a phone number%s. Write it with the country code, such as +44 7911 123456.", typed, in(countries))
	}
	if have := phonenumbers.GetRegionCodeForNumber(n); len(countries) > 0 && !slices.Contains(countries, have) {
		return "", fmt.Sprintf("%s is a number of %s, and this product is for %s. Check the number or choose another product.",
			phonenumbers.Format(n, phonenumbers.INTERNATIONAL), have, strings.Join(countries, ", "))
	}
	return phonenumbers.Format(n, phonenumbers.E164), ""
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

func in(countries []string) string {
	if len(countries) == 1 {
		return " in " + countries[0]
	}
	return ""
}
