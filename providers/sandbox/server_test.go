package sandbox

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func noon() time.Time { return time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC) }

func TestIndexSaysWhatItIs(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	New(Options{Now: noon}).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "http://127.0.0.1:4000/", nil))
	for _, want := range []string{"SANDBOX", "http://127.0.0.1:4000/roamify<", "http://127.0.0.1:4000/fyatu/api/v3<", "http://127.0.0.1:4000/giftapi<", FyatuAppID} {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("the page lacks %q:\n%s", want, w.Body)
		}
	}
	if got := w.Header().Get("Date"); got != "Sun, 22 Nov 2026 12:00:00 GMT" {
		t.Errorf("Date is %q, want the simulators' own", got)
	}
}

func TestUnknownPrefixIsNotFound(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	New(Options{}).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/nobody/api", nil))
	if w.Code != http.StatusNotFound {
		t.Errorf("status %d, want 404", w.Code)
	}
}

func TestListenStaysOnThisMachine(t *testing.T) {
	t.Parallel()
	for _, addr := range []string{"0.0.0.0:0", "[::]:0", "192.0.2.1:0", "example.com:0"} {
		r, err := New(Options{}).Listen(addr)
		if !errors.Is(err, ErrNotLoopback) {
			t.Errorf("Listen(%q): %v, want ErrNotLoopback", addr, err)
		}
		if r != nil {
			_ = r.Close()
		}
	}
}

func TestListenServesAndCloses(t *testing.T) {
	t.Parallel()
	r, err := New(Options{}).Listen(":0")
	if err != nil {
		t.Fatal(err)
	}
	if want := "http://" + r.Addr() + "/fyatu/api/v3"; r.URL("fyatu") != want || r.URL("nobody") != "" {
		t.Errorf("URLs are %q and %q, want %q and nothing", r.URL("fyatu"), r.URL("nobody"), want)
	}
	client := http.Client{Transport: &http.Transport{}} // not cut by a server that closes beside
	res, err := client.Get("http://" + r.Addr() + "/")
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(res.Body)
	_ = res.Body.Close()
	if err != nil || !strings.Contains(string(body), "SANDBOX") {
		t.Errorf("index: %v\n%s", err, body)
	}
	if err := r.Close(); err != nil {
		t.Error(err)
	}
}

func TestEveryScenarioPlays(t *testing.T) {
	t.Parallel()
	if want := []string{"friday-night", "fyatu-gone", "good-day"}; !slices.Equal(Scenarios(), want) {
		t.Fatalf("scenarios are %v, want %v", Scenarios(), want)
	}
	for _, name := range Scenarios() {
		sc, err := LoadScenario(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := New(Options{}).Play(sc); err != nil {
			t.Error(err)
		}
	}
}

func TestScenarioFile(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, text, want string }{
		{"good", "settle = \"3s\"\nclock = \"-6m\"\n[[faults]]\nop = \"sell\"\ndelay = \"1500ms\"", ""},
		{"unknown key", "setle = \"3s\"", `unknown key "setle"`},
		{"unknown provider", "[wallets]\nroamfy = \"1\"", `no simulator for "roamfy"`},
		{"no money", "[wallets]\nroamify = \"much\"", `"much" is no sum of money`},
		{"bad status", "[[faults]]\nstatus = 42", "fault 1"},
		{"bad gone", "fyatu_gone = 200", "want 404, 410 or 501"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(t.TempDir(), "day.toml")
			if err := os.WriteFile(file, []byte(tc.text), 0o600); err != nil {
				t.Fatal(err)
			}
			sc, err := LoadScenario(file)
			if tc.want != "" {
				if err == nil || !strings.Contains(err.Error(), tc.want) {
					t.Errorf("error %v, want %q", err, tc.want)
				}
				return
			}
			if err != nil || sc.Settle != 3*time.Second || sc.Clock != -6*time.Minute || sc.Faults[0].Delay != 1500*time.Millisecond {
				t.Errorf("got %+v, %v", sc, err)
			}
		})
	}
	if _, err := LoadScenario("no-such-day"); err == nil || !strings.Contains(err.Error(), "friday-night") {
		t.Errorf("error %v, want the names there are", err)
	}
}

func TestPlayMovesTheClock(t *testing.T) {
	t.Parallel()
	s := New(Options{Now: noon})
	if err := s.Play(Scenario{Clock: time.Hour, Settle: time.Minute}); err != nil {
		t.Fatal(err)
	}
	if got := s.World().Now(); !got.Equal(noon().Add(time.Hour)) || s.World().Settle != time.Minute {
		t.Errorf("clock %v, settle %v", got, s.World().Settle)
	}
}

// TestDemoIsReadySoon: who tries the demo waits for the longest list, which is
// Fyatu's 26 pages one after the other, and still sees that a sale takes time.
func TestDemoIsReadySoon(t *testing.T) {
	t.Parallel()
	if wait := DemoLatency("fyatu", "token") + 26*DemoLatency("fyatu", "catalog"); wait > time.Second {
		t.Errorf("the catalogue alone waits %s", wait)
	}
	if wait := DemoLatency("fyatu", "sell"); wait < 500*time.Millisecond {
		t.Errorf("a sale takes %s: its progress is never seen", wait)
	}
}
