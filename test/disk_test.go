package test

import (
	"bytes"
	"database/sql"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// wallets is what every provider says it holds.
func (c *counter) wallets() map[string]string {
	c.t.Helper()
	all := map[string]string{}
	for _, w := range c.run("balances").Balances {
		if w.Available == nil {
			c.t.Fatalf("%+v", w)
		}
		all[w.Provider] = w.Available.Amount
	}
	return all
}

// A ledger that cannot take the intent: nothing is sent, one sentence says why,
// the exit code is 1, and what is there is left as it is.
func TestNothingIsSentWithoutALedger(t *testing.T) {
	t.Parallel()
	c := atCounter(t, "")
	product, filler := c.cheapest("roamify"), c.cheapest("valuetopup")
	for range 6 {
		if r := c.run("buy", "--provider", "valuetopup", "--product", filler, "--yes"); r.code != 0 {
			t.Fatalf("%+v", r)
		}
	}
	sound := filepath.Join(t.TempDir(), "sound.db")
	if r := c.run("backup", sound); r.code != 0 {
		t.Fatalf("%+v", r)
	}
	good, before := []byte(contents(t, sound)), c.wallets()
	good[18], good[19] = 2, 2 // with a log, as in use
	in := func(b []byte) func(t *testing.T) string {
		return func(t *testing.T) string {
			file := filepath.Join(t.TempDir(), "simdesk.db")
			if err := os.WriteFile(file, b, 0o600); err != nil {
				t.Fatal(err)
			}
			return file
		}
	}
	spoilt := func(from, to int) []byte {
		return append(append(bytes.Clone(good[:from]), bytes.Repeat([]byte{0xA5}, to-from)...), good[to:]...)
	}
	newer := bytes.Clone(good)
	newer[63] = 99 // PRAGMA user_version
	for name, x := range map[string]struct {
		store func(t *testing.T) string
		code  string
	}{
		"header":           {in(spoilt(0, 16)), "ledger_damaged"},
		"first page":       {in(spoilt(100, 4096)), "ledger_damaged"},
		"middle":           {in(spoilt(4096, len(good)/4096/2*4096)), "ledger_damaged"},
		"cut short":        {in(good[:len(good)-4096]), "ledger_damaged"},
		"empty":            {in(nil), "ledger_damaged"},
		"another program":  {in([]byte("Monday: two cards for Japan\n")), "ledger_damaged"},
		"newer version":    {in(newer), "ledger_newer"},
		"no such place":    {func(t *testing.T) string { return filepath.Join(in([]byte("x"))(t), "simdesk.db") }, "ledger_readonly"},
		"a read-only disk": {func(*testing.T) string { return "/proc/simdesk/simdesk.db" }, "ledger_readonly"},
		"log is garbage": {func(t *testing.T) string {
			file := in(good)(t)
			if err := os.WriteFile(file+"-wal", bytes.Repeat([]byte("garbage "), 4096), 0o600); err != nil {
				t.Fatal(err)
			}
			return file
		}, "ledger_damaged"},
		"its file is gone and its log is not": {func(t *testing.T) string {
			file := in(good)(t)
			if err := os.Rename(file, file+"-wal"); err != nil {
				t.Fatal(err)
			}
			return file
		}, "ledger_damaged"},
		"locked by another process": {func(t *testing.T) string {
			file := in(good)(t)
			db, err := sql.Open("sqlite", file)
			if err == nil {
				db.SetMaxOpenConns(1)
				_, err = db.Exec("PRAGMA journal_mode = WAL; BEGIN IMMEDIATE")
			}
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = db.Close() })
			return file
		}, "ledger_locked"},
	} {
		t.Run(name, func(t *testing.T) {
			c := *c
			c.t = t
			file := x.store(t)
			was, _ := os.ReadFile(file)
			log, _ := os.ReadFile(file + "-wal")
			r := c.run("buy", "--provider", "roamify", "--product", product, "--yes", "--store", file)
			if r.code != 1 || r.Order != nil || r.Error == nil || r.Error.Code != x.code {
				t.Errorf("exit code %d, %+v, order %+v; want 1, %s", r.code, r.Error, r.Order, x.code)
			}
			if now, _ := os.ReadFile(file); !bytes.Equal(was, now) {
				t.Error("the file was changed")
			}
			if now, _ := os.ReadFile(file + "-wal"); len(log) > 0 && !bytes.Equal(log, now) {
				t.Error("the log was changed")
			}
		})
	}
	if d := cmp.Diff(before, c.wallets()); d != "" {
		t.Errorf("something was charged (-before +after):\n%s", d)
	}
}

// No file may grow, as on a disk without room or beyond a quota.
func TestNothingIsSentWithoutRoom(t *testing.T) {
	t.Parallel()
	c := atCounter(t, "")
	product, before := c.cheapest("roamify"), c.wallets()
	cmd := exec.Command("sh", "-c", `ulimit -f 0; exec "$0" "$@"`, c.bin, "buy", "--provider", "roamify", "--product", product, "--yes", "--json")
	cmd.Env = c.env
	out, err := cmd.Output()
	r := c.read(out, err)
	if r.code != 1 || r.Order != nil || r.Error == nil || r.Error.Message == "" {
		t.Errorf("exit code %d, %s", r.code, out)
	}
	if d := cmp.Diff(before, c.wallets()); d != "" {
		t.Errorf("something was charged (-before +after):\n%s", d)
	}
	if r := c.run("buy", "--provider", "roamify", "--product", product, "--yes"); r.code != 0 || len(c.run("orders", "--state", "completed").Orders) != 1 {
		t.Errorf("with room again: %+v", r)
	}
}
