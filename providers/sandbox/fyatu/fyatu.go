// Package fyatu simulates the eSIM part of Fyatu's API v3 as its documents
// print it. Where two pages contradict each other both versions occur, chosen
// by the last digit of the ICCID, so that a caller meets either. The documents
// also announce the removal of that part: SetGone carries it out.
package fyatu

import (
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"simdesk/providers/sandbox/sim"
)

// Name is the provider's name in routes, wallets and faults.
const Name = "fyatu"

// Simulator is one business at Fyatu.
type Simulator struct {
	*sim.Routes
	world        *sim.World
	wallet       *sim.Wallet
	signer       sim.Signer
	gone         atomic.Int32
	destinations []*destination // never changes after New, nor do the packages
	packages     []*pack
	byID         map[string]*pack

	mu      sync.Mutex // guards what follows and everything in it
	revoked map[string]bool
	cards   []*card // oldest first
	labels  map[string]label
}

// label is what a wallet's statement says about a charge.
type label struct{ reference, text string }

// New opens the business: a wallet in US dollars, a catalogue that follows
// from the world's seed, and a few eSIMs that were sold in the last weeks.
func New(w *sim.World) *Simulator {
	s := &Simulator{Routes: sim.NewRoutes(w, Name), world: w, wallet: w.Wallet(Name, "USD", "1250.00"),
		signer: w.Signer("sandbox signing key"),
		byID:   map[string]*pack{}, revoked: map[string]bool{}, labels: map[string]label{}}
	s.Missing = func(r *http.Request) sim.Answer {
		if code := s.gone.Load(); code != 0 && strings.HasPrefix(r.URL.Path, base+"/esim/") {
			return s.removed(int(code))
		}
		return s.refuse("RESOURCE_NOT_FOUND")
	}
	s.stock()
	s.preload()
	s.open("token", "POST /auth/token", s.token)
	s.open("token-refresh", "POST /auth/refresh", s.refreshToken)
	s.open("token-revoke", "POST /auth/revoke", s.revokeToken)
	s.handle("balance", "", "GET /account/wallet", s.balance)
	s.handle("transactions", "", "GET /account/transactions", s.transactions)
	s.handle("catalog", "esim:read", "GET /esim/destinations", s.listDestinations)
	s.handle("catalog", "esim:read", "GET /esim/packages", s.listPackages)
	s.handle("package", "esim:read", "GET /esim/packages/{packageId}", s.onePackage)
	s.handle("sell", "esim:write", "POST /esim/purchase", s.purchase)
	s.handle("list", "esim:read", "GET /esim/list", s.list)
	s.handle("esim", "esim:read", "GET /esim/{iccid}", s.get)
	s.handle("refresh", "esim:read", "POST /esim/{iccid}/refresh", s.refresh)
	// The last part is a wildcard because net/http takes "/esim/{iccid}/topups"
	// and "/esim/packages/{packageId}" for a conflict.
	s.handle("topups", "esim:read", "GET /esim/{iccid}/{what}", s.topups)
	s.handle("topup", "esim:write", "POST /esim/{iccid}/topup", s.topup)
	return s
}

// base is what the documented base URL has behind the host.
const base = "/api/v3"

// SetGone makes every eSIM path answer as that of a removed API, with this
// status and no error code; 0 brings them back.
func (s *Simulator) SetGone(status int) { s.gone.Store(int32(status)) }

func (s *Simulator) removed(status int) sim.Answer {
	return sim.Answer{Status: status, Body: map[string]any{"success": false, "status": status, "message": http.StatusText(status), "meta": s.meta()}}
}

// open serves a pattern to everybody.
func (s *Simulator) open(op, pattern string, h func(*http.Request) sim.Answer) {
	s.Handle(op, strings.Replace(pattern, " /", " "+base+"/", 1), h)
}

// handle serves a pattern to callers whose token has the scope.
func (s *Simulator) handle(op, scope, pattern string, h func(*http.Request) sim.Answer) {
	s.open(op, pattern, func(r *http.Request) sim.Answer {
		if code := s.gone.Load(); code != 0 && scope != "" {
			return s.removed(int(code))
		}
		c, code := s.caller(r, 0)
		if code != "" {
			return s.refuse(code)
		}
		if scope != "" && !c.may(scope) {
			return s.refuse("AUTH_SCOPE_DENIED")
		}
		return h(r)
	})
}

// success wraps data in the envelope; nil leaves the data out.
func (s *Simulator) success(status int, message string, data any) sim.Answer {
	body := map[string]any{"success": true, "status": status, "message": message, "meta": s.meta()}
	if data != nil {
		body["data"] = data
	}
	return sim.Answer{Status: status, Body: body}
}

func (s *Simulator) meta() map[string]any {
	n := strconv.Itoa(s.world.Next(Name + " request"))
	return map[string]any{
		"requestId": "req_" + strings.ToLower(s.world.Code(12, Name, "request", n)),
		"timestamp": offset(s.world.Now()),
	}
}

// offset and zulu are the two ways in which the documents write a time.
func offset(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05-07:00") }

func zulu(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// pagination cuts a page out of n entries and describes it.
func (s *Simulator) pagination(r *http.Request, n int) (from, to int, about map[string]any, wrong *field) {
	page, size := 1, 50
	for _, v := range []struct {
		name string
		into *int
	}{{"page", &page}, {"perPage", &size}} {
		if !r.URL.Query().Has(v.name) {
			continue
		}
		got, err := strconv.Atoi(r.URL.Query().Get(v.name))
		if err != nil || got < 1 {
			return 0, 0, nil, &field{v.name, v.name + " must be a positive integer"}
		}
		*v.into = got
	}
	size = min(size, 100)
	pages := (n + size - 1) / size
	from = n
	if page <= pages {
		from = (page - 1) * size
	}
	about = map[string]any{"page": page, "perPage": size, "totalItems": n, "totalPages": pages}
	return from, min(from+size, n), about, nil
}
