package roamify

import (
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/shopspring/decimal"

	"simdesk/providers/sandbox/sim"
)

// order is a sale or a top-up as the account keeps it.
type order struct {
	id, reference string
	total         decimal.Decimal
	at            time.Time
	settles       time.Time // PENDING until then
	items         []*item
}

// item is one eSIM of an order, or the one that was topped up.
type item struct {
	card *card
	plan *plan
	cost decimal.Decimal
	at   time.Time
}

// status is COMPLETED or, for a top-up that takes its time, PENDING.
func (o *order) status(now time.Time) string {
	if now.Before(o.settles) {
		return "PENDING"
	}
	return "COMPLETED"
}

// head is what every form of the order shows.
func (o *order) head(now time.Time) map[string]any {
	updated := o.settles
	if now.Before(updated) {
		updated = o.at
	}
	h := map[string]any{
		"id": o.id, "orderType": "api", "status": o.status(now), "total": usd(o.total), "currency": "USD",
		"createdAt": o.at.Unix(), "updatedAt": updated.Unix(),
	}
	if o.reference != "" {
		h["referenceId"] = o.reference
	}
	return h
}

// view is the order as it is created and looked up: eSIMs by id only.
func (o *order) view(now time.Time) map[string]any {
	items := make([]map[string]any, len(o.items))
	for i, it := range o.items {
		items[i] = it.view()
	}
	h := o.head(now)
	h["items"] = items
	return h
}

func (it *item) view() map[string]any {
	return map[string]any{
		"esimId": it.card.ID, "packageId": it.plan.PackageID, "package": it.plan.Package, "type": "esim",
		"price": usd(it.cost), "currency": "USD", "createdAt": it.at.Unix(), "updatedAt": it.at.Unix(),
	}
}

func (s *Simulator) create(r *http.Request) sim.Answer {
	o, refusal := s.sell(r, false)
	if o == nil {
		return refusal
	}
	return success(o)
}

// createInstant answers with esims in place of items: the profiles are made
// at once and there is nothing to apply.
func (s *Simulator) createInstant(r *http.Request) sim.Answer {
	o, refusal := s.sell(r, true)
	if o == nil {
		return refusal
	}
	return text(success(o))
}

// sell takes the money once and mints the eSIMs. A referenceId that was used
// before is no obstacle: it is for looking orders up.
func (s *Simulator) sell(r *http.Request, instant bool) (map[string]any, sim.Answer) {
	b := readBody(r)
	lines, reference := b.lines(), b.text("referenceId", false)
	if b.wrong != "" {
		return nil, invalid(b.wrong)
	}
	total := decimal.Zero
	for _, l := range lines {
		p := s.plans[l.packageID]
		if p == nil {
			return nil, failed(http.StatusInternalServerError, "Something went wrong")
		}
		if instant && p.wantsDate() {
			return nil, failed(http.StatusBadRequest, "This package requires a startDate: create an order and apply it")
		}
		total = total.Add(p.cost.Mul(decimal.NewFromInt(int64(l.quantity))))
	}
	total = s.world.Moved(Name, total)
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.world.Now()
	o := &order{id: s.orderID(), reference: reference, total: total, at: now, settles: now}
	charge := sim.Charge{ID: o.id, Reference: reference, Product: lines[0].packageID, Amount: total, At: now}
	if err := s.wallet.Take(charge); err != nil {
		return nil, insufficient()
	}
	for _, l := range lines {
		for range l.quantity {
			c := s.mint(s.plans[l.packageID], reference)
			o.items = append(o.items, &item{c, c.plan, c.plan.cost, now})
			c.history = append(c.history, o.items[len(o.items)-1])
		}
	}
	s.orders = append(s.orders, o)
	if !instant {
		return o.view(now), sim.Answer{}
	}
	return s.ready(o, now), sim.Answer{}
}

// ready generates the profiles of an instant order and shows them.
func (s *Simulator) ready(o *order, now time.Time) map[string]any {
	esims := make([]profile, len(o.items))
	for i, it := range o.items {
		it.card.generate(now)
		esims[i] = it.card.view(now)
	}
	h := o.head(now)
	h["esims"] = esims
	return h
}

func (s *Simulator) orderID() string {
	return s.world.UUID(Name, "order", strconv.Itoa(s.world.Next(Name+" order")))
}

func insufficient() sim.Answer {
	return failed(http.StatusBadRequest, "Insufficient balance. Please top up your account and try again")
}

// createTopup charges the wallet and puts the plan on the eSIM. Every third
// top-up takes a moment, as the documents' advice to poll the order implies.
func (s *Simulator) createTopup(r *http.Request) sim.Answer {
	b := readBody(r)
	iccid, packageID, reference := b.text("iccid", true), b.text("packageId", true), b.text("referenceId", false)
	if b.wrong != "" {
		return invalid(b.wrong)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	c, refusal := s.byICCID(iccid)
	if c == nil {
		return refusal
	}
	p := s.plans[packageID]
	if p == nil {
		return failed(http.StatusInternalServerError, "Something went wrong")
	}
	now := s.world.Now()
	if status := c.status(now); !c.accepts(p) || status == "EXPIRED" || status == "REVOKED" {
		return failed(http.StatusBadRequest, fmt.Sprintf("This package cannot be added to an eSIM that is %s", status))
	}
	o := &order{id: s.orderID(), reference: reference, total: s.world.Moved(Name, p.cost), at: now, settles: now}
	charge := sim.Charge{ID: o.id, Reference: reference, Product: packageID, Target: iccid, Amount: o.total, At: now}
	if err := s.wallet.Take(charge); err != nil {
		return insufficient()
	}
	if s.topups++; s.topups%3 == 0 {
		o.settles = now.Add(s.world.Settle)
	}
	s.world.AddPlan(c.ESIM, p.allowance())
	c.Plans[len(c.Plans)-1].Added = o.settles
	o.items = []*item{{c, p, p.cost, now}}
	c.history = append(c.history, o.items[0])
	s.orders = append(s.orders, o)
	return text(success(o.view(now)))
}
