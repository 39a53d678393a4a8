package giftapi

import (
	"fmt"
	"net/http"
	"time"

	"github.com/shopspring/decimal"

	"simdesk/providers/sandbox/sim"
)

// card is an eSIM as the account keeps it.
type card struct {
	*sim.ESIM
	sold *sku // the one it was bought as
}

func (k *sku) plan() sim.Plan {
	return sim.Plan{ID: k.id, Name: k.name, Bytes: k.bytes, Days: k.days}
}

func (s *Simulator) mint(k *sku, at time.Time) *card {
	c := &card{ESIM: s.world.NewESIM(Name), sold: k}
	c.Product, c.Name, c.Sold = k.id, k.name, at
	s.world.AddPlan(c.ESIM, k.plan())
	c.Plans[0].Added = at
	s.cards = append(s.cards, c)
	return c
}

func (s *Simulator) find(iccid string) *card {
	for _, c := range s.cards {
		if c.ICCID == iccid {
			return c
		}
	}
	return nil
}

// grace is how long after the end of its data an eSIM can still be topped up.
const grace = 30 * day

// renewable is can_renew of the status call.
func (c *card) renewable(now time.Time) bool {
	t := c.Total(now)
	return c.sold.of.renewable && (t.Ends.IsZero() || now.Before(t.Ends.Add(grace)))
}

// gigabytes is a size with the two decimals that the document shows.
func gigabytes(bytes int64) any { return sim.Number(decimal.New(bytes*100>>30, -2)) }

func (s *Simulator) esimStatus(r *http.Request) sim.Answer {
	c := s.find(r.PathValue("iccid"))
	if c == nil {
		return refused(http.StatusNotFound, "eSIM not found")
	}
	now := s.world.Now()
	status := "Released" // of the values only "Installed" is documented
	if !now.Before(c.Sold.Add(c.Install / 2)) {
		status = "Installed"
	}
	t := c.Total(now)
	return success(map[string]any{
		"esim_id": c.ID, "iccid": c.ICCID, "status": status, "qr_code": c.LPA(), "can_renew": c.renewable(now),
		"last_bundle":     c.Plans[len(c.Plans)-1].Name,
		"data_balance":    map[string]any{"total_gb": gigabytes(t.Bytes), "remaining_gb": gigabytes(t.Left), "unit": "GB"},
		"active_packages": c.packages(now), "coverage": c.coverage(),
	})
}

// packages lists what has not ended. Of the values of a package's status only
// "active" is documented.
func (c *card) packages(now time.Time) []any {
	list := []any{}
	for i, u := range c.Usage(now) {
		if u.Over {
			continue
		}
		status := "active"
		switch {
		case u.Started.IsZero():
			status = "pending"
		case u.Left == 0:
			status = "depleted"
		}
		list = append(list, map[string]any{
			"id": fmt.Sprintf("pkg_%s_%d", c.ID[:8], i+1), "name": u.Name, "data_total": gigabytes(u.Bytes), "data_remaining": gigabytes(u.Left),
			"data_unit": "GB", "activated_at": zulu(u.Started), "expires_at": zulu(u.Ends), "status": status,
		})
	}
	return list
}

// coverage names every network of a country, and one a country for a region.
func (c *card) coverage() []any {
	list := []any{}
	add := func(at sim.Country, network string) {
		list = append(list, map[string]any{"country_name": at.Name, "country_code": at.Code, "network_name": network})
	}
	if r := c.sold.of.region; r != nil {
		for _, m := range r.Members {
			add(m, m.Networks[0])
		}
		return list
	}
	for _, n := range c.sold.of.country.Networks {
		add(c.sold.of.country, n)
	}
	return list
}

// topup adds a package to an eSIM by an order. Which packages fit is not
// documented, and the sample puts Europe's on an eSIM that was sold for the
// world, so all eSIM packages do.
func (s *Simulator) topup(r *http.Request) sim.Answer {
	in, iccid := body(r), r.PathValue("iccid")
	if refusal := s.unsigned(r, iccid, text(in["external_id"])); refusal != nil {
		return *refusal
	}
	c := s.find(iccid)
	if c == nil {
		return refused(http.StatusNotFound, "eSIM not found")
	}
	var w wrongs
	externalID := w.need("external_id", in["external_id"])
	s.fresh(&w, externalID)
	k := c.sold
	if v := in["sku_uuid"]; v != nil {
		if k = s.bySku[w.need("sku_uuid", v)]; k == nil || k.of.kind != "esim" {
			w.add("sku_uuid", "The selected :attribute is invalid.")
		}
	}
	if w.any() {
		return w.answer()
	}
	if !c.renewable(s.world.Now()) {
		return refused(http.StatusUnprocessableEntity, "This eSIM cannot be renewed")
	}
	o := &order{external: externalID, of: k, quantity: 1, price: k.price, card: c, customer: map[string]any{"iccid": iccid, "quantity": 1}}
	return s.place(o, "", "Top-up order created successfully")
}
