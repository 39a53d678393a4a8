package test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"simdesk/providers"
	"simdesk/providers/sandbox"
	"simdesk/state/ledger"
	"simdesk/state/ledger/sqlite"
)

// killing is the built program, run and killed against the simulators.
type killing struct {
	*world
	*counter
	witness *witness
	kills   atomic.Int64
	mu      sync.Mutex
	iccids  map[string][]string // by provider
}

// slowly makes the time that a charging request takes wide enough to be hit.
func slowly(_, op string) time.Duration {
	if op == "sell" || op == "topup" {
		return 250 * time.Millisecond
	}
	return 0
}

func newKilling(t *testing.T, seed int64) *killing {
	t.Helper()
	return killingIn(t, newWorldOf(t, sandbox.Options{Seed: seed, Latency: slowly}, makers...))
}

// killingIn configures the built program for the providers of a world.
func killingIn(t *testing.T, w *world) *killing {
	t.Helper()
	k := &killing{world: w, iccids: map[string][]string{}}
	dir := filepath.Dir(w.file)
	var config strings.Builder
	fmt.Fprintf(&config, "currency = \"USD\"\n[store]\ndsn = %q\n", w.file)
	for _, m := range w.makers {
		fmt.Fprintf(&config, "[providers.%s]\nenvironment = \"sandbox\"\ntimeout = \"2s\"\nbase_url = %q\n",
			m.name, w.proxies[m.name].through(w.running.URL(m.name)))
		for key, secret := range sandbox.Credentials(m.name) {
			fmt.Fprintf(&config, "%s = %q\n", key, secret)
		}
		if m.name == "reloadly" {
			fmt.Fprintf(&config, "auth_url = %q\n", w.proxies[m.name].through(w.running.URL(m.name)))
		}
	}
	file := filepath.Join(dir, "config.toml")
	if err := os.WriteFile(file, []byte(config.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	k.counter = &counter{t: t, bin: built(t), env: append(os.Environ(), "XDG_DATA_HOME="+dir, "XDG_CACHE_HOME="+dir, "SIMDESK_CONFIG="+file)}
	if r := k.run("catalog", "--refresh", "--limit", "1"); r.code != 0 {
		t.Fatalf("catalogue: %+v", r)
	}
	book, err := sqlite.Open(t.Context(), w.file, sqlite.Options{Now: w.now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = book.Close() })
	k.witness = &witness{book: book, seen: map[string]map[providers.State]bool{}}
	return k
}

// said is an order as a command prints it.
type said struct {
	Order *struct {
		ID       string               `json:"id"`
		State    providers.State      `json:"state"`
		Delivery []providers.Delivery `json:"delivery"`
	} `json:"order"`
}

// exits holds the exit codes that an order's state allows (contracts.md 1).
var exits = map[providers.State][]int{
	providers.StateCompleted: {0}, providers.StateProcessing: {5}, providers.StateFailed: {1, 3}, providers.StateRefunded: {3},
	providers.StateUnknown: {4}, providers.StateNeedsReview: {4}, providers.StateSubmitted: {4}, providers.StateDrafted: {4},
}

// spend runs a command and kills it after a while; 0 lets it end. What it
// printed is what a script has been shown.
func (k *killing) spend(after time.Duration, args ...string) ledger.Order {
	ctx, cancel := context.WithTimeout(context.Background(), 60*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, k.bin, append(args, "--json")...)
	cmd.Env = k.env
	cmd.WaitDelay = 5 * time.Second // a tracer that outlives it may hold the pipe for ever
	var out strings.Builder
	cmd.Stdout = &out
	if err := cmd.Start(); err != nil {
		k.counter.t.Error(err)
		return ledger.Order{}
	}
	if after > 0 {
		timer := time.AfterFunc(after, func() { _ = cmd.Process.Kill() })
		defer timer.Stop()
	}
	err := cmd.Wait()
	if s, ok := cmd.ProcessState.Sys().(syscall.WaitStatus); ok && s.Signaled() {
		k.kills.Add(1)
	}
	var r said
	if json.Unmarshal([]byte(out.String()), &r) != nil || r.Order == nil {
		return ledger.Order{}
	}
	o := ledger.Order{ID: r.Order.ID, State: r.Order.State, Delivery: r.Order.Delivery, Reference: r.Order.ID}
	k.witness.look(o, "a command")
	var exit *exec.ExitError
	code := 0
	if errors.As(err, &exit) {
		code = exit.ExitCode()
	}
	if code >= 0 && !slices.Contains(exits[o.State], code) {
		k.counter.t.Errorf("%s ends with %d: %s", o.State, code, out.String())
	}
	return o
}

// order is one customer of a script that is killed once or twice and started
// again with the same attempt.
func (k *killing) order(rng *rand.Rand, n int64) {
	args := append(k.choose(rng), "--yes", "--wait", "1s", "--attempt", fmt.Sprintf("k-%d-%d", k.seed, n))
	var first ledger.Order
	for range 1 + rng.IntN(2) {
		o := k.spend(time.Duration(1+rng.IntN(900))*time.Millisecond, args...)
		if first.ID == "" {
			first = o
		}
	}
	if rng.IntN(3) == 0 {
		k.spend(time.Duration(1+rng.IntN(300))*time.Millisecond, "reconcile")
	}
	last := k.spend(0, args...)
	if first.ID != "" && last.ID != "" && first.ID != last.ID {
		k.counter.t.Errorf("one attempt, two orders: %s and %s", first.ID, last.ID)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, d := range last.Delivery {
		if d.Type == providers.DeliverESIM {
			k.iccids[args[2]] = append(k.iccids[args[2]], d.ICCID)
		}
	}
}

// choose is a command that sells or tops up something.
func (k *killing) choose(rng *rand.Rand) []string {
	provider := k.makers[rng.IntN(len(k.makers))].name
	k.mu.Lock()
	have := k.iccids[provider]
	k.mu.Unlock()
	if len(have) > 0 && rng.IntN(2) == 0 && provider != "valuetopup" {
		return []string{"topup", "--provider", provider, have[rng.IntN(len(have))]}
	}
	shelf := k.shelf[provider]
	p := shelf[rng.IntN(len(shelf))]
	args := []string{"buy", "--provider", provider, "--product", p.ID}
	for name, value := range form(rng, p) {
		args = append(args, "--field", name+"="+value)
	}
	return args
}

// killed runs the built program until it was killed so many times, settles and
// judges.
func killed(t *testing.T, seed int64, kills int) (tally, verdict) {
	k := newKilling(t, seed)
	for _, p := range k.proxies {
		p.weather(func(rng *rand.Rand, line string) trouble {
			if rng.IntN(2) == 0 {
				return trouble{}
			}
			return weather(rng, line)
		})
	}
	var next atomic.Int64
	var people sync.WaitGroup
	for i := range 3 {
		people.Go(func() {
			rng := rand.New(rand.NewPCG(uint64(seed), uint64(i)))
			for k.kills.Load() < int64(kills) {
				k.order(rng, next.Add(1))
			}
		})
	}
	people.Wait()
	for _, p := range k.proxies {
		p.disarm()
		p.calm()
	}
	k.spend(0, "reconcile")
	settleAll(k.world, k.witness)
	b, err := k.close(k.witness)
	if err != nil {
		t.Fatal(err)
	}
	v := judge(b)
	v.wrong = append(v.wrong, k.witness.lies...)
	tell(t, b)
	return tally{sales: len(b.orders), faults: k.faultsMade(), kills: k.kills.Load()}, v
}
