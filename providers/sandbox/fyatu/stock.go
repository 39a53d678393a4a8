package fyatu

import (
	"fmt"

	"github.com/shopspring/decimal"

	"simdesk/providers/sandbox/sim"
)

// destination is a country or a region, as /esim/destinations prints it.
type destination struct {
	Slug        string `json:"slug"`
	CountryCode string `json:"countryCode"` // "" for a region
	Name        string `json:"name"`
	Type        string `json:"type"` // local, regional, global
	ImageURL    string `json:"imageUrl"`

	lowest   decimal.Decimal
	operator string // slug
	brand    string
	coverage []coverage
}

type coverage struct {
	CountryCode string    `json:"countryCode"`
	CountryName string    `json:"countryName"`
	Networks    []network `json:"networks"`
}

type network struct {
	Name  string   `json:"name"`
	Types []string `json:"types"`
}

// pack is a package, either a SIM with a plan or a TOPUP for one.
type pack struct {
	id, name string
	kind     string // SIM, TOPUP
	tier     string // standard, premium, unlimited
	megabyte int64  // 0 when unlimited
	days     int
	minutes  int
	sms      int
	price    decimal.Decimal
	to       *destination
}

// plan is the package as an eSIM holds it.
func (p *pack) plan() sim.Plan {
	return sim.Plan{ID: p.id, Name: p.name, Bytes: p.megabyte << 20, Unlimited: p.megabyte == 0, Days: p.days}
}

// brands are operators that go by another name than their country's.
var brands = map[string][2]string{
	"TR": {"merhaba", "Merhaba"}, "FR": {"bonjour", "Bonjour"}, "ES": {"hola", "Hola"}, "IT": {"ciao", "Ciao"},
	"DE": {"moin", "Moin"}, "GR": {"yassou", "Yassou"}, "JP": {"konnichiwa", "Konnichiwa"}, "TH": {"sawatdee", "Sawatdee"},
	"BR": {"ola", "Olá"}, "KE": {"jambo", "Jambo"}, "AE": {"marhaba", "Marhaba"}, "IN": {"namaste", "Namaste"},
}

// documented are the prices that the documents print.
var documented = map[string]string{"merhaba-7days-5gb": "12.50", "merhaba-topup-3gb": "8.00"}

var (
	sizes      = []struct{ gb, days int }{{1, 7}, {3, 15}, {5, 7}, {5, 30}, {10, 30}, {20, 30}}
	topUpSizes = []struct{ gb, days int }{{1, 7}, {3, 30}, {5, 30}, {10, 30}}
)

// stock fills the shelves: countries first, then regions.
func (s *Simulator) stock() {
	for _, c := range sim.Countries() {
		if len(c.Networks) == 0 {
			continue
		}
		d := &destination{Slug: c.Slug(), CountryCode: c.Code, Name: c.Name, Type: "local", coverage: []coverage{covers(c)},
			operator: c.Slug() + "-connect", brand: c.Name + " Connect"}
		if b, ok := brands[c.Code]; ok {
			d.operator, d.brand = b[0], b[1]
		}
		s.fill(d, func(mb int64, days int) decimal.Decimal { return s.world.Price(Name, c, mb, days) })
	}
	for _, r := range sim.Regions() {
		d := &destination{Slug: r.Slug(), Name: r.Name, Type: "regional", operator: r.Slug() + "-roam", brand: r.Name + " Roam"}
		if r.Name == sim.Global {
			d.Type = "global"
		}
		for _, c := range r.Members {
			d.coverage = append(d.coverage, covers(c))
		}
		s.fill(d, func(mb int64, days int) decimal.Decimal { return s.world.PriceIn(Name, r, mb, days) })
	}
}

func covers(c sim.Country) coverage {
	v := coverage{CountryCode: c.Code, CountryName: c.Name}
	for i, name := range c.Networks {
		types := []string{"LTE"}
		if i == 0 {
			types = []string{"LTE", "5G"}
		}
		v.Networks = append(v.Networks, network{name, types})
	}
	return v
}

func (s *Simulator) fill(d *destination, cost func(int64, int) decimal.Decimal) {
	d.ImageURL = "https://img.sandbox.example/fyatu/" + d.Slug + ".png"
	for _, z := range sizes {
		mb := int64(z.gb) * 1024
		s.put(&pack{id: fmt.Sprintf("%s-%ddays-%dgb", d.operator, z.days, z.gb), name: fmt.Sprintf("%d GB - %d Days", z.gb, z.days),
			kind: "SIM", tier: "standard", megabyte: mb, days: z.days, price: cost(mb, z.days), to: d})
	}
	if cost(1024, 7).LessThan(decimal.New(2, 0)) {
		for _, days := range []int{7, 15} {
			s.put(&pack{id: fmt.Sprintf("%s-%ddays-unlimited", d.operator, days), name: fmt.Sprintf("Unlimited - %d Days", days),
				kind: "SIM", tier: "unlimited", days: days, price: cost(0, days), to: d})
		}
		s.put(&pack{id: d.operator + "-30days-10gb-premium", name: "10 GB + 100 Minutes + 50 SMS - 30 Days", kind: "SIM", tier: "premium",
			megabyte: 10240, days: 30, minutes: 100, sms: 50, price: cost(10240, 30).Add(decimal.New(450, -2)), to: d})
	}
	for _, z := range topUpSizes {
		mb := int64(z.gb) * 1024
		s.put(&pack{id: fmt.Sprintf("%s-topup-%dgb", d.operator, z.gb), name: fmt.Sprintf("Top-up %dGB", z.gb), kind: "TOPUP",
			tier: "standard", megabyte: mb, days: z.days, price: cost(mb, z.days).Add(decimal.New(30, -2)), to: d})
	}
	s.destinations = append(s.destinations, d)
}

func (s *Simulator) put(p *pack) {
	if text, ok := documented[p.id]; ok {
		p.price = decimal.RequireFromString(text)
	}
	if p.to.lowest.IsZero() || p.price.LessThan(p.to.lowest) {
		p.to.lowest = p.price
	}
	s.packages = append(s.packages, p)
	s.byID[p.id] = p
}
