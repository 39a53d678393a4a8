// Package valuetopup simulates Value Topup's REST API v1 as its document
// prints it: one envelope with a payLoad, refusals that arrive as HTTP 200
// with a code, one shape for every transaction, and gift cards that take a
// while. What the document leaves open is decided here, and marked so.
package valuetopup

import (
	"net/http"
	"strings"
	"sync"
	"time"

	"simdesk/providers/sandbox/sim"
)

// Name is the provider's name in routes, wallets and faults.
const Name = "valuetopup"

// Simulator is one account at Value Topup.
type Simulator struct {
	*sim.Routes
	world    *sim.World
	wallet   *sim.Wallet
	products []*product // never changes after New, nor do the SKUs
	skus     []*sku
	byID     map[int]*sku

	mu       sync.Mutex // guards what follows and everything in it
	sales    []*transaction
	byRef    map[string]*transaction
	shelf    sim.Shelf
	sessions []*session
}

// New opens the account: a prepaid wallet in US dollars, a catalogue that
// follows from the world's seed, and a few eSIMs that were sold in the last
// weeks.
func New(w *sim.World) *Simulator {
	s := &Simulator{Routes: sim.NewRoutes(w, Name), world: w, wallet: w.Wallet(Name, "USD", "2480.60"),
		byID: map[int]*sku{}, byRef: map[string]*transaction{}}
	s.Missing = func(*http.Request) sim.Answer { return sim.Answer{Status: http.StatusNotFound} }
	s.stock()
	s.preload()
	s.handle("balance", "GET /api/v1/account/balance", s.balance)
	s.handle("catalog", "GET /api/v1/catalog/skus", s.listSkus)
	s.handle("description", "GET /api/v1/catalog/sku/description", s.descriptions)
	s.handle("detect", "GET /api/v1/catalog/lookup/mobile/{mobile}", s.lookup)
	s.handle("promotions", "GET /api/v1/catalog/promotion/current", s.currentPromotions)
	s.handle("promotions", "GET /api/v1/catalog/promotion/upcoming", s.upcomingPromotions)
	s.handle("rates", "GET /api/v1/catalog/sku/exchangeRate/{skuId}", s.exchangeRate)
	s.handle("logos", "GET /api/v1/catalog/sku/logos", s.logos)
	s.handle("errors", "GET /api/v1/catalog/errors", s.listErrors)
	s.handle("carriers", "GET /api/v1/catalog/carriers", s.carriers)
	s.handle("countries", "GET /api/v1/catalog/countries", s.countries)
	// The paths of the selling operations are lost in the document; these are
	// the ones that its siblings and other people's clients agree on.
	s.handle("sell", "POST /api/v1/esim/order", s.sell(esim))
	s.handle("sell", "POST /api/v1/transaction/topup", s.sell(airtime))
	s.handle("sell", "POST /api/v1/transaction/pin", s.sell(pin))
	s.handle("sell", "POST /api/v1/transaction/billpay", s.sell(bill))
	s.handle("sell", "POST /api/v1/transaction/giftcard/order", s.sell(giftCard))
	s.handle("sell", "POST /api/v1/transaction/sim/activate", s.sell(activation))
	s.handle("sell", "POST /api/v1/transaction/sim/portin", s.sell(portIn))
	s.handle("esim", "GET /api/v1/esim/status/{iccid}", s.bundles)
	s.handle("bill", "GET /api/v1/transaction/billpay/fetch-account-detail", s.account)
	s.handle("track", "GET /api/v1/transaction/status/{correlationId}", s.status)
	s.handle("giftcard", "GET /api/v1/transaction/giftcard/fetch/{id}", s.fetchCard)
	s.handle("portin", "GET /api/v1/transaction/sim/portin/status/{id}", s.portStatus)
	// Nothing anywhere names the path of the checkout request, so any sibling
	// of the answer's path takes it.
	s.handle("checkout", "POST /api/payments/{action}", s.checkout)
	s.handle("payment", "GET /api/payments/GetPaymentResponse", s.payment)
	return s
}

// handle serves a pattern to callers with the user id and password. How
// others are turned away is not documented; this is what the scheme itself
// asks for.
func (s *Simulator) handle(op, pattern string, h func(*http.Request) sim.Answer) {
	s.Handle(op, pattern, func(r *http.Request) sim.Answer {
		user, password, ok := r.BasicAuth()
		if !ok || user != sim.ValueTopupUsername || password != sim.ValueTopupPassword {
			return sim.Answer{Status: http.StatusUnauthorized, Header: map[string]string{"WWW-Authenticate": `Basic realm="valuetopup"`}}
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		s.settle(s.world.Now())
		return h(r)
	})
}

// envelope is around every answer but those about payments.
type envelope struct {
	ResponseCode    string `json:"responseCode"`
	ResponseMessage string `json:"responseMessage"`
	PayLoad         any    `json:"payLoad"`
}

func success(payLoad any) sim.Answer { return sim.Answer{Body: envelope{"000", "Success", payLoad}} }

// failed is a refusal: HTTP 200 all the same, and nothing in the payLoad.
func failed(code string) sim.Answer { return sim.Answer{Body: envelope{code, messageOf(code), nil}} }

// problem is how the framework turns a request away that does not fit the
// documented types, before any of the provider's own code sees it. The
// document shows no such answer.
func problem(field, message string) sim.Answer {
	return sim.Answer{Status: http.StatusBadRequest, Header: map[string]string{"Content-Type": "application/problem+json; charset=utf-8"},
		Body: map[string]any{
			"type": "https://tools.ietf.org/html/rfc9110#section-15.5.1", "title": "One or more validation errors occurred.",
			"status": http.StatusBadRequest, "errors": map[string][]string{field: {message}},
		}}
}

// balance is one number with the sign of prepaid terms: what can be spent
// counts below zero. The document does not say which currency it is in.
func (s *Simulator) balance(*http.Request) sim.Answer {
	return success(sim.Number(s.wallet.Balance().Neg()))
}

// stamp is how a moment is written. The document's samples are empty strings.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04:05")
}

// query reads a parameter whose name the document spells in two ways.
func query(r *http.Request, name string) string {
	for k, v := range r.URL.Query() {
		if strings.EqualFold(k, name) && len(v) > 0 {
			return v[0]
		}
	}
	return ""
}
