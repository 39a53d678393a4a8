package giftapi

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"simdesk/providers/sandbox/sim"
)

// body decodes a request as the framework does: what is no JSON object is as
// good as empty.
func body(r *http.Request) map[string]any {
	d := json.NewDecoder(r.Body)
	d.UseNumber()
	var m map[string]any
	if d.Decode(&m) != nil || m == nil {
		return map[string]any{}
	}
	return m
}

func text(v any) string {
	s, _ := v.(string)
	return s
}

// need notes a field that is missing or no text.
func (w *wrongs) need(field string, v any) string {
	s, ok := v.(string)
	switch {
	case v == nil || s == "" && ok:
		w.add(field, "The :attribute field is required.")
	case !ok:
		w.add(field, "The :attribute field must be a string.")
	case len(s) > 255:
		w.add(field, "The :attribute field must not be greater than 255 characters.")
	}
	return s
}

// fresh notes an external id that an order has already, whatever became of it.
func (s *Simulator) fresh(w *wrongs, externalID string) {
	if s.byExternal[externalID] != nil {
		w.add("external_id", "The :attribute has already been taken.")
	}
}

// create takes an order for one item. The signature covers neither the
// quantity nor the fields.
func (s *Simulator) create(r *http.Request) sim.Answer {
	in := body(r)
	item, isItem := in["item"].(map[string]any)
	if refusal := s.unsigned(r, text(item["sku_id"]), text(in["external_id"])); refusal != nil {
		return *refusal
	}
	var w wrongs
	externalID := w.need("external_id", in["external_id"])
	s.fresh(&w, externalID)
	if !isItem {
		w.add("item", "The :attribute field is required.")
		return w.answer()
	}
	id := w.need("item.sku_id", item["sku_id"])
	k := s.bySku[id]
	if k == nil && id != "" {
		w.add("item.sku_id", "The selected :attribute is invalid.")
	}
	fields, isFields := item["fields"].(map[string]any)
	if list, ok := item["fields"].([]any); ok && len(list) == 0 {
		isFields = true // PHP tells an empty list from an empty map no better than it writes them
	}
	if !isFields {
		w.add("item.fields", "The :attribute field is required.")
	}
	metadata, isMap := in["metadata"].(map[string]any)
	if in["metadata"] != nil && !isMap {
		w.add("metadata", "The :attribute field must be an array.")
	}
	if w.any() {
		return w.answer()
	}
	o := &order{external: externalID, of: k, quantity: 1, metadata: in["metadata"]}
	if isMap {
		o.metadata = phpMap(metadata)
	}
	s.readFields(&w, o, fields)
	if w.any() {
		return w.answer()
	}
	return s.place(o, text(metadata["sandbox"]), "Order created successfully")
}

// readFields takes the quantity and what the product asks for.
func (s *Simulator) readFields(w *wrongs, o *order, fields map[string]any) {
	if v, ok := fields["quantity"]; ok {
		n, err := strconv.Atoi(fmt.Sprint(v))
		switch {
		case err != nil:
			w.add("item.fields.quantity", "The :attribute field must be an integer.")
		case n < 1:
			w.add("item.fields.quantity", "The :attribute field must be at least 1.")
		case n > o.of.most:
			w.add("item.fields.quantity", fmt.Sprintf("The :attribute field must not be greater than %d.", o.of.most))
		}
		o.quantity = n
	}
	var amount decimal.Decimal
	for _, f := range o.of.of.fields {
		name := "item.fields." + f.code
		switch f.kind {
		case "number":
			amount = w.amount(name, fields[f.code], f)
		default:
			value := w.need(name, fields[f.code])
			if digits := strings.TrimPrefix(value, "+"); f.code == "phone" && value != "" &&
				(strings.Trim(digits, "0123456789") != "" || len(digits) < 7 || len(digits) > 15) {
				w.add(name, "The :attribute field format is invalid.")
			}
			o.target = value
		}
	}
	if len(o.of.of.fields) > 0 {
		o.customer = fields
	}
	o.price = o.of.cost(amount)
}

func (w *wrongs) amount(name string, v any, f field) decimal.Decimal {
	if v == nil {
		w.add(name, "The :attribute field is required.")
		return decimal.Zero
	}
	written := fmt.Sprint(v)
	d, err := decimal.NewFromString(written)
	if err != nil || len(written) > 20 || strings.ContainsAny(written, "eE") {
		w.add(name, "The :attribute field must be a number.")
		return decimal.Zero
	}
	if d.LessThan(f.low) || d.GreaterThan(f.high) {
		w.add(name, fmt.Sprintf("The :attribute field must be between %s and %s.", f.low, f.high))
	}
	return d
}

// place takes the money, once, and settles what need not wait. forced is what
// the order's metadata wants to become of it under the key "sandbox": any
// status of the document, so that each can be seen.
func (s *Simulator) place(o *order, forced, said string) sim.Answer {
	if o.of.stock < o.quantity {
		return refused(http.StatusUnprocessableEntity, "Not enough items in stock")
	}
	now := s.world.Now()
	o.number, o.at, o.settles = len(s.orders)+1, now, now
	o.id = s.world.UUID(Name, "order", strconv.Itoa(s.world.Next(Name+" order")))
	o.price = s.world.Moved(Name, o.price)
	o.total = o.price.Mul(decimal.NewFromInt(int64(o.quantity)))
	target := o.target
	if o.card != nil {
		target = o.card.ICCID
	}
	if s.wallet.Take(sim.Charge{ID: o.id, Reference: o.external, Product: o.of.id, Target: target, Amount: o.total, At: now}) != nil {
		return refused(http.StatusPaymentRequired, "Insufficient balance")
	}
	o.of.stock -= o.quantity
	if o.becomes = o.fate(); forced != "" {
		o.becomes = forced
	}
	if o.becomes == partly && o.quantity < 2 {
		o.becomes = failed // there are no parts of one
	}
	if o.of.late || o.becomes != completed {
		o.settles = now.Add(s.world.Settle)
	}
	s.keep(o)
	s.settle(now)
	return sim.Answer{Status: http.StatusCreated, Body: map[string]any{"success": true, "message": said, "data": o.view(now, false)}}
}
