package test

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"simdesk/providers"
	"simdesk/providers/sandbox"
	"simdesk/state/desk"
	"simdesk/state/ledger"
	"simdesk/state/settle"
)

// tableWait is long enough that nothing but the rows that say so is too late,
// also where the race detector and other tests take most of the processor.
const tableWait = 4 * time.Second

// A row of the table: what happens to the one charging request, how often the
// provider charges, and what the ledger says at once and in the end.
type row struct {
	trouble
	down    bool  // nothing listens
	factor  int64 // what a charge costs, 0 is once the confirmed cost
	posts   int   // charging requests that leave here, 0 is one, -1 is none
	charges int
	at      providers.State // once the request is over; processing will do for completed, and in a replay
	end     providers.State // after reconciling, once nothing more can arrive
	but     map[string]row  // where a provider's documents make another of it
}

const (
	completed = providers.StateCompleted
	failed    = providers.StateFailed
	unknown   = providers.StateUnknown
	review    = providers.StateNeedsReview
)

// faultTable is section 1 of the promise: each of these for each charging
// operation of each provider.
func faultTable() []row {
	late := tableWait * 5 / 4
	return []row{
		{trouble: trouble{name: "nothing"}, charges: 1, at: completed, end: completed},
		{trouble: trouble{name: "connection refused"}, down: true, posts: -1, at: failed, end: failed},
		{trouble: trouble{name: "reset on connecting", accept: true}, posts: -1, at: unknown, end: review},
		{trouble: trouble{name: "reset while sending", hello: true}, at: unknown, end: review},
		{trouble: trouble{name: "reset before it ran", lost: true, reset: true}, at: unknown, end: review},
		{trouble: trouble{name: "reset after it ran", reset: true}, charges: 1, at: unknown, end: completed},
		{trouble: trouble{name: "too late, did not run", lost: true, before: late, reset: true}, at: unknown, end: review},
		{trouble: trouble{name: "too late, ran", after: late}, charges: 1, at: unknown, end: completed},
		{trouble: trouble{name: "arrives after its sender left", before: late}, charges: 1, at: unknown, end: completed},
		{trouble: trouble{name: "cut at the first byte", cut: 1}, charges: 1, at: unknown, end: completed},
		{trouble: trouble{name: "cut in the status line", cut: 14}, charges: 1, at: unknown, end: completed},
		{trouble: trouble{name: "cut in the header", cut: 40}, charges: 1, at: unknown, end: completed},
		{trouble: trouble{name: "cut in the middle", cut: -1}, charges: 1, at: unknown, end: completed},
		{trouble: trouble{name: "cut before the last byte", cut: -2}, charges: 1, at: unknown, end: completed},
		{trouble: trouble{name: "HTML with 200", status: 200, body: "<html>welcome</html>"}, charges: 1, at: unknown, end: completed},
		{trouble: trouble{name: "nothing with 200", status: 200}, charges: 1, at: unknown, end: completed},
		{trouble: trouble{name: "an empty object", status: 200, body: "{}"}, charges: 1, at: unknown, end: completed},
		{trouble: trouble{name: "a list", status: 200, body: "[]"}, charges: 1, at: unknown, end: completed},
		{trouble: trouble{name: "another JSON", status: 200, body: `{"data":[],"status":"success","success":true,"responseCode":"000"}`}, charges: 1, at: unknown, end: completed},
		{trouble: trouble{name: "answer twice", twice: true}, charges: 1, at: completed, end: completed},
		{trouble: trouble{name: "replayed answer", replay: true}, charges: 1, at: unknown, end: completed},
		{trouble: trouble{name: "delivery doubled", rewrite: doubled}, charges: 1, at: completed, end: completed},
		{trouble: trouble{name: "price went up tenfold"}, factor: 10, charges: 1, at: completed, end: completed},
		// What is a refusal and what is not has a table of its own: refusals_test.go.
		{trouble: trouble{name: "500 before it ran", lost: true, status: 500, body: `{"message":"oops"}`}, at: unknown, end: review},
		{trouble: trouble{name: "500 after it ran", status: 500, body: `{"message":"oops"}`}, charges: 1, at: unknown, end: completed},
		{trouble: trouble{name: "501 after it ran", status: 501}, charges: 1, at: unknown, end: completed},
		{trouble: trouble{name: "502 HTML before it ran", lost: true, status: 502, body: "<html>bad gateway</html>"}, at: unknown, end: review},
		{trouble: trouble{name: "502 HTML after it ran", status: 502, body: "<html>bad gateway</html>"}, charges: 1, at: unknown, end: completed},
		{trouble: trouble{name: "503", lost: true, status: 503, body: "busy"}, at: unknown, end: review},
		{trouble: trouble{name: "redirect", lost: true, status: 307, header: map[string]string{"Location": "/elsewhere"}}, at: unknown, end: review},
	}
}

// bench is one charging operation of one provider with its own world.
type bench struct {
	*world
	name    string
	product providers.Product // to sell, or the eSIM to top up
	topUp   bool
	till    *till
	rng     *rand.Rand
	// kept is a top-up that was asked for before, with oneESIM to ask for again.
	oneESIM bool
	kept    desk.QuoteRequest
}

// sent is a row whose request is over.
type sent struct {
	row
	quote  desk.Quote
	order  ledger.Order
	before int   // charges until then
	spent  int64 // charging requests until then
}

// Every charging operation of every provider, every fault, none skipped. It
// runs alone: what it says about time must not depend on other tests.
func TestEveryFaultAtEveryCharge(t *testing.T) {
	everyCharge(t, 0, func(b *bench) int {
		rows := append(faultTable(), ownRefusals(b.product.Provider)...)
		for _, r := range rows {
			b.run(r)
		}
		b.anotherAnswer()
		b.always401()
		return len(rows) + 3
	})
}

// A clock that is ten minutes off changes nothing: orders are found, signatures
// hold, and what is lost is settled.
func TestAClockTenMinutesOff(t *testing.T) {
	for _, lag := range []time.Duration{10 * time.Minute, -10 * time.Minute} {
		everyCharge(t, lag, func(b *bench) int {
			rows := faultTable()
			for _, i := range []int{0, slices.IndexFunc(rows, func(r row) bool { return r.name == "reset after it ran" })} {
				rows[i].name += fmt.Sprintf(", clock off by %s", -lag)
				b.run(rows[i])
			}
			return 2
		})
	}
}

// everyCharge runs the rows on a bench for each charging operation, several
// side by side: most of them only wait.
func everyCharge(t *testing.T, lag time.Duration, rows func(*bench) int) {
	t.Helper()
	var wait sync.WaitGroup
	var mu sync.Mutex
	cases, ops := 0, 0
	for _, m := range makers {
		w := newWorldOf(t, sandbox.Options{Seed: 5}, m)
		shelf := w.shelf[m.name]
		kinds := map[string]bool{}
		build := func(p providers.Product, topUp bool) {
			b := &bench{world: w, name: fmt.Sprintf("%s %s", m.name, p.Kind), product: p, topUp: topUp, rng: rand.New(rand.NewPCG(5, 5))}
			if ops > 0 { // the first world is there already
				b.world = newWorldOf(t, sandbox.Options{Seed: 5}, m)
			}
			if topUp {
				b.name = m.name + " topup"
			}
			b.wait, b.hurried, b.lag = tableWait, true, lag
			ops++
			wait.Go(func() {
				b.till = b.start(false)
				defer b.till.kill()
				n := rows(b)
				mu.Lock()
				defer mu.Unlock()
				cases += n
			})
		}
		for _, p := range shelf {
			if key := string(p.Kind); !kinds[key] {
				kinds[key] = true
				build(p, false)
			}
		}
		if _, ok := w.clients()[0].(providers.TopUpper); ok {
			i := slices.IndexFunc(shelf, func(p providers.Product) bool { return p.Kind == providers.KindESIM })
			build(shelf[i], true)
		}
	}
	wait.Wait()
	t.Logf("%d cases over %d operations", cases, ops)
}

// quote confirms the sale or the top-up of a row. Each has a customer, an
// eSIM and a wallet of its own.
func (b *bench) quote() (desk.Quote, bool) {
	ctx := context.Background()
	r := request(b.product.Provider, b.product, b.rng)
	if b.topUp && b.oneESIM {
		r = b.kept
	}
	if b.topUp {
		for try := 0; r.ICCID == "" && try < 5; try++ {
			r = b.toppable(request(b.product.Provider, b.product, b.rng))
		}
	}
	b.kept = r
	q, err := b.till.Quote(ctx, r)
	if err != nil || q.Blocked != nil {
		b.t.Errorf("%s: no confirmation: %v %v", b.name, err, q.Blocked)
		return q, false
	}
	return q, true
}

// toppable sells an eSIM and asks for the first package that fits it, if one
// does.
func (b *bench) toppable(r desk.QuoteRequest) desk.QuoteRequest {
	ctx := context.Background()
	q, err := b.till.Quote(ctx, r)
	if err != nil {
		b.t.Errorf("%s: %v", b.name, err)
		return r
	}
	o := b.buy(q)
	for range 20 {
		if o.State.Settled() {
			break
		}
		b.sims.World().Advance(5 * time.Second)
		o = b.settled(o)
	}
	for _, d := range o.Delivery {
		fits, err := b.till.TopUps(ctx, d.ICCID, o.Provider)
		if err == nil && len(fits) > 0 {
			return desk.QuoteRequest{Provider: o.Provider, ProductID: fits[0].ID, ICCID: d.ICCID, Clerk: "ana"}
		}
	}
	return r
}

func (b *bench) buy(q desk.Quote) ledger.Order {
	ticket, err := b.till.Buy(q)
	if err != nil {
		b.t.Errorf("%s: %v", b.name, err)
		return ledger.Order{}
	}
	o, err := ticket.Wait(context.Background())
	if err != nil {
		b.t.Errorf("%s: %v", b.name, err)
	}
	return o
}

// settled looks this one order up and returns it as it then stands.
func (b *bench) settled(o ledger.Order) ledger.Order {
	if _, err := b.till.Reconcile(context.Background(), o.ID); err != nil {
		b.t.Errorf("%s: %v", b.name, err)
	}
	after, err := b.till.book.Get(context.Background(), o.ID)
	if err != nil {
		b.t.Errorf("%s: %v", b.name, err)
	}
	return after
}

func (b *bench) run(r row) {
	if s, ok := b.send(r); ok {
		b.check(s.row, s.quote, s.order, s.before)
		b.counted(s.name, s.spent, max(cmp.Or(s.posts, 1), 0))
	}
}

// send confirms the row's sale and presses the key.
func (b *bench) send(r row) (sent, bool) {
	if other, ok := r.but[b.product.Provider]; ok {
		r.charges, r.posts, r.at, r.end = other.charges, other.posts, other.at, other.end
	}
	q, ok := b.quote()
	if !ok {
		return sent{}, false
	}
	p := b.proxies[b.product.Provider]
	s := sent{quote: q, before: len(b.charges(b.product.Provider)), spent: p.spent.Load()}
	r.match = "POST"
	if r.accept {
		r.match = ""
	}
	switch {
	case r.down:
		p.down()
	case r.factor != 0:
		b.sims.World().SetFactor(b.product.Provider, decimal.NewFromInt(r.factor))
		defer b.sims.World().SetFactor(b.product.Provider, decimal.NewFromInt(1))
	case r.name != "nothing":
		p.arm(r.trouble)
	}
	s.order = b.buy(q)
	if r.down {
		p.again()
	}
	if left := p.disarm(); len(left) > 0 {
		b.t.Errorf("%s, %s: never happened", b.name, r.name)
	}
	p.calm()
	if r.accept && s.order.State == failed { // the connection was never there, and the system noticed
		r.at, r.end = failed, failed
	}
	s.row = r
	return s, true
}

// counted compares how many charging requests left since then.
func (b *bench) counted(name string, since int64, want int) {
	if n := b.proxies[b.product.Provider].spent.Load() - since; n != int64(want) {
		b.t.Errorf("%s, %s: %d charging requests, want %d", b.name, name, n, want)
	}
}

// check compares what the row says with the ledger and the wallet.
func (b *bench) check(r row, q desk.Quote, o ledger.Order, before int) {
	if at := o.State; at != r.at && (at != providers.StateProcessing || r.at != completed && !r.replay) {
		b.t.Errorf("%s, %s: %s once it was over, want %s (%+v)", b.name, r.name, at, r.at, o.Error)
	}
	for range 20 { // late orders come to their end while evidence is fresh
		if o = b.settled(o); o.State.Settled() {
			break
		}
		b.sims.World().Advance(5 * time.Second)
	}
	b.sims.World().Advance(3 * time.Minute)
	o = b.settled(o)
	if o.State != r.end {
		b.t.Errorf("%s, %s: %s in the end, want %s (%s %s)", b.name, r.name, o.State, r.end, o.ProviderStatus, cmp.Or(o.ProviderOrderID, "no id"))
	}
	if r.factor > 1 && (o.Error == nil || o.Error.Code != settle.CodeDearer) {
		b.t.Errorf("%s, %s: nobody is told (%+v)", b.name, r.name, o.Error)
	}
	if o.State == completed && len(o.Delivery) == 0 {
		b.t.Errorf("%s, %s: nothing delivered", b.name, r.name)
	}
	mine := b.charges(b.product.Provider)[before:]
	if len(mine) == 1 && o.State == completed && (o.Cost == nil || !o.Cost.Amount.Equal(mine[0].Amount)) {
		b.t.Errorf("%s, %s: cost %s, the wallet lost %s", b.name, r.name, o.Cost, mine[0].Amount)
	}
	if said := o.Charged; said.Taken == providers.Yes && len(mine) == 0 || said.Taken == providers.No && len(mine) > 0 || o.State == completed && said.Taken != providers.Yes {
		b.t.Errorf("%s, %s: says of the money %+v, charged %d times", b.name, r.name, said, len(mine))
	}
	if len(mine) != r.charges {
		b.t.Errorf("%s, %s: charged %d times, want %d", b.name, r.name, len(mine), r.charges)
	}
}

// anotherAnswer is an answer about somebody else's order. It is never taken
// for ours; a provider whose answer names nothing of ours cannot be told.
func (b *bench) anotherAnswer() {
	q, ok := b.quote()
	if !ok {
		return
	}
	p, told := b.proxies[b.product.Provider], false
	before := len(b.charges(b.product.Provider))
	p.arm(trouble{name: "answer to another order", match: "POST", rewrite: func(body []byte) []byte {
		out := bytes.ReplaceAll(body, []byte(q.Reference), []byte(uuid.NewString()))
		out = bytes.ReplaceAll(out, []byte(q.Product.ID), []byte(anotherID(q.Product.ID)))
		told = !bytes.Equal(out, body)
		return out
	}})
	o := b.buy(q)
	r := row{trouble: trouble{name: "answer to another order"}, charges: 1, at: completed, end: completed}
	if told {
		r.at = unknown
	}
	b.check(r, q, o, before)
}

// anotherID looks like an id of the same provider: in a number's place a text
// would only be JSON that nobody can read.
func anotherID(id string) string {
	if n, err := strconv.Atoi(id); err == nil {
		return strconv.Itoa(n + 1)
	}
	return "another-" + id
}
