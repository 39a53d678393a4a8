package desk

import (
	"path/filepath"
	"slices"
	"testing"
	"time"

	"simdesk/providers"
)

// A provider that takes no reference of ours is asked by amounts. What else this
// ledger may have paid at the same cost since is told, whatever it was for, so
// that only another till's debits are one too many.
func TestOrdersAtTheSameCostAreCounted(t *testing.T) {
	t.Parallel()
	f := &fake{charges: map[string]int{}, wallet: "100"}
	s := till(t, filepath.Join(t.TempDir(), "ledger.db"), f)
	told := map[string]int{}
	f.track = func(q providers.Query) (providers.Finding, error) {
		told[q.Reference] = q.Equal
		return providers.Finding{Verdict: providers.Unclear}, nil
	}
	sell := func(r QuoteRequest, result providers.Result, err error) string {
		f.sell = func(reference string) (providers.Result, error) {
			own, _ := anew(reference)
			result.ProviderOrderID, result.Delivery = own.ProviderOrderID, own.Delivery
			return result, err
		}
		o := s.sell(t, r)
		s.clock.advance(time.Second)
		return o.Reference
	}
	dearer := delivered
	dearer.Cost = providers.MustMoney("9.51", "USD").Ptr()
	sell(oneJapan, delivered, nil) // before the baseline
	lost := sell(oneJapan, providers.Result{}, lostAnswer)
	sell(oneJapan, delivered, nil)
	sell(oneJapan, providers.Result{}, fault(providers.Refused, providers.KindDeclined, "NO"))
	sell(oneJapan, dearer, nil)
	sell(QuoteRequest{Provider: "fake", ProductID: "ng-airtime", Fields: map[string]string{"phone": "+2348031234567", "amount": "5"}, Clerk: "ana"}, providers.Result{}, lostAnswer)
	late := sell(oneJapan, providers.Result{}, lostAnswer)
	if _, err := s.Reconcile(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := []int{told[lost], told[late]}; !slices.Equal(got, []int{2, 0}) {
		t.Errorf("told %v, want [2 0]", got)
	}
}
