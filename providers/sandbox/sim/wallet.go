package sim

import (
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/shopspring/decimal"
)

// ErrEmpty is returned when a wallet cannot cover a charge.
var ErrEmpty = errors.New("wallet cannot cover this charge")

// TagHeader is a request header that no provider has. A test says in it which
// order a charging request belongs to, where no reference travels.
const TagHeader = "X-Test-Order"

// Charge is money that a simulator took, kept for ever: it is what tests count.
type Charge struct {
	Provider  string
	ID        string // the provider's order or transaction id
	Reference string // ours as it travelled, "" where none does
	Tag       string // what TagHeader said, for tests
	Product   string
	Target    string // ICCID or phone
	Amount    decimal.Decimal
	Currency  string
	At        time.Time
	Refunded  bool
}

// Movement is a line of a wallet's statement.
type Movement struct {
	At     time.Time
	Amount decimal.Decimal // negative for a charge
	After  decimal.Decimal
	Charge *Charge // nil for money put in
	Label  string
}

// Wallet is prepaid money at one provider.
type Wallet struct {
	Provider string
	Currency string

	mu        sync.Mutex
	balance   decimal.Decimal
	overdraft decimal.Decimal
	charges   []*Charge
	refused   []Charge
	moves     []Movement
}

// Wallet returns the provider's wallet, opened with this balance the first
// time it is asked for.
func (w *World) Wallet(provider, currency, opening string) *Wallet {
	w.mu.Lock()
	defer w.mu.Unlock()
	if have, ok := w.wallet[provider]; ok {
		return have
	}
	fresh := &Wallet{Provider: provider, Currency: currency, balance: decimal.RequireFromString(opening)}
	fresh.moves = []Movement{{At: w.Now().Add(-72 * time.Hour), Amount: fresh.balance, After: fresh.balance, Label: "opening"}}
	w.wallet[provider] = fresh
	return fresh
}

// Opened returns the provider's wallet, nil before its simulator opened one.
func (w *World) Opened(provider string) *Wallet {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.wallet[provider]
}

// Charges lists what a provider took, in order.
func (w *World) Charges(provider string) []Charge {
	have := w.Opened(provider)
	if have == nil {
		return nil
	}
	have.mu.Lock()
	defer have.mu.Unlock()
	out := make([]Charge, len(have.charges))
	for i, c := range have.charges {
		out[i] = *c
	}
	return out
}

// Refused lists what a provider's wallet could not pay, in order.
func (w *World) Refused(provider string) []Charge {
	have := w.Opened(provider)
	if have == nil {
		return nil
	}
	have.mu.Lock()
	defer have.mu.Unlock()
	return slices.Clone(have.refused)
}

// Balance is the money in the wallet, negative in overdraft.
func (w *Wallet) Balance() decimal.Decimal {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.balance
}

// SetBalance replaces the money in the wallet, for scenarios.
func (w *Wallet) SetBalance(d decimal.Decimal) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.balance = d
}

// SetOverdraft allows the balance to go this far below zero.
func (w *Wallet) SetOverdraft(limit decimal.Decimal) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.overdraft = limit
}

// Take charges the wallet, or returns ErrEmpty and changes nothing.
func (w *Wallet) Take(c Charge) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	after := w.balance.Sub(c.Amount)
	if after.LessThan(w.overdraft.Neg()) {
		c.Provider, c.Currency = w.Provider, w.Currency
		w.refused = append(w.refused, c)
		return ErrEmpty
	}
	w.balance = after
	c.Provider, c.Currency = w.Provider, w.Currency
	w.charges = append(w.charges, &c)
	w.moves = append(w.moves, Movement{At: c.At, Amount: c.Amount.Neg(), After: after, Charge: &c, Label: "charge"})
	return nil
}

// Refund gives a charge back once; a second time changes nothing.
func (w *Wallet) Refund(id string, at time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, c := range w.charges {
		if c.ID == id && !c.Refunded {
			c.Refunded = true
			w.balance = w.balance.Add(c.Amount)
			w.moves = append(w.moves, Movement{At: at, Amount: c.Amount, After: w.balance, Charge: c, Label: "refund"})
		}
	}
}

// Put adds money that gives no whole charge back: funding, or the part of a
// charge for what was not delivered.
func (w *Wallet) Put(amount decimal.Decimal, at time.Time, label string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.balance = w.balance.Add(amount)
	w.moves = append(w.moves, Movement{At: at, Amount: amount, After: w.balance, Label: label})
}

// Overdraft is how far the balance may go below zero.
func (w *Wallet) Overdraft() decimal.Decimal {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.overdraft
}

// Movements is the statement, newest first.
func (w *Wallet) Movements() []Movement {
	w.mu.Lock()
	defer w.mu.Unlock()
	out := slices.Clone(w.moves)
	slices.Reverse(out)
	return out
}
