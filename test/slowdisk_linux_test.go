package test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
	"simdesk/providers/sandbox"
	"simdesk/state/ledger"
)

// straceWorks is nil where a process may be traced.
var straceWorks = sync.OnceValue(func() error {
	out, err := exec.Command("strace", "-f", "-qq", "--seccomp-bpf", "-e", "trace=fsync", "-o", "/dev/null", "true").CombinedOutput()
	if err != nil {
		return fmt.Errorf("this test makes the disk slow with strace, which does not work here (%w: %s): .ci/deps test installs it, and the machine or container must allow ptrace", err, out)
	}
	return nil
})

// onSlowDisk makes every sync of the program that a counter runs wait, which
// no signal but the last one interrupts. It returns the end of that.
func (c *counter) onSlowDisk(wait time.Duration) (mend func()) {
	c.t.Helper()
	if err := straceWorks(); err != nil {
		c.t.Fatal(err)
	}
	// With -D the program is the process that is started, and killed, and strace
	// looks on from elsewhere.
	script := fmt.Sprintf("#!/bin/sh\nexec strace -D -f -qq --seccomp-bpf -o /dev/null -e trace=fsync,fdatasync -e inject=fsync,fdatasync:delay_enter=%d %q \"$@\"\n",
		wait.Microseconds(), c.bin)
	file := filepath.Join(c.t.TempDir(), "slowly")
	if err := os.WriteFile(file, []byte(script), 0o700); err != nil {
		c.t.Fatal(err)
	}
	quick := c.bin
	c.bin = file
	return func() { c.bin = quick }
}

// history is the states that an order went through.
func (k *killing) history(id string) []providers.State {
	k.counter.t.Helper()
	events, err := k.witness.book.Events(k.counter.t.Context(), id)
	if err != nil {
		k.counter.t.Fatal(err)
	}
	var states []providers.State
	for _, e := range events {
		states = append(states, e.State)
	}
	return states
}

// Every sync takes a third of a second: the sale takes longer and is the same.
func TestASaleOnASlowDisk(t *testing.T) {
	t.Parallel()
	const wait = 300 * time.Millisecond
	k := killingIn(t, newWorldOf(t, sandbox.Options{Seed: 43}, makers[0]))
	k.onSlowDisk(wait)
	begun := time.Now()
	o := k.spend(0, "buy", "--provider", "roamify", "--product", k.shelf["roamify"][0].ID, "--yes")
	if took := time.Since(begun); took < 3*wait {
		t.Errorf("the sale took %s, so the disk was not slow", took)
	}
	if o.State != completed || len(o.Delivery) != 1 || len(k.charges("roamify")) != 1 {
		t.Errorf("%+v, %d charges", o, len(k.charges("roamify")))
	}
	if d := cmp.Diff([]providers.State{providers.StateDrafted, providers.StateSubmitted, completed}, k.history(o.ID)); d != "" {
		t.Error(d)
	}
}

// Killed at a random moment of a sale that waits for the disk most of the time.
func TestKilledOnASlowDisk(t *testing.T) {
	t.Parallel()
	k := killingIn(t, newWorldOf(t, sandbox.Options{Seed: 47, Latency: func(string, string) time.Duration { return 50 * time.Millisecond }}, makers[0], makers[2]))
	mend := k.onSlowDisk(120 * time.Millisecond)
	var people sync.WaitGroup
	for i := range 2 {
		people.Go(func() {
			rng := rand.New(rand.NewPCG(47, uint64(i)))
			for n := int64(0); k.kills.Load() < 8; n++ {
				k.order(rng, n*2+int64(i))
			}
		})
	}
	people.Wait()
	mend()
	k.spend(0, "reconcile")
	settleAll(k.world, k.witness)
	b, err := k.close(k.witness)
	if err != nil {
		t.Fatal(err)
	}
	if v := judge(b); v.count() > 0 || len(k.witness.lies) > 0 {
		t.Errorf("%+v %v", v, k.witness.lies)
	}
	tell(t, b)
	if len(b.orders) == 0 {
		t.Error("nothing was sold, so this test shows nothing")
	}
}

// While a sale waits for the disk the console takes keys and draws.
func TestAConsoleOnASlowDiskTakesKeys(t *testing.T) {
	t.Parallel()
	k := killingIn(t, newWorldOf(t, sandbox.Options{Seed: 1}, makers[0]))
	k.onSlowDisk(2 * time.Second)
	x := k.console()
	x.confirm()
	var begun []ledger.Order
	for end := time.Now().Add(patience); len(begun) == 0 && time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		page, err := k.witness.book.List(t.Context(), ledger.Filter{})
		if err != nil {
			t.Fatal(err)
		}
		begun = page.Orders
	}
	x.press("M-2")
	x.wait("[eSIM]")
	x.press("8988247")
	x.wait("8988247")
	if len(begun) != 1 || slices.Contains(k.history(begun[0].ID), completed) {
		t.Errorf("the disk was not slower than the keys: %+v", begun)
	}
	orders := k.all(completed)
	if len(orders) != 1 || len(orders[0].Delivery) != 1 || len(k.charges("roamify")) != 1 {
		t.Errorf("%+v, %d charges", orders, len(k.charges("roamify")))
	}
	x.press("C-q")
}
