package giftapi

import (
	"github.com/shopspring/decimal"

	"simdesk/providers/sandbox/sim"
)

// product is a brand, an operator or a destination.
type product struct {
	number      int // counts up from 1: what a cursor points at
	id          string
	name        string
	russian     string // "" is the same as the name
	kind        string // the document's type
	category    int
	about       string // HTML
	attributes  map[string]any
	fields      []field
	skus        []*sku
	country     sim.Country // of an eSIM or an operator
	region      *sim.Region // of an eSIM for several countries
	renewable   bool        // its eSIMs can be topped up
	denominated string      // "fixed" or "custom"
}

// field is what the customer must be asked for. The document says that a
// product has fields and shows an empty list; the keys are those that its
// categories have for their attributes.
type field struct {
	code, name, russian, kind string
	low, high                 decimal.Decimal // of an amount
}

func (f field) view(russian bool) map[string]any {
	out := map[string]any{"code": f.code, "name": f.name, "type": f.kind, "required": true}
	if russian {
		out["name"] = f.russian
	}
	if f.high.IsPositive() {
		out["min"], out["max"] = sim.Number(f.low), sim.Number(f.high)
	}
	return out
}

// sku is what can be ordered.
type sku struct {
	number     int
	id, name   string
	of         *product
	price      decimal.Decimal // of a fixed denomination
	currency   string          // of the price, or of the face value of a custom one
	stock      int             // guarded by the simulator's lock
	most       int             // in one order
	attributes map[string]any
	terms
}

// terms is what is special about a SKU.
type terms struct {
	custom        bool
	markup, rate  decimal.Decimal // percent; what a unit of the face value costs in dollars
	bytes         int64
	days          int
	late          bool   // the order settles later
	failsWith     string // the order fails, for this reason
	supplierHolds int    // the supplier delivers no more than this in one order; 0 is no limit
}

// cost is the price of one, for a custom denomination that of the amount. The
// document gives rate and markup and not the formula.
func (k *sku) cost(amount decimal.Decimal) decimal.Decimal {
	if !k.custom {
		return k.price
	}
	return amount.Mul(k.rate).Mul(decimal.NewFromInt(100).Add(k.markup)).Shift(-2).Round(2)
}

// title is the name in the caller's language.
func (p *product) title(russian bool) string {
	if russian && p.russian != "" {
		return p.russian
	}
	return p.name
}

// head is what the list and the detail share.
func (p *product) head(russian bool) map[string]any {
	c := categoryOf(p.category)
	return map[string]any{
		"id": p.id, "name": p.title(russian), "type": p.kind, "denomination_type": p.denominated,
		"category":    map[string]any{"id": c.id, "name": c.title(russian)},
		"description": p.about, "image": "", "attributes": phpMap(p.attributes),
	}
}

// entry is the product in the list: with fields, and on request with SKUs
// that have no price.
func (p *product) entry(russian, withSkus bool) map[string]any {
	out := p.head(russian)
	fields := []any{}
	for _, f := range p.fields {
		fields = append(fields, f.view(russian))
	}
	out["fields"] = fields
	if withSkus {
		list := make([]any, len(p.skus))
		for i, k := range p.skus {
			list[i] = map[string]any{"id": k.id, "name": k.name, "image": "", "attributes": phpMap(k.attributes)}
		}
		out["skus"] = list
	}
	return out
}

// detail is the product by itself: without fields, and with SKUs that have a
// price.
func (p *product) detail(russian bool) map[string]any {
	out := p.head(russian)
	list := make([]any, len(p.skus))
	for i, k := range p.skus {
		one := k.offer()
		one["id"], one["name"], one["image"], one["attributes"] = k.id, k.name, "", phpMap(k.attributes)
		list[i] = one
	}
	out["skus"] = list
	return out
}

// offer is price and stock: a price, or what a custom one is worked out from.
func (k *sku) offer() map[string]any {
	out := map[string]any{"currency": k.currency, "stock": k.stock, "max_per_order": k.most}
	if k.custom {
		out["markup_percent"], out["markup_fixed"], out["rate"] = sim.Number(k.markup), 0, sim.Number(k.rate)
	} else {
		out["price"] = sim.Number(k.price)
	}
	return out
}

// line is the SKU's row in the pricelist.
func (k *sku) line() map[string]any {
	out := k.offer()
	out["sku_id"], out["denomination_type"] = k.id, k.of.denominated
	return out
}

// category groups products, and says what their attributes are called.
type category struct {
	id, parent    int // 0 is no parent
	name, russian string
	attributes    []attribute
}

type attribute struct{ code, name, russian, target string }

func (c category) title(russian bool) string {
	if russian {
		return c.russian
	}
	return c.name
}

var (
	acceptance = attribute{"digital_acceptance", "Where it is accepted", "Где принимается", "product"}
	face       = attribute{"denomination", "Denomination", "Номинал", "sku"}
	faceIn     = attribute{"denomination_currency", "Currency of the denomination", "Валюта номинала", "sku"}
	country    = attribute{"country_code", "Country", "Страна", "product"}
	region     = attribute{"region", "Region", "Регион", "product"}
	validity   = attribute{"validity_days", "Validity in days", "Срок действия, дней", "sku"}
	dataSize   = attribute{"data_gb", "Data in GB", "Объём, ГБ", "sku"}
)

var categories = []category{
	{1, 0, "Digital goods", "Цифровые товары", nil},
	{18, 1, "Gift cards", "Подарочные карты", []attribute{acceptance, face, faceIn}},
	{19, 1, "Games", "Игры", []attribute{face, faceIn}},
	{24, 1, "Mobile", "Мобильная связь", []attribute{country, face, faceIn}},
	{31, 0, "eSIM", "eSIM", []attribute{country, region, dataSize, validity}},
	{40, 1, "Subscriptions", "Подписки", nil},
}

func categoryOf(id int) category {
	for _, c := range categories {
		if c.id == id {
			return c
		}
	}
	return category{}
}
