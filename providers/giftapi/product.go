package giftapi

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/shopspring/decimal"

	"simdesk/providers"
	"simdesk/providers/wire/loose"
)

// What a sale needs to know again travels in Product.Extra under these keys.
const (
	extraMaxPerOrder = "max_per_order" // "" when not told
	extraField       = "field."        // + our field name: the provider's key
)

// product is one SKU as something to sell, its texts tidied before. The price list's row wins over the
// product page: it is "optimized for price" and was read first in any case.
func (ps prices) product(p productJSON, s skuJSON) providers.Product {
	row, ok := ps.rows[string(s.ID)]
	if !ok {
		row = priceRow{
			SKU: s.ID, DenominationType: p.DenominationType, Price: s.Price, Currency: s.Currency,
			Stock: s.Stock, MaxPerOrder: s.MaxPerOrder,
		}
	}
	out := providers.Product{
		Provider: Name, ID: string(s.ID), Name: productName(string(p.Name), loose.Plain(s.Name)),
		Operator: loose.Plain(firstOf(s.Attributes, p.Attributes, "operator", "brand", "network")),
		Stock:    count(row.Stock),
		Extra:    map[string]string{},
	}
	ps.price(&out, p, s, row)
	addFields(&out, p.Fields, row)
	out.Kind = kindOf(string(p.Type), out.Fields)
	describe(&out, p, s)
	return out
}

// price sets the cost, or for a denomination of the customer's choice the
// range with an estimate: the formula is not documented, the order of rate,
// percentage and fixed part is our reading, the order's total decides.
func (ps prices) price(out *providers.Product, p productJSON, s skuJSON, row priceRow) {
	if !row.custom() {
		out.Cost = row.Price.Money(string(row.Currency))
		return
	}
	currency := strings.ToUpper(cmp.Or(string(row.Currency), firstOf(s.Attributes, p.Attributes, "denominationcurrency", "currency")))
	if currency == "" {
		return
	}
	r := providers.Range{
		Currency: currency,
		Min:      amountOf(firstOf(s.Attributes, p.Attributes, "minamount", "amountmin", "mindenomination", "denominationmin", "min")),
		Max:      amountOf(firstOf(s.Attributes, p.Attributes, "maxamount", "amountmax", "maxdenomination", "denominationmax", "max")),
	}
	if ps.wallet != "" && row.Rate.Known {
		hundred := decimal.NewFromInt(100)
		r.CostCurrency = ps.wallet
		r.CostFactor = row.Rate.Mul(hundred.Add(row.MarkupPercent.Decimal)).Div(hundred)
		r.CostFlat = row.MarkupFixed.Decimal
	}
	out.Ranges = []providers.Range{r}
}

// kindOf reads the product type. A voucher is a gift card. A recharge is
// airtime only when it asks for a phone number: the same type covers game and
// wallet accounts.
func kindOf(productType string, fields []providers.Field) providers.Kind {
	switch productType {
	case "voucher", "voucher_open_range":
		return providers.KindGiftCard
	case "esim":
		return providers.KindESIM
	case "recharge", "recharge_fixed":
		if slices.ContainsFunc(fields, func(f providers.Field) bool { return f.Name == providers.FieldPhone }) {
			return providers.KindAirtime
		}
	}
	return providers.KindOther
}

// describe adds what a clerk reads and searches by.
func describe(out *providers.Product, p productJSON, s skuJSON) {
	names := []string{loose.Plain(s.Name), string(p.Name)}
	out.Countries, out.Region = places(s.Attributes, p.Attributes, names, out.Kind == providers.KindESIM)
	if out.Kind == providers.KindESIM {
		out.Data = dataOf(s.Attributes, p.Attributes, names)
		out.Days = daysOf(s.Attributes, p.Attributes, names)
	}
	if name := string(p.Name); !strings.Contains(out.Name, name) {
		out.Notes = append(out.Notes, providers.Because("giftapi.product", "name", name))
	}
	if text := string(p.Description); text != "" {
		out.Notes = append(out.Notes, providers.Quoted(text))
	}
	if face, currency := s.Attributes.value("denomination"), s.Attributes.value("denominationcurrency"); face != "" && currency != "" {
		out.Notes = append(out.Notes, providers.Because("giftapi.face_value", "amount", face, "currency", currency))
	}
	out.Instructions = providers.Quoted(loose.Plain(firstOf(s.Attributes, p.Attributes,
		"redeeminstructions", "instructions", "howtouse", "howtoredeem", "activationpolicy", "activation")))
	for _, f := range p.Fields {
		if f.Meaning != "" {
			out.Notes = append(out.Notes, providers.Because("giftapi.choices", "field", f.Label, "meaning", f.Meaning))
		}
	}
	if shelf := loose.Plain(p.Category.value("name")); shelf != "" {
		out.Notes = append(out.Notes, providers.Because("giftapi.category", "name", shelf))
	}
}

// productName is the SKU's name, with the product's before it where the SKU
// does not name what leads there, the brand: a SKU may be called just
// "5 GB / 30 days", and "60 Diamonds" are sold for more than one game. What
// both end with is said once.
func productName(product, sku string) string {
	known := map[string]bool{"esim": true} // the kind of a product, never its brand
	for _, w := range wordsOf(sku) {
		known[w] = true
	}
	brand := slices.IndexFunc(wordsOf(product), func(w string) bool { return len(w) > 2 && w != "esim" })
	switch {
	case sku == "":
		return product
	case product == "" || brand >= 0 && known[wordsOf(product)[brand]]:
		return sku
	}
	head := strings.Fields(product)
	for len(head) > 1 && known[strings.ToLower(head[len(head)-1])] {
		head = head[:len(head)-1]
	}
	return strings.Join(append(head, sku), " ")
}

// wordsOf splits into lower-case words of letters and digits.
func wordsOf(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
}

func firstOf(first, second facts, names ...string) string {
	return cmp.Or(first.value(names...), second.value(names...))
}

// amountOf is 0 for what is none.
func amountOf(s string) decimal.Decimal {
	d, _ := providers.ParseDecimal(s)
	return decimal.Max(d, decimal.Zero)
}

// count is a whole number that is not below zero, nil when it is not known.
func count(n loose.Number) *int {
	if !n.Known || n.IsNegative() {
		return nil
	}
	v := int(min(n.Int(), 1<<30))
	return &v
}

// checkQuantity returns why so many cannot be sold in one order, the zero value
// when they can.
func checkQuantity(p providers.Product, quantity int64) providers.Reason {
	if most, err := strconv.ParseInt(p.Extra[extraMaxPerOrder], 10, 64); err == nil && quantity > most {
		return providers.Because("giftapi.at_most", "n", most)
	}
	if p.Stock != nil && quantity > int64(*p.Stock) {
		return providers.Because("giftapi.left", "n", *p.Stock)
	}
	return providers.Reason{}
}
