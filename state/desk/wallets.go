package desk

import (
	"context"
	"sync"

	"simdesk/providers"
)

// Spendable is what can be spent from here: the provider's figure less what is
// in flight; nil when the provider's figure is not known.
func (w Wallet) Spendable() *providers.Money {
	if w.Balance == nil {
		return nil
	}
	left := w.Balance.Available
	if w.InFlight != nil {
		if less, err := left.Sub(*w.InFlight); err == nil {
			left = less
		}
	}
	return &left
}

// wallets reads what the shop can spend.
type wallets struct{ *base }

// Wallets asks every provider at once. each is called as answers come, from
// several goroutines one at a time; the result keeps the configured order.
func (d *wallets) Wallets(ctx context.Context, each func(Wallet)) []Wallet {
	out := make([]Wallet, len(d.o.Providers), len(d.o.Providers)+len(d.o.Broken))
	var wait sync.WaitGroup
	var mu sync.Mutex
	for i, p := range d.o.Providers {
		wait.Go(func() {
			w := d.wallet(ctx, p)
			mu.Lock()
			defer mu.Unlock()
			out[i] = w
			each(w)
		})
	}
	wait.Wait()
	for _, a := range d.o.Broken {
		w := Wallet{Provider: a.Name, Title: a.Title, Error: a.Problem}
		each(w)
		out = append(out, w)
	}
	return out
}

func (d *wallets) wallet(ctx context.Context, p providers.Provider) Wallet {
	w := Wallet{Provider: p.Name(), Title: p.Title()}
	b, ok := p.(providers.Balancer)
	if !ok {
		w.Error = providers.Unsupported(p, providers.CanBalance)
		return w
	}
	balance, err := guarded(d.base, p.Name(), "wallet", func() (providers.Balance, error) { return b.Balance(ctx) })
	if err != nil {
		w.Error = providers.AsError(err)
		w.InFlight = d.inFlight(ctx, p.Name(), "")
		return w
	}
	w.Balance = &balance
	w.InFlight = d.inFlight(ctx, p.Name(), balance.Available.Currency)
	if mark, ok := d.o.LowMarks[p.Name()]; ok {
		w.LowMark = &providers.Money{Amount: mark, Currency: balance.Available.Currency}
		w.Low = w.Spendable().Amount.LessThan(mark)
	}
	return w
}

// inFlight sums the orders whose charge the provider's figure may not show
// yet: sent and not answered. One that the provider is processing is in its
// own figure already. Without a currency it is that of the first such order,
// and nil where there is none.
func (d *wallets) inFlight(ctx context.Context, provider, currency string) *providers.Money {
	open, err := d.o.Ledger.Unsettled(ctx)
	if err != nil {
		d.o.Log.Error("in flight not known", "provider", provider, "error", err)
		return nil
	}
	sum := providers.Money{Currency: currency}
	for _, o := range open {
		unanswered := o.State == providers.StateSubmitted || o.State == providers.StateUnknown
		if o.Provider != provider || !unanswered || o.Cost == nil || d.elsewhere(o) {
			continue
		}
		if sum.Currency == "" {
			sum.Currency = o.Cost.Currency
		}
		if more, err := sum.Add(*o.Cost); err == nil {
			sum = more
		}
	}
	if sum.Currency == "" {
		return nil
	}
	return &sum
}
