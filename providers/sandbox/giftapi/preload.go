package giftapi

import (
	"fmt"
	"time"

	"github.com/shopspring/decimal"
)

const day = 24 * time.Hour

// earlier are sales of the last weeks, oldest first, so that there are
// customers to look up. They were paid before the wallet's statement begins.
var earlier = []struct {
	sku    string // its name, or its id
	ago    time.Duration
	pace   float64 // of the validity until the data is gone
	sample bool
	topUp  string // bought when a third of the time had passed
}{
	{sku: "5GB France Data", ago: 75 * day, pace: 0.9},
	{sku: "5GB Italy Data", ago: 40 * day, pace: 1.3},
	{sku: "10GB Egypt Data", ago: 12 * day, pace: 0.8},
	{sku: "3GB United Kingdom Data", ago: 9 * day, pace: 0.4},
	{sku: "5GB Turkey Data", ago: 8 * day, pace: 0.5, topUp: "3GB Turkey Data"},
	{sku: Apple30, ago: 5 * day},
	{sku: "10GB Global Data", ago: 3 * day, pace: 2.0 / 3, sample: true},
	{sku: "10GB Japan Data", ago: 30 * time.Hour, pace: 0.7},
	{sku: "5GB Thailand Data", ago: 40 * time.Second},
}

func (s *Simulator) preload() {
	now := s.world.Now()
	s.history = []movement{{usd("641.82"), usd("641.82"), now.Add(-3 * day), ""}}
	for i, e := range earlier {
		k := s.named(e.sku)
		at := now.Add(-e.ago)
		o := s.past(k, at, fmt.Sprintf("SHOP-%04d", i+1))
		if k.of.kind != "esim" {
			continue
		}
		c := s.cards[len(s.cards)-1]
		if e.sample {
			c.ICCID = SampleICCID
			o.delivery[0].(map[string]any)["iccid"] = SampleICCID
		}
		if e.pace != 0 {
			c.Plans[0].Pace = e.pace
		}
		if e.topUp != "" {
			s.world.AddPlan(c.ESIM, s.named(e.topUp).plan())
			c.Plans[1].Added = at.Add(e.ago / 3)
		}
	}
}

// past writes an order of the past, with what it delivered.
func (s *Simulator) past(k *sku, at time.Time, externalID string) *order {
	o := &order{number: len(s.orders) + 1, external: externalID, of: k, quantity: 1, price: k.cost(decimal.Zero), at: at, settles: at, becomes: completed, settled: true}
	o.total = o.price
	o.id = s.world.UUID(Name, "past order", fmt.Sprint(o.number))
	o.delivery = append(o.delivery, s.deliver(o))
	s.keep(o)
	return o
}

func (s *Simulator) named(name string) *sku {
	for _, k := range s.skus {
		if k.name == name || k.id == name {
			return k
		}
	}
	return s.skus[0]
}
