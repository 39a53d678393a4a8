package fyatu

import (
	"context"
	"errors"
	"strings"

	"simdesk/providers"
	"simdesk/providers/wire"
	"simdesk/providers/wire/loose"
)

// wallet is one balance. Which of the names this version uses is not fully
// documented; the example reads "balance".
type wallet struct {
	Balance          loose.Number `json:"balance"`
	Available        loose.Number `json:"available"`
	AvailableBalance loose.Number `json:"availableBalance"`
	Reserved         loose.Number `json:"reserved"`
	Total            loose.Number `json:"total"`
	Currency         loose.Text   `json:"currency"`
}

// wallets is an answer that holds one wallet by itself, or several by name.
type wallets struct {
	Own      wallet             `json:"-"`
	Wallet   object[wallet]     `json:"wallet"`
	Wallets  loose.List[wallet] `json:"wallets"`
	Balances loose.List[wallet] `json:"balances"`
}

func (w *wallets) UnmarshalJSON(b []byte) error {
	type named wallets
	if err := loose.Unmarshal(b, (*named)(w)); err != nil {
		return err
	}
	return loose.Unmarshal(b, &w.Own)
}

// Balance returns the business wallet.
// Source: Fyatu docs, "Get wallet balances", and the example of "Top-up eSIM".
func (c *Client) Balance(ctx context.Context) (providers.Balance, error) {
	got, resp, err := ask[loose.List[wallets]](ctx, c, wire.Request{Op: opWallet, Path: "/account/wallet"})
	if err != nil {
		return providers.Balance{}, err
	}
	for _, w := range inDollars(got) {
		if b, ok := w.balance(); ok {
			b.AsOf = c.c.Now()
			return b, nil
		}
	}
	return providers.Balance{}, c.w.Unreadable(resp, errors.New("no balance in the answer"))
}

// inDollars lists every wallet of an answer, the one that pays first.
func inDollars(list []wallets) []wallet {
	var first, rest []wallet
	for _, w := range list {
		for _, one := range append(append([]wallet{w.Own, w.Wallet.V}, w.Wallets...), w.Balances...) {
			if one.Currency == "" || strings.EqualFold(string(one.Currency), currency) {
				first = append(first, one)
			} else {
				rest = append(rest, one)
			}
		}
	}
	return append(first, rest...)
}

// balance reads a wallet; ok is false when it holds no figure.
func (w wallet) balance() (b providers.Balance, ok bool) {
	own := known(w.Balance, w.Total, w.Available, w.AvailableBalance)
	spendable := known(w.Available, w.AvailableBalance, w.Balance)
	if !own.Known || !spendable.Known {
		return b, false
	}
	return providers.Balance{
		Available: *money(spendable, w.Currency), Balance: *money(own, w.Currency), Reserved: money(w.Reserved, w.Currency),
	}, true
}

func known(list ...loose.Number) loose.Number {
	for _, n := range list {
		if n.Known {
			return n
		}
	}
	return loose.Number{}
}
