package reloadly

import (
	"encoding/json"
	"net/http"
	"strconv"

	"github.com/shopspring/decimal"

	"simdesk/providers/sandbox/sim"
)

// filter is what a list of operators is asked to hold.
type filter struct {
	bundles, data, pin, combo, ranges, fixed  bool // include these
	onlyBundles, onlyData, onlyPin, onlyCombo bool
	suggest, suggestMap                       bool
}

func filterOf(r *http.Request) (filter, *trouble) {
	f := filter{bundles: true, data: true, pin: true, combo: true, ranges: true, fixed: true}
	for name, into := range map[string]*bool{
		"includeBundles": &f.bundles, "includeData": &f.data, "includePin": &f.pin, "includeCombo": &f.combo,
		"includeRange": &f.ranges, "includeFixed": &f.fixed,
		"bundlesOnly": &f.onlyBundles, "dataOnly": &f.onlyData, "pinOnly": &f.onlyPin, "comboOnly": &f.onlyCombo,
		"suggestedAmounts": &f.suggest, "suggestedAmountsMap": &f.suggestMap,
	} {
		if !r.URL.Query().Has(name) {
			continue
		}
		b, err := strconv.ParseBool(r.URL.Query().Get(name))
		if err != nil {
			t := invalidInput(name, "must be true or false")
			return f, &t
		}
		*into = b
	}
	return f, nil
}

func (f filter) takes(o *operator) bool {
	for _, x := range []struct{ is, include, only bool }{
		{o.bundle, f.bundles, f.onlyBundles}, {o.data, f.data, f.onlyData}, {o.pin, f.pin, f.onlyPin}, {o.combo, f.combo, f.onlyCombo},
	} {
		if (x.is && !x.include) || (!x.is && x.only) {
			return false
		}
	}
	if o.fixed() {
		return f.fixed
	}
	return f.ranges
}

func (s *Simulator) listings(r *http.Request, fits func(*operator) bool) ([]listing, *trouble) {
	f, t := filterOf(r)
	if t != nil {
		return nil, t
	}
	out := []listing{}
	for _, o := range s.operators {
		if f.takes(o) && fits(o) {
			out = append(out, o.list(f.suggest, f.suggestMap))
		}
	}
	return out, nil
}

func (s *Simulator) listOperators(r *http.Request) sim.Answer {
	all, t := s.listings(r, func(*operator) bool { return true })
	if t != nil {
		return s.refuse(r, *t)
	}
	return page(s, r, all, 1000)
}

func (s *Simulator) oneOperator(r *http.Request) sim.Answer {
	o, t := s.asked(r.PathValue("id"))
	if t != nil {
		return s.refuse(r, *t)
	}
	return s.alone(r, o)
}

// alone answers with one operator.
func (s *Simulator) alone(r *http.Request, o *operator) sim.Answer {
	f, t := filterOf(r)
	if t != nil {
		return s.refuse(r, *t)
	}
	return sim.Answer{Body: o.list(f.suggest, f.suggestMap)}
}

// operatorsOrCommission serves "/operators/countries/NG", a bare list, and
// "/operators/341/commissions".
func (s *Simulator) operatorsOrCommission(r *http.Request) sim.Answer {
	switch {
	case r.PathValue("id") == "countries":
		return s.countryOperators(r, r.PathValue("what"))
	case r.PathValue("what") == "commissions":
		return s.commission(r)
	default:
		return s.spring(http.StatusNotFound, r)
	}
}

func (s *Simulator) countryOperators(r *http.Request, iso string) sim.Answer {
	c, t := s.served(iso)
	if t != nil {
		return s.refuse(r, *t)
	}
	list, t := s.listings(r, func(o *operator) bool { return o.country.Code == c.Code })
	if t != nil {
		return s.refuse(r, *t)
	}
	return sim.Answer{Body: list}
}

func (s *Simulator) commissions(r *http.Request) sim.Answer {
	out := make([]map[string]any, len(s.operators))
	for i, o := range s.operators {
		out[i] = o.commission()
	}
	return page(s, r, out, 1000)
}

func (s *Simulator) commission(r *http.Request) sim.Answer {
	o, t := s.asked(r.PathValue("id"))
	if t != nil {
		return s.refuse(r, *t)
	}
	return sim.Answer{Body: o.commission()}
}

func (o *operator) commission() map[string]any {
	return map[string]any{
		"operator": map[string]any{"id": o.id, "operatorId": o.id, "name": o.name, "countryCode": o.country.Code,
			"data": o.data, "bundle": o.bundle, "status": !o.inactive},
		"percentage": double(o.discount), "internationalPercentage": double(o.discount), "localPercentage": double(o.discountL),
		"updatedAt": "2020-12-26 06:57:09",
	}
}

// fxRate converts a sum. What the answer calls fxRate is the converted sum and
// not a rate: 5 dollars at 67.12 answer 335.6. The operator stands in the body
// or, in an older form, in the path.
func (s *Simulator) fxRate(r *http.Request) sim.Answer {
	in, t := readBody(r)
	if t != nil {
		return s.refuse(r, *t)
	}
	id := r.PathValue("id")
	if id == "" {
		id = in.text("operatorId")
	}
	amount, err := decimal.NewFromString(in.text("amount"))
	switch {
	case id == "":
		return s.refuse(r, invalidInput("operatorId", "is required"))
	case err != nil || !amount.IsPositive():
		return s.refuse(r, invalidInput("amount", "must be greater than 0"))
	}
	o, t := s.asked(id)
	if t != nil {
		return s.refuse(r, *t)
	}
	if o.inactive {
		return s.refuse(r, trouble{http.StatusInternalServerError, "FX_RATE_NOT_AVAILABLE", "Fx rate is currently not available for this operator", nil})
	}
	return sim.Answer{Body: map[string]any{"id": o.id, "name": o.name, "fxRate": double(amount.Mul(o.rate)), "currencyCode": o.country.Currency}}
}

// body is a request's JSON object, whose numbers may come as text: the
// documents' own samples do that.
type body map[string]any

func readBody(r *http.Request) (body, *trouble) {
	var b body
	d := json.NewDecoder(r.Body)
	d.UseNumber()
	if err := d.Decode(&b); err != nil || b == nil {
		t := invalidInput("body", "must be a JSON object")
		return nil, &t
	}
	return b, nil
}

// text is a field that may be a string or a number, "" where there is none.
func (b body) text(name string) string {
	switch v := b[name].(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	default:
		return ""
	}
}

// object is a field that holds an object, nil where there is none.
func (b body) object(name string) body {
	m, _ := b[name].(map[string]any)
	return m
}
