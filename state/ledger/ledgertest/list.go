package ledgertest

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
	"simdesk/state/ledger"
)

func listFilters(t *testing.T, empty Maker) {
	l := New(t, empty)
	Fill(t, l, 10)
	third, err := l.ByReference(context.Background(), "ref-3")
	Must(t, err)
	for name, c := range map[string]struct {
		f    ledger.Filter
		want []string
	}{
		"all":              {ledger.Filter{}, Refs(9, 8, 7, 6, 5, 4, 3, 2, 1, 0)},
		"open first":       {ledger.Filter{OpenFirst: true}, Refs(8, 6, 5, 3, 1, 0, 9, 7, 4, 2)},
		"one state":        {ledger.Filter{States: []providers.State{providers.StateUnknown}}, Refs(8, 3)},
		"two states":       {ledger.Filter{States: []providers.State{providers.StateUnknown, providers.StateCompleted}}, Refs(8, 7, 3, 2)},
		"states, open":     {ledger.Filter{OpenFirst: true, States: []providers.State{providers.StateUnknown, providers.StateCompleted}}, Refs(8, 3, 7, 2)},
		"only settled":     {ledger.Filter{OpenFirst: true, States: []providers.State{providers.StateFailed}}, Refs(9, 4)},
		"provider":         {ledger.Filter{Provider: "giftapi"}, Refs(9, 7, 5, 3, 1)},
		"clerk":            {ledger.Filter{Clerk: "Ben"}, Refs()},
		"since":            {ledger.Filter{Since: third.CreatedAt}, Refs(9, 8, 7, 6, 5, 4, 3)},
		"until":            {ledger.Filter{Until: third.CreatedAt}, Refs(2, 1, 0)},
		"words":            {ledger.Filter{Text: "10 turkey"}, Refs(9, 7, 5, 3, 1)},
		"words and states": {ledger.Filter{Text: "turkey", States: []providers.State{providers.StateFailed}, OpenFirst: true}, Refs(9)},
		"reference":        {ledger.Filter{Text: " REF-7 "}, Refs(7)},
		"nothing":          {ledger.Filter{Text: "narnia"}, Refs()},
		"a dash":           {ledger.Filter{Text: "-"}, Refs()},
		"percent":          {ledger.Filter{Text: "%"}, Refs()},
	} {
		for _, limit := range []int{0, 1, 2, 3, 10} {
			f := c.f
			f.Limit = limit
			if d := cmp.Diff(c.want, Pages(t, l, f, func() {})); d != "" {
				t.Errorf("%s, pages of %d (-want +got):\n%s", name, limit, d)
			}
		}
	}
}

func listIsStableWhileOrdersArrive(t *testing.T, empty Maker) {
	for _, openFirst := range []bool{false, true} {
		l := New(t, empty)
		Fill(t, l, 10)
		want := Pages(t, l, ledger.Filter{OpenFirst: openFirst}, func() {})
		next := 10
		got := Pages(t, l, ledger.Filter{OpenFirst: openFirst, Limit: 3}, func() {
			MustDraft(t, l, DraftOf(next))
			next++
		})
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("open first %t (-want +got):\n%s", openFirst, d)
		}
	}
}

// A clock that jumps back, or stands still, must not lose or repeat orders.
func listWithAClockThatJumps(t *testing.T, empty Maker) {
	c := NewClock()
	l := OpenWith(t, empty(t), ledger.Options{Now: c.Now})
	for i := range 6 {
		MustDraft(t, l, DraftOf(i))
		if i%2 == 0 {
			c.Add(-time.Second) // the next order has the same time
		} else {
			c.Add(-time.Hour)
		}
	}
	if d := cmp.Diff(Refs(1, 0, 3, 2, 5, 4), Pages(t, l, ledger.Filter{Limit: 1}, func() {})); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	Must(t, l.Verify(context.Background()))
}

func listRefusesABadCursor(t *testing.T, empty Maker) {
	_, err := New(t, empty).List(context.Background(), ledger.Filter{Cursor: "page 2"})
	if !providers.IsKind(err, providers.KindInvalid) {
		t.Errorf("error %v, want kind invalid", err)
	}
}

func openOrders(t *testing.T, empty Maker) {
	l := New(t, empty)
	Fill(t, l, 10)
	MustAppend(t, l, ByRef(t, l, "ref-3").ID, ledger.Change{State: providers.StateNeedsReview})
	list := func(orders []ledger.Order, err error) []string {
		t.Helper()
		Must(t, err)
		refs := []string{}
		for _, o := range orders {
			refs = append(refs, o.Reference)
		}
		return refs
	}
	if d := cmp.Diff(Refs(1, 6, 8), list(l.Unsettled(context.Background()))); d != "" {
		t.Errorf("Unsettled (-want +got):\n%s", d)
	}
	draft := ByRef(t, l, "ref-0").CreatedAt
	for _, c := range []struct {
		name       string
		now        time.Time
		left, open []string
	}{
		{"just made", draft.Add(time.Minute), Refs(), Refs(0, 5)},
		{"one left behind", draft.Add(ledger.Abandoned), Refs(0), Refs(5)},
		{"by a clock that was put right", draft.Add(-time.Minute), Refs(), Refs(0, 5)},
		{"by a clock that was ahead", draft.Add(-time.Hour), Refs(0, 5), Refs()},
	} {
		if d := cmp.Diff(c.left, list(l.LeftBehind(context.Background(), c.now))); d != "" {
			t.Errorf("%s: left behind (-want +got):\n%s", c.name, d)
		}
		if d := cmp.Diff(c.open, list(l.Drafted(context.Background(), c.now))); d != "" {
			t.Errorf("%s: may still be sent (-want +got):\n%s", c.name, d)
		}
	}
	since := ByRef(t, l, "ref-1").CreatedAt
	if d := cmp.Diff(Refs(8, 6, 4, 2), list(l.Recent(context.Background(), "fyatu", "japan-5gb", "", since))); d != "" {
		t.Errorf("Recent (-want +got):\n%s", d)
	}
	if d := cmp.Diff(Refs(), list(l.Recent(context.Background(), "fyatu", "japan-5gb", "other", since))); d != "" {
		t.Errorf("Recent for another target (-want +got):\n%s", d)
	}
}

func claimed(t *testing.T, empty Maker) {
	l := New(t, empty)
	sold := MustSubmit(t, l, DraftOf(1))
	MustAppend(t, l, sold.ID, ledger.Change{State: providers.StateCompleted, ProviderOrderID: "P1",
		Delivery: []providers.Delivery{{Type: providers.DeliverESIM, ICCID: "8901"}}})
	waiting := MustSubmit(t, l, DraftOf(2))
	MustAppend(t, l, waiting.ID, ledger.Change{State: providers.StateProcessing, ProviderOrderID: "P2"})
	topup := MustSubmit(t, l, DraftOf(3))
	MustAppend(t, l, topup.ID, ledger.Change{State: providers.StateCompleted, ProviderOrderID: "P3",
		Delivery: []providers.Delivery{{Type: providers.DeliverTopUp, ICCID: "8902"}}})
	elsewhere := DraftOf(4)
	elsewhere.Provider = "roamify"
	MustAppend(t, l, MustSubmit(t, l, elsewhere).ID, ledger.Change{State: providers.StateCompleted, ProviderOrderID: "P4"})
	got, err := l.ClaimedByOthers(context.Background(), "fyatu", sold.ID, time.Time{})
	Must(t, err)
	if d := cmp.Diff(map[string]bool{"P2": true, "P3": true}, got); d != "" {
		t.Errorf("ClaimedByOthers (-want +got):\n%s", d)
	}
}

func failedWith(t *testing.T, empty Maker) {
	clock := NewClock()
	l := OpenWith(t, empty(t), ledger.Options{Now: clock.Now})
	fail := func(n int, s providers.State, code, message string) {
		MustAppend(t, l, MustSubmit(t, l, DraftOf(n)).ID, ledger.Change{State: s, Error: &ledger.Problem{Code: code, Message: message}})
	}
	fail(1, providers.StateFailed, "GIVEN_UP", "too long ago")
	clock.Add(time.Hour)
	since := clock.Now()
	fail(2, providers.StateFailed, "GIVEN_UP", "")
	fail(3, providers.StateRefunded, "GIVEN_UP", "given back, not failed")
	fail(4, providers.StateFailed, "OTHER", `it says "GIVEN_UP"`)
	fail(5, providers.StateFailed, "GIVENxUP", "")
	MustAppend(t, l, MustSubmit(t, l, DraftOf(6)).ID, ledger.Change{State: providers.StateFailed})
	fail(7, providers.StateFailed, "GIVEN_UP", "")
	orders, err := l.FailedWith(context.Background(), "GIVEN_UP", since)
	Must(t, err)
	got := []string{}
	for _, o := range orders {
		got = append(got, o.Reference)
	}
	if d := cmp.Diff(Refs(2, 7), got); d != "" {
		t.Error(d)
	}
}

// Every order of many stands on one page, once and in order, however long the
// pages are; what a number names is found among all of them.
func listOfManyPages(t *testing.T, empty Maker) {
	place := empty(t)
	l, s := Open(t, place), openStore(t, place)
	Bulk(t, s, 300)
	want := Pages(t, l, ledger.Filter{Limit: 300}, nil)
	for _, limit := range []int{7, 50, 299} {
		if d := cmp.Diff(want, Pages(t, l, ledger.Filter{Limit: limit, Text: "esim"}, nil)); d != "" || len(want) != 300 {
			t.Errorf("pages of %d, %d orders (-want +got):\n%s", limit, len(want), d)
		}
	}
	if d := cmp.Diff(Refs(123), Pages(t, l, ledger.Filter{Text: "000123"}, nil)); d != "" {
		t.Error(d)
	}
}
