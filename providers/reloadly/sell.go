package reloadly

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"simdesk/providers"
	"simdesk/providers/wire"
)

// nautaDomains are the only ones that Nauta addresses have.
var nautaDomains = []string{"@nauta.com.cu", "@nauta.co.cu"}

const (
	// longestReference is what Reloadly takes as customIdentifier.
	longestReference = 150
	// mostPlaces is what it takes behind the point of an amount in the
	// wallet's currency.
	mostPlaces = 5
)

// topupRequest is the body of POST /topups. Amounts are exact JSON numbers.
type topupRequest struct {
	OperatorID       int64       `json:"operatorId"`
	Amount           json.Number `json:"amount"`
	UseLocalAmount   bool        `json:"useLocalAmount"`
	CustomIdentifier string      `json:"customIdentifier"`
	RecipientPhone   *phoneBody  `json:"recipientPhone,omitempty"`
	RecipientEmail   string      `json:"recipientEmail,omitempty"`
	SenderPhone      *phoneBody  `json:"senderPhone,omitempty"`
}

// Sell tops up a phone number, or a Nauta address, with exactly one request.
// A result may be failed or refunded: Reloadly took the order and the operator
// did not. Source: POST /topups, documents/reloadly.txt.
func (c *Client) Sell(ctx context.Context, r providers.SaleRequest) (providers.Result, error) {
	body, err := order(r)
	if err != nil {
		return providers.Result{}, err
	}
	t, resp, err := ask[topup](ctx, c, wire.Request{
		Op: "sell", Method: http.MethodPost, Path: sellPath, Body: body, Safety: wire.Once, Timeout: c.patience,
	})
	if err != nil {
		return providers.Result{}, err
	}
	if err := t.answers(body); err != nil {
		return providers.Result{}, c.http.Unreadable(resp, err)
	}
	result := c.result(ctx, t, r.Product.Kind, r.Product.Target(r.Fields))
	result.RequestID = resp.RequestID
	return result, nil
}

// answers returns why an answer cannot be taken for this order's.
func (t topup) answers(asked topupRequest) error {
	switch {
	case t.ID == "":
		return errors.New("no transactionId in the answer")
	case t.Status == "":
		return errors.New("no status in the answer")
	case t.CustomIdentifier != "" && string(t.CustomIdentifier) != asked.CustomIdentifier:
		return errors.New("the answer carries the reference of another order")
	case t.OperatorID.Odd, t.OperatorID.Known && t.OperatorID.Int() != asked.OperatorID:
		return errors.New("the answer is about another operator")
	}
	return nil
}

// order builds the request; every check that can refuse a sale is in here.
func order(r providers.SaleRequest) (topupRequest, error) {
	if r.Reference == "" || len(r.Reference) > longestReference {
		return topupRequest{}, invalid("reloadly.reference")
	}
	if err := r.Product.CheckFields(r.Fields); err != nil {
		return topupRequest{}, err
	}
	operator, err := strconv.ParseInt(r.Product.Extra[extraOperator], 10, 64)
	country := r.Product.Extra[extraCountry]
	if err != nil || operator <= 0 || len(country) != 2 || r.Product.Provider != name {
		return topupRequest{}, stale(r.Product)
	}
	body := topupRequest{OperatorID: operator, CustomIdentifier: r.Reference}
	if err := body.setAmount(r); err != nil {
		return topupRequest{}, err
	}
	if err := body.setPeople(r, country); err != nil {
		return topupRequest{}, err
	}
	return body, nil
}

// stale is an entry of the catalogue that lacks what a sale needs.
func stale(p providers.Product) error {
	return invalid("reloadly.stale", "product", cmp.Or(p.Name, p.ID))
}

// setAmount takes the product's own amount, or the customer's in one of the
// product's currencies.
func (b *topupRequest) setAmount(r providers.SaleRequest) error {
	text := r.Product.Extra[extraAmount]
	if !r.Product.Fixed() {
		chosen, ok := r.Product.RangeIn(strings.TrimSpace(r.Fields[providers.FieldCurrency]))
		if !ok {
			return invalid("reloadly.currency")
		}
		b.UseLocalAmount = strings.EqualFold(chosen.Currency, r.Product.Extra[extraLocalCurrency])
		text = r.Fields[providers.FieldAmount]
	}
	amount, _ := providers.ParseDecimal(text)
	if !amount.IsPositive() {
		return stale(r.Product)
	}
	if !b.UseLocalAmount && !amount.Equal(amount.Truncate(mostPlaces)) {
		return invalid("reloadly.decimals", "n", mostPlaces)
	}
	b.Amount = json.Number(amount.String()) // without an exponent or needless zeros
	return nil
}

// setPeople names who gets the top-up and, where given, who sends it.
func (b *topupRequest) setPeople(r providers.SaleRequest, country string) (err error) {
	if r.Product.Extra[extraRecipient] != byEmail {
		b.RecipientPhone, err = recipient(r.Fields[providers.FieldPhone], country)
	} else if b.RecipientEmail = strings.TrimSpace(r.Fields[providers.FieldEmail]); !nautaAddress(b.RecipientEmail) {
		err = invalid("reloadly.nauta", "one", nautaDomains[0], "other", nautaDomains[1])
	}
	if from := strings.TrimSpace(r.Fields[providers.FieldSenderPhone]); err == nil && from != "" {
		b.SenderPhone, err = sender(from)
	}
	return err
}

func nautaAddress(s string) bool {
	return slices.ContainsFunc(nautaDomains, func(d string) bool { return strings.HasSuffix(strings.ToLower(s), d) })
}
