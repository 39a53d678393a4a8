package reloadly

import (
	"net/http"
	"strconv"
	"time"

	"simdesk/providers/sandbox/sim"
)

// recently is how long a number has to wait for its next top-up.
const recently = 2 * time.Minute

func (s *Simulator) topup(r *http.Request) sim.Answer {
	t, refusal := s.order(r, false)
	if t == nil {
		return refusal
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return sim.Answer{Body: t.view(s.world.Now())}
}

// topupAsync answers with an id only. Whatever its operator, the top-up is in
// progress at first.
func (s *Simulator) topupAsync(r *http.Request) sim.Answer {
	t, refusal := s.order(r, true)
	if t == nil {
		return refusal
	}
	return sim.Answer{Body: map[string]int{"transactionId": t.id}}
}

// order takes the money once, or refuses and keeps no record: then the
// identifier is as free as before.
func (s *Simulator) order(r *http.Request, async bool) (*transaction, sim.Answer) {
	in, t := readBody(r)
	if t != nil {
		return nil, s.refuse(r, *t)
	}
	var o order
	for _, check := range []func() *trouble{
		func() *trouble { return o.read(in) },
		func() *trouble { return s.known(visitOf(r), o.identifier) },
		func() *trouble { return s.address(&o, in) },
		func() *trouble { return o.operator.accepts(o.amount, o.local) },
		func() *trouble { return s.waits(visitOf(r), o.recipient) },
	} {
		if t := check(); t != nil {
			return nil, s.refuse(r, *t)
		}
	}
	if o.operator.fate == stalled {
		s.stall(r)
		return nil, s.refuse(r, trouble{http.StatusBadRequest, "TRANSACTION_CANNOT_BE_PROCESSED_AT_THE_MOMENT",
			"Transaction cannot be processed at the moment", nil})
	}
	sold, t := s.charge(visitOf(r), &o, async)
	if t != nil {
		return nil, s.refuse(r, *t)
	}
	return sold, sim.Answer{}
}

// known refuses an identifier that an earlier top-up had, capital letters and
// all.
func (s *Simulator) known(v *visit, identifier string) *trouble {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, t := range s.sold {
		if identifier != "" && t.identifier == identifier && v.sees(t) {
			return &trouble{http.StatusBadRequest, "CUSTOM_IDENTIFIER_ALREADY_USED",
				"The custom identifier provided has already been used. Please provide a new, unique custom identifier", nil}
		}
	}
	return nil
}

// waits refuses a number that was topped up a moment ago, or whose top-up is
// still in progress.
func (s *Simulator) waits(v *visit, recipient string) *trouble {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.world.Now()
	for _, t := range s.sold {
		status := t.status(now)
		if t.recipient != recipient || !v.sees(t) || (status != successful && status != processing) {
			continue
		}
		if now.Sub(t.at) < recently {
			return &trouble{http.StatusBadRequest, "PHONE_RECENTLY_RECHARGED",
				"This phone number was recently recharged. Please wait 2 minutes before trying again", nil}
		}
		if status == processing {
			return &trouble{http.StatusBadRequest, "RECIPIENT_HAS_PENDING_TRANSACTION",
				"The recipient has a pending transaction. Please try again later", nil}
		}
	}
	return nil
}

// stall waits as the operator does that was recorded: 52 seconds, or less in a
// world where orders settle sooner than usual.
func (s *Simulator) stall(r *http.Request) {
	timer := time.NewTimer(min(52*time.Second, s.world.Settle*13/2))
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-r.Context().Done():
	}
}

func (s *Simulator) charge(v *visit, o *order, async bool) (*transaction, *trouble) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settle()
	t := &transaction{order: *o, bill: o.operator.bill(o.amount, o.local), at: s.world.Now(), before: s.wallet.Balance()}
	t.cost = s.world.Moved(Name, t.cost)
	if t.cost.GreaterThan(t.before) {
		return nil, emptyWallet()
	}
	t.id = 26522 + s.world.Next(Name+" transaction") // the documents' own is the first
	if async || o.operator.fate != prompt {
		t.settles = t.at.Add(s.world.Settle)
	}
	if o.operator.pin {
		t.pin = s.pin(t.id)
	}
	err := s.wallet.Take(sim.Charge{ID: strconv.Itoa(t.id), Reference: o.identifier, Product: strconv.Itoa(o.operator.id),
		Target: o.recipient, Amount: t.cost, At: t.at})
	if err != nil {
		return nil, emptyWallet()
	}
	s.sold = append(s.sold, t)
	v.sold = t
	return t, nil
}

func emptyWallet() *trouble {
	return &trouble{http.StatusBadRequest, "INSUFFICIENT_BALANCE", "Insufficient funds in the wallet to complete this transaction", nil}
}

// settle gives back what top-ups cost that have failed by now.
func (s *Simulator) settle() {
	now := s.world.Now()
	for _, t := range s.sold {
		if st := t.status(now); st == statusRefunded || st == statusFailed {
			s.wallet.Refund(strconv.Itoa(t.id), t.settles) // only the first time does anything
		}
	}
}
