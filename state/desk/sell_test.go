package desk

import (
	"testing"

	"simdesk/providers"
)

func TestWhatDidNotComeIsSaidOnACompletedOrder(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	part := delivered
	part.Missing = providers.Quoted("Delivered 1 of 3.")
	s.fake.sell = func(string) (providers.Result, error) { return part, nil }
	o := s.sell(t, oneJapan)
	if o.State != providers.StateCompleted || o.Error == nil ||
		!o.Error.Why.Equal(providers.Because("settle.missing", "what", providers.Quoted("Delivered 1 of 3."))) {
		t.Errorf("%s %+v", o.State, o.Error)
	}
}
