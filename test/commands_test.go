package test

import (
	"bufio"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// counter is the built program as a script uses it, with its own configuration,
// ledger and catalogue, against simulators that another process of it serves.
type counter struct {
	t   *testing.T
	bin string
	env []string
}

// atCounter serves the simulators under a scenario and configures them with
// what simulate prints.
func atCounter(t *testing.T, scenario string) *counter {
	t.Helper()
	dir := t.TempDir()
	c := &counter{t: t, bin: built(t), env: append(os.Environ(),
		"XDG_DATA_HOME="+dir, "XDG_CACHE_HOME="+dir, "SIMDESK_CONFIG="+filepath.Join(dir, "config.toml"))}
	play := filepath.Join(dir, "scenario.toml")
	if err := os.WriteFile(play, []byte(scenario), 0o600); err != nil {
		t.Fatal(err)
	}
	sims := exec.Command(c.bin, "simulate", "--scenario", play)
	out, err := sims.StdoutPipe()
	if err == nil {
		err = sims.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = sims.Process.Signal(syscall.SIGTERM)
		_ = sims.Wait()
	})
	var text strings.Builder
	for lines := bufio.NewScanner(out); lines.Scan(); {
		text.WriteString(lines.Text() + "\n")
		if strings.HasPrefix(lines.Text(), "token = ") { // the last line
			break
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "config.toml"), []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return c
}

// reply is the part of every answer that these tests look at.
type reply struct {
	Order    *order   `json:"order"`
	Orders   []order  `json:"orders"`
	Settled  []order  `json:"settled"`
	Open     []order  `json:"still_unknown"`
	Products []order  `json:"products"`
	Balances []wallet `json:"balances"`
	Checks   []check  `json:"checks"`
	Error    *problem `json:"error"`
	code     int
}

type check struct{ Name, Status, Message string }

type problem struct{ Code, Message string }

// said is what doctor says under a name.
func (r reply) said(name string) string {
	for _, x := range r.Checks {
		if x.Name == name {
			return x.Status + " " + x.Message
		}
	}
	return ""
}

type order struct {
	ID       string `json:"id"`
	State    string `json:"state"`
	Delivery []struct {
		ICCID string `json:"iccid"`
	} `json:"delivery"`
}

type wallet struct {
	Provider  string
	Available *struct{ Amount string }
	Error     any
}

func (c *counter) command(args ...string) *exec.Cmd {
	cmd := exec.Command(c.bin, append(args, "--json")...)
	cmd.Env = c.env
	return cmd
}

func (c *counter) run(args ...string) reply {
	c.t.Helper()
	out, err := c.command(args...).Output()
	return c.read(out, err)
}

func (c *counter) read(out []byte, err error) reply {
	c.t.Helper()
	var r reply
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		r.code = exit.ExitCode()
	} else if err != nil {
		c.t.Fatal(err)
	}
	if err := json.Unmarshal(out, &r); err != nil {
		c.t.Fatalf("%v: %s", err, out)
	}
	return r
}

// cheapest is the cheapest eSIM of a provider.
func (c *counter) cheapest(provider string) string {
	c.t.Helper()
	r := c.run("catalog", "--kind", "esim", "--sort", "price", "--limit", "1", "--provider", provider)
	if len(r.Products) != 1 {
		c.t.Fatalf("%s: %+v", provider, r)
	}
	return r.Products[0].ID
}

// Every provider that sells eSIMs sells one to a script, once per attempt, and
// the order is found again by the end of its ICCID.
func TestCommandsSell(t *testing.T) {
	t.Parallel()
	c := atCounter(t, "")
	for _, w := range c.run("balances").Balances {
		if w.Available == nil || w.Error != nil {
			t.Errorf("wallet %+v", w)
		}
	}
	for _, provider := range []string{"roamify", "fyatu", "valuetopup", "giftapi"} {
		args := []string{"buy", "--provider", provider, "--product", c.cheapest(provider), "--yes", "--attempt", "till-" + provider}
		first, second := c.run(args...), c.run(args...)
		if first.code != 0 || second.code != 0 || first.Order.ID != second.Order.ID || len(first.Order.Delivery) != 1 {
			t.Errorf("%s: %+v, then %+v", provider, first, second)
			continue
		}
		iccid := first.Order.Delivery[0].ICCID
		found := c.run("orders", iccid[len(iccid)-6:])
		if len(found.Orders) != 1 || found.Orders[0].ID != first.Order.ID {
			t.Errorf("%s: found %+v", provider, found)
		}
		if r := c.run("usage", iccid); r.code != 0 {
			t.Errorf("%s: usage %+v", provider, r)
		}
	}
}

// The first sale of everybody is carried out and nobody hears of it: it is
// found, never repeated.
func TestCommandsFindWhatWasLost(t *testing.T) {
	t.Parallel()
	c := atCounter(t, "[[faults]]\nop = \"sell\"\nafter = true\nclose = true\n")
	for _, provider := range []string{"roamify", "fyatu", "valuetopup", "giftapi"} {
		r := c.run("buy", "--provider", provider, "--product", c.cheapest(provider), "--yes")
		if r.code != 0 || r.Order.State != "completed" || len(r.Order.Delivery) != 1 {
			t.Errorf("%s: exit code %d, %+v", provider, r.code, r.Order)
		}
	}
}

// A script that is told to end while the request is under way prints the order.
func TestCommandsTakeASignal(t *testing.T) {
	t.Parallel()
	c := atCounter(t, "[[faults]]\nprovider = \"roamify\"\nop = \"sell\"\ndelay = \"2s\"\n")
	cmd := c.command("buy", "--provider", "roamify", "--product", c.cheapest("roamify"), "--yes", "--attempt", "k")
	var out strings.Builder
	cmd.Stdout = &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	c.untilSubmitted()
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	err := cmd.Wait()
	r := c.read([]byte(out.String()), err)
	again := c.run("buy", "--provider", "roamify", "--product", "any", "--yes", "--attempt", "k")
	if r.code != 0 || r.Order.State != "completed" || again.code != 0 || again.Order.ID != r.Order.ID {
		t.Errorf("%+v, then %+v", r, again)
	}
}

// untilSubmitted waits until the ledger says that the request is leaving.
func (c *counter) untilSubmitted() {
	c.t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); {
		if len(c.run("orders", "--state", "submitted").Orders) == 1 {
			return
		}
	}
	c.t.Fatal("nothing was submitted")
}
