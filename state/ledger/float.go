package ledger

import (
	"context"
	"time"

	"simdesk/providers"
)

// CodeWallet marks a sale that the wallet cannot pay together with what is open.
const CodeWallet = "WALLET"

// Float is what a provider's wallet could pay when it was read.
type Float struct {
	Available providers.Money
	// Since is the newest event of the ledger when the reading began. What was
	// written later may not be in the provider's figure yet, whichever till
	// wrote it and whatever its clock says.
	Since int64
}

// Newest is the number of the ledger's newest event, 0 in an empty one.
func (l *Ledger) Newest(ctx context.Context) (int64, error) {
	h, err := l.Head(ctx)
	return h.Events, err
}

// reserve refuses a draft that the wallet cannot pay together with everything
// that is open. It runs in the transaction that writes the draft, so that of
// many tills that sell at once no two count on the same money.
func reserve(ctx context.Context, tx step, at time.Time, d Draft) error {
	f := d.Float
	if f == nil || d.Cost == nil || d.Cost.Currency != f.Available.Currency {
		return nil // not known, or for the provider to say
	}
	account, left := Account{d.Provider, d.Sandbox, d.Cost.Currency}, f.Available
	// What the provider's figure may not show yet: orders being sent or unanswered or
	// about to be sent, and whatever moved since it was read. What failed or came
	// back costs nothing.
	open, err := tx.OpenCosts(ctx, account, at.Add(-Abandoned), at.Add(providers.ClockSlack))
	if err != nil {
		return err
	}
	moved, err := tx.MovedCosts(ctx, account, f.Since)
	if err != nil {
		return err
	}
	for _, amount := range append(open, moved...) {
		cost, err := providers.NewMoney(amount, account.Currency)
		if err != nil {
			return err
		}
		left.Amount = left.Amount.Sub(cost.Amount)
	}
	if left.Amount.GreaterThanOrEqual(d.Cost.Amount) {
		return nil
	}
	return problem(providers.KindDeclined, CodeWallet, nil, providers.Because("ledger.wallet_short", "left", left, "cost", *d.Cost))
}
