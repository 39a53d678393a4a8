package screen_test

import (
	"context"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"go.uber.org/goleak"

	"simdesk/providers"
	"simdesk/ui/screen"
)

func TestExplain(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		err  *providers.Error
		want string
	}{
		"nil": {nil, ""},
		"declined": {
			&providers.Error{Kind: providers.KindDeclined, Outcome: providers.Refused, Provider: "Fyatu", Why: providers.Quoted("Fyatu has no stock of this package")},
			"Fyatu has no stock of this package. Nothing was charged. Choose another product or provider. Esc goes back."},
		"provider in front": {
			&providers.Error{Kind: providers.KindThrottled, Outcome: providers.Refused, Provider: "fyatu", Why: providers.Quoted("too many requests."), RetryAfter: 30 * time.Second},
			"Fyatu: too many requests. Nothing was charged. Wait 30 s and try again. ^R asks again."},
		"its own next step": {
			&providers.Error{Kind: providers.KindUnavailable, Outcome: providers.NotSent, Provider: "fyatu", Why: providers.Because("wire.late", "who", "Fyatu")},
			"Fyatu did not answer in time. Nothing was charged. Try again in a moment. ^R asks again."},
		"a provider that claims it": {
			&providers.Error{Kind: providers.KindDeclined, Provider: "valuetopup", Why: providers.Quoted("Out of stock at Valuetopup; nothing was charged: sell another product")},
			"Out of stock at Valuetopup; nothing was charged: sell another product. Choose another product or provider. Esc goes back."},
		"empty wallet": {
			providers.Unsent("fyatu", providers.KindDeclined, providers.Because("desk.wallet_short", "left", providers.MustMoney("3", "USD"), "cost", providers.MustMoney("9", "USD"))),
			"Fyatu: The wallet holds 3.00 USD and this costs 9.00 USD. Nothing was charged. Put money in, or choose a cheaper product or another provider. Esc goes back."},
		"no reason": {
			&providers.Error{Kind: providers.KindUnavailable, Provider: "roamify"},
			"Roamify cannot be reached. Try again in a moment. ^R asks again."},
		"unknown": {
			&providers.Error{Kind: providers.KindUnknownOutcome, Provider: "fyatu"},
			"Fyatu has not said whether it went through. It is not charged twice: simdesk keeps asking. Alt+4 shows it in Orders."},
		"internal": {
			&providers.Error{Kind: providers.KindInternal},
			"Something went wrong inside simdesk. Look in Orders before trying again. Alt+4 shows Orders; the log has the details."},
		"unauthorized": {
			&providers.Error{Kind: providers.KindUnauthorized, Outcome: providers.NotSent, Provider: "giftapi"},
			"Giftapi refused our credentials. Nothing was charged. Mend them in the configuration, then start simdesk again."},
	} {
		if got := screen.ExplainSale(tc.err); got != tc.want {
			t.Errorf("%s:\n got %s\nwant %s", name, got, tc.want)
		}
		// Behind a look-up that failed it is noise.
		if got, want := screen.Explain(tc.err), strings.Replace(tc.want, "Nothing was charged. ", "", 1); tc.err == nil || tc.err.Outcome != providers.Unknown {
			if got != want {
				t.Errorf("%s, of a look-up:\n got %s\nwant %s", name, got, want)
			}
		}
	}
}

// TestEveryKindIsExplained: only an error that proves it says that nothing was
// charged, and every kind says what to press.
func TestEveryKindIsExplained(t *testing.T) {
	t.Parallel()
	for _, k := range []providers.ErrorKind{
		providers.KindDeclined, providers.KindUnauthorized, providers.KindNotFound, providers.KindInvalid, providers.KindThrottled,
		providers.KindUnavailable, providers.KindUnknownOutcome, providers.KindUnsupported, providers.KindConfig, providers.KindInternal,
	} {
		open := k == providers.KindUnknownOutcome
		for outcome, proven := range map[providers.Outcome]bool{providers.Unknown: false, providers.NotSent: !open, providers.Refused: !open} {
			got := screen.ExplainSale(&providers.Error{Kind: k, Outcome: outcome, Provider: "fyatu"})
			if free := strings.Contains(got, "Nothing was charged."); free != proven {
				t.Errorf("%s, %s: %s", k, outcome, got)
			}
			if strings.Count(got, ".") < 2 {
				t.Errorf("%s, %s says too little: %s", k, outcome, got)
			}
		}
	}
}

func TestOnlyTheNewestReadIsCurrent(t *testing.T) {
	t.Parallel()
	var r screen.Request
	first, one := r.Begin(t.Context())
	second, two := r.Begin(t.Context())
	if first.Err() == nil || second.Err() != nil || r.Current(one) || !r.Current(two) {
		t.Errorf("first %v, second %v, current %v %v", first.Err(), second.Err(), r.Current(one), r.Current(two))
	}
	r.Cancel()
	if second.Err() == nil || r.Current(two) {
		t.Error("a cancelled read is still current")
	}
	third, three := r.Begin(t.Context())
	if r.Done(two) || !r.Busy() || third.Err() != nil {
		t.Error("an older answer ended the newest read")
	}
	if !r.Done(three) || r.Busy() || third.Err() == nil || r.Done(three) {
		t.Error("a read whose answer came is not over")
	}
}

func TestStreamKeepsOrderAndEnds(t *testing.T) {
	defer goleak.VerifyNone(t)
	const n = 500 // more than the buffer holds
	cmd := screen.Stream(t.Context(), func(_ context.Context, emit func(tea.Msg)) {
		for i := range n {
			emit(i)
		}
	})
	got := 0
	for msg := cmd(); msg != nil; {
		step := msg.(screen.StreamMsg)
		if step.Msg != got {
			t.Fatalf("message %d is %v", got, step.Msg)
		}
		got++
		msg = step.Next()
	}
	if got != n {
		t.Errorf("%d messages of %d", got, n)
	}
}

func TestStreamThatNobodyReadsEndsWithItsContext(t *testing.T) {
	defer goleak.VerifyNone(t)
	ctx, cancel := context.WithCancel(t.Context())
	cmd := screen.Stream(ctx, func(ctx context.Context, emit func(tea.Msg)) {
		for ctx.Err() == nil {
			emit("more")
		}
	})
	cmd()
	cancel()
}
