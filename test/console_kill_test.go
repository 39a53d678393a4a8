//go:build unix

package test

import (
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"simdesk/providers"
	"simdesk/state/ledger"
)

// console is the built console in a terminal of its own, on the configuration
// of a world.
func (k *killing) console() *terminal {
	k.counter.t.Helper()
	x := inTerminal(k.counter.t, 120, 40, "exec "+k.bin, k.ofConsole()...)
	x.wait("SANDBOX", "Search:")
	return x
}

// ofConsole is what a console has of the environment.
func (k *killing) ofConsole() []string {
	return slices.DeleteFunc(slices.Clone(k.env), func(e string) bool {
		return !strings.HasPrefix(e, "SIMDESK_CONFIG=") && !strings.HasPrefix(e, "XDG_")
	})
}

func (x *terminal) pid() int {
	x.t.Helper()
	pid, err := strconv.Atoi(strings.TrimSpace(x.tmux("display-message", "-p", "#{pane_pid}")))
	if err != nil {
		x.t.Fatal(err)
	}
	return pid
}

// confirm types for a product and presses the key that spends.
func (x *terminal) confirm() {
	x.t.Helper()
	x.press("japan 5gb roamify")
	x.wait("japan 5gb roamify", "Roamify", "5 GB")
	time.Sleep(200 * time.Millisecond) // the search has its answer
	x.press("Enter")
	x.wait("^Y buys for")
	time.Sleep(500 * time.Millisecond) // the quiet time before a key may spend
	x.press("C-y")
}

// ended waits until a process is gone.
func ended(t *testing.T, pid int) {
	t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) {
			return
		}
	}
	t.Errorf("process %d is still there", pid)
}

// all waits until every order of the ledger is in one of these states.
func (k *killing) all(states ...providers.State) []ledger.Order {
	k.counter.t.Helper()
	var got []ledger.Order
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		page, err := k.witness.book.List(context.Background(), ledger.Filter{})
		if err != nil {
			k.counter.t.Fatal(err)
		}
		got = page.Orders
		right := 0
		for _, o := range got {
			for _, s := range states {
				if o.State == s {
					right++
				}
			}
		}
		if len(got) > 0 && right == len(got) {
			return got
		}
	}
	for _, o := range got {
		k.counter.t.Errorf("order %s is %s, want %v", o.ID, o.State, states)
	}
	return got
}

// A console that is killed at any moment around the key that spends is started
// again, says what is open and settles it by itself.
func TestAKilledConsoleComesBackAndSettles(t *testing.T) {
	t.Parallel()
	k := newKilling(t, 31)
	rng := rand.New(rand.NewPCG(31, 31))
	rounds := max(3, *tortureKills/50)
	for range rounds {
		x := k.console()
		x.confirm()
		time.Sleep(time.Duration(rng.IntN(500)) * time.Millisecond)
		pid := x.pid()
		if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		k.kills.Add(1)
	}
	x := k.console()
	// What was sent and charged is found; what never left stays a draft.
	orders := k.all(completed, providers.StateDrafted)
	if len(orders) > 0 {
		x.press("M-4")
		x.wait("[Orders]", "Japan, 5 GB")
	}
	x.press("C-q")
	settleAll(k.world, k.witness)
	b, err := k.close(k.witness)
	if err != nil {
		t.Fatal(err)
	}
	v := judge(b)
	if v.count() > 0 || len(k.witness.lies) > 0 {
		t.Errorf("%+v %v", v, k.witness.lies)
	}
	t.Logf("%d kills, %d orders", k.kills.Load(), len(b.orders))
}

// underWay is a console whose charging request has left and whose answer waits
// until held is closed.
func (k *killing) underWay() (x *terminal, pid int, held chan struct{}) {
	held = make(chan struct{})
	k.proxies["roamify"].arm(trouble{name: "slow", match: "/api/esim/order", holdAnswer: held})
	x = k.console()
	pid = x.pid()
	x.confirm()
	k.all(providers.StateSubmitted)
	return x, pid, held
}

// Told to end, or with its terminal gone, while a request is under way, the
// console writes the answer before it goes.
func TestAConsoleToldToEndWritesTheAnswerFirst(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(x *terminal, pid int) error{
		"SIGTERM": func(_ *terminal, pid int) error { return syscall.Kill(pid, syscall.SIGTERM) },
		"SIGHUP":  func(_ *terminal, pid int) error { return syscall.Kill(pid, syscall.SIGHUP) },
		"terminal lost": func(x *terminal, _ int) error {
			return exec.Command("tmux", "-S", x.socket, "kill-server").Run()
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			k := newKilling(t, 37)
			x, pid, held := k.underWay()
			if err := end(x, pid); err != nil {
				t.Fatal(err)
			}
			time.Sleep(300 * time.Millisecond) // it would be gone by now, if it did not wait
			close(held)
			ended(t, pid)
			orders := k.all(completed)
			if len(orders) != 1 || len(orders[0].Delivery) != 1 || len(k.charges("roamify")) != 1 {
				t.Errorf("%d orders, %d charges", len(orders), len(k.charges("roamify")))
			}
		})
	}
}

// A console that is told to end when its sale is done has ended well, and says
// nothing of the money that is not so.
func TestAConsoleToldToEndAfterASale(t *testing.T) {
	t.Parallel()
	k := newKilling(t, 39)
	note := filepath.Join(t.TempDir(), "pid")
	x := inTerminal(t, 120, 40, "sh -c 'echo $$ >"+note+"; exec "+k.bin+`'; echo "exit code $?"; sleep 60`, k.ofConsole()...)
	x.wait("SANDBOX", "Search:")
	x.confirm()
	k.all(completed)
	out, err := os.ReadFile(note)
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(out)))
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(pid, syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if x.wait("exit code 0"); strings.Contains(x.screen(), "charged") {
		t.Error(x.screen())
	}
}

// TestAConsoleThatWaitsSaysSo: after a quit that was meant twice the screen is
// gone and the program still waits for an answer.
func TestAConsoleThatWaitsSaysSo(t *testing.T) {
	t.Parallel()
	k := newKilling(t, 38)
	x, pid, held := k.underWay()
	x.press("C-q")
	x.wait("1 order is in flight.")
	x.press("C-q")
	x.wait("simdesk waits for the answer to 1 order")
	close(held)
	ended(t, pid)
}
