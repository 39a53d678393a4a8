package reloadly

import (
	"cmp"
	"strings"

	"github.com/nyaruka/phonenumbers"

	"simdesk/providers"
)

// phoneBody is a number as Reloadly takes it most safely: the country, and
// country code and national number in digits only.
type phoneBody struct {
	CountryCode string `json:"countryCode"`
	Number      string `json:"number"`
}

// recipient reads a number of an operator's country; the error says why when it
// is none.
func recipient(number, country string) (*phoneBody, error) {
	if strings.TrimSpace(number) == "" {
		return nil, invalid("reloadly.number_missing")
	}
	n, err := phonenumbers.Parse(number, country)
	if err != nil {
		return nil, invalid("reloadly.number_unread")
	}
	code := phonenumbers.GetCountryCodeForRegion(country)
	if code != 0 && int(n.GetCountryCode()) != code {
		return nil, invalid("reloadly.number_elsewhere", "country", country)
	}
	return &phoneBody{country, providers.Digits(phonenumbers.Format(n, phonenumbers.E164))}, nil
}

// sender reads a number from anywhere: only its + tells the country.
func sender(number string) (*phoneBody, error) {
	n, err := phonenumbers.Parse(number, "")
	if err != nil {
		return nil, invalid("reloadly.sender_unread")
	}
	region := cmp.Or(phonenumbers.GetRegionCodeForNumber(n), phonenumbers.GetRegionCodeForCountryCode(int(n.GetCountryCode())))
	if len(region) != 2 || region == "ZZ" {
		return nil, invalid("reloadly.sender_country")
	}
	return &phoneBody{region, providers.Digits(phonenumbers.Format(n, phonenumbers.E164))}, nil
}

// international writes an answer's number with + and country code where it
// can be read, else as Reloadly wrote it.
func international(number, country string) string {
	if number == "" {
		return ""
	}
	n, err := phonenumbers.Parse(number, country)
	if err != nil {
		return number
	}
	return phonenumbers.Format(n, phonenumbers.E164)
}
