package giftapi

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"simdesk/providers/sandbox/sim"
)

// The statuses of the document.
const (
	created    = "created"
	processing = "processing"
	completed  = "completed"
	cancelled  = "cancelled"
	failed     = "failed"
	partly     = "partially_completed"
)

var statuses = []string{created, processing, completed, cancelled, failed, partly}

// order is a sale or a top-up as the partner's account keeps it.
type order struct {
	number       int // counts up from 1: what a cursor points at
	id, external string
	of           *sku
	quantity     int
	price, total decimal.Decimal // of one; of all
	metadata     any
	customer     map[string]any
	target       string // phone or account
	card         *card  // of a top-up
	at, settles  time.Time
	becomes      string
	settled      bool
	delivery     []any
	trouble      string
}

// fate is what becomes of an order by itself.
func (o *order) fate() string {
	switch {
	case o.of.failsWith != "":
		return failed
	case o.of.supplierHolds > 0 && o.quantity > o.of.supplierHolds:
		return partly
	default:
		return completed
	}
}

func (s *Simulator) keep(o *order) {
	s.orders = append(s.orders, o)
	s.byID[o.id], s.byExternal[o.external] = o, o
}

// status is created at first and processing soon after.
func (o *order) status(now time.Time) string {
	switch {
	case o.settled:
		return o.becomes
	case now.Before(o.at.Add(o.settles.Sub(o.at) / 4)):
		return created
	default:
		return processing
	}
}

// settle finishes the orders whose time has come.
func (s *Simulator) settle(now time.Time) {
	for _, o := range s.orders {
		if !o.settled && !now.Before(o.settles) {
			s.finish(o)
		}
	}
}

// finish delivers, or gives back what was taken for what is not delivered.
// What an order only part of which came out is charged is not documented: here
// that part.
func (s *Simulator) finish(o *order) {
	o.settled = true
	n := o.quantity
	switch o.becomes {
	case failed, cancelled:
		n, o.trouble = 0, "Order was cancelled"
		if o.becomes == failed {
			o.trouble = o.of.failsWith
			if o.trouble == "" {
				o.trouble = "Supplier refused the order"
			}
		}
		s.wallet.Refund(o.id, o.settles)
	case partly:
		if n = o.of.supplierHolds; n == 0 || n > o.quantity {
			n = o.quantity / 2
		}
		o.trouble = fmt.Sprintf("%d of %d could not be delivered", o.quantity-n, o.quantity)
		back := o.price.Mul(decimal.NewFromInt(int64(o.quantity - n)))
		o.total = o.total.Sub(back)
		s.wallet.Put(back, o.settles, "partial refund")
	default: // also for a status that is none: the order goes through
		o.becomes = completed
	}
	o.of.stock += o.quantity - n
	for range n {
		o.delivery = append(o.delivery, s.deliver(o))
	}
	if n > 0 {
		s.book(o)
	}
}

// deliver makes one unit of what was ordered. What an eSIM's looks like is not
// documented: here it has the words of the eSIM's status.
func (s *Simulator) deliver(o *order) map[string]any {
	n := fmt.Sprint(len(o.delivery))
	switch {
	case o.card != nil:
		s.world.AddPlan(o.card.ESIM, o.of.plan())
		o.card.Plans[len(o.card.Plans)-1].Added = o.settles
		return map[string]any{"iccid": o.card.ICCID, "status": "recharged", "message": "Package successfully added to existing eSIM"}
	case o.of.of.kind == "esim":
		c := s.mint(o.of, o.settles)
		return map[string]any{"esim_id": c.ID, "iccid": c.ICCID, "qr_code": c.LPA(), "smdp_address": c.SMDP, "activation_code": c.Matching}
	case len(o.of.of.fields) > 0 && o.target != "":
		return map[string]any{"account": o.target, "status": "recharged", "message": "Recharge completed",
			"reference": "SANDBOX-" + s.world.Code(10, Name, "recharge", o.id, n)}
	default:
		return map[string]any{"pin": "SANDBOX-" + s.world.Code(16, Name, "pin", o.id, n), "expiration": nil, "serialNumber": ""}
	}
}

// view is the order as it is shown; with its item's id only when it is asked
// for by itself.
func (o *order) view(now time.Time, alone bool) map[string]any {
	item := map[string]any{
		"sku_id": o.of.id, "sku_name": o.of.name, "quantity": o.quantity, "price": sim.Number(o.price), "currency": "USD",
		"status": o.itemStatus(now), "delivery_data": nil, "customer_data": nil, "error_message": nil,
	}
	if len(o.delivery) > 0 {
		item["delivery_data"] = o.delivery
	}
	if o.customer != nil {
		item["customer_data"] = phpMap(o.customer)
	}
	if o.trouble != "" {
		item["error_message"] = o.trouble
	}
	if alone {
		item["id"] = o.number
	}
	return map[string]any{"id": o.id, "external_id": o.external, "status": o.status(now), "total_amount": sim.Number(o.total), "currency": "USD",
		"metadata": o.metadata, "created_at": offset(o.at), "items": []any{item}}
}

// itemStatus: of an item only "completed" is documented.
func (o *order) itemStatus(now time.Time) string {
	switch o.status(now) {
	case created:
		return "pending"
	case completed, partly:
		return completed
	case failed, cancelled:
		return failed
	default:
		return processing
	}
}

func (s *Simulator) oneOrder(r *http.Request) sim.Answer {
	o := s.byID[r.PathValue("uuid")]
	if o == nil {
		return refused(http.StatusNotFound, "Order not found")
	}
	return success(o.view(s.world.Now(), true))
}

// listOrders is newest first. The document says "search" of the external id
// and means it: a part of it is enough.
func (s *Simulator) listOrders(r *http.Request) sim.Answer {
	var w wrongs
	size := perPage(r, &w, 50, 100)
	status := w.oneOf(r, "status", statuses...)
	from, to := w.date(r, "date_from"), w.date(r, "date_to")
	if w.any() {
		return w.answer()
	}
	now, part := s.world.Now(), r.URL.Query().Get("external_id")
	var rows []row
	for _, o := range slices.Backward(s.orders) {
		if (status != "" && o.status(now) != status) || !strings.Contains(o.external, part) ||
			(!from.IsZero() && o.at.Before(from)) || (!to.IsZero() && o.at.After(to)) {
			continue
		}
		rows = append(rows, row{id: o.number, view: func() any { return o.view(now, false) }})
	}
	return paged(r, rows, true, size)
}

func (w *wrongs) date(r *http.Request, name string) time.Time {
	v := r.URL.Query().Get(name)
	if v == "" {
		return time.Time{}
	}
	for _, layout := range []string{time.RFC3339, time.DateTime, time.DateOnly} {
		if t, err := time.Parse(layout, v); err == nil {
			return t
		}
	}
	w.add(name, "The :attribute field must be a valid date.")
	return time.Time{}
}
