package settle

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
	"simdesk/state/ledger"
)

// What a client returns is kept whole, and only what says that nothing was
// charged makes an order fail.
func TestWhatAnAnswerBecomes(t *testing.T) {
	t.Parallel()
	o := ledger.Order{ID: "o-1", Cost: usd("9.50"), Draft: ledger.Details{Cost: usd("9.50")}}
	said := providers.Result{ProviderOrderID: "P-1", ProviderStatus: "852", Cost: usd("9.50"), Delivery: delivered.Delivery,
		Message: "their words", RequestID: "R-1"}
	change := func(s providers.State, charged string, e *ledger.Problem) ledger.Change {
		return ledger.Change{State: s, Charged: money(charged), ProviderOrderID: "P-1", ProviderStatus: "852", Cost: usd("9.50"), Delivery: delivered.Delivery,
			Note: "their words", Error: e}
	}
	given := &ledger.Problem{Kind: providers.KindDeclined, Code: "852", Detail: "their words", RequestID: "R-1",
		Why: providers.Because("settle.not_carried_out")}
	open := &ledger.Problem{Kind: providers.KindUnknownOutcome, Code: "852", Detail: "their words", RequestID: "R-1",
		Why: providers.Because("settle.left_open")}
	for state, want := range map[providers.State]ledger.Change{
		providers.StateCompleted:   change(providers.StateCompleted, "yes:answer", nil),
		providers.StateProcessing:  change(providers.StateProcessing, "not known", nil),
		providers.StateFailed:      change(providers.StateFailed, "not known", given),
		providers.StateRefunded:    change(providers.StateRefunded, "yes:answer", given),
		providers.StateUnknown:     change(providers.StateUnknown, "not known", open),
		"":                         change(providers.StateUnknown, "not known", open),
		providers.StateDrafted:     change(providers.StateUnknown, "not known", open),
		providers.StateSubmitted:   change(providers.StateUnknown, "not known", open),
		providers.StateNeedsReview: change(providers.StateUnknown, "not known", open),
	} {
		r := said
		r.State = state
		if d := cmp.Diff(want, Answer(o, r, nil), sealed); d != "" {
			t.Errorf("%q: %s", state, d)
		}
	}
}

// An error is kept whole as well. One that leaves open what became of the money
// is of that kind, whatever it was before.
func TestWhatAnErrorBecomes(t *testing.T) {
	t.Parallel()
	whole := func(o providers.Outcome, k providers.ErrorKind, duplicate bool) *providers.Error {
		return &providers.Error{Kind: k, Outcome: o, Provider: "fake", Code: "C", Why: providers.Because("a.key"), Detail: "their words",
			RequestID: "R-1", RetryAfter: 90 * time.Second, Duplicate: duplicate, Err: errors.New("cause")}
	}
	kept := func(s providers.State, charged string, k providers.ErrorKind) ledger.Change {
		return ledger.Change{State: s, Charged: money(charged), Error: &ledger.Problem{Kind: k, Provider: "fake", Code: "C", Why: providers.Because("a.key"),
			Detail: "their words", RequestID: "R-1", RetryAfterSeconds: 90}}
	}
	for name, c := range map[string]struct {
		err  error
		want ledger.Change
	}{
		"refused":     {whole(providers.Refused, providers.KindDeclined, false), kept(providers.StateFailed, "no:answer", providers.KindDeclined)},
		"not sent":    {whole(providers.NotSent, providers.KindThrottled, false), kept(providers.StateFailed, "no:unsent", providers.KindThrottled)},
		"lost":        {whole(providers.Unknown, providers.KindUnavailable, false), kept(providers.StateUnknown, "not known", providers.KindUnknownOutcome)},
		"seen before": {whole(providers.Refused, providers.KindDeclined, true), kept(providers.StateUnknown, "not known", providers.KindUnknownOutcome)},
		"of nobody": {errors.New("surprise"), ledger.Change{State: providers.StateUnknown, Charged: money("not known"),
			Error: &ledger.Problem{Kind: providers.KindUnknownOutcome, Why: providers.Because("errors.other", "text", "surprise")}}},
	} {
		// What comes beside an error is no result.
		if d := cmp.Diff(c.want, Answer(ledger.Order{}, delivered, c.err), sealed); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}

// A completed order says what is to be claimed, what is missing before what it
// cost too much, and keeps both figures.
func TestWhatIsToBeClaimed(t *testing.T) {
	t.Parallel()
	evidence := []providers.Evidence{{Source: providers.Because("settle.cost"), Expected: providers.Because("settle.amount", "amount", providers.MustMoney("9.50", "USD")), Seen: providers.Because("settle.amount", "amount", providers.MustMoney("19.00", "USD")), Supports: providers.Yes}}
	dear := &ledger.Problem{Kind: providers.KindDeclined, Code: CodeDearer, RequestID: "R-1",
		Why: providers.Because("settle.charged_more", "charged", usd("19.00"), "confirmed", usd("9.50"))}
	short := &ledger.Problem{Kind: providers.KindDeclined, Code: "852", RequestID: "R-1",
		Why: providers.Because("settle.missing", "what", providers.Quoted("1 of 3 came."))}
	for name, c := range map[string]struct {
		cost, missing string
		want          ledger.Change
	}{
		"nothing":     {"9.50", "", ledger.Change{}},
		"chargedMore": {"19.00", "", ledger.Change{Error: dear, Evidence: evidence}},
		"short":       {"9.50", "1 of 3 came.", ledger.Change{Error: short}},
		"both":        {"19.00", "1 of 3 came.", ledger.Change{Error: short, Evidence: evidence}},
	} {
		o := ledger.Order{Cost: usd("9.50"), Draft: ledger.Details{Cost: usd("9.50")}}
		want := c.want
		want.State, want.ProviderStatus, want.Cost = providers.StateCompleted, "852", usd(c.cost)
		want.Charged = money("yes:answer")
		r := providers.Result{State: providers.StateCompleted, ProviderStatus: "852", RequestID: "R-1", Cost: usd(c.cost), Missing: providers.Quoted(c.missing)}
		if d := cmp.Diff(want, Result(o, r, providers.ByAnswer)); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}

// What counts as chargedMore, by the coin of the currency and by what was confirmed.
func TestWhatIsDearer(t *testing.T) {
	t.Parallel()
	in := func(amount, currency string) *providers.Money { return providers.MustMoney(amount, currency).Ptr() }
	for name, c := range map[string]struct {
		confirmed, order, charged *providers.Money
		estimated, want           bool
	}{
		"a cent":                          {usd("9.50"), usd("1"), usd("9.51"), false, true},
		"less than a cent":                {usd("9.50"), usd("1"), usd("9.509"), false, false},
		"a yen":                           {in("950", "JPY"), nil, in("951", "JPY"), false, true},
		"less than a yen":                 {in("950", "JPY"), nil, in("950.9", "JPY"), false, false},
		"a fils":                          {in("9.5", "KWD"), nil, in("9.501", "KWD"), false, true},
		"an estimate by one in a hundred": {usd("20"), nil, usd("20.20"), true, true},
		"an estimate by less":             {usd("20"), nil, usd("20.19"), true, false},
		"a small estimate by a cent":      {usd("0.20"), nil, usd("0.21"), true, true},
		"a small estimate by less":        {usd("0.20"), nil, usd("0.209"), true, false},
		"another currency":                {usd("9.50"), nil, in("95", "EUR"), false, false},
		"charged not told":                {usd("9.50"), nil, nil, false, false},
		"confirmed not known":             {nil, nil, usd("95"), false, false},
		"from before it was noted":        {nil, usd("9.50"), usd("95"), false, true},
		"the order's own since":           {usd("9.50"), usd("95"), usd("95"), false, true},
	} {
		o := ledger.Order{Cost: c.order, Draft: ledger.Details{Cost: c.confirmed, Estimated: c.estimated}}
		if got := chargedMore(o, c.charged); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// An answer that hands over what another order has keeps nothing of it but what
// was seen.
func TestWhatARepeatedAnswerBecomes(t *testing.T) {
	t.Parallel()
	seen := providers.Evidence{Source: providers.Because("settle.cost"), Expected: providers.Because("settle.amount", "amount", providers.MustMoney("9.50", "USD")), Seen: providers.Because("settle.amount", "amount", providers.MustMoney("19.00", "USD")), Supports: providers.Yes}
	c := ledger.Change{State: providers.StateCompleted, ProviderOrderID: "P-1", ProviderStatus: "852", Cost: usd("19"),
		Delivery: delivered.Delivery, Evidence: []providers.Evidence{seen}, Note: "their words"}
	want := ledger.Change{State: providers.StateUnknown, Charged: money("not known"),
		Evidence: []providers.Evidence{seen, {Source: providers.Because("settle.answer"), Expected: providers.Because("settle.its_own"), Seen: providers.Because("settle.anothers", "what", "PIN", "order", "o-1"), Supports: providers.NotKnown}},
		Error: &ledger.Problem{Kind: providers.KindUnknownOutcome, Code: CodeRepeated,
			Why: providers.Because("settle.repeated", "what", "PIN", "order", "o-1")}}
	if d := cmp.Diff(want, Repeated(c, &ledger.OwnedError{What: "PIN", Order: "o-1"})); d != "" {
		t.Error(d)
	}
}

// What a sale ends as that never had its turn, or overslept it.
func TestWhatIsNotSentSaysSo(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		got  ledger.Change
		want ledger.Problem
	}{
		{NotSent("fake", context.DeadlineExceeded), ledger.Problem{Detail: context.DeadlineExceeded.Error(),
			Why: providers.Because("settle.no_turn")}},
		{TooLate("fake"), ledger.Problem{Why: providers.Because("settle.too_late")}},
	} {
		c.want.Kind, c.want.Provider = providers.KindUnavailable, "fake"
		if d := cmp.Diff(ledger.Change{State: providers.StateFailed, Charged: money("no:unsent"), Error: &c.want}, c.got); d != "" {
			t.Error(d)
		}
	}
}

// What is kept of an answer that comes when its order is settled already.
func TestLate(t *testing.T) {
	t.Parallel()
	refusal := ledger.Change{State: providers.StateFailed, Charged: money("no:answer"), Error: &ledger.Problem{Code: "NO_MONEY", Why: providers.Because("a.key")}}
	done := ledger.Change{State: providers.StateCompleted, Charged: money("yes:answer"), ProviderOrderID: "P-1", Delivery: delivered.Delivery}
	lost := ledger.Change{State: providers.StateUnknown, Error: &ledger.Problem{Why: providers.Because("another.key")}}
	told := &ledger.Problem{Code: "NO_MONEY", Why: providers.Because("settle.refused_late", "answer", providers.Because("a.key"))}
	for name, c := range map[string]struct {
		state        providers.State
		answer, want ledger.Change
	}{
		"completed, and completed": {providers.StateCompleted, done, ledger.Change{Charged: money("yes:answer"), Delivery: delivered.Delivery}},
		"completed, and refused":   {providers.StateCompleted, refusal, ledger.Change{Error: told}},
		"completed, and lost":      {providers.StateCompleted, lost, ledger.Change{}},
		"given back, and done":     {providers.StateRefunded, done, ledger.Change{Delivery: delivered.Delivery}},
		"given back, and refused":  {providers.StateRefunded, refusal, ledger.Change{}},
	} {
		if d := cmp.Diff(c.want, Late(ledger.Order{State: c.state}, c.answer), sealed); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
	if refusal.Error.Why.Key != "a.key" {
		t.Error("the answer itself was changed")
	}
}

// What an order that failed says of the money is the provider's.
func TestWhatAFailedOrderCost(t *testing.T) {
	t.Parallel()
	for taken, want := range map[providers.Truth]string{providers.NotKnown: "not known", providers.No: "no:look_up", providers.Yes: "yes:look_up"} {
		got := Result(ledger.Order{}, providers.Result{State: providers.StateFailed, Charged: taken}, providers.ByLookUp)
		if d := cmp.Diff(money(want), got.Charged); d != "" {
			t.Error(d)
		}
	}
}

// A figure is claimed when it is above what was confirmed and above what stands
// on the order, or when the provider itself says that it took too much.
func TestClaimable(t *testing.T) {
	t.Parallel()
	confirmed := ledger.Details{Cost: usd("9.50")}
	for name, c := range map[string]struct {
		stands  *providers.Money
		cost    *providers.Money
		missing string
		want    bool
	}{
		"as confirmed":                    {usd("9.50"), usd("9.50"), "", false},
		"chargedMore":                     {usd("9.50"), usd("19"), "", true},
		"chargedMore, and told before":    {usd("19"), usd("19"), "", false},
		"chargedMore still":               {usd("19"), usd("28.50"), "", true},
		"cheaper than it stands":          {usd("28.50"), usd("19"), "", false},
		"less than was confirmed":         {usd("8"), usd("9"), "", false},
		"nothing stands":                  {nil, usd("19"), "", true},
		"no figure":                       {usd("9.50"), nil, "Two were sold.", false},
		"by their own word":               {usd("9.50"), usd("10"), "Two were sold.", true},
		"by their own word, as it stands": {usd("9.50"), usd("9.50"), "Two were sold.", false},
		"by their own word, other money":  {usd("9.50"), providers.MustMoney("9", "EUR").Ptr(), "Two were sold.", true},
	} {
		if got := claimable(ledger.Order{Cost: c.stands, Draft: confirmed}, providers.Result{Cost: c.cost, Missing: providers.Quoted(c.missing)}); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
