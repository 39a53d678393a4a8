package ledgertest

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
	"simdesk/state/ledger"
)

// AtCostSince counts by amount, however it is written, and leaves out what cost
// nothing, another provider's and currency's, what is older, and the order
// itself. Where the moment's event is known, the clock does not count.
func atCostSince(t *testing.T, empty Maker) {
	l, n := New(t, empty), 0
	sold := func(change func(*ledger.Draft), then providers.State) ledger.Order {
		n++
		d := DraftOf(n)
		if change != nil {
			change(&d)
		}
		if then == providers.StateDrafted {
			return MustDraft(t, l, d)
		}
		return MustAppend(t, l, MustSubmit(t, l, d).ID, ledger.Change{State: then})
	}
	refused := ledger.Change{State: providers.StateFailed, Charged: &providers.Charged{Taken: providers.No, By: providers.ByAnswer}}
	old := sold(nil, providers.StateCompleted)
	late := sold(nil, providers.StateUnknown) // drafted before, settled after
	own := sold(nil, providers.StateUnknown)
	sold(nil, providers.StateCompleted)
	sold(func(d *ledger.Draft) { d.Cost = providers.MustMoney("4.500", "USD").Ptr() }, providers.StateProcessing)
	sold(func(d *ledger.Draft) { d.Cost = providers.MustMoney("4.51", "USD").Ptr() }, providers.StateCompleted)
	sold(func(d *ledger.Draft) { d.Cost = providers.MustMoney("4.5", "EUR").Ptr() }, providers.StateCompleted)
	sold(func(d *ledger.Draft) { d.Cost = nil }, providers.StateCompleted)
	sold(func(d *ledger.Draft) { d.Provider = "roamify" }, providers.StateCompleted)
	sold(nil, providers.StateFailed) // and nobody says that it cost nothing
	MustAppend(t, l, MustSubmit(t, l, DraftOf(99)).ID, refused)
	sold(nil, providers.StateDrafted)
	MustAppend(t, l, late.ID, ledger.Change{State: providers.StateCompleted})
	for name, c := range map[string]struct {
		since ledger.Moment
		want  int
	}{
		"since this one, by the clock":  {ledger.Moment{At: own.CreatedAt}, 4},
		"since this one, by the events": {ledger.Moment{Seq: seqOf(t, l, own) - 1, At: own.CreatedAt.AddDate(1, 0, 0)}, 4},
		"since the first":               {ledger.Moment{At: old.CreatedAt}, 5},
		"a day later":                   {ledger.Moment{At: own.CreatedAt.Add(25 * time.Hour)}, 0},
	} {
		got, err := l.AtCostSince(context.Background(), own, c.since)
		if err != nil || got != c.want {
			t.Errorf("%s: %d %v, want %d", name, got, err, c.want)
		}
	}
}

// seqOf is the number of an order's first event.
func seqOf(t *testing.T, l *ledger.Ledger, o ledger.Order) int64 {
	t.Helper()
	events, err := l.Events(context.Background(), o.ID)
	if err != nil || len(events) == 0 {
		t.Fatal(err)
	}
	return events[0].Seq
}

func waiting(t *testing.T, empty Maker) {
	l := New(t, empty)
	Fill(t, l, 10) // two of each: drafted, submitted, completed, unknown, failed
	for _, n := range []int{3, 6} {
		o, err := l.ByReference(context.Background(), Refs(n)[0])
		Must(t, err)
		if n == 3 {
			MustAppend(t, l, o.ID, ledger.Change{State: providers.StateNeedsReview})
		} else {
			MustAppend(t, l, o.ID, ledger.Change{State: providers.StateProcessing})
		}
	}
	last, err := l.ByReference(context.Background(), "ref-1")
	Must(t, err)
	for name, c := range map[string]struct {
		before time.Time
		want   ledger.Waiting
	}{
		"all that was sent":      {last.CreatedAt.Add(time.Hour), ledger.Waiting{Asked: 3, Review: 1}},
		"one is being sold now":  {last.CreatedAt, ledger.Waiting{Asked: 2, Review: 1}},
		"nothing is older":       {time.Time{}, ledger.Waiting{Asked: 2, Review: 1}},
		"it was drafted earlier": {last.CreatedAt.Add(time.Nanosecond), ledger.Waiting{Asked: 3, Review: 1}},
	} {
		got, err := l.Waiting(context.Background(), c.before)
		Must(t, err)
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}

// CompletedSince counts the completed orders of one product for one target, but
// not the order itself, another target's or product's, or what is older.
func completedSince(t *testing.T, empty Maker) {
	l, n := New(t, empty), 0
	sold := func(change func(*ledger.Draft), then providers.State) ledger.Order {
		n++
		d := DraftOf(n)
		d.Target = "+447700900123"
		if change != nil {
			change(&d)
		}
		return MustAppend(t, l, MustSubmit(t, l, d).ID, ledger.Change{State: then})
	}
	sold(nil, providers.StateCompleted)
	late := sold(nil, providers.StateUnknown)
	own := sold(nil, providers.StateCompleted)
	sold(nil, providers.StateCompleted)
	sold(nil, providers.StateFailed)
	sold(func(d *ledger.Draft) { d.Target = "+447700900124" }, providers.StateCompleted)
	sold(func(d *ledger.Draft) { d.ProductID = "turkey-10gb" }, providers.StateCompleted)
	sold(func(d *ledger.Draft) { d.Provider = "roamify" }, providers.StateCompleted)
	MustAppend(t, l, late.ID, ledger.Change{State: providers.StateCompleted})
	for name, c := range map[string]struct {
		since ledger.Moment
		want  int
	}{
		"by the clock":  {ledger.Moment{At: own.CreatedAt}, 2},
		"by the events": {ledger.Moment{Seq: seqOf(t, l, own) - 1, At: own.CreatedAt.AddDate(1, 0, 0)}, 2},
		"a day later":   {ledger.Moment{At: own.CreatedAt.Add(25 * time.Hour)}, 0},
	} {
		if got, err := l.CompletedSince(t.Context(), own, c.since); err != nil || got != c.want {
			t.Errorf("%s: %d %v, want %d", name, got, err, c.want)
		}
	}
}
