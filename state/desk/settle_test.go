package desk

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
	"simdesk/state/ledger"
)

// Whoever waits for an order that cannot be read for a moment keeps what is
// known of it: its number is what the clerk is told to look it up by.
func TestAnOrderThatCannotBeReadIsNotForgotten(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	o := ledger.Order{ID: "not-there", Reference: "r-1", Provider: "fake", State: providers.StateUnknown}
	if d := cmp.Diff(o, s.Await(t.Context(), o, 20*time.Millisecond)); d != "" {
		t.Error(d)
	}
}
