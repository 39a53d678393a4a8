package reloadly

import (
	"net/http"
	"strings"
	"testing"

	"simdesk/providers/sandbox/sim"
	"simdesk/providers/sandbox/sim/simtest"
)

func TestAutoDetect(t *testing.T) {
	t.Parallel()
	_, _, c := open(t)
	for phone, want := range map[string]string{
		"08147658721/countries/NG": "341", "%2B2348147658721/countries/ng": "341", "2349045150334/countries/NG": "342",
		"50936377111/countries/HT": "173", "22796123456/countries/NE": "640", "22370123456/countries/ML": "289", "13058989796/countries/US": "548",
	} {
		if got := simtest.Text(c.OK(t, "GET /operators/auto-detect/phone/"+phone, ""), "id"); got != want {
			t.Errorf("%s is %s, want %s", phone, got, want)
		}
		if got := simtest.Text(c.OK(t, "GET /operators/mnp-lookup/phone/"+phone, ""), "id"); got != want {
			t.Errorf("%s is looked up as %s, want %s", phone, got, want)
		}
	}
	for _, body := range []string{`{"phone":"08147658721","countryCode":"NG"}`, `{"number":"08147658721","countryCode":"NG"}`} {
		if got := simtest.Text(c.OK(t, "POST /mnp-lookup/operators", body), "id"); got != "341" {
			t.Errorf("%s is %s", body, got)
		}
	}
	for _, tc := range []struct {
		phone  string
		status int
		code   string
	}{
		{"9991234567/countries/NG", 404, "COULD_NOT_AUTO_DETECT_OPERATOR"},
		{"12/countries/NG", 404, "COULD_NOT_AUTO_DETECT_OPERATOR"},
		{"963555555555/countries/SY", 409, "COUNTRY_NOT_SUPPORTED"},
		{"08147658721/countries/NGA", 404, ""},
		{"919876543210/countries/IN", 500, ""},
	} {
		refusal(t, tc.phone, c.Do(t, "GET /operators/auto-detect/phone/"+tc.phone, ""), tc.status, tc.code)
	}
	r := c.Do(t, "GET /operators/mnp-lookup/phone/9991234567/countries/NG", "")
	if r.Status != http.StatusNotFound || simtest.Text(r.JSON(t), "message") != "mnp lookup for given number failed" {
		t.Errorf("%d %s", r.Status, r.Body)
	}
	// Every country that is sold to can be detected, but for India.
	for _, country := range sim.Countries() {
		if len(country.Networks) == 0 || country.Code == "IN" {
			continue
		}
		line := "GET /operators/auto-detect/phone/" + example(country) + "/countries/" + country.Code
		if got := simtest.Text(c.OK(t, line, ""), "country", "isoName"); got != country.Code {
			t.Errorf("%s is of %q", example(country), got)
		}
	}
}

func TestSignificant(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ country, number, want string }{
		{"NG", "08147658721", "8147658721"},
		{"NG", "8147658721", "8147658721"},
		{"NG", "2348147658721", "8147658721"},
		{"NG", "+234 814 765-8721", "8147658721"},
		{"NG", "0092348147658721", "8147658721"},
		{"NG", "002348147658721", ""}, // Ghana's way out, not Nigeria's
		{"GB", "00447951631337", "7951631337"},
		{"US", "011 1 305 898 9796", "3058989796"},
		{"NE", "22796123456", "96123456"},
		{"NE", "96123456", "96123456"},
		{"NE", "096123456", ""}, // no trunk zero there
		{"NE", "+2348147658721", ""},
		{"HT", "50936377111", "36377111"},
		{"HT", "3637711", ""},
		{"CA", "1231231231", "1231231231"},
		{"CA", "11231231231", "1231231231"},
		{"NG", "", ""},
		{"NG", "0814765872x", ""},
	} {
		c, _ := sim.CountryOf(tc.country)
		got, ok := significant(c, tc.number)
		if !ok {
			got = ""
		}
		if got != tc.want || ok != (tc.want != "") {
			t.Errorf("%s of %s: %q, want %q", tc.number, tc.country, got, tc.want)
		}
	}
}

// example is a mobile number of the right length that nobody should dial, in
// international format without the plus sign.
func example(c sim.Country) string { return c.Calling + strings.Repeat("5", c.DigitsMax) }
