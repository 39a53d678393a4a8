package main

import (
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// mostMemory is what the program may take at its peak, all five providers
// together, whatever they send.
const mostMemory = 100 << 20

// hostile is one way of answering a small question with a great deal.
type hostile struct {
	name string
	gzip bool
	size int // of what is in the list, unpacked; 0 never ends
	row  func(provider string, n int) string
}

// empty is the smallest row there is, for the largest struct it makes.
func empty(string, int) string { return "{}" }

// deep is one row that holds a list of empty rows.
func deep(provider string, n int) string {
	list := "[" + strings.Repeat("{},", 1000) + "{}]"
	if n > 0 {
		return list[1 : len(list)-1] // the first row's own list goes on
	}
	return map[string]string{"fyatu": `{"packageId":"1","coverage":[`, "roamify": `{"packages":[`, "giftapi": `{"id":"1","skus":[`,
		"reloadly": `{"id":1,"promotions":[`, "valuetopup": `{"skuId":1,"additionalInformation":[`}[provider] + "{}"
}

// smallest is the shortest row that is a product of its own.
func smallest(provider string, n int) string {
	return fmt.Sprintf(map[string]string{"fyatu": `{"packageId":"%d"}`, "roamify": `{"packages":[{"packageId":"%d"}]}`, "giftapi": `{"id":"%[1]d","skus":[{"id":"%[1]d"}]}`,
		"reloadly": `{"id":%d,"denominationType":"RANGE","minAmount":1,"maxAmount":2,"senderCurrencyCode":"USD"}`, "valuetopup": `{"skuId":%d,"category":"eSIM"}`}[provider], n)
}

var hostilities = []hostile{
	{name: "6 KiB of gzip", gzip: true, size: 6 << 20, row: empty},
	{name: "gzip without end", gzip: true, row: empty},
	{name: "empty rows", size: 60 << 20, row: empty},
	{name: "one long text", size: 60 << 20, row: func(_ string, n int) string {
		text := strings.Repeat("a", 10_000)
		if n == 0 {
			return `{"id":"` + text
		}
		return text
	}},
	{name: "one row without end", row: deep},
	{name: "small products", size: 60 << 20, row: smallest},
	{name: "small products without end", row: smallest},
}

// before is what stands in front of the list in an answer of each provider, for
// the catalogue and for the wallet.
var before = map[string][2]string{
	"fyatu":      {`{"success":true,"data":{"packages":[`, `{"success":true,"data":[`},
	"roamify":    {`{"status":"success","data":{"packages":[`, `{"status":"success","data":{"list":[`},
	"giftapi":    {`{"success":true,"data":[`, `{"success":true,"data":{"list":[`},
	"reloadly":   {`{"content":[`, `{"balance":1,"currencyCode":"USD","list":[`},
	"valuetopup": {`{"responseCode":"000","payLoad":[`, `{"responseCode":"000","payLoad":{"list":[`},
}

const fyatuToken, reloadlyToken = `{"success":true,"data":{"accessToken":"t","expiresIn":3600}}`, `{"access_token":"t","expires_in":3600,"token_type":"Bearer"}`

// answer writes as much as its reader takes, and holds none of it.
func (h hostile) answer(w http.ResponseWriter, provider, front string, end <-chan struct{}) {
	out := io.Writer(w)
	w.Header().Set("Content-Type", "application/json")
	if h.gzip {
		w.Header().Set("Content-Encoding", "gzip")
		z, _ := gzip.NewWriterLevel(w, gzip.BestCompression)
		defer func() { _ = z.Close() }()
		out = z
	}
	_, _ = io.WriteString(out, front)
	written, err := 0, error(nil)
	joined := !strings.HasPrefix(h.name, "one long")
	for n := 0; err == nil && (h.size == 0 || written < h.size); n++ {
		select {
		case <-end:
			return
		default:
		}
		row := h.row(provider, n)
		if n > 0 && joined {
			row = "," + row
		}
		_, err = io.WriteString(out, row)
		written += len(row)
	}
	_, _ = io.WriteString(out, strings.Repeat(" ", 8)+"]}}")
}

// five serves an answer to every provider's catalogue and wallet, and returns
// the configuration for it.
func (h hostile) five(t *testing.T) (env []string) {
	t.Helper()
	end := make(chan struct{})
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		provider := strings.Split(r.URL.Path, "/")[1]
		switch path := r.URL.Path; {
		case strings.HasSuffix(path, "/auth/token"):
			_, _ = io.WriteString(w, fyatuToken)
		case strings.HasSuffix(path, "/oauth/token"):
			_, _ = io.WriteString(w, reloadlyToken)
		case strings.Contains(path, "balance"), strings.Contains(path, "wallet"):
			h.answer(w, provider, before[provider][1], end)
		default:
			h.answer(w, provider, before[provider][0], end)
		}
	}))
	t.Cleanup(func() {
		close(end)
		s.CloseClientConnections()
		s.Close()
	})
	return fivefold(t, s.URL)
}

// fivefold configures all five providers at one address, each under its name.
func fivefold(t *testing.T, url string) (env []string) {
	t.Helper()
	dir := t.TempDir()
	var text strings.Builder
	for name, keys := range map[string]string{
		"fyatu": "app_id = \"a\"\nsecret_key = \"s\"", "roamify": "api_key = \"k\"", "valuetopup": "username = \"u\"\npassword = \"p\"",
		"giftapi": "token = \"t\"\nsecret = \"s\"", "reloadly": "client_id = \"i\"\nclient_secret = \"s\"\nauth_url = \"" + url + "/reloadly\"",
	} {
		fmt.Fprintf(&text, "[providers.%s]\nbase_url = %q\n%s\n", name, url+"/"+name, keys)
	}
	file := filepath.Join(dir, "config.toml")
	if err := os.WriteFile(file, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return append(os.Environ(), "XDG_DATA_HOME="+dir, "XDG_CACHE_HOME="+dir, "XDG_STATE_HOME="+dir, "SIMDESK_CONFIG="+file)
}

// measured is one run of the program: what it took at its peak, and how long.
type measured struct {
	peak int // bytes
	took time.Duration
	out  string
}

var highWater = regexp.MustCompile(`VmHWM:\s+([0-9]+) kB`)

// measure runs the program to its end. The peak is the kernel's own mark, which
// only rises, read until the process is gone.
func measure(t *testing.T, bin string, env []string, args ...string) measured {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, bin, args...)
	var out strings.Builder
	cmd.Env, cmd.Stdout, cmd.Stderr = env, &out, &out
	start := time.Now()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = cmd.Wait()
	}()
	var m measured
	for tick := time.NewTicker(5 * time.Millisecond); ; {
		select {
		case <-done:
			tick.Stop()
			m.took, m.out = time.Since(start), out.String()
			return m
		case <-tick.C:
			status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", cmd.Process.Pid))
			if found := highWater.FindSubmatch(status); found != nil {
				kilobytes, _ := strconv.Atoi(string(found[1]))
				m.peak = max(m.peak, kilobytes<<10)
			}
		}
	}
}

// Whatever all five providers send at once, the program stays small: a catalogue
// is read row by row and a wallet is no long answer.
func TestNothingThatProvidersSendTakesTheMemory(t *testing.T) {
	bin := built(t)
	if other := os.Getenv("SIMDESK_MEASURE"); other != "" {
		bin = other // another build, to compare with
	}
	for _, h := range hostilities {
		for _, args := range [][]string{{"catalog", "--refresh", "--limit", "1"}, {"balances"}} {
			t.Run(h.name+", "+args[0], func(t *testing.T) {
				m := measure(t, bin, h.five(t), args...)
				t.Logf("%d MiB, %s", m.peak>>20, m.took.Round(100*time.Millisecond))
				if m.peak > mostMemory {
					t.Errorf("took %d MiB at its peak\n%s", m.peak>>20, m.out)
				}
			})
		}
	}
}
