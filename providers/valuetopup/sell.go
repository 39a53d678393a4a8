package valuetopup

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"simdesk/providers"
	"simdesk/providers/wire"
	"simdesk/providers/wire/loose"
)

// orders are the endpoints that spend, each with its name for the customer's or
// recipient's phone. Of the paths only the stem of /esim/status and of
// /transaction/sim/portin/status is documented; the others are those that the API's
// older clients call.
var orders = map[providers.Kind]struct{ path, phone string }{
	providers.KindESIM:          {"/esim/order", ""},
	providers.KindAirtime:       {"/transaction/topup", "mobile"},
	providers.KindData:          {"/transaction/topup", "mobile"},
	providers.KindPIN:           {"/transaction/pin", "recipient"},
	providers.KindBill:          {"/transaction/billpay", "mobileNumber"},
	providers.KindGiftCard:      {"/transaction/giftcard/order", "recipient"},
	providers.KindSIMActivation: {"/transaction/sim/activate", ""},
	providers.KindSIMPortIn:     {"/transaction/sim/portin", ""},
}

// wireNames translate the field names that every provider uses.
var wireNames = map[string]string{
	providers.FieldSenderPhone: "senderMobile", providers.FieldAccount: "accountNumber",
	providers.FieldFirstName: "firstName", providers.FieldLastName: "lastName",
	providers.FieldSIMNumber: "simNumber", providers.FieldZIP: "zipCode",
}

// reference is what may stand in a correlationId: it travels in a path later.
var reference = regexp.MustCompile(`^[A-Za-z0-9-]{1,50}$`)

// Sell sends one order and says what came of it: 000 completed, 852 and 851
// processing, a code that leaves the operator's side open Unknown, every other
// code Refused. What a completed sale delivers and the answer lacks (an eSIM's
// activation, a gift card's number) is read afterwards; while it is missing
// the order is processing and Track brings it.
// Source: "buy eSIM products", "perform Topup" and their siblings; time-out
// after "Prepaynation Timeout = 2 minute".
func (c *Client) Sell(ctx context.Context, r providers.SaleRequest) (providers.Result, error) {
	b, err := c.order(r)
	if err != nil {
		return providers.Result{}, err
	}
	resp, err := c.wire.Do(ctx, wire.Request{
		Op: "sell", Method: "POST", Path: apiV1 + orders[r.Product.Kind].path, Body: b,
		Safety: wire.Once, Timeout: max(c.c.Timeout, saleTimeout),
	})
	if err != nil {
		return providers.Result{}, err
	}
	env, _ := openEnvelope(resp.Body) // what is no frame has no code, and is no success below
	if why := env.held().another(r); !why.IsZero() {
		e := c.wire.Unreadable(resp, errAnother)
		e.Why = why
		return providers.Result{}, e
	}
	if env.pending() {
		return processing(env, resp.RequestID), nil
	}
	tx, err := env.transaction()
	if err != nil {
		return providers.Result{}, c.wire.Unreadable(resp, err)
	}
	result := c.deliver(ctx, tx, r.Product.Kind, r.Product.Target(r.Fields))
	result.RequestID = resp.RequestID
	return result, nil
}

// errAnother is for an answer about something else than was asked for: a cache on
// the way may have kept what another sale was told.
var errAnother = errors.New("answer about another order")

// another says what in an answer is not of this sale, as far as it tells: nothing
// in it is our own reference, by which a status is asked for.
func (t transaction) another(r providers.SaleRequest) providers.Reason {
	switch {
	case !t.sells(r.Product.ID) || t.Product.SkuID.Odd:
		return providers.Because("valuetopup.another_product")
	case otherNumber(r.Fields[providers.FieldSIMNumber], t.SIM.Number):
		return providers.Because("valuetopup.another_sim")
	case otherNumber(r.Fields[providers.FieldAccount], t.Bill.Account):
		return providers.Because("valuetopup.another_account")
	}
	return providers.Reason{}
}

var (
	noNumber = regexp.MustCompile(`[^a-z0-9]`)
	hidden   = regexp.MustCompile(`[*•#x]+`)
)

// otherNumber reports whether an answer names another number than was sent beyond
// doubt: a part of it that is not hidden is not in the one that was sent. What is put
// before or behind that one, or written with other blanks, makes it no other.
func otherNumber(sent string, got loose.Text) bool {
	bare := func(s string) string { return strings.TrimLeft(noNumber.ReplaceAllString(strings.ToLower(s), ""), "0") }
	mine := bare(sent)
	if !strings.ContainsAny(string(got), "123456789") || strings.Contains(bare(string(got)), mine) {
		return false
	}
	return slices.ContainsFunc(hidden.Split(strings.ToLower(string(got)), -1), func(part string) bool { return !strings.Contains(mine, bare(part)) })
}

// order checks everything that can be refused here and builds the body.
func (c *Client) order(r providers.SaleRequest) (body, error) {
	if !reference.MatchString(r.Reference) {
		return nil, invalid("valuetopup.reference")
	}
	id, err := strconv.ParseUint(r.Product.ID, 10, 31)
	if err != nil {
		return nil, invalid("valuetopup.no_sku", "id", r.Product.ID)
	}
	if _, ok := orders[r.Product.Kind]; !ok {
		return nil, providers.Unsent(name, providers.KindUnsupported, providers.Because("valuetopup.category"))
	}
	if err := r.Product.CheckFields(r.Fields); err != nil {
		return nil, err
	}
	b := body{"skuId": id, "correlationId": r.Reference}
	if takesAmount(r.Product.Kind) {
		if err := c.putAmount(b, r); err != nil {
			return nil, err
		}
	}
	if err := b.putFields(r); err != nil {
		return nil, err
	}
	b.putAdditional(r)
	return b, nil
}

// putAmount names the amount: the fixed product's own, or what was typed. An
// amount in the wallet's currency travels without a currency.
func (c *Client) putAmount(b body, r providers.SaleRequest) error {
	extra := r.Product.Extra
	if priced := extra[extraBlocked]; priced != "" {
		return invalid("valuetopup.priced_elsewhere", "priced", priced, "wallet", extra[extraWallet])
	}
	if extra[extraWallet] != c.c.Currency {
		return invalid("valuetopup.cost_unknown", "currency", c.c.Currency)
	}
	text, currency := extra[extraAmount], extra[extraCurrency]
	if !r.Product.Fixed() {
		in, ok := r.Product.RangeIn(strings.TrimSpace(r.Fields[providers.FieldCurrency]))
		if !ok {
			return invalid("valuetopup.currency", "currency", r.Fields[providers.FieldCurrency])
		}
		text, currency = r.Fields[providers.FieldAmount], in.Currency
	}
	amount, _ := providers.ParseDecimal(text) // zero for what is no number
	if !amount.IsPositive() {
		return invalid("valuetopup.amount_unknown")
	}
	b["amount"] = json.Number(amount.String())
	if currency != "" && currency != c.c.Currency {
		b["transactionCurrencyCode"] = currency
	}
	return nil
}

// body is the JSON of an order. Optional fields are left out while they are
// empty: the documents' samples with "" and 0 are generated.
type body map[string]any

// putFields adds what was typed, phone numbers as digits and whole numbers as
// numbers.
func (b body) putFields(r providers.SaleRequest) error {
	for _, f := range r.Product.Fields {
		value := strings.TrimSpace(r.Fields[f.Name])
		if value == "" || f.Name == providers.FieldAmount || f.Name == providers.FieldCurrency || isAdditional(f) {
			continue
		}
		name := cmp.Or(wireNames[f.Name], f.Name)
		if f.Name == providers.FieldPhone {
			name = orders[r.Product.Kind].phone
		}
		switch f.Type {
		case providers.TypePhone:
			b[name] = providers.Digits(value)
		case providers.TypeInteger:
			// An int32. A leading zero is lost, which the API's own type for ZIP
			// codes asks for.
			n, err := strconv.ParseInt(value, 10, 32)
			if err != nil {
				return invalid("valuetopup.number_too_large", "field", f.Label)
			}
			b[name] = n
		default:
			b[name] = value
		}
	}
	return nil
}

// putAdditional adds what the catalogue asks for by name.
func (b body) putAdditional(r providers.SaleRequest) {
	type pair struct {
		Name  string `json:"name"`
		Value string `json:"value"`
	}
	var pairs []pair
	for _, n := range strings.Split(r.Product.Extra[extraAdditional], ",") {
		if value := strings.TrimSpace(r.Fields[n]); value != "" {
			pairs = append(pairs, pair{n, value})
		}
	}
	if len(pairs) > 0 {
		b["additionalInfos"] = pairs
	}
}
