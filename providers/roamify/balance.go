package roamify

import (
	"context"
	"errors"
	"strings"

	"simdesk/providers"
	"simdesk/providers/wire"
)

// Balance returns the prepaid balance, in USD unless Roamify says otherwise.
// Source: Roamify docs, "Get Account Balance".
func (c *Client) Balance(ctx context.Context) (providers.Balance, error) {
	resp, err := c.w.Do(ctx, wire.Request{Op: opBalance, Path: "/api/balance"})
	if err != nil {
		return providers.Balance{}, err
	}
	got, err := data[struct {
		Balance  wire.Number `json:"balance"`
		Currency wire.Text   `json:"currency"`
	}](c, resp)
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
func money(n wire.Number, code wire.Text) *providers.Money {
	if strings.TrimSpace(string(code)) == "" {
		code = currency
	}
	return n.Money(string(code))
}
