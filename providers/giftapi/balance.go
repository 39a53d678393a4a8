package giftapi

import (
	"context"
	"errors"

	"github.com/shopspring/decimal"

	"simdesk/providers"
	"simdesk/providers/wire/loose"
)

type balanceJSON struct {
	Balance        loose.Number `json:"balance"`
	Currency       loose.Text   `json:"currency"`
	Reserved       loose.Number `json:"reserved_amount"`
	Available      loose.Number `json:"available_balance"`
	AllowOverdraft loose.Flag   `json:"allow_overdraft"`
	OverdraftLimit loose.Number `json:"overdraft_limit"`
}

// Balance returns the wallet. Balance is below zero while the overdraft is
// used; Available is the provider's own sum of balance, reservations and
// overdraft.
// Source: Partner S2S API, "Current balance with overdraft information".
func (c *Client) Balance(ctx context.Context) (providers.Balance, error) {
	j, resp, err := get[balanceJSON](ctx, c, "balance", c.paths.Balance, nil)
	if err != nil {
		return providers.Balance{}, err
	}
	b, ok := c.balance(j)
	if !ok {
		return b, c.wire.Unreadable(resp, errors.New("the balance has no amount or no currency"))
	}
	return b, nil
}

func (c *Client) balance(j balanceJSON) (providers.Balance, bool) {
	currency := string(j.Currency)
	available, balance := j.Available.Money(currency), j.Balance.Money(currency)
	if available == nil || balance == nil {
		return providers.Balance{}, false
	}
	limit := j.OverdraftLimit.Money(currency)
	if limit != nil && j.AllowOverdraft.Known && !j.AllowOverdraft.Value {
		limit.Amount = decimal.Zero
	}
	return providers.Balance{
		Available: *available, Balance: *balance, Reserved: j.Reserved.Money(currency),
		OverdraftLimit: limit, AsOf: c.now(),
	}, true
}
