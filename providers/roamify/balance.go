package roamify

import (
	"context"
	"errors"
	"strings"

	"simdesk/providers"
	"simdesk/providers/wire"
	"simdesk/providers/wire/loose"
)

// Balance returns the prepaid balance, in USD unless Roamify says otherwise.
// Source: Roamify docs, "Get Account Balance".
func (c *Client) Balance(ctx context.Context) (providers.Balance, error) {
	got, resp, err := ask[struct {
		Balance  loose.Number `json:"balance"`
		Currency loose.Text   `json:"currency"`
	}](ctx, c, wire.Request{Op: opBalance, Path: "/api/balance"})
	if err != nil {
		return providers.Balance{}, err
	}
	if !got.Balance.Known {
		return providers.Balance{}, c.w.Unreadable(resp, errors.New("no balance in the answer"))
	}
	m := money(got.Balance, got.Currency)
	return providers.Balance{Available: *m, Balance: *m, AsOf: c.c.Now()}, nil
}

// money is an amount in its currency, USD where none is given.
func money(n loose.Number, code loose.Text) *providers.Money {
	if strings.TrimSpace(string(code)) == "" {
		code = currency
	}
	return n.Money(string(code))
}
