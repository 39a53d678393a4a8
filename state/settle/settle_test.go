package settle

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"simdesk/providers"
	"simdesk/state/ledger"
)

var (
	noon      = time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)
	compared  = []providers.Evidence{{Source: providers.Quoted("debits"), Expected: providers.Quoted("one of 9.50 USD"), Seen: providers.Quoted("none"), Supports: providers.No}}
	earlier   = []providers.Evidence{{Source: providers.Quoted("eSIMs"), Expected: providers.Quoted("one more"), Seen: providers.Quoted("as many")}}
	delivered = providers.Result{State: providers.StateCompleted, ProviderOrderID: "P-1", ProviderStatus: "COMPLETED", Cost: usd("9.50"),
		Delivery: []providers.Delivery{{Type: providers.DeliverESIM, ICCID: "8999000000000000018",
			Activation: &providers.Activation{SMDP: "rsp.sandbox.example", MatchingID: "SANDBOX-AAAAA-BBBBB"}}}}
	sealed = cmp.Options{cmp.AllowUnexported(providers.Activation{}), cmpopts.IgnoreFields(providers.Activation{}, "IOSLink", "AndroidLink")}
)

func usd(amount string) *providers.Money { return providers.MustMoney(amount, "USD").Ptr() }

// money is what a step says of it, as the ledger writes it.
func money(text string) *providers.Charged {
	c := new(providers.Charged)
	if err := c.UnmarshalText([]byte(text)); err != nil {
		panic(err)
	}
	return c
}

// heard is a look that says this.
func heard(s Says) Look {
	states := map[Says]providers.State{Done: providers.StateCompleted, Working: providers.StateProcessing, Failed: providers.StateFailed,
		GivenBack: providers.StateRefunded, Open: providers.StateUnknown, Odd: "shipped"}
	l := Look{Says: s, By: providers.ByLookUp}
	switch s {
	case Mute:
	case Unable:
		l.Why = providers.Because("roamify.tells_nothing")
	case Another:
		l.Evidence, l.Owner = compared, &ledger.OwnedError{What: "PIN", Order: "o-2"}
	case Done:
		l.Result, l.Evidence = delivered, compared
	default:
		l.Evidence = compared
		if states[s] != "" {
			l.Result = providers.Result{State: states[s], ProviderOrderID: "P-1", ProviderStatus: "THEIRS", Message: "their words", RequestID: "R-1"}
		}
		if s == Open {
			l.Result.Delivery = delivered.Delivery
		}
	}
	return l
}

// orderIn is an order in a state that was sent so long ago.
func orderIn(state providers.State, age time.Duration) ledger.Order {
	at := noon.Add(-age)
	if age == math.MaxInt64 { // sent by a clock that was ahead
		at = noon.Add(time.Hour)
	}
	o := ledger.Order{ID: "o-1", Provider: "roamify", State: state, CreatedAt: at, UpdatedAt: at, Cost: usd("9.50"), Draft: ledger.Details{Cost: usd("9.50")}}
	if state != providers.StateDrafted {
		o.SubmittedAt = &at
	}
	return o
}

// What becomes of an order, one line of a shop's life each.
func TestNext(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	once := History{Completed: noon.Add(-30 * day), Word: "COMPLETED"}
	gaveUp := orderIn(providers.StateFailed, day)
	gaveUp.Error = &ledger.Problem{Code: CodeDecided}
	for name, c := range map[string]struct {
		o    ledger.Order
		h    History
		says Says
		want providers.State // "" for nothing
	}{
		"the answer was lost, a moment ago":               {orderIn(providers.StateSubmitted, time.Second), History{}, Nowhere, providers.StateUnknown},
		"the answer was lost, two minutes ago":            {orderIn(providers.StateUnknown, Arrival), History{}, Nowhere, providers.StateNeedsReview},
		"the answer was lost, and it is found":            {orderIn(providers.StateUnknown, time.Second), History{}, Done, providers.StateCompleted},
		"the provider is down for a day":                  {orderIn(providers.StateUnknown, day), History{}, Mute, ""},
		"Roamify calls it cancelled after eight days":     {orderIn(providers.StateProcessing, 8*day), History{}, Open, providers.StateNeedsReview},
		"cancelled, and it was completed once":            {orderIn(providers.StateCompleted, 8*day), once, Open, providers.StateNeedsReview},
		"in progress for an hour":                         {orderIn(providers.StateProcessing, time.Hour), History{}, Working, providers.StateProcessing},
		"in progress for a day":                           {orderIn(providers.StateProcessing, day), History{}, Working, providers.StateNeedsReview},
		"taken, and not listed for half an hour":          {orderIn(providers.StateProcessing, Lost), History{}, Nowhere, providers.StateNeedsReview},
		"taken, and not listed for a quarter":             {orderIn(providers.StateProcessing, Lost/2), History{}, Nowhere, ""},
		"a draft of a process that is gone":               {orderIn(providers.StateDrafted, ledger.Abandoned), History{}, Mute, providers.StateFailed},
		"a draft that may be sent this moment":            {orderIn(providers.StateDrafted, time.Minute), History{}, Mute, ""},
		"given up by a person, and it went through":       {gaveUp, History{Decided: true}, Done, providers.StateCompleted},
		"given up by a person, and nowhere":               {gaveUp, History{Decided: true}, Nowhere, ""},
		"refused":                                         {orderIn(providers.StateFailed, day), History{}, Done, ""},
		"completed, and the money came back":              {orderIn(providers.StateCompleted, day), once, GivenBack, providers.StateRefunded},
		"completed by a person, and called failed":        {orderIn(providers.StateCompleted, day), History{Decided: true}, Failed, ""},
		"what is found is another order's":                {orderIn(providers.StateUnknown, Arrival), History{}, Another, providers.StateNeedsReview},
		"under review, completed once, and called failed": {orderIn(providers.StateNeedsReview, day), once, Failed, providers.StateNeedsReview},
		"under review, and called failed":                 {orderIn(providers.StateNeedsReview, day), History{}, Failed, providers.StateFailed},
	} {
		l := heard(c.says)
		l.Asked = true
		step := Next(c.o, c.h, l, noon)
		if got := stateOf(step); got != c.want {
			t.Errorf("%s: %q by %+v", name, got, step)
		}
	}
}

func stateOf(c *ledger.Change) providers.State {
	if c == nil {
		return ""
	}
	return c.State
}

// ages are on both sides of every limit.
var ages = []time.Duration{0, time.Second, Arrival - 1, Arrival, ledger.Abandoned - 1, ledger.Abandoned, Lost - 1, Lost, Overdue - 1, Overdue, 8 * 24 * time.Hour, math.MaxInt64}

// onceDone are the states of an order that its provider completed once.
var onceDone = []providers.State{providers.StateCompleted, providers.StateNeedsReview, providers.StateFailed, providers.StateRefunded}

// everySituation calls do for every state, everything that a look may say, every
// age, past and money.
func everySituation(do func(name string, o ledger.Order, h History, l Look)) {
	for _, state := range every {
		for _, said := range whatever {
			for _, age := range ages {
				for bits := range 1 << 5 {
					is := func(bit int) bool { return bits>>bit&1 == 1 }
					if once, byHand := is(0), is(1); once && !slices.Contains(onceDone, state) || !once && !byHand && state == providers.StateCompleted {
						continue // there are none such
					}
					o, l, h := orderIn(state, age), heard(said), History{Decided: is(1), Evidence: earlier}
					if is(0) {
						h.Completed, h.Word = noon.Add(-30*24*time.Hour), "COMPLETED"
						o.Charged = providers.Charged{Taken: providers.Yes, By: providers.ByAnswer}
					}
					l.Asked = is(2)
					if is(3) {
						o.Error = &ledger.Problem{Code: CodeDecided}
					}
					if is(4) {
						o.Delivery = delivered.Delivery
					}
					do(fmt.Sprintf("%s, says %d, %s, %05b", state, said, age, bits), o, h, l)
				}
			}
		}
	}
}

// What must hold of every step, whatever line it comes from.
func TestEverySituation(t *testing.T) {
	t.Parallel()
	used := make([]int, len(table))
	everySituation(func(name string, o ledger.Order, h History, l Look) {
		s := situation{o, h, l, providers.Age(SentAt(o), noon)}
		line := slices.IndexFunc(table, func(r row) bool {
			return slices.Contains(r.state, o.State) && slices.Contains(r.says, l.Says) && r.when(s)
		})
		if line < 0 {
			t.Fatalf("%s: no line of the table", name)
		}
		used[line]++
		step := Next(o, h, l, noon)
		if step == nil {
			if openEnd := !o.State.Settled() && o.State != providers.StateDrafted; openEnd && (l.Says == Done || l.Says == GivenBack) {
				t.Errorf("%s: its end is not taken", name)
			}
			return
		}
		to := step.State
		sure := l.Says == Done || l.Says == GivenBack
		switch {
		case !ledger.Follows(o, to):
			t.Errorf("%s: %s does not follow", name, to)
		case to == providers.StateFailed && l.Says != Failed && o.State != providers.StateDrafted:
			t.Errorf("%s: failed, and nobody said so", name)
		case to == providers.StateFailed && o.State == providers.StateNeedsReview && !h.Completed.IsZero():
			t.Errorf("%s: what was completed once counts as never charged", name)
		case o.State != providers.StateDrafted && (to == providers.StateCompleted != (l.Says == Done) || to == providers.StateRefunded != (l.Says == GivenBack)):
			t.Errorf("%s: %s", name, to)
		case l.Says == Mute && o.State != providers.StateDrafted && to != providers.StateUnknown:
			t.Errorf("%s: %s though nobody was asked", name, to)
		case step.Charged != nil && step.Charged.Taken == providers.No && o.State != providers.StateDrafted:
			t.Errorf("%s: said to have cost nothing", name)
		case sure && o.State != providers.StateDrafted && (step.Charged == nil || step.Charged.Taken != providers.Yes):
			t.Errorf("%s: says of the money %+v", name, step.Charged)
		// What is paid for is kept, also where the provider's word leaves open whether
		// it was: Roamify's cancelled orders still bring their eSIMs.
		case len(step.Delivery) > 0 && l.Says != Done && l.Says != Open:
			t.Errorf("%s: hands over %v", name, step.Delivery)
		case l.Says == Open && o.State == providers.StateProcessing && step.State == providers.StateNeedsReview && len(step.Delivery) == 0:
			t.Errorf("%s: what was delivered is lost", name)
		}
	})
	for i, n := range used {
		if n == 0 {
			t.Errorf("no situation leads to line %d of the table, of %v", i+1, table[i].state)
		}
	}
}

// Whoever asks again at once and hears the same writes nothing new, and what was
// handed to a person stays so however long it takes.
func TestTheSameWordTwice(t *testing.T) {
	t.Parallel()
	everySituation(func(name string, o ledger.Order, h History, l Look) {
		step := Next(o, h, l, noon)
		if step == nil {
			return
		}
		later := o
		later.State, later.Error, later.Cost = step.State, step.Error, step.Cost
		later.Delivery = append(slices.Clone(o.Delivery), step.Delivery...)
		if len(step.Evidence) > 0 {
			h.Evidence = step.Evidence
		}
		if step.Note != "" {
			h.Note = step.Note
		}
		if !step.Why.IsZero() {
			h.Why = step.Why
		}
		if step.State == providers.StateCompleted && h.Completed.IsZero() {
			h.Completed = noon
		}
		again := Next(later, h, l, noon)
		if working := step.State == providers.StateProcessing; again != nil && (!working || again.State != step.State || again.Note != "" || !again.Why.IsZero() || len(again.Evidence) > 0) {
			t.Errorf("%s: first %+v, then %+v", name, step, again)
		}
		if step.State != providers.StateNeedsReview {
			return
		}
		if again = Next(later, h, l, noon.Add(10*24*time.Hour)); again != nil && again.State != step.State {
			t.Errorf("%s: handed to a person and taken back: %+v", name, again)
		}
	})
}

// What the history has heard before is still an end, and in another state it is
// said again; a word that is no other is told as it is.
func TestWhatWasHeardBefore(t *testing.T) {
	t.Parallel()
	before := History{Note: "their words", Evidence: compared}
	if got := Next(orderIn(providers.StateNeedsReview, time.Hour), before, heard(Done), noon); stateOf(got) != providers.StateCompleted {
		t.Errorf("its end is not taken: %+v", got)
	}
	if got := Next(orderIn(providers.StateUnknown, time.Hour), before, heard(Working), noon); got == nil || got.Note != "their words" || len(got.Evidence) != 1 {
		t.Errorf("in progress, by which words: %+v", got)
	}
	wordless := heard(Failed)
	wordless.Result.Message = ""
	got := Next(orderIn(providers.StateCompleted, time.Hour), History{Completed: noon, Word: "THEIRS"}, wordless, noon)
	if got == nil || !got.Error.Why.Equal(providers.Because("settle.now_calls_it", "word", "THEIRS")) {
		t.Errorf("%+v", got)
	}
}

// What was completed may still lack its delivery.
func TestWhatACompletedOrderLacks(t *testing.T) {
	t.Parallel()
	bare, whole := orderIn(providers.StateCompleted, 0), orderIn(providers.StateCompleted, 0)
	whole.Delivery = delivered.Delivery
	none, dear := delivered, delivered
	none.Delivery, dear.Cost = nil, usd("19")
	for name, c := range map[string]struct {
		o    ledger.Order
		r    providers.Result
		want bool
	}{
		"it lacks nothing":           {whole, delivered, false},
		"it lacks what is there now": {bare, delivered, true},
		"it lacks what is not there": {bare, none, false},
		"it was charged more":        {whole, dear, true},
	} {
		if got := bringsMore(situation{order: c.o, look: Look{Result: c.r}}); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// A look that a finding makes.
func TestFound(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		f    providers.Finding
		want Says
	}{
		"nowhere":          {providers.Finding{}, Nowhere},
		"circumstances":    {providers.Finding{Verdict: providers.Unclear}, Unclear},
		"done":             {providers.Finding{Verdict: providers.Found, Result: delivered}, Done},
		"working":          {providers.Finding{Verdict: providers.Found, Result: providers.Result{State: providers.StateProcessing}}, Working},
		"open":             {providers.Finding{Verdict: providers.Found, Result: providers.Result{State: providers.StateUnknown}}, Open},
		"failed":           {providers.Finding{Verdict: providers.Found, Result: providers.Result{State: providers.StateFailed}}, Failed},
		"given back":       {providers.Finding{Verdict: providers.Found, Result: providers.Result{State: providers.StateRefunded}}, GivenBack},
		"no state":         {providers.Finding{Verdict: providers.Found}, Odd},
		"a state of ours":  {providers.Finding{Verdict: providers.Found, Result: providers.Result{State: providers.StateNeedsReview}}, Odd},
		"a state unheard":  {providers.Finding{Verdict: providers.Found, Result: providers.Result{State: "maybe"}}, Odd},
		"a word of no one": {providers.Finding{Verdict: 9, Result: delivered}, Nowhere},
	} {
		c.f.Evidence = compared
		want := Look{Says: c.want, Result: c.f.Result, Evidence: compared, By: providers.ByEvidence}
		if d := cmp.Diff(want, Found(c.f, providers.ByEvidence), sealed); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}

// Who watches orders hears of a step that moves one, hands something over, or
// brings to light what is to be claimed.
func TestIsNews(t *testing.T) {
	t.Parallel()
	done := orderIn(providers.StateCompleted, 0)
	with := func(change func(*ledger.Order)) ledger.Order {
		o := done
		change(&o)
		return o
	}
	problem := func(code string) func(*ledger.Order) {
		return func(o *ledger.Order) { o.Error = &ledger.Problem{Code: code} }
	}
	for name, c := range map[string]struct {
		before, after ledger.Order
		want          bool
	}{
		"nothing":              {done, done, false},
		"another state":        {orderIn(providers.StateUnknown, 0), done, true},
		"a delivery":           {done, with(func(o *ledger.Order) { o.Delivery = delivered.Delivery }), true},
		"a claim":              {done, with(problem("A")), true},
		"the same claim":       {with(problem("A")), with(problem("A")), false},
		"the same figure":      {with(problem("A")), with(func(o *ledger.Order) { problem("A")(o); o.Cost = usd("9.5") }), false},
		"another claim":        {with(problem("A")), with(problem("B")), true},
		"a claim that ended":   {with(problem("A")), done, false},
		"another figure":       {with(problem("A")), with(func(o *ledger.Order) { problem("A")(o); o.Cost = usd("19") }), true},
		"a figure at last":     {with(func(o *ledger.Order) { problem("A")(o); o.Cost = nil }), with(problem("A")), true},
		"other money":          {with(problem("A")), with(func(o *ledger.Order) { problem("A")(o); o.Cost = providers.MustMoney("9.50", "EUR").Ptr() }), true},
		"no figures":           {with(func(o *ledger.Order) { problem("A")(o); o.Cost = nil }), with(func(o *ledger.Order) { problem("A")(o); o.Cost = nil }), false},
		"no figure any more":   {with(problem("A")), with(func(o *ledger.Order) { problem("A")(o); o.Cost = nil }), true},
		"an error of its past": {orderIn(providers.StateNeedsReview, 0), with(func(o *ledger.Order) { *o = orderIn(providers.StateNeedsReview, 0); problem("A")(o) }), false},
	} {
		if got := IsNews(c.before, c.after); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
