package roamify

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"simdesk/providers/sandbox/sim"
)

// sizes are the metered plans of every destination: gigabytes and days.
var sizes = []struct{ gb, days int }{{1, 7}, {2, 15}, {3, 30}, {5, 30}, {10, 30}, {20, 30}, {50, 90}}

// unlimitedDays are the unlimited plans of the destinations that have them.
var unlimitedDays = []int{3, 5, 7, 10, 15, 30}

var (
	// dated are the countries whose unlimited plans start on a date that the
	// traveller gives.
	dated = []string{"CN", "JP", "KR", "TW", "HK"}
	// blind are the countries whose plans cannot be asked for their usage.
	blind = []string{"EG", "MA", "TN"}
	// voiced are the countries with a plan that calls and texts too.
	voiced = []string{"TH", "TR", "US", "GB", "MX"}
)

// catalogue makes all groups, countries first, and an index of their plans.
func catalogue(w *sim.World) ([]group, map[string]*plan) {
	var groups []group
	for _, c := range sim.Countries() {
		if len(c.Networks) > 0 {
			groups = append(groups, countryGroup(w, c))
		}
	}
	for _, r := range sim.Regions() {
		groups = append(groups, regionGroup(w, r))
	}
	plans := map[string]*plan{}
	for i := range groups {
		g := &groups[i]
		low, high := g.Packages[0].cost, g.Packages[0].cost
		for _, p := range g.Packages {
			p.group = g.ID
			plans[p.PackageID] = p
			low, high = decimal.Min(low, p.cost), decimal.Max(high, p.cost)
		}
		g.MinPrice, g.MaxPrice = sim.Number(low), sim.Number(high)
	}
	return groups, plans
}

func countryGroup(w *sim.World, c sim.Country) group {
	g := group{ID: c.Slug() + "-esims", CountryName: c.Name, CountryCode: c.Code, CountrySlug: c.Slug(), Region: c.Region,
		Geography: "local", Image: image(c.Slug()), Signals: []signal{signalOf(c)}}
	cost := func(mb int64, days int) decimal.Decimal { return w.Price(Name, c, mb, days) }
	for _, z := range sizes {
		g.Packages = append(g.Packages, metered(c.Slug(), z.gb, z.days, cost))
	}
	cheap := cost(1024, 7).LessThan(decimal.New(2, 0))
	for _, days := range unlimitedDays {
		if cheap {
			g.Packages = append(g.Packages, endless(c.Slug(), days, cost))
		}
	}
	if slices.Contains(voiced, c.Code) {
		g.Packages = append(g.Packages, talking(c.Slug(), cost))
	}
	for _, p := range g.Packages {
		if p.IsUnlimited && slices.Contains(dated, c.Code) {
			p.Requirements = &requirements{TravelDate: true}
			p.WithDestinationInstall = true
		}
		if slices.Contains(blind, c.Code) {
			p.WithUsageCheck, p.topUp = false, false
			p.Notes = []string{"Usage cannot be checked here. Dial *225# from the eSIM to see what is left."}
		}
	}
	return g
}

func regionGroup(w *sim.World, r sim.Region) group {
	g := group{ID: r.Slug() + "-esims", CountryName: r.Name, CountryCode: r.Code, CountrySlug: r.Slug(), Region: r.Name,
		Geography: "regional", Image: image(r.Slug())}
	if r.Name == sim.Global {
		g.Geography = "global"
	}
	for _, c := range r.Members {
		g.Signals = append(g.Signals, signalOf(c))
	}
	cost := func(mb int64, days int) decimal.Decimal { return w.PriceIn(Name, r, mb, days) }
	for _, z := range sizes {
		g.Packages = append(g.Packages, metered(r.Slug(), z.gb, z.days, cost))
	}
	for _, days := range unlimitedDays[2:] {
		g.Packages = append(g.Packages, endless(r.Slug(), days, cost))
	}
	return g
}

func signalOf(c sim.Country) signal {
	s := signal{Code: c.Code, Name: c.Name, Networks: []string{"3G", "4G"}, Carriers: c.Networks}
	if len(c.Networks) > 2 {
		s.Networks = []string{"4G", "5G"}
	}
	return s
}

func image(slug string) string { return "https://img.sandbox.example/roamify/" + slug + ".png" }

// basic fills in what most plans share.
func basic(id, name string, days int, cost decimal.Decimal) *plan {
	return &plan{
		PackageID: id, Package: name, Plan: "data-only", Activation: "first-use", Day: days, Price: sim.Number(cost), cost: cost,
		IsAPNAutomatic: true, DataUnit: "MB", CallType: "all", CallAmount: -1, SMSType: "all", SMSAmount: -1,
		WithHotspot: true, WithDataRoaming: true, WithUsageCheck: true, Notes: []string{}, topUp: true,
	}
}

func metered(slug string, gb, days int, cost func(int64, int) decimal.Decimal) *plan {
	mb := int64(gb) * 1024
	p := basic(fmt.Sprintf("esim-%s-%ddays-%dgb-all", slug, days, gb), fmt.Sprintf("%d GB - %d Days", gb, days), days, cost(mb, days))
	p.DataAmount = mb
	if strings.HasSuffix(slug, "land") { // some networks want their APN typed in
		p.IsAPNAutomatic, p.APN = false, "internet"
	}
	return p
}

func endless(slug string, days int, cost func(int64, int) decimal.Decimal) *plan {
	p := basic(fmt.Sprintf("esim-%s-%ddays-un2gb-all", slug, days),
		fmt.Sprintf("Unlimited Data - %d Days (2 GB / 128 KBPS)", days), days, cost(0, days))
	p.IsUnlimited, p.DataAmount, p.WithThrottle = true, unlimitedAmount, true
	p.Throttle = &throttle{128, "kbps", 2, "gb"}
	p.WithHotspot, p.topUp = days > 5, false
	return p
}

func talking(slug string, cost func(int64, int) decimal.Decimal) *plan {
	price := cost(5*1024, 30).Add(decimal.New(350, -2))
	p := basic(fmt.Sprintf("esim-%s-30days-5gb-voice", slug), "5 GB + 100 Minutes + 50 SMS - 30 Days", 30, price)
	p.Plan, p.DataAmount = "data-voice-sms", 5*1024
	p.WithCall, p.CallAmount, p.CallUnit = true, 100, "minutes"
	p.WithSMS, p.SMSAmount, p.SMSUnit = true, 50, "sms"
	return p
}
