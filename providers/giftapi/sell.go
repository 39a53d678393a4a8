package giftapi

import (
	"cmp"
	"context"
	"encoding/json"
	"regexp"
	"strings"

	"simdesk/providers"
	"simdesk/providers/wire"
)

type orderRequest struct {
	ExternalID string    `json:"external_id"`
	Item       orderItem `json:"item"`
}

type orderItem struct {
	SKU    string         `json:"sku_id"`
	Fields map[string]any `json:"fields"`
}

// Sell orders one SKU. Outcomes are those of providers.Seller; nothing is sent
// when the form is wrong, the stock is known to be empty or the catalogue's
// record lacks a field's own name.
// Source: Partner S2S API, "Create new order".
func (c *Client) Sell(ctx context.Context, r providers.SaleRequest) (providers.Result, error) {
	if err := checkSale(r.Reference, r.Product); err != nil {
		return providers.Result{}, err
	}
	if err := r.Product.CheckFields(r.Fields); err != nil {
		return providers.Result{}, err
	}
	fields, err := orderFields(r)
	if err != nil {
		return providers.Result{}, err
	}
	w := wanted{kind: r.Product.Kind, sku: r.Product.ID, phone: strings.TrimSpace(r.Fields[providers.FieldPhone]), quantity: quantityIn(r.Fields)}
	body := orderRequest{ExternalID: r.Reference, Item: orderItem{SKU: r.Product.ID, Fields: fields}}
	return c.order(ctx, c.spending(opSell, c.paths.Orders, body, r.Product.ID, r.Reference), r.Reference, w)
}

// order sends the one charging request. An answer that is not plainly about
// our order is no proof of anything and stays unknown.
func (c *Client) order(ctx context.Context, q wire.Request, reference string, w wanted) (providers.Result, error) {
	resp, err := c.wire.Do(ctx, q)
	if err != nil {
		return providers.Result{}, err
	}
	e, err := unwrap[orderJSON](c, resp)
	if err != nil {
		return providers.Result{}, err
	}
	if err := e.Data.ours(reference, w); err != nil {
		return providers.Result{}, c.wire.Unreadable(resp, err)
	}
	r := c.result(ctx, *e.Data, w)
	r.RequestID = resp.RequestID
	return r, nil
}

// referenceShape is what an external_id may look like: its character set is
// not documented, and the signature joins it to the SKU without a separator.
var referenceShape = regexp.MustCompile(`^[A-Za-z0-9-]{1,64}$`)

func checkSale(reference string, p providers.Product) error {
	switch {
	case !referenceShape.MatchString(reference):
		return providers.Unsent(Name, providers.KindInvalid, providers.Because("giftapi.reference"))
	case p.ID == "":
		return providers.Unsent(Name, providers.KindInvalid, providers.Because("giftapi.no_product"))
	case p.Stock != nil && *p.Stock <= 0:
		return providers.Unsent(Name, providers.KindDeclined, providers.Because("giftapi.sold_out"))
	}
	return nil
}

// orderFields translates the form into the provider's names. Quantity is sent
// always, as in every documented example.
func orderFields(r providers.SaleRequest) (map[string]any, error) {
	out := map[string]any{}
	for _, f := range r.Product.Fields {
		value := strings.TrimSpace(r.Fields[f.Name])
		key := r.Product.Extra[extraField+f.Name]
		if key == "" {
			return nil, providers.Unsent(Name, providers.KindInvalid, providers.Because("giftapi.no_field_key", "field", f.Name))
		}
		if value != "" {
			out[key] = fieldValue(f, value)
		}
	}
	quantity := quantityIn(r.Fields)
	if why := checkQuantity(r.Product, quantity); !why.IsZero() {
		return nil, providers.Unsent(Name, providers.KindInvalid, why)
	}
	out[cmp.Or(r.Product.Extra[extraField+providers.FieldQuantity], providers.FieldQuantity)] = quantity
	return out, nil
}

// quantityIn is how many a form asks for, 1 unless it says.
func quantityIn(fields map[string]string) int64 {
	q, err := providers.ParseDecimal(fields[providers.FieldQuantity])
	if err != nil {
		return 1
	}
	return q.IntPart()
}

// fieldValue is a JSON number for amounts and whole numbers. One that starts
// with a zero is an account or a code, and as a number would lose it.
func fieldValue(f providers.Field, value string) any {
	if f.Type != providers.TypeAmount && f.Type != providers.TypeInteger {
		return value
	}
	n, err := providers.ParseDecimal(value)
	if err != nil || (len(value) > 1 && value[0] == '0' && value[1] != '.') {
		return value
	}
	return json.Number(n.String())
}
