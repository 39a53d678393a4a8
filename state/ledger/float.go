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
	var seq int64
	err := l.read.QueryRowContext(ctx, "SELECT COALESCE(MAX(seq), 0) FROM events").Scan(&seq)
	return seq, fault(l.file, err)
}

// The orders of an account that the provider's figure may not show yet: being
// sent or unanswered, about to be sent, and whatever moved since it was read.
// What failed or came back costs nothing.
const (
	openCosts = `SELECT o.cost_amount FROM orders o WHERE o.provider = ? AND o.sandbox = ? AND o.cost_currency = ?
		AND (o.state IN ('submitted', 'unknown') OR o.state = 'drafted' AND o.created_at BETWEEN ? AND ?)`
	movedCosts = `SELECT o.cost_amount FROM orders o WHERE o.seq IN
			(SELECT x.seq FROM events e JOIN orders x ON x.id = e.order_id WHERE e.seq > ?)
		AND o.provider = ? AND o.sandbox = ? AND o.cost_currency = ? AND o.state IN ('processing', 'completed', 'needs_review')`
)

// reserve refuses a draft that the wallet cannot pay together with everything
// that is open. It runs in the transaction that writes the draft, so that of
// many tills that sell at once no two count on the same money.
func reserve(ctx context.Context, tx step, at time.Time, d Draft) error {
	f := d.Float
	if f == nil || d.Cost == nil || d.Cost.Currency != f.Available.Currency {
		return nil // not known, or for the provider to say
	}
	account := []any{d.Provider, sandboxFlag(d.Sandbox), d.Cost.Currency}
	left := f.Available
	for query, args := range map[string][]any{
		openCosts:  append(account[:3:3], formatTime(at.Add(-Abandoned)), formatTime(at.Add(providers.ClockSlack))),
		movedCosts: append([]any{f.Since}, account...),
	} {
		sum, err := sumCosts(ctx, tx, d.Cost.Currency, query, args...)
		if err != nil {
			return err
		}
		left.Amount = left.Amount.Sub(sum.Amount)
	}
	if left.Amount.GreaterThanOrEqual(d.Cost.Amount) {
		return nil
	}
	return problem(providers.KindDeclined, CodeWallet, nil,
		"The wallet has %s left and this costs %s. Nothing was sent: put money in, or choose a cheaper product or another provider.", left, d.Cost)
}

func sumCosts(ctx context.Context, q querier, currency, query string, args ...any) (providers.Money, error) {
	sum := providers.Money{Currency: currency}
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return sum, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var amount string
		if err := rows.Scan(&amount); err != nil {
			return sum, err
		}
		m, err := providers.NewMoney(amount, currency)
		if err != nil {
			return sum, err
		}
		sum.Amount = sum.Amount.Add(m.Amount)
	}
	return sum, rows.Err()
}
