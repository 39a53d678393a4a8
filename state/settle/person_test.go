package settle

import (
	"testing"
	"time"

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
