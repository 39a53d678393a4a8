package desk

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
	"simdesk/state/ledger"
)

// sold writes some completed orders, a second apart, and returns the newest first.
func (s *shop) sold(t *testing.T, n int) []string {
	t.Helper()
	ids := make([]string, n)
	for i := range n {
		ids[n-1-i] = s.wrote(t, submitted, ledger.Change{State: providers.StateCompleted, ProviderOrderID: fmt.Sprint("P-", i)}).ID
		s.clock.advance(time.Second)
	}
	return ids
}

// The background asks about one completed order every ten seconds, the newest
// first, and begins anew an hour after it began. A clock that is set back does
// not keep it waiting until the calendar has caught up.
func TestTheRoundThroughCompletedOrders(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	var said bytes.Buffer
	s.o.Log = slog.New(slog.NewTextHandler(&said, nil))
	ids := s.sold(t, 3)
	s.wrote(t, submitted, unknown)
	s.wrote(t, submitted, *isFailed)
	for i, c := range []struct {
		after time.Duration
		want  int // the number of the order, -1 for none
	}{
		{0, 0}, {0, -1}, {recheckPause + justBefore, -1}, {-justBefore, 1}, {recheckPause, 2}, {recheckPause, -1},
		{recheckEvery - 4*recheckPause, -1}, {recheckPause, 0}, {-time.Hour, 1}, {recheckPause, 2},
		{recheckPause, 0}, // that round began when the clock was ahead
		{recheckPause, 1}, {recheckPause, 2}, {recheckPause, -1}, {2 * time.Hour, 0},
	} {
		s.clock.advance(c.after)
		o, ok := s.nextRecheck(t.Context())
		if ok != (c.want >= 0) || ok && o.ID != ids[c.want] {
			t.Fatalf("step %d: %s %v, want number %d of %v", i, o.ID, ok, c.want, ids)
		}
	}
	if said.Len() > 0 {
		t.Error(said.String())
	}
}

// A round goes through all pages, of a week.
func TestTheRoundGoesThroughAllPages(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.sold(t, 1)
	s.clock.advance(recheckFor - time.Second)
	week := s.sold(t, recheckedAtOnce+1)
	s.clock.advance(-(recheckedAtOnce) * time.Second) // the first is a week old
	var got []string
	for range recheckedAtOnce + 5 {
		s.clock.advance(recheckPause)
		if o, ok := s.nextRecheck(t.Context()); ok {
			got = append(got, o.ID)
		}
	}
	if d := cmp.Diff(week, got); d != "" {
		t.Error(d)
	}
}

// What cannot be asked about one certain order is not asked about it: the
// circumstances that a provider tells without a reference change all the time.
func TestWhoIsAskedAboutCompletedOrders(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		provider func(*fake) []providers.Provider
		want     int
	}{
		"by our reference": {func(f *fake) []providers.Provider { return []providers.Provider{f} }, 1},
		"blind":            {func(f *fake) []providers.Provider { return []providers.Provider{blind{f}} }, 0},
		"cannot tell":      {func(*fake) []providers.Provider { return []providers.Provider{reader{name: "fake"}} }, 0},
		"gone":             {func(*fake) []providers.Provider { return nil }, 0},
	} {
		s := newShop(t)
		var said bytes.Buffer
		s.o.Log = slog.New(slog.NewTextHandler(&said, nil))
		ids := s.sold(t, 1)
		s.o.Providers = c.provider(s.fake)
		byNumber := len(s.asked(t, ids[0]))
		if byItself := len(s.asked(t)); byNumber != c.want || byItself != c.want {
			t.Errorf("%s: asked %d times by its number, %d times of the newest", name, byNumber, byItself)
		}
		if said.Len() > 0 {
			t.Errorf("%s: %s", name, said.String())
		}
		if _, ok := s.nextRecheck(t.Context()); ok != (c.want == 1) {
			t.Errorf("%s: in a round: %v", name, ok)
		}
	}
}

// A reconciliation asks about the fifty newest that are completed.
func TestTheNewestCompletedOrdersAreAskedAbout(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.sold(t, recheckedAtOnce+1)
	got := s.asked(t)
	want := map[string]bool{}
	for _, q := range got {
		want[q.ProviderOrderID] = true
	}
	if len(got) != recheckedAtOnce || len(want) != recheckedAtOnce || want["P-0"] {
		t.Errorf("asked about %d", len(got))
	}
}

// A ledger that cannot be read ends no round for good.
func TestARoundThatCannotBeRead(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.sold(t, 1)
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	var said bytes.Buffer
	s.o.Log = slog.New(slog.NewTextHandler(&said, nil))
	if _, ok := s.nextRecheck(gone); ok || !strings.Contains(said.String(), "completed orders not read") {
		t.Errorf("an order out of nothing: %v, said %q", ok, said.String())
	}
	s.clock.advance(recheckPause)
	if _, ok := s.nextRecheck(t.Context()); ok {
		t.Error("another round begins at once")
	}
	s.clock.advance(recheckEvery)
	if _, ok := s.nextRecheck(t.Context()); !ok {
		t.Error("no other round begins")
	}
}
