package roamify

import (
	"slices"
	"time"
)

// SampleICCID is the eSIM of the documents' own top-up example. The account
// has it, with the plan of that example.
const SampleICCID = "894000000000039210"

// earlier are sales of the last weeks, oldest first, so that there are
// customers to look up. They were paid before the wallet's statement begins.
var earlier = []struct {
	iccid   string // "" mints one
	plan    string
	ago     time.Duration
	pace    float64 // of the validity until the data is gone
	topUp   string  // bought when a third of the time had passed
	pending bool    // nobody has asked for the profile yet
	revoked bool
}{
	{plan: "esim-europe-30days-5gb-all", ago: 33 * day, pace: 1.4},
	{plan: "esim-spain-30days-3gb-all", ago: 20 * day, pace: 0.8, revoked: true},
	{plan: "esim-united-states-30days-3gb-all", ago: 12 * day, pace: 0.3},
	{plan: "esim-turkey-30days-5gb-all", ago: 9 * day, pace: 0.6, topUp: "esim-turkey-30days-3gb-all"},
	{plan: "esim-japan-30days-10gb-all", ago: 5 * day, pace: 0.7},
	{plan: "esim-egypt-30days-5gb-all", ago: 3 * day, pace: 0.9},
	{iccid: SampleICCID, plan: "esim-cambodia-7days-1gb-all", ago: 2 * day, pace: 0.9},
	{plan: "esim-thailand-7days-un2gb-all", ago: 26 * time.Hour},
	{plan: "esim-united-kingdom-30days-20gb-all", ago: time.Hour, pending: true},
}

const day = 24 * time.Hour

func (s *Simulator) preload() {
	now := s.world.Now()
	for _, e := range earlier {
		c := s.mint(s.plans[e.plan], "")
		at := now.Add(-e.ago)
		if e.iccid != "" {
			c.ICCID = e.iccid
		}
		c.Sold, c.Plans[0].Added, c.Plans[0].Pace = at, at, e.pace
		s.book(c, c.plan, at)
		if e.topUp != "" {
			p := s.plans[e.topUp]
			s.world.AddPlan(c.ESIM, p.allowance())
			c.Plans[1].Added = at.Add(e.ago / 3)
			s.book(c, p, c.Plans[1].Added)
		}
		if !e.pending {
			c.generate(at)
		}
		c.revoked = e.revoked
	}
	slices.SortStableFunc(s.orders, func(a, b *order) int { return a.at.Compare(b.at) })
}

// book writes an order of the past.
func (s *Simulator) book(c *card, p *plan, at time.Time) {
	o := &order{id: s.orderID(), total: p.cost, at: at, settles: at}
	o.items = []*item{{c, p, p.cost, at}}
	c.history = append(c.history, o.items[0])
	s.orders = append(s.orders, o)
}
