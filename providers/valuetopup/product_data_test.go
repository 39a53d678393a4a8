package valuetopup

import (
	"testing"

	"simdesk/providers"
)

func TestDataInReadsNames(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, description string
		want              providers.Data
	}{
		{"Japan 5GB 30 days", "", providers.Data{Bytes: 5 * providers.GB, Raw: "5GB"}},
		{"Europe 1.5 GB", "", providers.Data{Bytes: 3 * providers.GB / 2, Raw: "1.5 GB"}},
		{"Europe 0,5 gb", "", providers.Data{Bytes: providers.GB / 2, Raw: "0,5 gb"}},
		{"Daily plan", "with 500MB inside", providers.Data{Bytes: 500 * providers.MB, Raw: "500MB"}},
		{"Unlimited 7 days", "", providers.Data{Unlimited: true, Raw: "Unlimited"}},
		{"USA", "unlimited calls", providers.Data{}},
		{"USA 1GB/day", "", providers.Data{Raw: "1GB/day"}},
		{"5G Airtime", "", providers.Data{}},
	} {
		same(t, c.want, dataIn(c.name, c.description))
	}
}

func TestDaysInReadsValidity(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		validity, name string
		want           int
	}{
		{"30 Days", "", 30}, {"7", "", 7}, {"1 Month", "", 30}, {"2 weeks", "", 14}, {"24 hours", "", 1}, {"36h", "", 0},
		{"25 Hrs", "", 2}, {"1 year", "", 365}, {"30-day", "", 30}, {"", "5GB 15 Days", 15}, {"Lifetime", "", 0}, {"", "", 0}, {"30D", "", 30},
	} {
		if got := daysIn(c.validity, c.name); got != c.want {
			t.Errorf("daysIn(%q, %q) = %d, want %d", c.validity, c.name, got, c.want)
		}
	}
}

func TestCountriesIn(t *testing.T) {
	t.Parallel()
	for in, want := range map[string][]string{
		"US": {"US"}, "us": {"US"}, "USA": {"US"}, "DE,FR; IT": {"DE", "FR", "IT"}, "EU": nil, "GLOBAL": nil, "": nil, "001": nil,
	} {
		same(t, want, countriesIn(in))
	}
}
