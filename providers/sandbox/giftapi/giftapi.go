// Package giftapi simulates GiftAPI's Partner S2S API as its document prints
// it: signed orders, cursors, a catalogue whose list has no prices, prices
// that for custom denominations are only a rate, and empty maps that PHP
// writes as lists. Paths and errors are not documented; the paths are the
// console's defaults and the errors those of the framework that the cursors
// give away, Laravel.
package giftapi

import (
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/shopspring/decimal"

	"simdesk/providers/sandbox/sim"
)

// Name is the provider's name in routes, wallets and faults.
const Name = "giftapi"

// Simulator is one partner of GiftAPI.
type Simulator struct {
	*sim.Routes
	world     *sim.World
	wallet    *sim.Wallet
	products  []*product // never changes after New
	byProduct map[string]*product
	skus      []*sku // nor do these, but for what is in stock
	bySku     map[string]*sku

	mu         sync.Mutex // guards what follows and everything in it
	orders     []*order   // oldest first
	byID       map[string]*order
	byExternal map[string]*order
	cards      []*card
	history    []movement // oldest first
}

// New opens the account: a wallet in US dollars that may be overdrawn, a
// catalogue that follows from the world's seed, and a few eSIMs and orders of
// the last weeks.
func New(w *sim.World) *Simulator {
	s := &Simulator{Routes: sim.NewRoutes(w, Name), world: w, wallet: w.Wallet(Name, "USD", "641.82"),
		byProduct: map[string]*product{}, bySku: map[string]*sku{},
		byID: map[string]*order{}, byExternal: map[string]*order{}}
	s.wallet.SetOverdraft(decimal.NewFromInt(100))
	s.Missing = func(r *http.Request) sim.Answer {
		return message(http.StatusNotFound, "The route "+strings.TrimPrefix(r.URL.Path, "/")+" could not be found.")
	}
	s.stock()
	s.preload()
	s.handle("profile", "GET /me", s.profile)
	s.handle("balance", "GET /balance", s.balance)
	s.handle("history", "GET /balance/history", s.listHistory)
	s.handle("catalog", "GET /catalog/products", s.listProducts)
	s.handle("product", "GET /catalog/products/{uuid}", s.oneProduct)
	s.handle("catalog", "GET /catalog/pricelist", s.pricelist)
	s.handle("categories", "GET /catalog/categories", s.listCategories)
	s.handle("track", "GET /orders", s.listOrders)
	s.handle("track", "GET /orders/{uuid}", s.oneOrder)
	s.handle("sell", "POST /orders", s.create)
	s.handle("esim", "GET /services/esim/{iccid}/status", s.esimStatus)
	s.handle("topup", "POST /services/esim/{iccid}/topup", s.topup)
	return s
}

// handle serves a pattern to callers with the token.
func (s *Simulator) handle(op, pattern string, h func(*http.Request) sim.Answer) {
	s.Handle(op, pattern, func(r *http.Request) sim.Answer {
		if r.Header.Get("Authorization") != "Bearer "+sim.GiftAPIToken {
			return message(http.StatusUnauthorized, "Unauthenticated.")
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		s.settle(s.world.Now())
		return h(r)
	})
}

// offset and zulu are the two ways in which the document writes a time: the
// second one in an eSIM's packages.
func offset(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05-07:00") }

func zulu(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UTC().Format(time.RFC3339)
}
