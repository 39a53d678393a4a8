package sim

import (
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/nyaruka/phonenumbers"
	"github.com/shopspring/decimal"
	"golang.org/x/text/language"
)

func noon() time.Time { return time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC) }

// The tables are compared with the numbering plans of the phone library and
// with the language library's regions: two sources that know nothing of them.
func TestCountriesAgreeWithNumberingPlans(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, c := range Countries() {
		if seen[c.Code] {
			t.Errorf("%s stands in the tables twice", c.Code)
		}
		seen[c.Code] = true
		if r, err := language.ParseRegion(c.Code); err != nil || !r.IsCountry() {
			t.Errorf("%s is no country's code (%v)", c.Code, err)
		}
		if want := phonenumbers.GetCountryCodeForRegion(c.Code); strconv.Itoa(want) != c.Calling {
			t.Errorf("%s: calling code %s, the numbering plan says %d", c.Code, c.Calling, want)
		}
		if _, ok := PerUSD(c.Currency); !ok {
			t.Errorf("%s: no rate for %s", c.Code, c.Currency)
		}
		example := phonenumbers.GetExampleNumberForType(c.Code, phonenumbers.MOBILE)
		digits := len(phonenumbers.GetNationalSignificantNumber(example))
		if digits < c.DigitsMin || digits > c.DigitsMax {
			t.Errorf("%s: mobile numbers of %d to %d digits, the numbering plan has one of %d", c.Code, c.DigitsMin, c.DigitsMax, digits)
		}
	}
	if len(seen) < 200 {
		t.Errorf("%d countries, want about 200", len(seen))
	}
}

func TestBigMarketsHaveNetworks(t *testing.T) {
	t.Parallel()
	known := 0
	for _, c := range Countries() {
		if len(c.Networks) >= 2 && len(c.Networks) <= 4 {
			known++
		}
	}
	if known < 120 {
		t.Errorf("%d countries with two to four networks, want the big markets and more", known)
	}
	jp, ok := CountryOf("jp")
	if want := []string{"NTT Docomo", "SoftBank", "KDDI", "Rakuten Mobile"}; !ok || !slices.Equal(jp.Networks, want) {
		t.Errorf("Japan has %v, want %v", jp.Networks, want)
	}
}

func TestRegionsHoldTheirCountries(t *testing.T) {
	t.Parallel()
	for _, r := range Regions() {
		if len(r.Members) < 4 {
			t.Errorf("%s covers only %d countries", r.Name, len(r.Members))
		}
	}
	global := Regions()[len(Regions())-1]
	if global.Name != Global || len(global.Members) < 90 {
		t.Errorf("the last region is %s with %d countries, want the global one", global.Name, len(global.Members))
	}
}

func TestMoreNeverCostsLess(t *testing.T) {
	t.Parallel()
	w := NewWorld(1, noon)
	for _, c := range Countries() {
		for _, days := range []int{1, 7, 30} {
			last := decimal.Zero
			for _, mb := range []int64{500, 1024, 3072, 5120, 10240, 20480, 51200, 102400} {
				p := w.Price("roamify", c, mb, days)
				if !p.GreaterThan(last) {
					t.Errorf("%s: %d MB cost %s, less would cost %s", c.Code, mb, p, last)
				}
				if longer := w.Price("roamify", c, mb, days*2); longer.LessThan(p) {
					t.Errorf("%s: %d MB for %d days cost %s, for twice as long %s", c.Code, mb, days, p, longer)
				}
				last = p
			}
		}
	}
}

func TestPricesFollowFromTheSeed(t *testing.T) {
	t.Parallel()
	jp, _ := CountryOf("JP")
	one, same, other := NewWorld(1, noon), NewWorld(1, time.Now), NewWorld(2, noon)
	differs := false
	for _, c := range append(Countries(), jp) {
		if a, b := one.Price("fyatu", c, 5120, 30), same.Price("fyatu", c, 5120, 30); !a.Equal(b) {
			t.Fatalf("%s costs %s and %s with one seed", c.Code, a, b)
		}
		differs = differs || !one.Price("fyatu", c, 5120, 30).Equal(other.Price("fyatu", c, 5120, 30))
	}
	if !differs {
		t.Error("another seed gives the same prices")
	}
}

func TestRoundSums(t *testing.T) {
	t.Parallel()
	for currency, want := range map[string][]int64{"USD": {10, 25}, "KWD": {10, 25}, "AED": {10, 25}, "MXN": {100, 250}, "JPY": {1000, 2500}, "NGN": {10000, 25000}} {
		if got := RoundSums(currency, 10, 25); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", currency, got, want)
		}
	}
}
