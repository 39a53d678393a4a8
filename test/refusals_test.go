package test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

// The refusals that each provider's documents print of a sale (reference and
// documents), as answers that were written without carrying anything out.
var documentedRefusals = map[string][]trouble{
	"fyatu": {
		fyatuSays(400, "VALIDATION_ERROR"), fyatuSays(401, "AUTH_TOKEN_INVALID"), fyatuSays(402, "INSUFFICIENT_BALANCE"),
		fyatuSays(403, "AUTH_SCOPE_DENIED"), fyatuSays(404, "PACKAGE_NOT_FOUND"), fyatuSays(422, "VALIDATION_ERROR"), fyatuSays(429, "RATE_LIMIT_EXCEEDED"),
	},
	"roamify": {
		{status: 400, body: `{"status":"failed","message":"Insufficient balance. Please top up your account and try again"}`},
		{status: 400, body: `{"error":"\"items\" is required"}`},
		{status: 401, body: "Unauthorized, please make sure your have provided the correct api key"},
		{status: 403, body: `{"status":"failed","message":"This account may not do that"}`},
		{status: 404, body: `{"status":"failed","message":"Package not found"}`},
		{status: 422, body: `{"status":"failed","message":"This package cannot be sold","code":"X1"}`},
	},
	"valuetopup": {
		{status: 200, body: `{"responseCode":"003","responseMessage":"Customer credit limit exceeded","payLoad":null}`},
		{status: 200, body: `{"responseCode":"510","responseMessage":"SKU is out of stock","payLoad":null}`},
		{status: 401, header: map[string]string{"WWW-Authenticate": `Basic realm="valuetopup"`}},
	},
	"reloadly": {
		reloadlySays(400, "INSUFFICIENT_BALANCE"), reloadlySays(401, "TOKEN_EXPIRED"), reloadlySays(403, "NOT_AUTHORIZED"), reloadlySays(404, "RESOURCE_NOT_FOUND"),
		reloadlySays(409, "COUNTRY_NOT_SUPPORTED"), reloadlySays(429, "RATE_LIMIT_REACHED"), reloadlySays(503, "OPERATOR_UNAVAILABLE_OR_CURRENTLY_INACTIVE"),
	},
	"giftapi": {
		{status: 401, body: `{"message":"Unauthenticated."}`},
		{status: 402, body: `{"success":false,"message":"Insufficient balance"}`},
		{status: 403, body: `{"success":false,"message":"Invalid signature"}`},
		{status: 409, body: `{"success":false,"message":"Out of stock"}`},
		{status: 422, body: `{"message":"The external id field is required.","errors":{"external_id":["The external id field is required."]}}`},
		{status: 429, body: `{"message":"Too Many Attempts."}`, header: map[string]string{"Retry-After": "0"}},
	},
}

func fyatuSays(status int, code string) trouble {
	return trouble{status: status, body: fmt.Sprintf(
		`{"success":false,"status":%d,"message":"No","code":%q,"meta":{"requestId":"req_1","timestamp":"2026-01-05T10:30:00+00:00"}}`, status, code)}
}

func reloadlySays(status int, code string) trouble {
	return trouble{status: status, body: fmt.Sprintf(
		`{"timeStamp":"2022-01-06 18:37:10","message":"No","path":"/topups","errorCode":%q,"infoLink":null,"details":[]}`, code)}
}

// ownOf are a provider's refusals of a request that was not passed on.
func ownOf(provider string) []trouble {
	out := slices.Clone(documentedRefusals[provider])
	for i := range out {
		out[i].name, out[i].lost = fmt.Sprintf("its own %d", out[i].status), true
	}
	return out
}

// ownRefusals are believed at once. Where there are tokens, the documented 401
// has one more request sent with a new one.
func ownRefusals(provider string) []row {
	var rows []row
	for _, x := range ownOf(provider) {
		r := row{trouble: x, at: failed, end: failed}
		if x.status == 401 && (provider == "fyatu" || provider == "reloadly") {
			r.posts, r.charges, r.at, r.end = 2, 1, completed, completed
		}
		rows = append(rows, r)
	}
	return rows
}

// refusal is a body that each of the five could refuse with, and none does.
const refusal = `{"success":false,"status":"failed","message":"This package does not exist.","errorCode":"PACKAGE_NOT_FOUND"}`

// statuses are the 4xx that the table answers with.
var statuses = []int{400, 401, 402, 403, 404, 409, 410, 422, 429, 451}

// lookAlikes are those in every form that is not the provider's own: after the
// charge, and each status once before it, where the same bytes come. An order that
// was charged is found, one that was not is for a person to decide, and none is
// refused or sent again.
func lookAlikes(provider string) (charged, lost []row) {
	another := providersBut(provider)
	for i, status := range statuses {
		mine := refusalWith(provider, status).body
		half, nobodys := trouble{name: "with half of its own JSON", body: mine[:len(mine)/2]}, `{"message":"no"}`
		if i%2 == 1 { // the other way to be cut, and the other body that says little
			half, nobodys = trouble{name: "with its own JSON but for the last byte", body: mine, cut: -2}, refusal
		}
		forms := []trouble{
			{name: "in HTML", body: "<html><body>Sign in to the hotel's network</body></html>"},
			{name: "without a word"},
			{name: "with another provider's JSON", body: refusalWith(another[i%len(another)], status).body},
			{name: "with nobody's JSON", body: nobodys},
			half,
		}
		for k, x := range forms {
			x.status, x.name = status, fmt.Sprintf("%d %s after it ran", status, x.name)
			charged = append(charged, row{trouble: x, charges: 1, at: unknown, end: completed})
			if k == i%len(forms) {
				x.name, x.lost = strings.Replace(x.name, "after", "before", 1), true
				lost = append(lost, row{trouble: x, at: unknown, end: review})
			}
		}
	}
	return charged, lost
}

func providersBut(provider string) []string {
	var out []string
	for _, m := range makers {
		if m.name != provider {
			out = append(out, m.name)
		}
	}
	return out
}

// refusalWith is a provider's own refusal with this status, or else its first.
func refusalWith(provider string, status int) trouble {
	all := documentedRefusals[provider]
	for _, x := range all {
		if x.status == status && x.body != "" {
			return x
		}
	}
	return all[0]
}

// Every 4xx in every form that is not the provider's own, at every charging
// operation of every provider: no charge ends as failed, and nothing is sent twice.
func TestEveryLookAlikeOfARefusalAtEveryCharge(t *testing.T) {
	everyCharge(t, 0, func(b *bench) int {
		if b.oneESIM = true; b.topUp {
			b.quote() // sells the eSIM
		}
		charged, lost := lookAlikes(b.product.Provider)
		together := 10
		if b.product.Provider == "fyatu" { // two like purchases at once are told apart by nobody
			together = 1
		}
		for rows := range slices.Chunk(charged, together) {
			b.runAll(rows)
		}
		b.runAll(lost)
		return len(charged) + len(lost)
	})
}

// runAll is run for several rows, each sent when the one before is over, and all
// of them looked up together.
func (b *bench) runAll(rows []row) {
	before, spent := len(b.charges(b.product.Provider)), b.proxies[b.product.Provider].spent.Load()
	charges, late := 0, 0
	var all []sent
	var ids []string
	for _, r := range rows {
		s, ok := b.send(r)
		if !ok {
			return
		}
		if s.order.State != r.at {
			b.t.Errorf("%s, %s: %s once it was over, want %s (%+v)", b.name, r.name, s.order.State, r.at, s.order.Error)
		}
		all, ids, charges = append(all, s), append(ids, s.order.ID), charges+r.charges
	}
	for open := true; open && late < 20; late++ { // evidence is fresh, late orders come to their end
		if late > 0 {
			b.sims.World().Advance(5 * time.Second)
		}
		open = b.lookUp(ids) > 0 && charges > 0
	}
	b.sims.World().Advance(3 * time.Minute)
	b.lookUp(ids)
	for _, s := range all {
		o, err := b.till.book.Get(context.Background(), s.order.ID)
		if err != nil || o.State != s.end || s.end == completed && len(o.Delivery) == 0 {
			b.t.Errorf("%s, %s: %s in the end with %d delivered, want %s (%v)", b.name, s.name, o.State, len(o.Delivery), s.end, err)
		}
	}
	if n := len(b.charges(b.product.Provider)) - before; n != charges {
		b.t.Errorf("%s, %s and others: charged %d times, want %d", b.name, rows[0].name, n, charges)
	}
	b.counted(rows[0].name+" and others", spent, len(rows))
}

// lookUp looks these orders up and returns how many stay open.
func (b *bench) lookUp(ids []string) int {
	s, err := b.till.Reconcile(context.Background(), ids...)
	if err != nil {
		b.t.Errorf("%s: %v", b.name, err)
	}
	return len(s.StillUnknown)
}

// always401 is a key that was taken away: where the provider itself says so
// nothing was sent, however often a new token is asked for; where anybody could
// have said it, one request was.
func (b *bench) always401() {
	own := refusalWith(b.product.Provider, 401)
	if b.product.Provider == "valuetopup" {
		own = documentedRefusals["valuetopup"][2]
	}
	own.status = 401
	foreign := trouble{status: 401, body: `{"message":"no"}`}
	for _, x := range []row{{trouble: own, at: failed, end: failed}, {trouble: foreign, at: unknown, end: review}} {
		q, ok := b.quote()
		if !ok {
			return
		}
		p := b.proxies[b.product.Provider]
		before, spent := len(b.charges(b.product.Provider)), p.spent.Load()
		x.name, x.lost = "401 always", true
		p.weather(func(*rand.Rand, string) trouble { return x.trouble })
		o := b.buy(q)
		p.disarm()
		b.check(x, q, o, before)
		b.counted(x.name, spent, 1)
	}
}
