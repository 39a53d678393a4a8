package desk

import (
	"context"

	"simdesk/providers"
	"simdesk/state/ledger"
)

// walletTries is how often a wallet is read again before a sale is refused: what
// other tills were paying may meanwhile be in the provider's figure.
const walletTries = 3

// draft writes the order down and reserves its cost, in one step of the ledger.
// Where the money was reserved by others since the wallet was read, it is read
// again: some of it may be in the new figure, or have come back.
func (d *sale) draft(ctx context.Context, q Quote) (o ledger.Order, created bool, err error) {
	for try := 0; ; try++ {
		draft, odd := q.draft(d.sandbox(q.Provider))
		if odd != nil {
			return o, false, odd
		}
		o, created, err = d.o.Ledger.Draft(ctx, q.Clerk, draft)
		if e := providers.AsError(err); e == nil || e.Code != CodeWallet || try == walletTries || !d.readAgain(ctx, &q) {
			return o, created, err
		}
	}
}

// readAgain reads the wallet for a quote; false where it cannot be read.
func (d *sale) readAgain(ctx context.Context, q *Quote) bool {
	ctx, cancel := context.WithTimeout(ctx, walletWait)
	defer cancel()
	p, fault := d.provider(q.Provider)
	if fault != nil {
		return false
	}
	since, err := d.o.Ledger.Newest(ctx)
	if err != nil {
		return false
	}
	w := d.wallet(ctx, p)
	if w.Balance == nil {
		return false
	}
	q.Float = &ledger.Float{Available: w.Balance.Available, Since: since} // the baseline stays as old as it is
	return true
}
