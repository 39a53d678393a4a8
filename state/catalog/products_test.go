package catalog

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/shopspring/decimal"

	"simdesk/providers"
)

func shopPricing() Pricing {
	return Pricing{
		Currency: "USD", MarkupPercent: decimal.RequireFromString("20"), Rounding: decimal.RequireFromString("0.10"),
		Rates: map[string]decimal.Decimal{"EUR": decimal.RequireFromString("1.08")},
	}
}

var countryPool = strings.Fields("JP KR CN TH SG MY ID VN TR GB DE FR ES IT PT NL BE CH AT GR US CA MX BR AR CL CO PE NG KE ZA EG MA AE SA QA IN PK BD LK AU NZ")

var countryNames = map[string]string{
	"JP": "Japan", "KR": "South Korea", "CN": "China", "TH": "Thailand", "SG": "Singapore", "TR": "Türkiye",
	"GB": "United Kingdom", "DE": "Germany", "FR": "France", "US": "United States", "NG": "Nigeria", "AE": "UAE",
}

var operatorPool = []string{
	"Docomo", "SoftBank", "KDDI", "Vodafone", "Orange", "T-Mobile", "Turkcell", "MTN", "Airtel", "Etisalat",
	"Claro", "Movistar", "Telstra", "O2", "Three", "AT&T", "Verizon", "Globe", "Singtel", "AIS",
}

// generate makes a catalogue of n products shaped like the real ones: mostly
// eSIMs of one country, some regions with shared coverage, some airtime.
func generate(n int) []providers.Product {
	r := rand.New(rand.NewPCG(1, 2))
	names := []string{"roamify", "fyatu", "valuetopup", "reloadly", "giftapi"}
	sizes := []int64{1, 2, 3, 5, 10, 20, 50}
	days := []int{1, 3, 7, 15, 30, 60, 90, 365}
	products := make([]providers.Product, 0, n)
	for i := range n {
		p := providers.Product{Provider: names[i%len(names)], ID: fmt.Sprintf("pkg-%07d-%04x", i, r.IntN(1<<16)), Kind: providers.KindESIM}
		country := countryPool[r.IntN(len(countryPool))]
		name := countryNames[country]
		if name == "" {
			name = country
		}
		p.Countries = []string{country}
		p.Operator = operatorPool[r.IntN(len(operatorPool))]
		p.Days = days[r.IntN(len(days))]
		gb := sizes[r.IntN(len(sizes))]
		p.Data = providers.Data{Bytes: gb * providers.GB, Raw: fmt.Sprintf("%d GB", gb)}
		switch k := r.IntN(20); {
		case k == 0:
			from, size := r.IntN(10), 11+r.IntN(20)
			p.Countries, p.Region, name = countryPool[from:from+size], "Asia & Europe", "Asia & Europe"
		case k == 1:
			p.Countries, p.Region, name = countryPool, "Global", "Global"
		case k == 2:
			p.Data = providers.Data{Unlimited: true, Raw: "Unlimited"}
		case k < 5:
			p.Kind, p.Data, p.Days, p.Operator = providers.KindAirtime, providers.Data{}, 0, brand(r)
		}
		p.Name = fmt.Sprintf("%s %s %d Days %s", name, p.Data.Raw, p.Days, p.Operator)
		p.Networks = []providers.Network{{Country: country, Name: p.Operator, Types: []string{"4G", "5G"}}}
		p.Cost = providers.MustMoney(fmt.Sprintf("%d.%02d", 1+r.IntN(60), r.IntN(100)), "USD").Ptr()
		p.Notes = providers.Quotes("Activates when it first connects to a network.", "Data only, no calls.")
		p.CanTopUp = providers.TruthOf(r.IntN(2) == 0)
		p.Extra = map[string]string{"slug": fmt.Sprintf("%s-%d", strings.ToLower(country), i)}
		products = append(products, p)
	}
	return products
}

// brand makes one of some ten thousand names, as a catalogue of vouchers holds.
func brand(r *rand.Rand) string {
	const syllables = "ka lo mi ne ra su ta ve zo bri fon gel hul jix"
	parts := strings.Fields(syllables)
	name := ""
	for range 2 + r.IntN(3) {
		name += parts[r.IntN(len(parts))]
	}
	return strings.ToUpper(name[:1]) + name[1:]
}
