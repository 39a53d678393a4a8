package reloadly

import (
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"simdesk/providers/sandbox/sim"
)

// pinCountries are where airtime is sold as a code to type in.
var pinCountries = []string{"US", "GB", "DE", "GR", "FR", "ES", "IT", "CA", "PL", "ZA", "AU", "NL"}

// catalogue makes all operators: those that the documents name, and one or
// more for each network on the map.
func catalogue(w *sim.World) []*operator {
	m := maker{world: w, taken: map[int]bool{}, named: map[string]bool{}}
	for _, o := range documented() {
		m.taken[o.id], m.named[o.name] = true, true
		m.list = append(m.list, o)
	}
	for _, c := range sim.Countries() {
		for i, network := range c.Networks {
			m.network(c, network, i)
		}
	}
	slices.SortFunc(m.list, func(a, b *operator) int { return a.id - b.id })
	promote(w, m.list)
	return m.list
}

// maker gives out ids that the documents left free.
type maker struct {
	world *sim.World
	list  []*operator
	taken map[int]bool
	named map[string]bool
	last  int
}

func (m *maker) next() int {
	for m.last++; m.taken[m.last]; m.last++ {
	}
	return m.last
}

// network sells a network's airtime, for the first networks of a country also
// data and bundles, and PINs where they are usual.
func (m *maker) network(c sim.Country, network string, rank int) {
	m.add(c, network+" "+short(c), func(o *operator) { m.airtime(o, rank) })
	if rank == 0 {
		m.add(c, network+" "+short(c)+" Data", func(o *operator) {
			o.data = true
			m.allowances(o, dataSizes)
		})
	}
	if rank == 1 && c.Region != sim.Europe {
		m.add(c, network+" "+short(c)+" Bundles", func(o *operator) {
			o.bundle = true
			o.combo = o.id%4 == 0
			m.allowances(o, bundleSizes)
		})
	}
	if rank == 0 && slices.Contains(pinCountries, c.Code) {
		m.add(c, network+" PIN "+c.Name, func(o *operator) {
			o.pin = true
			o.plans = m.even(o, 5, 10, 15, 20, 30, 50)
		})
	}
}

func (m *maker) add(c sim.Country, name string, fill func(*operator)) {
	if m.named[name] {
		return
	}
	o := &operator{id: m.next(), name: name, country: c}
	r := m.world.Rand(Name, "operator", fmt.Sprint(o.id))
	o.rate = dec("1")
	if c.Currency != "USD" {
		market, _ := sim.PerUSD(c.Currency)
		o.rate = market.Mul(decimal.New(940+r.Int64N(51), -3)).Round(5)
	}
	if o.id%5 == 0 {
		o.rateScale = 11
	}
	o.discount = decimal.New(r.Int64N(29)*5, -1) // 0 to 14, by halves
	o.local = r.IntN(2) == 0 && c.Currency != "USD"
	switch {
	case o.id%11 == 0:
		o.fees = fees{international: dec("0.25"), local: tidy(o.rate.Mul(dec("0.25")))}
	case o.id%13 == 0:
		o.fees = fees{internationalPercent: dec("2.5"), localPercent: dec("2.5")}
	}
	if o.id%9 == 4 {
		o.fate = late
	}
	fill(o)
	m.list = append(m.list, o)
}

// short is the country's name as operators carry it.
func short(c sim.Country) string {
	switch c.Code {
	case "US":
		return "USA"
	case "GB":
		return "UK"
	case "AE":
		return "UAE"
	default:
		return c.Name
	}
}

// airtime is a range for most networks and a list of sums for some. In India
// the sums depend on the circle.
func (m *maker) airtime(o *operator, rank int) {
	switch {
	case o.country.Code == "IN":
		m.circles(o)
	case o.id%4 == 3:
		o.plans = m.even(o, 3, 5, 10, 15, 20, 25, 30, 50)
		o.ragged = o.local && o.id%3 == 0
	default:
		m.span(o, rank)
	}
}

// span makes a range. Where the operator takes its own currency the bounds are
// set in it, and the listed dollars are those to the cent.
func (m *maker) span(o *operator, rank int) {
	o.min, o.max, o.popular = decimal.New(int64(1+rank), 0), decimal.New(int64(100-5*rank), 0), dec("15")
	if !o.local {
		return
	}
	o.localMin, o.localMax = tidy(o.min.Mul(o.rate)), tidy(o.max.Mul(o.rate))
	o.min, o.max = o.localMin.DivRound(o.rate, 2), o.localMax.DivRound(o.rate, 2)
}

// even makes plans of round sums: of the operator's currency where it takes
// that, of dollars elsewhere.
func (m *maker) even(o *operator, dollars ...int64) []plan {
	out := make([]plan, len(dollars))
	for i, d := range dollars {
		out[i] = o.plan(decimal.NewFromInt(d), "")
	}
	return out
}

func (o *operator) plan(dollars decimal.Decimal, about string) plan {
	if !o.local {
		return plan{amount: dollars, about: about}
	}
	local := tidy(dollars.Mul(o.rate))
	return plan{local.DivRound(o.rate, 2), local, about}
}

type allowance struct {
	label         string
	mb            int64
	days, minutes int
}

var dataSizes = []allowance{
	{"100MB", 100, 1, 0}, {"500MB", 500, 3, 0}, {"1GB", 1024, 7, 0}, {"2GB", 2048, 15, 0}, {"5GB", 5120, 30, 0},
	{"10GB", 10240, 30, 0}, {"20GB", 20480, 30, 0},
}

var bundleSizes = []allowance{
	{"Small Plan - 2GB", 2048, 7, 0}, {"Medium Plan - 5GB + 100 min", 5120, 14, 100}, {"Big Plan - 10GB + 300 min", 10240, 30, 300},
	{"Family Plan - 40GB + 1000 min", 40960, 30, 1000},
}

// allowances makes the plans of a data or bundle operator.
func (m *maker) allowances(o *operator, sizes []allowance) {
	for _, z := range sizes {
		dollars := m.world.Price(Name, o.country, z.mb, z.days).Add(decimal.New(int64(z.minutes), -2))
		p := o.plan(dollars, fmt.Sprintf("%s, %d Days", z.label, z.days))
		if o.data {
			p.about = fmt.Sprintf("%s (%d days)", z.label, z.days)
			if z.days == 1 {
				p.about = z.label + " (24 hours)"
			}
		}
		o.plans = append(o.plans, p)
	}
}

var indianCircles = []struct{ code, name string }{
	{"AP", "Andhra Pradesh"}, {"DL", "Delhi NCR"}, {"KA", "Karnataka"}, {"KL", "Kerala"}, {"MH", "Maharashtra"},
	{"MU", "Mumbai"}, {"TN", "Tamil Nadu"}, {"WB", "West Bengal"},
}

// circles gives an Indian operator its plans by region, and no others.
func (m *maker) circles(o *operator) {
	o.local = true
	for i, c := range indianCircles {
		sums := []int64{10, 100, 199, 299, 499, 666}
		if i%2 == 1 {
			sums = []int64{10, 50, 100, 239, 479, 719}
		}
		var plans []plan
		for _, rupees := range sums {
			local := decimal.NewFromInt(rupees)
			about := fmt.Sprintf("Get Talktime of Rs. %s", local.Mul(dec("0.747")).StringFixed(2))
			plans = append(plans, plan{local.DivRound(o.rate, 2), local, about})
		}
		o.circles = append(o.circles, circle{c.code, c.name, plans})
	}
}
