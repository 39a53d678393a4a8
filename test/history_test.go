package test

import (
	"database/sql"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// store is where the counter's orders lie.
func (c *counter) store() string {
	c.t.Helper()
	for _, e := range c.env {
		if config, ok := strings.CutPrefix(e, "SIMDESK_CONFIG="); ok {
			return filepath.Join(filepath.Dir(config), "simdesk", "simdesk.db")
		}
	}
	c.t.Fatal("the counter has no directory")
	return ""
}

// copied is a copy of the store, changed by somebody who knows SQL and puts
// everything back that would have kept it from being changed.
func (c *counter) copied(statements ...string) string {
	c.t.Helper()
	file := filepath.Join(c.t.TempDir(), "simdesk.db")
	if r := c.run("backup", file); r.code != 0 {
		c.t.Fatalf("%+v", r)
	}
	db, err := sql.Open("sqlite", file)
	if err != nil {
		c.t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	run := func(text string) {
		if _, err := db.Exec(text); err != nil {
			c.t.Fatalf("%s: %v", text, err)
		}
	}
	var guards []string
	for _, name := range []string{"events_never_change", "events_never_vanish", "events_follow_on"} {
		var text string
		if err := db.QueryRow("SELECT sql FROM sqlite_master WHERE name = ?", name).Scan(&text); err != nil {
			c.t.Fatal(err)
		}
		guards = append(guards, text)
		run("DROP TRIGGER " + name)
	}
	for _, text := range append(append(statements, guards...), "PRAGMA journal_mode = WAL") { // as in use
		run(text)
	}
	return file
}

// check returns what doctor says under a name, "ok …" or "fail …".
func (c *counter) check(name, store string, args ...string) string {
	c.t.Helper()
	var said []string
	for _, x := range c.run(append([]string{"doctor", "--store", store}, args...)...).Checks {
		if x.Name == name {
			said = append(said, x.Status+" "+x.Message)
		}
	}
	return strings.Join(said, "\n")
}

// Two sales of three events each; whatever somebody does to the second one's
// history is found and named, and the evidence stays as it is.
func TestDoctorNamesWhatWasTamperedWith(t *testing.T) {
	t.Parallel()
	c := atCounter(t, "")
	product := c.cheapest("roamify")
	first := c.run("buy", "--provider", "roamify", "--product", product, "--yes").Order
	second := c.run("buy", "--provider", "roamify", "--product", product, "--yes").Order
	for name, x := range map[string]struct{ tamper, says string }{
		"untouched":    {"SELECT 1", "ok "},
		"amount":       {"UPDATE events SET payload = replace(payload, '\"amount\"', '\"Amount\"') WHERE seq = 4", "at event 4 of order " + second.ID + ". It was changed or moved."},
		"clerk":        {"UPDATE events SET clerk = 'Eve' WHERE seq = 5", "at event 5 of order " + second.ID + ". It was changed or moved."},
		"removed":      {"DELETE FROM events WHERE seq = 5", "at event 5. It is missing."},
		"last removed": {"DELETE FROM events WHERE seq = 6", "at event 6 of order " + second.ID + ". It is missing."},
		"swapped": {"UPDATE events SET seq = CASE seq WHEN 3 THEN -5 WHEN 5 THEN -3 ELSE seq END; UPDATE events SET seq = -seq WHERE seq < 0",
			"at event 3 of order " + second.ID + ". It was changed or moved."},
		"order": {"UPDATE orders SET state = 'failed' WHERE id = '" + first.ID + "'", "at order " + first.ID + ". It was changed in the list of orders."},
	} {
		t.Run(name, func(t *testing.T) {
			c := *c
			c.t = t
			file := c.copied(x.tamper)
			before := contents(t, file)
			says := c.check("store", file)
			if !strings.HasPrefix(says, "ok ") {
				says = strings.TrimPrefix(says, "fail The history in "+file+" is not what was written, ")
			}
			if !strings.HasPrefix(says, x.says) {
				t.Errorf("says %q, want %q", says, x.says)
			}
			if x.says != "ok " && contents(t, file) != before {
				t.Error("the evidence was changed")
			}
		})
	}
}

func contents(t *testing.T, file string) string {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// A history whose end was cut off with its order looks whole; the head that
// the shop noted says otherwise.
func TestDoctorFindsACutHistoryByItsHead(t *testing.T) {
	t.Parallel()
	c := atCounter(t, "")
	product := c.cheapest("roamify")
	for range 2 {
		c.run("buy", "--provider", "roamify", "--product", product, "--yes")
	}
	head := regexp.MustCompile(`6:[0-9a-f]{16}`).FindString(c.check("history", c.store()))
	if got := c.check("history", c.store(), "--head", head); !strings.HasPrefix(got, "ok The head noted as "+head+" is in it.\nok 6 events, head "+head+".") {
		t.Errorf("%s", got)
	}
	cut := c.copied("DELETE FROM events WHERE seq > 3", "DELETE FROM order_keys WHERE order_seq > 3", "DELETE FROM orders WHERE seq > 3")
	if got := c.check("store", cut) + c.check("history", cut); strings.Contains(got, "fail") {
		t.Errorf("%s", got)
	}
	if got := c.check("history", cut, "--head", head); !strings.Contains(got, "at event 6. It was noted and is missing.") {
		t.Errorf("%s", got)
	}
}
