package desk

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"simdesk/providers"
	"simdesk/state/ledger"
)

// bank is a provider that always tells the truth when it is asked later, and
// answers a charging request as the next step of a sequence says.
type bank struct {
	clock   *clock
	mu      sync.Mutex
	next    string
	charged map[string]int
	settles map[string]time.Time
	fails   map[string]bool // will be given back
	back    map[string]bool // was given back after it was completed
	denied  map[string]bool // is called failed after it was completed
	down    bool
}

// answers is how a charging request may end. Those with a + charge.
var answers = []string{"fine+", "refused", "never sent", "lost", "lost+", "panic", "panic+", "in progress+", "in progress, fails+", "seen before+"}

func (b *bank) delivered(reference string) providers.Result {
	return providers.Result{State: providers.StateCompleted, ProviderOrderID: "P-" + reference, Cost: japan.Cost,
		Delivery: []providers.Delivery{{Type: providers.DeliverESIM, ICCID: "8999-" + reference}}}
}

func (b *bank) sell(reference string) (providers.Result, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	how := b.next
	if how[len(how)-1] == '+' {
		b.charged[reference]++
	}
	switch how {
	case "fine+":
		return b.delivered(reference), nil
	case "refused":
		return providers.Result{}, fault(providers.Refused, providers.KindDeclined, "NO")
	case "never sent":
		return providers.Result{}, fault(providers.NotSent, providers.KindUnavailable, "")
	case "panic", "panic+":
		panic(how)
	case "in progress+", "in progress, fails+":
		b.settles[reference] = b.clock.Now().Add(30 * time.Second)
		b.fails[reference] = how != "in progress+"
		return providers.Result{State: providers.StateProcessing, ProviderOrderID: "P-" + reference}, nil
	case "seen before+":
		return providers.Result{}, &providers.Error{Kind: providers.KindDeclined, Outcome: providers.Refused, Duplicate: true}
	default:
		return providers.Result{}, fault(providers.Unknown, providers.KindUnavailable, "")
	}
}

func (b *bank) track(q providers.Query) (providers.Finding, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	r := b.delivered(q.Reference)
	switch {
	case b.down:
		return providers.Finding{}, fault(providers.Unknown, providers.KindUnavailable, "")
	case b.charged[q.Reference] == 0:
		return providers.Finding{}, nil
	case b.clock.Now().Before(b.settles[q.Reference]):
		r.State, r.Delivery = providers.StateProcessing, nil
	case b.fails[q.Reference]:
		r.State, r.Delivery = providers.StateFailed, nil
	case b.back[q.Reference]:
		r.State = providers.StateRefunded
	case b.denied[q.Reference]:
		r.State, r.Delivery = providers.StateFailed, nil
	}
	return providers.Finding{Verdict: providers.Found, Result: r}, nil
}

// sequence is one random life of a shop.
type sequence struct {
	t     *rapid.T
	test  *testing.T
	file  string
	bank  *bank
	fake  *fake
	clock *clock
	shop  *shop
	n     int
}

func (s *sequence) restart() {
	s.shop = openShop(s.test, s.file, s.fake)
	s.shop.o.Now = s.clock.Now
	s.shop.clock.advance(s.clock.Now().Sub(s.shop.clock.Now())) // the ledger's
}

func (s *sequence) buy(attempt string, presses int) {
	s.bank.next = rapid.SampledFrom(answers).Draw(s.t, "the provider's answer")
	r := oneJapan
	r.Attempt = attempt
	q, err := s.shop.Quote(s.test.Context(), r)
	if err != nil {
		s.t.Fatal(err)
	}
	var ids []string
	for range presses {
		ticket, err := s.shop.Buy(q)
		if err != nil {
			s.t.Fatal(err)
		}
		o, err := ticket.Wait(s.test.Context())
		if err != nil {
			s.t.Fatal(err)
		}
		ids = append(ids, o.ID)
	}
	if ids[0] != ids[len(ids)-1] {
		s.t.Fatalf("pressed twice, two orders: %v", ids)
	}
}

func (s *sequence) steps() map[string]func(*rapid.T) {
	return map[string]func(*rapid.T){
		"sell":  func(t *rapid.T) { s.t = t; s.n++; s.buy("", 1) },
		"press": func(t *rapid.T) { s.t = t; s.n++; s.buy(fmt.Sprintf("k%d", s.n), 2) },
		"the same attempt": func(t *rapid.T) {
			s.t = t
			s.buy(fmt.Sprintf("k%d", rapid.IntRange(0, s.n).Draw(t, "attempt")), 1)
		},
		"restart":    func(*rapid.T) { s.restart() },
		"down or up": func(*rapid.T) { s.bank.down = !s.bank.down },
		"die before sending": func(t *rapid.T) {
			s.n++
			s.leave(t, false)
		},
		"die after sending": func(t *rapid.T) {
			s.n++
			s.leave(t, true)
		},
		"wait":      func(t *rapid.T) { s.wait(time.Duration(rapid.IntRange(1, 200).Draw(t, "seconds")) * time.Second) },
		"reconcile": func(t *rapid.T) { s.t = t; s.reconcile() },
		"take back": func(*rapid.T) {
			for reference := range s.bank.charged {
				s.bank.back[reference] = true // from now on everything that was completed
			}
		},
		"deny":           func(t *rapid.T) { s.t = t; s.deny() },
		"deny no longer": func(*rapid.T) { clear(s.bank.denied) },
		"":               func(t *rapid.T) { s.t = t; s.check(false) },
	}
}

// deny makes the provider call failed what it has called completed so far.
func (s *sequence) deny() {
	page, err := s.shop.ledger.List(s.test.Context(), ledger.Filter{States: []providers.State{providers.StateCompleted}, Limit: 1000})
	if err != nil {
		s.t.Fatal(err)
	}
	for _, o := range page.Orders {
		s.bank.denied[o.Reference] = true
	}
}

func (s *sequence) wait(d time.Duration) {
	s.clock.advance(d)
	s.shop.clock.advance(d)
}

func (s *sequence) reconcile() {
	if _, err := s.shop.Reconcile(s.test.Context()); err != nil {
		s.t.Fatal(err)
	}
}

// leave is a process that wrote that it would send, and died before the answer
// was written; with sent the provider had charged by then.
func (s *sequence) leave(t *rapid.T, sent bool) {
	ctx, reference := s.test.Context(), fmt.Sprintf("left-%d", s.n)
	o, _, err := s.shop.ledger.Draft(ctx, "ana", ledger.Draft{Reference: reference, Provider: "fake", Kind: providers.KindESIM, ProductID: japan.ID, Cost: japan.Cost})
	if err == nil && rapid.Bool().Draw(t, "submitted") || sent {
		_, _, err = s.shop.ledger.Submit(ctx, o.ID, "ana")
	}
	if err != nil {
		t.Fatal(err)
	}
	if sent {
		s.bank.charged[reference]++
	}
}

// check compares every order with what the provider took.
func (s *sequence) check(end bool) {
	page, err := s.shop.ledger.List(s.test.Context(), ledger.Filter{Limit: 1000})
	if err != nil {
		s.t.Fatal(err)
	}
	known := map[string]bool{}
	for i, o := range page.Orders {
		name := fmt.Sprintf("order %d", len(page.Orders)-i) // a reference would differ in each try
		known[o.Reference] = true
		n := s.bank.charged[o.Reference]
		live := n == 1 && !s.bank.fails[o.Reference]
		owns := len(o.Delivery) == 1 && o.Delivery[0].ICCID == "8999-"+o.Reference
		switch {
		case n > 1:
			s.t.Fatalf("%s: charged %d times", name, n)
		case live && o.State == providers.StateFailed:
			s.t.Fatalf("%s: charged and failed", name)
		case o.State == providers.StateCompleted && (n != 1 || !owns):
			s.t.Fatalf("%s: completed, charged %d times, delivered %+v", name, n, o.Delivery)
		case o.State == providers.StateRefunded && !s.bank.back[o.Reference]:
			s.t.Fatalf("%s: refunded and nobody gave it back", name)
		case end && live && s.bank.denied[o.Reference] && !s.bank.back[o.Reference]:
			if o.State != providers.StateNeedsReview || !owns {
				s.t.Fatalf("%s: denied and in the end %s, delivered %+v", name, o.State, o.Delivery)
			}
		case end && live && o.State != providers.StateCompleted && o.State != providers.StateRefunded:
			s.t.Fatalf("%s: charged and in the end %s", name, o.State)
		case end && live && s.bank.back[o.Reference] && o.State != providers.StateRefunded:
			s.t.Fatalf("%s: given back and in the end %s", name, o.State)
		case end && n == 0 && o.State != providers.StateFailed && o.State != providers.StateNeedsReview:
			s.t.Fatalf("%s: never charged and in the end %s", name, o.State)
		}
	}
	for reference := range s.bank.charged {
		if !known[reference] {
			s.t.Fatal("charged and not in the ledger")
		}
	}
}

// Whatever happens in whatever order, nothing is charged twice, lost or shown
// wrong, at no moment; and in the end everything that has evidence is settled.
func TestNoSequenceBreaksThePromise(t *testing.T) {
	t.Parallel()
	dir, err := os.MkdirTemp("/dev/shm", "simdesk-") // thousands of synced writes
	if err != nil {
		dir = t.TempDir()
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	lives := 0
	rapid.Check(t, func(rt *rapid.T) {
		lives++
		c := &clock{now: time.Date(2026, 11, 22, 14, 0, 0, 0, time.UTC)}
		b := &bank{clock: c, charged: map[string]int{}, settles: map[string]time.Time{}, fails: map[string]bool{}, back: map[string]bool{}, denied: map[string]bool{}}
		f := &fake{charges: map[string]int{}, wallet: "100000", sell: b.sell, track: b.track}
		s := &sequence{t: rt, test: t, file: filepath.Join(dir, fmt.Sprint(lives, ".db")), bank: b, fake: f, clock: c}
		s.restart()
		rt.Repeat(s.steps())
		b.down = false
		for range 3 {
			s.wait(16 * time.Minute)
			s.t = rt
			s.reconcile()
		}
		s.check(true)
		if err := s.shop.ledger.Verify(t.Context()); err != nil {
			rt.Fatal(err)
		}
		_ = os.Remove(s.file)
	})
}
