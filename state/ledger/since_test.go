package ledger

import (
	"context"
	"testing"
	"time"

	"simdesk/providers"
)

// AtCostSince counts by amount, however it is written, and leaves out what cost
// nothing, another provider's and currency's, what is older, and the order
// itself. Where the moment's event is known, the clock does not count.
func TestAtCostSince(t *testing.T) {
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
	refused := Change{State: providers.StateFailed, Charged: &providers.Charged{Taken: providers.No, By: providers.ByAnswer}}
	old := sold(nil, providers.StateCompleted)
	late := sold(nil, providers.StateUnknown) // drafted before, settled after
	own := sold(nil, providers.StateUnknown)
	sold(nil, providers.StateCompleted)
	sold(func(d *Draft) { d.Cost = providers.MustMoney("4.500", "USD").Ptr() }, providers.StateProcessing)
	sold(func(d *Draft) { d.Cost = providers.MustMoney("4.51", "USD").Ptr() }, providers.StateCompleted)
	sold(func(d *Draft) { d.Cost = providers.MustMoney("4.5", "EUR").Ptr() }, providers.StateCompleted)
	sold(func(d *Draft) { d.Cost = nil }, providers.StateCompleted)
	sold(func(d *Draft) { d.Provider = "roamify" }, providers.StateCompleted)
	sold(nil, providers.StateFailed) // and nobody says that it cost nothing
	mustAppend(t, l, mustSubmit(t, l, draftOf(99)).ID, refused)
	sold(nil, providers.StateDrafted)
	mustAppend(t, l, late.ID, Change{State: providers.StateCompleted})
	for name, c := range map[string]struct {
		since Moment
		want  int
	}{
		"since this one, by the clock":  {Moment{At: own.CreatedAt}, 4},
		"since this one, by the events": {Moment{Seq: seqOf(t, l, own) - 1, At: own.CreatedAt.AddDate(1, 0, 0)}, 4},
		"since the first":               {Moment{At: old.CreatedAt}, 5},
		"a day later":                   {Moment{At: own.CreatedAt.Add(25 * time.Hour)}, 0},
	} {
		got, err := l.AtCostSince(context.Background(), own, c.since)
		if err != nil || got != c.want {
			t.Errorf("%s: %d %v, want %d", name, got, err, c.want)
		}
	}
}

// seqOf is the number of an order's first event.
func seqOf(t *testing.T, l *Ledger, o Order) int64 {
	t.Helper()
	events, err := l.Events(context.Background(), o.ID)
	if err != nil || len(events) == 0 {
		t.Fatal(err)
	}
	return events[0].Seq
}
