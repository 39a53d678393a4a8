package fyatu

import (
	"context"
	"strings"
	"sync"
	"time"

	"simdesk/providers"
	"simdesk/providers/wire/loose"
)

// The facts that Baseline notes, by name.
const (
	factWallet  = "wallet"     // "123.45 USD"
	factESIMs   = "esims"      // ids of recent eSIMs of that package, by comma
	factDebits  = "debits"     // ids of recent movements of the wallet, by comma
	factTotal   = "total_mb"   // of the eSIM to be topped up
	factPackage = "package_mb" // of the top-up
)

// lookBack is how old an eSIM may be and still need telling from a new one:
// Track takes older ones by their date.
const lookBack = 15 * time.Minute

// Baseline notes the wallet, its latest movements and, for a sale, the latest
// eSIMs of that package; for a top-up, the eSIM's total and the package's
// size. A fact that cannot be read is left out.
// Errors: none of it could be read.
func (c *Client) Baseline(ctx context.Context, q providers.Query) (map[string]string, error) {
	var (
		wg    sync.WaitGroup
		mu    sync.Mutex
		facts = map[string]string{}
		first error
	)
	note := func(fact string, read func() (string, error)) {
		wg.Go(func() {
			value, err := read()
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				first = err
				return
			}
			facts[fact] = value
		})
	}
	note(factWallet, func() (string, error) {
		b, err := c.Balance(ctx)
		return b.Balance.String(), err
	})
	note(factDebits, func() (string, error) {
		return recent(ctx, c, c.transactions(), func(transaction) bool { return true })
	})
	if q.Kind == providers.KindTopUp {
		note(factTotal, func() (string, error) { return c.totalFact(ctx, q.Target) })
		note(factPackage, func() (string, error) { return c.packageFact(ctx, q.Target, q.ProductID) })
	} else {
		note(factESIMs, func() (string, error) {
			return recent(ctx, c, c.esims(), func(e esim) bool { return e.Package.V.id() == q.ProductID })
		})
	}
	wg.Wait()
	if len(facts) == 0 {
		return nil, first
	}
	return facts, nil
}

// recent are the ids of what a list has lately, by comma.
func recent[T interface{ id() string }](ctx context.Context, c *Client, l listing[T], wanted func(T) bool) (string, error) {
	list, err := l.since(ctx, c.w.Now().Add(-lookBack))
	var ids []string
	for _, one := range list {
		if wanted(one) {
			ids = append(ids, one.id())
		}
	}
	return strings.Join(ids, ","), err
}

func (c *Client) totalFact(ctx context.Context, iccid string) (string, error) {
	clean, ok := providers.CleanICCID(iccid)
	if !ok {
		return "", providers.BadICCID(name, loose.Clean(iccid))
	}
	e, err := c.refresh(ctx, clean)
	if f := e.figures(); f.total.Known {
		return f.total.String(), nil
	}
	return "", err
}

// packageFact is the size of a top-up in MB, "" where it has none.
func (c *Client) packageFact(ctx context.Context, iccid, packageID string) (string, error) {
	list, err := c.TopUpPackages(ctx, iccid)
	for _, p := range list {
		if p.ID == packageID && p.Data.Bytes > 0 {
			return megabytesText(p.Data.Bytes), nil
		}
	}
	return "", err
}

// split reads a list by comma; ok is false where the fact is missing.
func split(facts map[string]string, fact string) (set map[string]bool, ok bool) {
	text, ok := facts[fact]
	set = map[string]bool{}
	for _, id := range strings.Split(text, ",") {
		if id != "" {
			set[id] = true
		}
	}
	return set, ok
}
