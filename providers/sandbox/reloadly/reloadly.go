// Package reloadly simulates Reloadly's airtime API as its documents and what
// others recorded of it print it: a sign-in whose token lasts a day, operators
// page by page, numbers of every scale, top-ups that settle late, and a
// customIdentifier that is checked before a top-up and remembered after it, so
// that two requests at once both pass. Gift cards and utilities are left out.
package reloadly

import (
	"context"
	"net/http"
	"slices"
	"sync"

	"simdesk/providers/sandbox/sim"
)

// Name is the provider's name in routes, wallets and faults.
const Name = "reloadly"

// Simulator is one account at Reloadly.
type Simulator struct {
	*sim.Routes
	world     *sim.World
	wallet    *sim.Wallet
	signer    sim.Signer
	operators []*operator // by id; never changes after New

	mu       sync.Mutex // guards what follows and everything in it
	sold     []*transaction
	finished int // charging requests that were answered
}

// New opens the account: a wallet in US dollars and a catalogue that follows
// from the world's seed.
func New(w *sim.World) *Simulator {
	s := &Simulator{Routes: sim.NewRoutes(w, Name), world: w, wallet: w.Wallet(Name, "USD", "993.81"),
		signer: w.Signer("sandbox reloadly key")}
	s.Missing = func(r *http.Request) sim.Answer { return s.spring(http.StatusNotFound, r) }
	s.operators = catalogue(w)
	s.Handle("token", "POST /oauth/token", s.token)
	s.handle("balance", "GET /accounts/balance", s.balance)
	s.handle("catalog", "GET /countries", s.countries)
	s.handle("catalog", "GET /countries/{iso}", s.country)
	s.handle("catalog", "GET /operators", s.listOperators)
	s.handle("catalog", "GET /operators/{id}", s.oneOperator)
	// Two of the documents' paths overlap as patterns, so they share one.
	s.handle("catalog", "GET /operators/{id}/{what}", s.operatorsOrCommission)
	s.handle("catalog", "GET /operators/commissions", s.commissions)
	s.handle("detect", "GET /operators/auto-detect/phone/{phone}/countries/{iso}", s.autoDetect)
	s.handle("detect", "GET /operators/mnp-lookup/phone/{phone}/countries/{iso}", s.lookUp)
	s.handle("detect", "POST /mnp-lookup/operators", s.lookUpPosted)
	s.handle("rates", "POST /operators/fx-rate", s.fxRate)
	s.handle("rates", "POST /operators/{id}/fx-rate", s.fxRate)
	s.handle("promotions", "GET /promotions", s.listPromotions)
	s.handle("promotions", "GET /promotions/{id}", s.onePromotion)
	s.handle("promotions", "GET /promotions/country-codes/{iso}", s.countryPromotions)
	s.handle("promotions", "GET /promotions/countries/{iso}", s.countryPromotions)
	s.handle("promotions", "GET /promotions/operators/{id}", s.operatorPromotions)
	s.handle("sell", "POST /topups", s.topup)
	s.handle("sell", "POST /topups-async", s.topupAsync)
	s.handle("track", "GET /topups/{id}/status", s.status)
	s.handle("track", "GET /topups/reports/transactions", s.report)
	s.handle("track", "GET /topups/reports/transactions/{id}", s.reported)
	return s
}

// handle serves a pattern to callers with a valid token.
func (s *Simulator) handle(op, pattern string, h func(*http.Request) sim.Answer) {
	s.Handle(op, pattern, func(r *http.Request) sim.Answer {
		if refusal, ok := s.caller(r); !ok {
			return refusal
		}
		if r.Method == http.MethodPost && !isJSON(r) {
			return s.spring(http.StatusUnsupportedMediaType, r)
		}
		return h(r)
	})
}

// visit is one request on its way: what it sees of the requests before it is
// decided when it arrives.
type visit struct {
	finished int // how many charging requests had been answered by then
	sold     *transaction
}

type visitKey struct{}

// ServeHTTP serves the account under the prefix "/reloadly". A top-up counts
// for the checks of later requests only when it has been answered, and only
// for those that arrive after that: the real check of the customIdentifier is
// not atomic, and this is how five top-ups at once became five charges.
func (s *Simulator) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	v := &visit{finished: s.finished}
	s.mu.Unlock()
	defer s.leave(v) // also when a fault hangs up
	s.Routes.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), visitKey{}, v)))
}

func (s *Simulator) leave(v *visit) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if v.sold != nil {
		s.finished++
		v.sold.finished = s.finished
	}
}

func visitOf(r *http.Request) *visit {
	v, ok := r.Context().Value(visitKey{}).(*visit)
	if !ok {
		return &visit{}
	}
	return v
}

// sees reports whether the request knows of a top-up.
func (v *visit) sees(t *transaction) bool { return t.finished != 0 && t.finished <= v.finished }

// operator finds one by its id, nil if there is none.
func (s *Simulator) operator(id int) *operator {
	i, ok := slices.BinarySearchFunc(s.operators, id, func(o *operator, id int) int { return o.id - id })
	if !ok {
		return nil
	}
	return s.operators[i]
}

// balance is the wallet as recorded answers print it.
func (s *Simulator) balance(*http.Request) sim.Answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settle()
	return sim.Answer{Body: map[string]any{
		"balance": scaled(s.wallet.Balance(), 5), "frozenBalance": nil, "currencyCode": "USD", "currencyName": "US Dollar",
		"updatedAt":           stamp(s.wallet.Movements()[0].At),
		"lowBalanceThreshold": scaled(zero, 6), "maxLowBalanceThreshold": scaled(zero, 6),
	}}
}
