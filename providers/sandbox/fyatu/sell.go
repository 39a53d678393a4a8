package fyatu

import (
	"encoding/json"
	"net/http"
	"strconv"

	"github.com/shopspring/decimal"

	"simdesk/providers/sandbox/sim"
)

// order is the body of a purchase.
type order struct {
	PackageID *string      `json:"packageId"`
	Quantity  *json.Number `json:"quantity"`
	OwnerID   *string      `json:"ownerId"`
}

// read checks the body; a quantity that is not given is 1.
func (o *order) read(r *http.Request) (quantity int, wrong *field) {
	if err := json.NewDecoder(r.Body).Decode(o); err != nil {
		return 0, &field{"body", "The body must be a JSON object with fields of the documented types"}
	}
	if o.PackageID == nil || *o.PackageID == "" {
		return 0, &field{"packageId", "packageId is required"}
	}
	quantity = 1
	if o.Quantity != nil {
		n, err := strconv.Atoi(o.Quantity.String())
		if err != nil || n < 1 || n > 10 {
			return 0, &field{"quantity", "quantity must be an integer from 1 to 10"}
		}
		quantity = n
	}
	return quantity, nil
}

// purchase takes the money once and makes the eSIMs. No reference of the
// caller's travels with it.
func (s *Simulator) purchase(r *http.Request) sim.Answer {
	var o order
	quantity, wrong := o.read(r)
	if wrong != nil {
		return s.invalid(*wrong)
	}
	p := s.byID[*o.PackageID]
	if p == nil || p.kind != "SIM" {
		return s.refuse("PACKAGE_NOT_FOUND")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.world.Now()
	total := s.world.Moved(Name, p.price.Mul(decimal.NewFromInt(int64(quantity))))
	id := "ORD-" + s.world.Code(12, Name, "order", s.serial("order"))
	if err := s.wallet.Take(sim.Charge{ID: id, Tag: r.Header.Get(sim.TagHeader), Product: p.id, Amount: total, At: now}); err != nil {
		return s.refuse("INSUFFICIENT_BALANCE")
	}
	reference := "ESM" + s.world.Code(10, Name, "reference", id)
	s.labels[id] = label{reference, "eSIM purchase: " + p.to.Name + ", " + p.name}
	cards := make([]*card, quantity)
	for i := range cards {
		cards[i] = s.mint(p)
		cards[i].order = id
		if o.OwnerID != nil {
			cards[i].owner = *o.OwnerID
		}
	}
	return s.success(http.StatusCreated, "eSIM purchased successfully", receipt(cards, id, reference, total))
}

// receipt is the answer in one of its two documented versions: the schema's
// with price and activation, or the table's with totalPrice, an orderId at
// each eSIM and nothing to install from, for which GET /esim/{iccid} is there.
func receipt(cards []*card, id, reference string, total decimal.Decimal) map[string]any {
	first := cards[0]
	esims := make([]map[string]any, len(cards))
	for i, c := range cards {
		esims[i] = map[string]any{"esimId": c.ID, "iccid": c.ICCID, "status": "inactive"}
		if first.odd() {
			esims[i]["status"], esims[i]["orderId"] = "ready", id
		} else {
			esims[i]["activation"] = map[string]any{"qrCodeUrl": c.qr(), "manualCode": c.LPA(), "appleInstallUrl": c.apple()}
		}
	}
	out := map[string]any{
		"orderId": id, "reference": reference, "quantity": len(cards), "esims": esims, "currency": "USD", "status": "completed",
		"package":   map[string]any{"id": first.pack.id, "name": first.pack.name, "destination": first.pack.to.Name},
		"createdAt": zulu(first.Sold),
	}
	if first.odd() {
		out["totalPrice"] = sim.Number(total)
	} else {
		out["price"] = sim.Number(total)
	}
	return out
}

// topup adds a plan. Of a consumed eSIM the page says both that it is refused
// and that it may become active again: here an odd ICCID may.
func (s *Simulator) topup(r *http.Request) sim.Answer {
	var in struct {
		PackageID string `json:"packageId"`
	}
	err := json.NewDecoder(r.Body).Decode(&in)
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.find(r.PathValue("iccid"))
	if c == nil {
		return s.refuse("ESIM_NOT_FOUND")
	}
	if err != nil || in.PackageID == "" {
		return s.invalid(field{"packageId", "packageId is required"})
	}
	now := s.world.Now()
	if st := c.state(now); st.status == "expired" || (st.status == "consumed" && !c.odd()) {
		return s.refuse("INVALID_STATUS")
	}
	p := s.byID[in.PackageID]
	if p == nil || p.kind != "TOPUP" {
		return s.refuse("PACKAGE_NOT_FOUND")
	}
	if !c.accepts(p) {
		return s.refuse("TOPUP_FAILED")
	}
	id := "TOP-" + s.world.Code(12, Name, "topup", s.serial("topup"))
	charge := sim.Charge{ID: id, Tag: r.Header.Get(sim.TagHeader), Product: p.id, Target: c.ICCID, Amount: s.world.Moved(Name, p.price), At: now}
	if err := s.wallet.Take(charge); err != nil {
		return s.refuse("INSUFFICIENT_BALANCE")
	}
	s.labels[id] = label{"ETU" + s.world.Code(10, Name, "reference", id), "eSIM top-up: " + c.ICCID + ", " + p.name}
	s.world.AddPlan(c.ESIM, p.plan())
	return s.success(http.StatusOK, "eSIM topped up successfully", map[string]any{
		"iccid": c.ICCID, "esimId": c.ID, "packageId": p.id, "packageName": p.name, "price": sim.Exact(charge.Amount), "currency": "USD"})
}
