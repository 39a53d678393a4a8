package ledgertest

import (
	"context"
	"testing"
	"time"

	"simdesk/providers"
	"simdesk/state/ledger"
)

// What the wallet cannot pay together with everything open is not drafted.
func theFloatIsReservedWithTheDraft(t *testing.T, empty Maker) {
	state := func(s providers.State) func(*testing.T, *ledger.Ledger, ledger.Draft) {
		return func(t *testing.T, l *ledger.Ledger, d ledger.Draft) {
			t.Helper()
			o := MustDraft(t, l, d)
			if s != providers.StateDrafted {
				_, _, err := l.Submit(context.Background(), o.ID, "Ana")
				Must(t, err)
			}
			if s != providers.StateDrafted && s != providers.StateSubmitted {
				MustAppend(t, l, o.ID, ledger.Change{State: s})
			}
		}
	}
	for name, c := range map[string]struct {
		open   func(*testing.T, *ledger.Ledger, ledger.Draft)
		draft  func(*ledger.Draft)
		before bool // the wallet was read before the open order moved
		counts bool
	}{
		"about to be sent":             {state(providers.StateDrafted), nil, false, true},
		"sent":                         {state(providers.StateSubmitted), nil, false, true},
		"unanswered":                   {state(providers.StateUnknown), nil, false, true},
		"in the figure":                {state(providers.StateCompleted), nil, false, false},
		"taken, in the figure":         {state(providers.StateProcessing), nil, false, false},
		"done since":                   {state(providers.StateCompleted), nil, true, true},
		"taken since":                  {state(providers.StateProcessing), nil, true, true},
		"in review since":              {state(providers.StateNeedsReview), nil, true, true},
		"refused since":                {state(providers.StateFailed), nil, true, false},
		"given back since":             {state(providers.StateRefunded), nil, true, false},
		"at another provider":          {state(providers.StateSubmitted), func(d *ledger.Draft) { d.Provider = "giftapi" }, true, false},
		"at the sandbox":               {state(providers.StateSubmitted), func(d *ledger.Draft) { d.Sandbox = true }, true, false},
		"in another currency":          {state(providers.StateSubmitted), func(d *ledger.Draft) { d.Cost.Currency = "EUR" }, true, false},
		"a draft of a clock far ahead": {state(providers.StateDrafted), nil, true, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			at := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
			l := OpenWith(t, empty(t), ledger.Options{Now: func() time.Time { return at }})
			MustDraft(t, l, DraftOf(0)) // left behind
			at = at.Add(ledger.Abandoned + time.Second)
			first, err := l.Newest(context.Background())
			Must(t, err)
			d := DraftOf(1)
			if c.draft != nil {
				c.draft(&d)
			}
			if name == "a draft of a clock far ahead" {
				at = at.Add(time.Hour)
				c.open(t, l, d)
				at = at.Add(-time.Hour)
			} else {
				c.open(t, l, d)
			}
			f := ledger.Float{Available: providers.MustMoney("8.99", "USD"), Since: first}
			if !c.before {
				f.Since, err = l.Newest(context.Background())
				Must(t, err)
			}
			two := DraftOf(2)
			two.Float = &f
			_, created, err := l.Draft(context.Background(), "Ana", two)
			if counts := providers.AsError(err) != nil; counts != c.counts || created == counts {
				t.Errorf("8.99 less an open 4.50 pays 4.50: %t %v", created, err)
			}
			if e := providers.AsError(err); e != nil && (e.Code != ledger.CodeWallet || e.Kind != providers.KindDeclined || e.Outcome != providers.NotSent) {
				t.Errorf("%+v", e)
			}
			f.Available = providers.MustMoney("9.00", "USD")
			if _, _, err := l.Draft(context.Background(), "Ana", two); err != nil {
				t.Errorf("9.00 pays both: %v", err)
			}
		})
	}
}
