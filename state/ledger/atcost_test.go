package ledger

import (
	"context"
	"testing"
	"time"

	"simdesk/providers"
)

// AtCost counts by amount, however it is written, and leaves out what cost
// nothing, another provider's and currency's, what is older, and the order itself.
func TestAtCost(t *testing.T) {
	t.Parallel()
	l, n := newLedger(t), 0
	sold := func(change func(*Draft), then providers.State) Order {
		n++
		d := draftOf(n)
		if change != nil {
			change(&d)
		}
		if then == providers.StateDrafted {
			return mustDraft(t, l, d)
		}
		return mustAppend(t, l, mustSubmit(t, l, d).ID, Change{State: then})
	}
	old := sold(nil, providers.StateCompleted)
	late := sold(nil, providers.StateUnknown) // drafted before, settled after
	own := sold(nil, providers.StateUnknown)
	sold(nil, providers.StateCompleted)
	sold(func(d *Draft) { d.Cost = providers.MustMoney("4.500", "USD").Ptr() }, providers.StateProcessing)
	sold(func(d *Draft) { d.Cost = providers.MustMoney("4.51", "USD").Ptr() }, providers.StateCompleted)
	sold(func(d *Draft) { d.Cost = providers.MustMoney("4.5", "EUR").Ptr() }, providers.StateCompleted)
	sold(func(d *Draft) { d.Cost = nil }, providers.StateCompleted)
	sold(func(d *Draft) { d.Provider = "roamify" }, providers.StateCompleted)
	sold(nil, providers.StateFailed)
	sold(nil, providers.StateDrafted)
	mustAppend(t, l, late.ID, Change{State: providers.StateCompleted})
	for name, c := range map[string]struct {
		drafted, written time.Time
		want             int
	}{
		"written since":  {old.CreatedAt, own.CreatedAt, 3},
		"drafted since":  {own.CreatedAt, own.CreatedAt, 2},
		"from the first": {old.CreatedAt, old.CreatedAt, 4},
	} {
		got, err := l.AtCost(context.Background(), "fyatu", own.ID, *own.Cost, c.drafted, c.written)
		if err != nil || got != c.want {
			t.Errorf("%s: %d %v, want %d", name, got, err, c.want)
		}
	}
}
