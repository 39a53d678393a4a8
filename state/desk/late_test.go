package desk

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
	"simdesk/state/settle"
)

// A sale's answer may come after another till has put the order under review
// and a person has decided. It changes no decision but one that gave the order
// up, and nothing that it says is lost.
func TestAnAnswerBehindADecisionIsKept(t *testing.T) {
	t.Parallel()
	type kept struct {
		State     providers.State
		Delivered int
		Code      string
	}
	refused := fault(providers.Refused, providers.KindDeclined, "NO_MONEY")
	for name, c := range map[string]struct {
		decided providers.State
		answer  providers.Result
		err     error
		want    kept
	}{
		"given back, and then delivered":   {providers.StateRefunded, delivered, nil, kept{providers.StateRefunded, 1, settle.CodeDecided}},
		"went through, and then delivered": {providers.StateCompleted, delivered, nil, kept{providers.StateCompleted, 1, ""}},
		"went through, and then refused":   {providers.StateCompleted, providers.Result{}, refused, kept{providers.StateCompleted, 0, "NO_MONEY"}},
		"went through, and no answer":      {providers.StateCompleted, providers.Result{}, lostAnswer, kept{providers.StateCompleted, 0, ""}},
		"given up, and then delivered":     {providers.StateFailed, delivered, nil, kept{providers.StateCompleted, 1, ""}},
		"given up, and no answer":          {providers.StateFailed, providers.Result{}, lostAnswer, kept{providers.StateFailed, 0, settle.CodeDecided}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			hold, sent := make(chan struct{}), make(chan struct{})
			f := &fake{charges: map[string]int{}, wallet: "100", sell: func(string) (providers.Result, error) {
				close(sent)
				<-hold
				return c.answer, c.err
			}}
			file := filepath.Join(t.TempDir(), "ledger.db")
			one, two := openShop(t, file, f), openShop(t, file, f)
			q, err := one.Quote(t.Context(), oneJapan)
			if err != nil {
				t.Fatal(err)
			}
			ticket, err := one.Buy(q)
			if err != nil {
				t.Fatal(err)
			}
			<-sent
			two.clock.advance(3 * time.Minute) // a request that hangs, or a clock that was set
			got, err := two.Reconcile(t.Context())
			if err != nil || len(got.StillUnknown) != 1 {
				t.Fatalf("%+v %v", got, err)
			}
			if _, err := two.Decide(t.Context(), DecideRequest{ID: got.StillUnknown[0].ID, State: c.decided, Clerk: "bo", Reason: "they said so"}); err != nil {
				t.Fatal(err)
			}
			close(hold)
			o, err := ticket.Wait(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			have := kept{State: o.State, Delivered: len(o.Delivery)}
			if o.Error != nil {
				have.Code = o.Error.Code
			}
			if d := cmp.Diff(c.want, have); d != "" {
				t.Error(d)
			}
			if err := one.ledger.Verify(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
}
