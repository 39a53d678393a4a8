package desk

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
)

// recorder notes what it is asked to sell.
type recorder struct {
	*fake
	sales  []providers.SaleRequest
	topUps []providers.TopUpRequest
	breaks bool
}

func (r *recorder) Sell(ctx context.Context, s providers.SaleRequest) (providers.Result, error) {
	r.sales = append(r.sales, s)
	if r.breaks {
		panic("a mistake")
	}
	return r.fake.Sell(ctx, s)
}

func (r *recorder) TopUp(ctx context.Context, s providers.TopUpRequest) (providers.Result, error) {
	r.topUps = append(r.topUps, s)
	return r.fake.TopUp(ctx, s)
}

// What was confirmed is what is sent: the product, the customer's number, the
// eSIM, under the confirmation's reference.
func TestWhatIsSentIsWhatWasConfirmed(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	r := &recorder{fake: s.fake}
	s.o.Providers = []providers.Provider{r}
	more := japan
	more.ID, more.Kind, more.TopUpOnly = "jp-1gb-more", providers.KindTopUp, true
	s.fake.fits = []providers.Product{more}

	sold := s.sell(t, QuoteRequest{Provider: "fake", ProductID: "ng-airtime", Fields: map[string]string{"phone": "08031234567", "amount": " 10 "}})
	toppedUp := s.sell(t, QuoteRequest{Provider: "fake", ICCID: "8999000000000000018"})
	want := []providers.SaleRequest{{Reference: sold.Reference, Product: lagos, Fields: map[string]string{"phone": "+2348031234567", "amount": "10"}}}
	if d := cmp.Diff(want, r.sales); d != "" {
		t.Errorf("sold (-want +got):\n%s", d)
	}
	if d := cmp.Diff([]providers.TopUpRequest{{Reference: toppedUp.Reference, ICCID: "8999000000000000018", Product: more}}, r.topUps); d != "" {
		t.Errorf("topped up (-want +got):\n%s", d)
	}
}

// A client that breaks half way leaves the order unknown, not failed: nobody can
// say how far it got.
func TestAClientThatBreaksLeavesItOpen(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	r := &recorder{fake: s.fake, breaks: true}
	s.o.Providers = []providers.Provider{r}
	o := s.sell(t, oneJapan)
	if o.State != providers.StateUnknown || o.Error == nil || o.Error.Kind != providers.KindUnknownOutcome || len(r.sales) != 1 {
		t.Errorf("%s %+v, sent %d times", o.State, o.Error, len(r.sales))
	}
}
