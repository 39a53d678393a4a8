package cli

import (
	"strings"
	"testing"
	"time"

	"simdesk/providers"
	"simdesk/state/desk"
)

// A reconciliation that finds a second charge says so: the order itself was
// done before, and is done still.
func TestReconcileSaysWhatIsToBeClaimed(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.run("buy", "--provider", "alpha", "--product", "jp-5gb", "--yes")
	twice := delivered
	twice.Cost, twice.Missing = providers.MustMoney("19", "USD").Ptr(), providers.Quoted("Alpha charged this twice.")
	s.alpha.track = func(providers.Query) (providers.Finding, error) {
		return providers.Finding{Verdict: providers.Found, Result: twice}, nil
	}
	a := s.run("reconcile")
	if want := "Look at " + s.orders()[0].ID + ": Alpha charged this twice. Give the customer what came, and claim the rest from the provider.\n"; a.code != 0 ||
		!strings.HasSuffix(a.out, anonymous(want)) {
		t.Errorf("%d\n%s", a.code, a.out)
	}
}

// What a person decided is listed as in the console, not as the provider's
// refusal, and a top-up is told from a sale.
func TestListsUseTheConsolesWords(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	lose(s)
	s.run("topup", iccid, "--provider", "alpha", "--product", "jp-1gb-more", "--yes", "--wait", "0s")
	s.clock.advance(3 * time.Minute)
	s.run("reconcile")
	a, err := s.open(t.Context(), Global{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = a.Desk.Decide(t.Context(), desk.DecideRequest{ID: s.orders()[0].ID, State: providers.StateFailed, Clerk: "bo", Reason: "nothing there"})
	if err != nil || a.Close() != nil {
		t.Fatal(err)
	}
	for _, args := range []string{"orders", "orders " + iccid} {
		got := s.run(strings.Fields(args)...)
		if !strings.Contains(got.out, "decided: no") || !strings.Contains(got.out, "Top-up Japan 1 GB more") || strings.Contains(got.out, "refused") {
			t.Errorf("%s: %d\n%s%s", args, got.code, got.out, got.err)
		}
	}
}

// A provider that lists the order and leaves it open shows a trace.
func TestAReviewIsNotAlwaysWithoutATrace(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	lose(s)
	s.run("buy", "--provider", "alpha", "--product", "jp-5gb", "--yes", "--wait", "0s", "--attempt", "k")
	s.clock.advance(3 * time.Minute)
	s.alpha.track = func(providers.Query) (providers.Finding, error) {
		return providers.Finding{Verdict: providers.Found, Result: providers.Result{ProviderOrderID: "P-1", ProviderStatus: "CANCELLED"}}, nil
	}
	a := s.run("buy", "--provider", "alpha", "--product", "jp-5gb", "--yes", "--attempt", "k")
	want := "simdesk: What the provider says leaves this open. Compare the evidence in the console's Orders and decide there.\n"
	if a.code != 4 || !strings.HasSuffix(a.err, want) {
		t.Errorf("%d\n%s%s", a.code, a.out, a.err)
	}
}
