package reloadly

import (
	"context"
	"errors"

	"simdesk/providers"
	"simdesk/providers/wire"
	"simdesk/providers/wire/loose"
)

// Balance returns the wallet that airtime, gift cards and utilities share.
// Its updatedAt is not a time of this reading, so AsOf is the time of asking.
// Source: GET /accounts/balance, reloadly.md section 3.
func (c *Client) Balance(ctx context.Context) (providers.Balance, error) {
	a, resp, err := ask[struct {
		Balance  loose.Number `json:"balance"`
		Frozen   loose.Number `json:"frozenBalance"`
		Currency loose.Text   `json:"currencyCode"`
	}](ctx, c, wire.Request{Op: "balance", Path: "/accounts/balance"})
	if err != nil {
		return providers.Balance{}, err
	}
	wallet := a.Balance.Money(string(a.Currency))
	if wallet == nil {
		return providers.Balance{}, c.http.Unreadable(resp, errors.New("no balance or no currency in the answer"))
	}
	return providers.Balance{
		Available: *wallet, Balance: *wallet, Reserved: a.Frozen.Money(string(a.Currency)), AsOf: c.now(),
	}, nil
}
