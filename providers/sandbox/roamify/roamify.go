// Package roamify simulates Roamify's partner eSIM API as its documents print
// it: two-step and instant orders, profiles that sometimes take a while,
// unlimited plans with a data amount of 2^53-1, answers without the usual
// envelope, and a referenceId that is for lookup only.
package roamify

import (
	"net/http"
	"sync"

	"github.com/shopspring/decimal"

	"simdesk/providers/sandbox/sim"
)

// Name is the provider's name in routes, wallets and faults.
const Name = "roamify"

// Simulator is one account at Roamify.
type Simulator struct {
	*sim.Routes
	world  *sim.World
	wallet *sim.Wallet
	groups []group          // never changes after New
	plans  map[string]*plan // the same plans by package id

	mu     sync.Mutex // guards what follows and everything in it
	orders []*order   // oldest first
	cards  []*card    // oldest first
	topups int
}

// New opens the account: a wallet in US dollars, a catalogue that follows from
// the world's seed, and a few eSIMs that were sold in the last weeks.
func New(w *sim.World) *Simulator {
	s := &Simulator{Routes: sim.NewRoutes(w, Name), world: w, wallet: w.Wallet(Name, "USD", "3723.35")}
	s.Missing = func(r *http.Request) sim.Answer {
		return failed(http.StatusNotFound, "Cannot "+r.Method+" "+r.URL.Path)
	}
	s.groups, s.plans = catalogue(w)
	s.preload()
	s.Handle("health", "GET /api/health", s.health)
	s.handle("catalog", "GET /api/esim/countries", s.countries)
	s.handle("catalog", "GET /api/esim/packages", s.packages)
	s.handle("sell", "POST /api/esim/order", s.create)
	s.handle("sell", "POST /api/esim/order/instant", s.createInstant)
	s.handle("topup", "POST /api/esim/order/topup", s.createTopup)
	s.handle("track", "GET /api/esim/order", s.order)
	s.handle("transactions", "GET /api/esim/orders", s.listOrders)
	s.handle("apply", "POST /api/esim/apply", s.apply)
	s.handle("esim", "GET /api/esim", s.esim)
	s.handle("list", "GET /api/esims", s.esims)
	s.handle("usage", "GET /api/esim/usage", s.usage)
	s.handle("usage", "GET /api/esim/usage/details", s.usageDetails)
	s.handle("topups", "GET /api/esim/topup/packages", s.topupPackages)
	s.handle("history", "GET /api/esim/history", s.history)
	s.handle("events", "GET /api/esim/events", s.events)
	s.handle("link", "POST /api/esim/link", s.link)
	s.handle("devices", "GET /api/compatible-devices", s.devices)
	s.handle("balance", "GET /api/balance", s.balance)
	s.handle("rates", "GET /api/currencies", s.currencies)
	s.handle("rates", "GET /api/rates", s.rates)
	return s
}

// handle serves a pattern to callers with the key.
func (s *Simulator) handle(op, pattern string, h func(*http.Request) sim.Answer) {
	s.Handle(op, pattern, func(r *http.Request) sim.Answer {
		if r.Header.Get("Authorization") != "Bearer "+sim.RoamifyKey {
			return text(sim.Answer{Status: http.StatusUnauthorized,
				Body: []byte("Unauthorized, please make sure your have provided the correct api key")})
		}
		return h(r)
	})
}

// success wraps data in the envelope.
func success(data any) sim.Answer {
	return sim.Answer{Body: map[string]any{"status": "success", "data": data}}
}

// failed is a refusal as the error page prints it, without a code: only
// refunds carry one.
func failed(status int, message string) sim.Answer {
	return sim.Answer{Status: status, Body: map[string]string{"status": "failed", "message": message}}
}

// invalid is how a request that fails validation is refused.
func invalid(message string) sim.Answer {
	return sim.Answer{Status: http.StatusBadRequest, Body: map[string]string{"error": message}}
}

// text labels the answer as plain text, as some pages of the documents do.
func text(a sim.Answer) sim.Answer {
	a.Header = map[string]string{"Content-Type": "text/plain; charset=utf-8"}
	return a
}

func (s *Simulator) health(*http.Request) sim.Answer {
	return success(map[string]string{"status": "ok"})
}

func (s *Simulator) balance(*http.Request) sim.Answer {
	return success(map[string]any{"balance": sim.Number(s.wallet.Balance()), "currency": "USD"})
}

func usd(d decimal.Decimal) any { return sim.Number(d) }
