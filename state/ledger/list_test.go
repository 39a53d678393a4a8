package ledger

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
)

// fill writes n orders whose states take turns, the newest last.
func fill(t *testing.T, l *Ledger, n int) {
	t.Helper()
	turns := [][]providers.State{
		{}, {providers.StateSubmitted}, {providers.StateSubmitted, providers.StateCompleted},
		{providers.StateSubmitted, providers.StateUnknown}, {providers.StateSubmitted, providers.StateFailed},
	}
	for i := range n {
		d := draftOf(i)
		if i%2 == 1 {
			d.Provider, d.ProductName = "giftapi", "Turkey 10 GB"
		}
		o := mustDraft(t, l, d)
		for _, s := range turns[i%len(turns)] {
			if s == providers.StateSubmitted {
				_, _, err := l.Submit(context.Background(), o.ID, "Ana")
				must(t, err)
				continue
			}
			mustAppend(t, l, o.ID, Change{State: s})
		}
	}
}

// pages reads the whole list, page by page, and calls between after each.
func pages(t *testing.T, l *Ledger, f Filter, between func()) []string {
	t.Helper()
	refs := []string{}
	for range 100 {
		p, err := l.List(context.Background(), f)
		must(t, err)
		if f.Limit > 0 && len(p.Orders) > f.Limit {
			t.Fatalf("%d orders on a page of %d", len(p.Orders), f.Limit)
		}
		for _, o := range p.Orders {
			refs = append(refs, o.Reference)
		}
		if p.Next == "" {
			return refs
		}
		if between != nil {
			between()
		}
		f.Cursor = p.Next
	}
	t.Fatal("the list has no end")
	return nil
}

func refs(numbers ...int) []string {
	all := make([]string, len(numbers))
	for i, n := range numbers {
		all[i] = fmt.Sprintf("ref-%d", n)
	}
	return all
}

func TestListFilters(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	fill(t, l, 10)
	third, err := l.ByReference(context.Background(), "ref-3")
	must(t, err)
	for name, c := range map[string]struct {
		f    Filter
		want []string
	}{
		"all":              {Filter{}, refs(9, 8, 7, 6, 5, 4, 3, 2, 1, 0)},
		"open first":       {Filter{OpenFirst: true}, refs(8, 6, 5, 3, 1, 0, 9, 7, 4, 2)},
		"one state":        {Filter{States: []providers.State{providers.StateUnknown}}, refs(8, 3)},
		"two states":       {Filter{States: []providers.State{providers.StateUnknown, providers.StateCompleted}}, refs(8, 7, 3, 2)},
		"states, open":     {Filter{OpenFirst: true, States: []providers.State{providers.StateUnknown, providers.StateCompleted}}, refs(8, 3, 7, 2)},
		"only settled":     {Filter{OpenFirst: true, States: []providers.State{providers.StateFailed}}, refs(9, 4)},
		"provider":         {Filter{Provider: "giftapi"}, refs(9, 7, 5, 3, 1)},
		"clerk":            {Filter{Clerk: "Ben"}, refs()},
		"since":            {Filter{Since: third.CreatedAt}, refs(9, 8, 7, 6, 5, 4, 3)},
		"until":            {Filter{Until: third.CreatedAt}, refs(2, 1, 0)},
		"words":            {Filter{Text: "10 turkey"}, refs(9, 7, 5, 3, 1)},
		"words and states": {Filter{Text: "turkey", States: []providers.State{providers.StateFailed}, OpenFirst: true}, refs(9)},
		"reference":        {Filter{Text: " REF-7 "}, refs(7)},
		"nothing":          {Filter{Text: "narnia"}, refs()},
		"a dash":           {Filter{Text: "-"}, refs()},
		"percent":          {Filter{Text: "%"}, refs()},
	} {
		for _, limit := range []int{0, 1, 2, 3, 10} {
			f := c.f
			f.Limit = limit
			if d := cmp.Diff(c.want, pages(t, l, f, func() {})); d != "" {
				t.Errorf("%s, pages of %d (-want +got):\n%s", name, limit, d)
			}
		}
	}
}

func TestListIsStableWhileOrdersArrive(t *testing.T) {
	t.Parallel()
	for _, openFirst := range []bool{false, true} {
		l := newLedger(t)
		fill(t, l, 10)
		want := pages(t, l, Filter{OpenFirst: openFirst}, func() {})
		next := 10
		got := pages(t, l, Filter{OpenFirst: openFirst, Limit: 3}, func() {
			mustDraft(t, l, draftOf(next))
			next++
		})
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("open first %t (-want +got):\n%s", openFirst, d)
		}
	}
}

// A clock that jumps back, or stands still, must not lose or repeat orders.
func TestListWithAClockThatJumps(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	c := newClock()
	l.now = c.now
	for i := range 6 {
		mustDraft(t, l, draftOf(i))
		if i%2 == 0 {
			c.add(-time.Second) // the next order has the same time
		} else {
			c.add(-time.Hour)
		}
	}
	if d := cmp.Diff(refs(1, 0, 3, 2, 5, 4), pages(t, l, Filter{Limit: 1}, func() {})); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	must(t, l.Verify(context.Background()))
}

// A word that most orders hold takes another way through the index.
func TestListByAWordThatManyHold(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	l.wide = 20
	bulk(t, l, 100)
	for _, text := range []string{"esim", "000042"} {
		got := pages(t, l, Filter{Text: text, Limit: 7}, func() {})
		want := 100
		if text != "esim" {
			want = 1
		}
		if len(got) != want {
			t.Errorf("%q finds %d orders, want %d", text, len(got), want)
		}
	}
}

func TestListRefusesABadCursor(t *testing.T) {
	t.Parallel()
	_, err := newLedger(t).List(context.Background(), Filter{Cursor: "page 2"})
	if !providers.IsKind(err, providers.KindInvalid) {
		t.Errorf("error %v, want kind invalid", err)
	}
}

func TestOpenOrders(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	fill(t, l, 10)
	mustAppend(t, l, byRef(t, l, "ref-3").ID, Change{State: providers.StateNeedsReview})
	list := func(orders []Order, err error) []string {
		t.Helper()
		must(t, err)
		refs := []string{}
		for _, o := range orders {
			refs = append(refs, o.Reference)
		}
		return refs
	}
	if d := cmp.Diff(refs(1, 6, 8), list(l.Unsettled(context.Background()))); d != "" {
		t.Errorf("Unsettled (-want +got):\n%s", d)
	}
	draft := byRef(t, l, "ref-0").CreatedAt
	for _, c := range []struct {
		name       string
		now        time.Time
		left, open []string
	}{
		{"just made", draft.Add(time.Minute), refs(), refs(0, 5)},
		{"one left behind", draft.Add(Abandoned), refs(0), refs(5)},
		{"by a clock that was put right", draft.Add(-time.Minute), refs(), refs(0, 5)},
		{"by a clock that was ahead", draft.Add(-time.Hour), refs(0, 5), refs()},
	} {
		if d := cmp.Diff(c.left, list(l.LeftBehind(context.Background(), c.now))); d != "" {
			t.Errorf("%s: left behind (-want +got):\n%s", c.name, d)
		}
		if d := cmp.Diff(c.open, list(l.Drafted(context.Background(), c.now))); d != "" {
			t.Errorf("%s: may still be sent (-want +got):\n%s", c.name, d)
		}
	}
	since := byRef(t, l, "ref-1").CreatedAt
	if d := cmp.Diff(refs(8, 6, 4, 2), list(l.Recent(context.Background(), "fyatu", "japan-5gb", "", since))); d != "" {
		t.Errorf("Recent (-want +got):\n%s", d)
	}
	if d := cmp.Diff(refs(), list(l.Recent(context.Background(), "fyatu", "japan-5gb", "other", since))); d != "" {
		t.Errorf("Recent for another target (-want +got):\n%s", d)
	}
}

func byRef(t *testing.T, l *Ledger, ref string) Order {
	t.Helper()
	o, err := l.ByReference(context.Background(), ref)
	must(t, err)
	return o
}

func TestClaimed(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	sold := mustSubmit(t, l, draftOf(1))
	mustAppend(t, l, sold.ID, Change{State: providers.StateCompleted, ProviderOrderID: "P1",
		Delivery: []providers.Delivery{{Type: providers.DeliverESIM, ICCID: "8901"}}})
	waiting := mustSubmit(t, l, draftOf(2))
	mustAppend(t, l, waiting.ID, Change{State: providers.StateProcessing, ProviderOrderID: "P2"})
	topup := mustSubmit(t, l, draftOf(3))
	mustAppend(t, l, topup.ID, Change{State: providers.StateCompleted, ProviderOrderID: "P3",
		Delivery: []providers.Delivery{{Type: providers.DeliverTopUp, ICCID: "8902"}}})
	elsewhere := draftOf(4)
	elsewhere.Provider = "roamify"
	mustAppend(t, l, mustSubmit(t, l, elsewhere).ID, Change{State: providers.StateCompleted, ProviderOrderID: "P4"})
	got, err := l.ClaimedByOthers(context.Background(), "fyatu", sold.ID, time.Time{})
	must(t, err)
	if d := cmp.Diff(map[string]bool{"P2": true, "P3": true}, got); d != "" {
		t.Errorf("ClaimedByOthers (-want +got):\n%s", d)
	}
}

// A page of more orders than one statement takes values comes whole and in order.
func TestAPageOfAnyLength(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	fill(t, l, 10)
	want := pages(t, l, Filter{Limit: 10}, nil)
	l.values = 3
	if d := cmp.Diff(want, pages(t, l, Filter{Limit: 10}, nil)); d != "" || len(want) != 10 {
		t.Errorf("(-want +got):\n%s", d)
	}
}
