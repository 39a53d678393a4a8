package test

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"math/rand/v2"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"simdesk/providers"
	"simdesk/state/desk"
	"simdesk/state/ledger"
	"simdesk/state/ledger/sqlite"
)

var (
	tortureSales = flag.Int("torture.sales", 300, "orders that the torture confirms over real sockets")
	tortureKills = flag.Int("torture.kills", 12, "times that a running simdesk is killed")
	tortureWhy   = flag.Bool("torture.why", false, "also print why orders failed")
	tortureSum   = flag.String("torture.sum", "", "file to write the last line to as well")
	tortureSeed  = flag.Int64("torture.seed", 0, "seed of the torture, 0 takes one from the clock")
)

// seed is the one that was asked for, or a new one; it is always printed.
func seed(t testing.TB) int64 {
	s := *tortureSeed
	if s == 0 {
		s = time.Now().UnixNano() % 1e9
	}
	t.Logf("-torture.seed=%d", s)
	return s
}

// net/http tells the standard logger of answers that nobody asked for.
func init() { log.SetOutput(io.Discard) }

const (
	tills   = 3  // processes at once
	workers = 12 // people pressing keys
)

// torture is one run.
type torture struct {
	*world
	witness  *witness
	slots    [tills]atomic.Pointer[till]
	mu       sync.Mutex
	gone     []*till // killed, with requests perhaps still under way
	iccids   []string
	from     []string             // their providers
	waiting  map[string]time.Time // for a person, since when
	attempts atomic.Int64
	refused  atomic.Int64 // confirmations that never opened
	restarts atomic.Int64
}

// oneDay is how many sales go into one ledger: settling looks at everything
// that is open, so one ledger for all would take longer with each sale.
const oneDay = 1000

// tally is what a run came to.
type tally struct {
	sales         int
	faults, kills int64
}

// Thousands of sales and top-ups, several people, three processes on one
// ledger; networks that break, providers that stumble, processes that die. In
// the end nothing may be charged twice, lost or shown wrong.
func TestTorture(t *testing.T) {
	seed := seed(t)
	var sum tally
	var all verdict
	add := func(n tally, v verdict) {
		sum = tally{sum.sales + n.sales, sum.faults + n.faults, sum.kills + n.kills}
		all = verdict{append(all.twice, v.twice...), append(all.lost, v.lost...), append(all.wrong, v.wrong...)}
	}
	for left := *tortureSales; left > 0 && all.count() == 0; left -= oneDay {
		add(tortured(t, seed+int64(left), min(left, oneDay)))
	}
	if *tortureVirtual > 0 && all.count() == 0 {
		add(inVirtualTime(t, seed, *tortureVirtual))
	}
	if *tortureKills > 0 {
		add(killed(t, seed, *tortureKills))
	}
	for kind, list := range map[string][]string{"twice": all.twice, "lost": all.lost, "wrong": all.wrong} {
		for i, s := range list {
			if i < 20 {
				t.Errorf("%s: %s", kind, s)
			}
		}
	}
	line := fmt.Sprintf("sales %d · faults %d · kills %d · charged twice %d · lost %d · shown wrong %d\n",
		sum.sales, sum.faults, sum.kills, len(all.twice), len(all.lost), len(all.wrong))
	fmt.Print(line)
	if *tortureSum != "" {
		if err := os.WriteFile(*tortureSum, []byte(line), 0o600); err != nil {
			t.Error(err)
		}
	}
}

// tortured runs the desks of this process.
func tortured(t *testing.T, seed int64, sales int) (tally, verdict) {
	return (&torture{world: newWorld(t, seed)}).day(sales)
}

// day is so many sales into one ledger, and what the books say then.
func (r *torture) day(sales int) (tally, verdict) {
	t, seed := r.t, r.seed
	book, err := sqlite.Open(context.Background(), r.file, sqlite.Options{Now: r.now})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = book.Close() }()
	r.witness = &witness{book: book, seen: map[string]map[providers.State]bool{}}
	for i := range r.slots {
		r.ether.breathe(chance(uint64(seed) + uint64(i)))
		r.slots[i].Store(r.open(0))
	}
	r.poor(chance(uint64(seed)), sales)
	for _, p := range r.ways {
		p.weather(weather)
	}
	r.run(sales)
	b, v := r.finish()
	r.ether.history(t, book, b.orders)
	tell(t, b)
	t.Logf("%d confirmations never opened, %d processes dropped inside this one, %d steps that a full disk refused",
		r.refused.Load(), r.restarts.Load(), r.ether.refusals())
	return tally{sales: len(b.orders), faults: r.faultsMade()}, v
}

// open starts a till and watches what it shows.
func (r *torture) open(lag time.Duration) *till {
	own := *r.world
	own.lag = lag
	x := own.start(true)
	news, stop := x.Subscribe()
	go func() {
		for o := range news {
			r.witness.look(o, "a screen")
		}
	}()
	go func() {
		<-x.over
		stop()
	}()
	return x
}

func (r *torture) run(sales int) {
	done := make(chan struct{})
	var chaos, people sync.WaitGroup
	for i, f := range []func(*rand.Rand){r.restart, r.outage, r.clock, r.prices, r.person, r.disk} {
		pause := []time.Duration{4 * time.Second, time.Second, time.Second, time.Second, time.Second, 2 * time.Second}[i] // at most
		chaos.Go(func() {
			rng := rand.New(rand.NewPCG(uint64(r.seed), uint64(100+i)))
			for {
				select {
				case <-done:
					return
				case <-time.After(100*time.Millisecond + time.Duration(rng.Int64N(int64(pause)))):
					f(rng)
				}
			}
		})
	}
	var next atomic.Int64
	for i := range workers {
		people.Go(func() {
			rng := rand.New(rand.NewPCG(uint64(r.seed), uint64(i)))
			for next.Add(1) <= int64(sales) {
				r.ether.breathe(rng)
				r.press(rng)
			}
		})
	}
	people.Wait()
	close(done)
	chaos.Wait()
}

// restart kills a process and starts another in its place.
func (r *torture) restart(rng *rand.Rand) {
	fresh := r.open(apart(rng))
	old := r.slots[rng.IntN(tills)].Swap(fresh)
	old.kill()
	r.restarts.Add(1)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.gone = append(r.gone, old)
}

// outage takes one provider off the network for a while.
func (r *torture) outage(rng *rand.Rand) {
	if rng.IntN(4) > 0 {
		return
	}
	p := r.ways[r.makers[rng.IntN(len(r.makers))].name]
	p.down()
	time.Sleep(time.Duration(rng.IntN(200)) * time.Millisecond)
	p.again()
	p.made().Add(1)
}

// clock lets time pass, so that late orders settle and tokens end; now and
// then so much of it that what is open goes to a person.
func (r *torture) clock(rng *rand.Rand) {
	d := time.Duration(rng.IntN(4000)) * time.Millisecond
	if rng.IntN(20) == 0 {
		d = 3 * time.Minute
	}
	r.sims.World().Advance(d)
}

func (r *torture) till(rng *rand.Rand) *till { return r.slots[rng.IntN(tills)].Load() }

// press is one customer: choose, confirm, perhaps twice, perhaps at two tills.
func (r *torture) press(rng *rand.Rand) {
	q := r.request(rng)
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	x := r.till(rng)
	if q.Attempt != "" && rng.IntN(4) == 0 {
		var both sync.WaitGroup
		other := r.till(rng)
		both.Go(func() {
			r.ether.hesitate()
			r.confirm(ctx, other, q, 1)
		})
		r.confirm(ctx, x, q, 1)
		both.Wait()
		return
	}
	first := r.confirm(ctx, x, q, 1+rng.IntN(4)/3)
	if first.ID == "" {
		r.ether.later()
	}
	if q.Attempt != "" && rng.IntN(3) == 0 {
		again := r.confirm(ctx, r.till(rng), q, 1) // as a script does that saw its command die
		if first.ID != "" && again.ID != "" && first.ID != again.ID {
			r.t.Errorf("one attempt, two orders: %s and %s", first.ID, again.ID)
		}
	}
	if rng.IntN(20) == 0 {
		r.browse(ctx, r.till(rng))
	}
}

func (r *torture) request(rng *rand.Rand) desk.QuoteRequest {
	q := desk.QuoteRequest{Clerk: "ana"}
	if rng.IntN(2) == 0 {
		q.Attempt = fmt.Sprintf("till-%d-%d", r.seed, r.attempts.Add(1))
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.iccids) > 0 && rng.IntN(4) == 0 {
		i := rng.IntN(len(r.iccids))
		q.ICCID, q.Provider = r.iccids[i], r.from[i]
		return q
	}
	q.Provider = r.makers[rng.IntN(len(r.makers))].name
	if q.Provider == "fyatu" && rng.IntN(2) == 0 { // its sales wait for each other
		q.Provider = r.makers[0].name
	}
	shelf := r.shelf[q.Provider]
	p := shelf[rng.IntN(len(shelf))]
	q.ProductID, q.Fields = p.ID, form(rng, p)
	return q
}

// confirm opens a confirmation and presses so many times.
func (r *torture) confirm(ctx context.Context, x *till, q desk.QuoteRequest, presses int) ledger.Order {
	if q.ICCID != "" && q.ProductID == "" {
		if fits, err := x.TopUps(ctx, q.ICCID, q.Provider); err == nil && len(fits) > 0 {
			q.ProductID = fits[0].ID
		}
	}
	quote, err := x.Quote(ctx, q)
	if err != nil {
		r.refused.Add(1)
		return ledger.Order{}
	}
	var o ledger.Order
	for range presses {
		ticket, err := x.Buy(quote)
		if err != nil {
			r.refused.Add(1)
			return ledger.Order{}
		}
		if o, err = ticket.Wait(ctx); err != nil {
			o = ledger.Order{} // the process is gone, with its answer
			continue
		}
		r.witness.look(o, "an answer")
	}
	if o.State == providers.StateProcessing || o.State == providers.StateUnknown {
		o = x.Await(ctx, o, 50*time.Millisecond)
		r.witness.look(o, "an answer")
	}
	r.keep(o)
	return o
}

// keep remembers an eSIM for later top-ups.
func (r *torture) keep(o ledger.Order) {
	for _, d := range o.Delivery {
		if d.Type == providers.DeliverESIM && r.tops(o.Provider) {
			r.mu.Lock()
			r.iccids, r.from = append(r.iccids, d.ICCID), append(r.from, o.Provider)
			r.mu.Unlock()
		}
	}
}

func (r *torture) tops(provider string) bool {
	return r.slots[0].Load().Why(provider, providers.CanTopUp).IsZero()
}

func (r *torture) browse(ctx context.Context, x *till) {
	page, err := x.Orders(ctx, ledger.Filter{Limit: 20, OpenFirst: true})
	if err != nil {
		return
	}
	for _, o := range page.Orders {
		r.witness.look(o, "the list of orders")
	}
}

// finish lets everything come to rest and settles what is open.
func (r *torture) finish() (books, verdict) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	for i := range r.slots {
		r.gone = append(r.gone, r.slots[i].Load())
	}
	for _, p := range r.ways {
		p.disarm()
	}
	for _, x := range r.gone {
		if err := x.rest(ctx); err != nil {
			r.t.Fatal(err)
		}
	}
	for _, p := range r.ways {
		p.calm()
	}
	settleAll(r.world, r.witness)
	b, err := r.close(r.witness)
	if err != nil {
		r.t.Fatal(err)
	}
	v := judge(b)
	v.wrong = append(v.wrong, r.witness.lies...)
	for _, list := range [][]string{v.twice, v.lost, v.wrong} {
		r.explain(list, b.orders)
	}
	return b, v
}

func (w *world) faultsMade() int64 {
	n := int64(0)
	for _, p := range w.ways {
		n += p.made().Load()
	}
	return n
}
