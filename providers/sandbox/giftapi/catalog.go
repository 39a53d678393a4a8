package giftapi

import (
	"net/http"
	"strconv"

	"simdesk/providers/sandbox/sim"
)

// filter reads the category and the type that a list is asked for.
func filter(r *http.Request, w *wrongs, kinds ...string) func(*product) bool {
	kind := w.oneOf(r, "type", kinds...)
	text := r.URL.Query().Get("category_id")
	category, err := strconv.Atoi(text)
	if text != "" && err != nil {
		w.add("category_id", "The :attribute field must be an integer.")
	}
	return func(p *product) bool {
		return (kind == "" || p.kind == kind) && (text == "" || p.category == category || categoryOf(p.category).parent == category)
	}
}

func (s *Simulator) listProducts(r *http.Request) sim.Answer {
	var w wrongs
	russian := w.russian(r)
	size := perPage(r, &w, 100, 200)
	fits := filter(r, &w, "voucher", "recharge_fixed", "recharge", "voucher_open_range", "esim", "other")
	skus := w.oneOf(r, "include_skus", "true", "false", "1", "0")
	if w.any() {
		return w.answer()
	}
	var rows []row
	for _, p := range s.products {
		if fits(p) {
			rows = append(rows, row{id: p.number, view: func() any { return p.entry(russian, skus == "true" || skus == "1") }})
		}
	}
	return paged(r, rows, false, size)
}

func (s *Simulator) oneProduct(r *http.Request) sim.Answer {
	var w wrongs
	russian := w.russian(r)
	if w.any() {
		return w.answer()
	}
	p := s.byProduct[r.PathValue("uuid")]
	if p == nil {
		return refused(http.StatusNotFound, "Product not found")
	}
	return success(p.detail(russian))
}

// pricelist takes the locale like the others, although no row has a word in
// it, and filters by three of the six types only.
func (s *Simulator) pricelist(r *http.Request) sim.Answer {
	var w wrongs
	_ = w.russian(r)
	size := perPage(r, &w, 100, 200)
	fits := filter(r, &w, "voucher", "recharge_fixed", "esim")
	if w.any() {
		return w.answer()
	}
	var rows []row
	for _, k := range s.skus {
		if fits(k.of) {
			rows = append(rows, row{id: k.number, view: func() any { return k.line() }})
		}
	}
	return paged(r, rows, false, size)
}

// listCategories is the only list without pages. A root's parent is null,
// which the document does not show.
func (s *Simulator) listCategories(r *http.Request) sim.Answer {
	var w wrongs
	russian, target := w.russian(r), w.oneOf(r, "target", "product", "sku")
	if w.any() {
		return w.answer()
	}
	list := make([]any, len(categories))
	for i, c := range categories {
		attributes := []any{}
		for _, a := range c.attributes {
			if target != "" && a.target != target {
				continue
			}
			name := a.name
			if russian {
				name = a.russian
			}
			attributes = append(attributes, map[string]any{"code": a.code, "name": name, "type": "text", "target": a.target})
		}
		one := map[string]any{"id": c.id, "name": c.title(russian), "parent_id": nil, "attributes": attributes}
		if c.parent != 0 {
			one["parent_id"] = c.parent
		}
		list[i] = one
	}
	return success(list)
}
