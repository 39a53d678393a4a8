package settle

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
	"simdesk/state/ledger"
)

// Only what a person gave up is asked about, for a week.
func TestUntilWhenAProviderIsAsked(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 22, 14, 0, 0, 0, time.UTC)
	by := func(code string) *ledger.Problem { return &ledger.Problem{Code: code} }
	for name, c := range map[string]struct {
		o    ledger.Order
		want time.Time
	}{
		"given up":           {ledger.Order{State: providers.StateFailed, Error: by(CodeDecided)}, at.Add(7 * 24 * time.Hour)},
		"refused":            {ledger.Order{State: providers.StateFailed, Error: by("NO_MONEY")}, time.Time{}},
		"failed for nothing": {ledger.Order{State: providers.StateFailed}, time.Time{}},
		"given back":         {ledger.Order{State: providers.StateRefunded, Error: by(CodeDecided)}, time.Time{}},
		"under review":       {ledger.Order{State: providers.StateNeedsReview, Error: by(CodeDecided)}, time.Time{}},
	} {
		c.o.UpdatedAt = at
		if got := AskedUntil(c.o); !got.Equal(c.want) {
			t.Errorf("%s: until %s", name, got)
		}
	}
}

// A person's word, whole, with what was compared.
func TestDecided(t *testing.T) {
	t.Parallel()
	by := func(key string) *ledger.Problem {
		return &ledger.Problem{Kind: providers.KindDeclined, Code: CodeDecided, Why: providers.Because(key, "clerk", "ana", "reason", "seen on their site")}
	}
	for to, want := range map[providers.State]ledger.Change{
		providers.StateCompleted: {Charged: money("yes:person")},
		providers.StateFailed:    {Charged: money("no:person"), Error: by("settle.decided_no")},
		providers.StateRefunded:  {Charged: money("yes:person"), Error: by("settle.decided_given_back")},
	} {
		want.State, want.Decided, want.Note, want.Evidence = to, true, "seen on their site", compared
		if d := cmp.Diff(want, Decided(to, "ana", "seen on their site", History{Evidence: compared})); d != "" {
			t.Error(d)
		}
	}
}

// Who is still asked about, and how often.
func TestHowLongAndHowOftenAnOrderIsAskedAbout(t *testing.T) {
	t.Parallel()
	gaveUp := func(ago time.Duration) ledger.Order {
		o := orderIn(providers.StateFailed, ago)
		o.Error = &ledger.Problem{Code: CodeDecided}
		return o
	}
	for name, c := range map[string]struct {
		o           ledger.Order
		over, givUp bool
		pause       time.Duration
	}{
		"sent a moment ago":      {orderIn(providers.StateSubmitted, Arrival-1), false, false, CounterPause},
		"sent two minutes ago":   {orderIn(providers.StateUnknown, Arrival), false, false, LongPause},
		"under review":           {orderIn(providers.StateNeedsReview, time.Second), false, false, ReviewPause},
		"completed":              {orderIn(providers.StateCompleted, time.Second), true, false, ReviewPause},
		"refused":                {orderIn(providers.StateFailed, time.Second), true, false, ReviewPause},
		"given up":               {gaveUp(GivenUpFor - 1), false, true, ReviewPause},
		"given up for a week":    {gaveUp(GivenUpFor), true, false, ReviewPause},
		"drafted, an hour later": {orderIn(providers.StateDrafted, time.Hour), false, false, LongPause},
	} {
		if over, given, pause := Over(c.o, noon), GivenUp(c.o, noon), Pause(c.o, noon); over != c.over || given != c.givUp || pause != c.pause {
			t.Errorf("%s: over %v, given up %v, asked every %s", name, over, given, pause)
		}
	}
	sent := orderIn(providers.StateUnknown, time.Second) // long after it was drafted
	sent.CreatedAt = noon.Add(-time.Hour)
	if got := SentAt(sent); !got.Equal(noon.Add(-time.Second)) {
		t.Errorf("sent at %s", got)
	}
}
