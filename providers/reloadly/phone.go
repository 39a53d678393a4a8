package reloadly

import (
	"github.com/nyaruka/phonenumbers"

	"simdesk/providers"
)

// phoneBody is a number as Reloadly takes it most safely: the country, and
// country code and national number in digits only.
type phoneBody struct {
	CountryCode string `json:"countryCode"`
	Number      string `json:"number"`
}

// recipient reads a number of an operator's country. why is a sentence for
// the clerk when it is none.
func recipient(number, country string) (p phoneBody, why string) {
	n, err := phonenumbers.Parse(number, country)
	if err != nil {
		return phoneBody{}, "The customer's number cannot be read. Write it with + and its country code."
	}
	code := phonenumbers.GetCountryCodeForRegion(country)
	if code != 0 && int(n.GetCountryCode()) != code {
		return phoneBody{}, "The number is not from " + country + ", where this operator is. Check the number or choose another product."
	}
	return phoneBody{country, providers.Digits(phonenumbers.Format(n, phonenumbers.E164))}, ""
}

// sender reads a number from anywhere: only its + tells the country.
func sender(number string) (p phoneBody, why string) {
	n, err := phonenumbers.Parse(number, "")
	if err != nil {
		return phoneBody{}, "The sender's number cannot be read. Write it with + and its country code."
	}
	region := phonenumbers.GetRegionCodeForNumber(n)
	if region == "" {
		region = phonenumbers.GetRegionCodeForCountryCode(int(n.GetCountryCode()))
	}
	if len(region) != 2 || region == "ZZ" {
		return phoneBody{}, "The country of the sender's number is not known. Check it or leave it out."
	}
	return phoneBody{region, providers.Digits(phonenumbers.Format(n, phonenumbers.E164))}, ""
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
