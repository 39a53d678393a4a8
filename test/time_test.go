package test

import (
	"bytes"
	"context"
	"testing"
	"time"

	"simdesk/providers"
	"simdesk/state/ledger"
)

// counterOf is one till at one provider, and a sale to make there.
func counterOf(t *testing.T, provider string) *bench {
	t.Helper()
	for _, m := range makers {
		if m.name == provider {
			w := newWorldOf(t, sandboxOf(11), m)
			w.wait = tableWait
			b := &bench{world: w, name: provider, product: w.shelf[provider][0], rng: chance(11)}
			b.till = b.start(false)
			t.Cleanup(b.till.kill)
			return b
		}
	}
	t.Fatalf("no provider %q", provider)
	return nil
}

func (b *bench) sell() ledger.Order {
	b.t.Helper()
	q, ok := b.quote()
	if !ok {
		b.t.FailNow()
	}
	o := b.buy(q)
	for range 20 {
		if o.State.Settled() {
			break
		}
		b.sims.World().Advance(5 * time.Second)
		o = b.settled(o)
	}
	return o
}

// says makes the provider's answers to reads use another word from now on.
func (b *bench) says(word, instead string) {
	for range 50 {
		b.proxies[b.name].arm(trouble{name: instead, match: "GET", rewrite: func(body []byte) []byte {
			return bytes.ReplaceAll(body, []byte(word), []byte(instead))
		}})
	}
}

// A provider that takes a completed order back is noticed: by a reconciliation
// and by a console that does nothing else.
func TestALateReversalIsNoticed(t *testing.T) {
	t.Parallel()
	for provider, word := range map[string]string{"roamify": "COMPLETED", "reloadly": "SUCCESSFUL"} {
		t.Run(provider, func(t *testing.T) {
			t.Parallel()
			b := counterOf(t, provider)
			sold := b.sell()
			if sold.State != completed {
				t.Fatalf("sold: %s %+v", sold.State, sold.Error)
			}
			b.sims.World().Advance(6 * time.Hour)
			if got, err := b.till.Reconcile(t.Context()); err != nil || len(got.Settled)+len(got.StillUnknown) != 0 {
				t.Errorf("before: %+v %v", got, err)
			}
			b.says(word, "REFUNDED")
			got, err := b.till.Reconcile(t.Context())
			if err != nil || len(got.Settled) != 1 || got.Settled[0].ID != sold.ID || got.Settled[0].State != providers.StateRefunded {
				t.Fatalf("after: %+v %v", got, err)
			}
			if len(got.Settled[0].Delivery) != len(sold.Delivery) {
				t.Error("what was delivered is forgotten")
			}
		})
	}
}

// A provider that calls failed what it has completed leaves the money unknown:
// a person is told, what was handed over stays, and nothing but the provider's
// own newer word settles it without that person.
func TestACompletedOrderThatIsCalledFailedLater(t *testing.T) {
	t.Parallel()
	for provider, word := range map[string][2]string{
		"roamify": {"COMPLETED", "CANCELLED"}, "reloadly": {"SUCCESSFUL", "FAILED"},
		"giftapi": {`"completed"`, `"cancelled"`}, "valuetopup": {`"000"`, `"502"`},
	} {
		t.Run(provider, func(t *testing.T) {
			t.Parallel()
			b := counterOf(t, provider)
			sold := b.sell()
			if sold.State != completed {
				t.Fatalf("sold: %s %+v", sold.State, sold.Error)
			}
			b.sims.World().Advance(6 * time.Hour)
			b.says(word[0], word[1])
			for range 2 { // the second look must not make it failed
				got, err := b.till.Reconcile(t.Context())
				if err != nil || len(got.Settled) != 0 || len(got.StillUnknown) != 1 {
					t.Fatalf("called %s: %+v %v", word[1], got, err)
				}
				o := got.StillUnknown[0]
				if o.ID != sold.ID || o.State != review || o.Error == nil || o.Error.Kind != providers.KindUnknownOutcome || len(o.Delivery) != len(sold.Delivery) {
					t.Errorf("called %s: %s %+v, %d delivered", word[1], o.State, o.Error, len(o.Delivery))
				}
			}
			b.proxies[provider].disarm()
			got, err := b.till.Reconcile(t.Context())
			if err != nil || len(got.StillUnknown) != 0 || len(got.Settled) != 1 || got.Settled[0].State != completed || got.Settled[0].Error != nil {
				t.Errorf("completed again: %+v %v", got, err)
			}
		})
	}
}

func TestAConsoleNoticesALateReversalByItself(t *testing.T) {
	t.Parallel()
	b := counterOf(t, "roamify")
	sold := b.sell()
	if sold.State != completed {
		t.Fatalf("sold: %s %+v", sold.State, sold.Error)
	}
	b.says("COMPLETED", "REFUNDED")
	b.sims.World().Advance(2 * time.Hour)
	news, stop := b.till.Subscribe()
	defer stop()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	done := make(chan struct{})
	go func() {
		defer close(done)
		b.till.Follow(ctx)
	}()
	// The news of the sale itself may still be on its way.
	for state := completed; state == completed; {
		select {
		case o := <-news:
			if state = o.State; o.ID != sold.ID || (state != completed && state != providers.StateRefunded) {
				t.Errorf("%s became %s", o.ID, o.State)
			}
		case <-ctx.Done():
			state = unknown
			t.Error("nothing was noticed")
		}
	}
	cancel()
	<-done
}

// A provider's word that is behind what it said before is no news.
func TestAStatusThatGoesBackwardsChangesNothing(t *testing.T) {
	t.Parallel()
	for _, word := range []string{"PENDING", "PROCESSING", "NEW"} {
		b := counterOf(t, "roamify")
		sold := b.sell()
		b.says("COMPLETED", word)
		if after := b.settled(sold); after.State != completed || len(after.Delivery) != 1 {
			t.Errorf("%s: %s", word, after.State)
		}
		b.proxies["roamify"].disarm()
	}
}

// The request arrives after everybody has stopped waiting: not found at first,
// handed to a person, and found in the end.
func TestNotFoundAtFirstAndDoneLater(t *testing.T) {
	t.Parallel()
	for _, m := range makers {
		t.Run(m.name, func(t *testing.T) {
			t.Parallel()
			b := counterOf(t, m.name)
			b.hurried = true
			b.till.kill()
			b.till = b.start(false)
			q, ok := b.quote()
			if !ok {
				t.FailNow()
			}
			held := make(chan struct{})
			b.proxies[m.name].arm(trouble{name: "held", match: "POST", hold: held})
			o := b.buy(q)
			if o.State != unknown {
				t.Fatalf("at first: %s", o.State)
			}
			b.sims.World().Advance(3 * time.Minute)
			if o = b.settled(o); o.State != review {
				t.Fatalf("nothing found: %s", o.State)
			}
			close(held)
			b.proxies[m.name].calm()
			for range 20 {
				if o = b.settled(o); o.State.Settled() {
					break
				}
				b.sims.World().Advance(5 * time.Second)
			}
			if o.State != completed || len(b.charges(m.name)) != 1 {
				t.Errorf("in the end: %s, %d charges", o.State, len(b.charges(m.name)))
			}
		})
	}
}

// A clock that jumps, forwards past every waiting time or back by a day, while
// the answer is under way.
func TestAClockThatJumps(t *testing.T) {
	t.Parallel()
	for _, jump := range []time.Duration{25 * time.Hour, -25 * time.Hour} {
		b := counterOf(t, "roamify")
		q, ok := b.quote()
		if !ok {
			t.FailNow()
		}
		held := make(chan struct{})
		b.proxies["roamify"].arm(trouble{name: "held", match: "POST", holdAnswer: held})
		ticket, err := b.till.Buy(q)
		if err != nil {
			t.Fatal(err)
		}
		for len(b.charges("roamify")) == 0 {
			time.Sleep(time.Millisecond)
		}
		b.sims.World().Advance(jump)
		other := b.start(false)
		if _, err := other.Reconcile(t.Context()); err != nil {
			t.Error(err)
		}
		other.kill()
		close(held)
		o, err := ticket.Wait(t.Context())
		if err != nil || o.State != completed || len(o.Delivery) != 1 || len(b.charges("roamify")) != 1 {
			t.Errorf("jump of %s: %s, %d delivered, %d charges, %v", jump, o.State, len(o.Delivery), len(b.charges("roamify")), err)
		}
		if err := b.till.book.Verify(t.Context()); err != nil {
			t.Error(err)
		}
	}
}
