package catalog

import (
	"maps"
	"slices"

	"simdesk/providers"
)

// A record is one product: first what building an index needs (its cost, its
// group, its tokens), then the rest.

func (w *segmentWriter) putProduct(b []byte, p *providers.Product) []byte {
	b = putUint(b, w.costID(p.Cost))
	b = putUint(b, w.groupID(p))
	b = w.putTokens(b, ownTokens(p))

	b = putText(b, p.ID)
	b = putText(b, p.Name)
	b = putUint(b, w.shared(p.Operator))
	b = putInt(b, p.Data.Bytes)
	b = putBool(b, p.Data.Unlimited)
	b = putUint(b, w.shared(p.Data.Raw))
	b = putInt(b, int64(p.Days))
	b = putUint(b, w.sharedBytes(putList(nil, p.Ranges, putRange)))
	b = putUint(b, w.sharedBytes(putList(nil, p.Fields, putField)))
	b = putUint(b, int(p.CanTopUp))
	b = putIntPtr(b, p.Stock)
	b = putUint(b, w.sharedBytes(putTexts(nil, p.Notes)))
	b = putUint(b, w.shared(p.Instructions))
	return putExtra(b, p.Extra)
}

// product decodes a record; lists are decoded anew and belong to the caller.
func (s *segment) product(row int) (p providers.Product, ok bool) {
	c := &cursor{b: s.records.at(row)}
	if cost := c.uint(); cost > 0 {
		p.Cost = s.cost(cost - 1)
	}
	s.group(c.uint(), &p)
	c.skipTokens()
	p.Provider = s.provider
	p.ID = c.text()
	p.Name = c.text()
	p.Operator = string(s.texts.at(c.uint()))
	p.Data.Bytes = c.int()
	p.Data.Unlimited = c.bool()
	p.Data.Raw = string(s.texts.at(c.uint()))
	p.Days = int(c.int())
	p.Ranges = takeList(s.sub(c.uint()), takeRange)
	p.Fields = takeList(s.sub(c.uint()), takeField)
	p.CanTopUp = providers.Truth(c.uint())
	p.Stock = c.intPtr()
	p.Notes = s.sub(c.uint()).texts()
	p.Instructions = string(s.texts.at(c.uint()))
	p.Extra = c.extra()
	return p, !c.bad
}

// body returns a cursor at a record's id, behind what building an index needs.
func (s *segment) body(row int) *cursor {
	c := &cursor{b: s.records.at(row)}
	c.uint()
	c.uint()
	c.skipTokens()
	return c
}

func (c *cursor) skipTokens() {
	for range c.uint() {
		if c.uint(); c.bad {
			return
		}
	}
}

// id decodes only a record's product id.
func (s *segment) id(row int) []byte {
	c := s.body(row)
	return c.take(c.uint())
}

// facts decodes only what the other orders sort by; bytes is 0 for unlimited.
func (s *segment) facts(row int) (name string, bytes int64) {
	c := s.body(row)
	c.take(c.uint())
	name = c.text()
	c.uint()
	bytes = c.int()
	if c.bool() {
		return name, 0
	}
	return name, bytes
}

// cost decodes one of the costs that rows share.
func (s *segment) cost(i int) *providers.Money {
	c := &cursor{b: s.costs.at(i)}
	m := providers.Money{Amount: c.decimal(), Currency: c.text()}
	if c.bad {
		return nil
	}
	return &m
}

func (s *segment) sub(id int) *cursor { return &cursor{b: s.texts.at(id)} }

func putRange(b []byte, r providers.Range) []byte {
	b = putText(b, r.Currency)
	b = putDecimal(putDecimal(b, r.Min), r.Max)
	b = putBool(b, r.Whole)
	b = putText(b, r.CostCurrency)
	b = putDecimal(putDecimal(b, r.CostFactor), r.CostFlat)
	b = putText(b, r.DeliveredCurrency)
	return putDecimal(b, r.DeliveredFactor)
}

func takeRange(c *cursor) (r providers.Range) {
	r.Currency = c.text()
	r.Min, r.Max = c.decimal(), c.decimal()
	r.Whole = c.bool()
	r.CostCurrency = c.text()
	r.CostFactor, r.CostFlat = c.decimal(), c.decimal()
	r.DeliveredCurrency = c.text()
	r.DeliveredFactor = c.decimal()
	return r
}

func putField(b []byte, f providers.Field) []byte {
	b = putText(putText(putText(b, f.Name), f.Label), string(f.Type))
	b = putBool(b, f.Required)
	return putIntPtr(putTexts(b, f.Choices), f.MaxLength)
}

func takeField(c *cursor) (f providers.Field) {
	f.Name, f.Label, f.Type = c.text(), c.text(), providers.FieldType(c.text())
	f.Required = c.bool()
	f.Choices = c.texts()
	f.MaxLength = c.intPtr()
	return f
}

func putNetwork(b []byte, n providers.Network) []byte {
	return putTexts(putText(putText(b, n.Country), n.Name), n.Types)
}

func takeNetwork(c *cursor) (n providers.Network) {
	n.Country, n.Name = c.text(), c.text()
	n.Types = c.texts()
	return n
}

func putIntPtr(b []byte, n *int) []byte {
	if n == nil {
		return putBool(b, false)
	}
	return putInt(putBool(b, true), int64(*n))
}

func (c *cursor) intPtr() *int {
	if !c.bool() {
		return nil
	}
	n := int(c.int())
	return &n
}

func putExtra(b []byte, m map[string]string) []byte {
	if m == nil {
		return putUint(b, 0)
	}
	b = putUint(b, len(m)+1)
	for _, k := range slices.Sorted(maps.Keys(m)) {
		b = putText(putText(b, k), m[k])
	}
	return b
}

func (c *cursor) extra() map[string]string {
	n := c.count()
	if n < 0 {
		return nil
	}
	m := make(map[string]string, n)
	for range n {
		k := c.text()
		m[k] = c.text()
	}
	return m
}
