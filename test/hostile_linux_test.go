package test

import (
	"cmp"
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
	rows int // or as many as this
	row  func(provider string, n int) string
	most int // bytes of memory, mostMemory unless set
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
		"pricelist": `{"sku_id":"1","list":[`, "reloadly": `{"id":1,"promotions":[`, "valuetopup": `{"skuId":1,"additionalInformation":[`}[provider] + "{}"
}

// smallest is the shortest row that is a product of its own.
func smallest(provider string, n int) string {
	return fmt.Sprintf(map[string]string{"fyatu": `{"packageId":"%d"}`, "roamify": `{"packages":[{"packageId":"%d"}]}`, "giftapi": `{"id":"%[1]d","skus":[{"id":"%[1]d"}]}`,
		"pricelist": `{"sku_id":"%d"}`, "reloadly": `{"id":%d,"denominationType":"RANGE","minAmount":1,"maxAmount":2,"senderCurrencyCode":"USD"}`, "valuetopup": `{"skuId":%d,"category":"eSIM"}`}[provider], n)
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
	// These are products, and kept as such: they take what as many honest ones do.
	{name: "small products", size: 60 << 20, row: smallest, most: 500 << 20},
	{name: "small products without end", row: smallest, most: 500 << 20},
}

// before is what stands in front of the list in an answer of each provider, for
// the catalogue and for the wallet.
var before = map[string][2]string{
	"fyatu":      {`{"success":true,"data":{"packages":[`, `{"success":true,"data":[`},
	"roamify":    {`{"status":"success","data":{"packages":[`, `{"status":"success","data":{"list":[`},
	"giftapi":    {`{"success":true,"data":[`, `{"success":true,"data":{"list":[`},
	"reloadly":   {`{"last":true,"content":[`, `{"balance":1,"currencyCode":"USD","list":[`},
	"valuetopup": {`{"responseCode":"000","payLoad":[`, `{"responseCode":"000","payLoad":{"list":[`},
}

const fyatuToken, reloadlyToken = `{"success":true,"data":{"accessToken":"t","expiresIn":3600}}`, `{"access_token":"t","expires_in":3600,"token_type":"Bearer"}`

// answer writes as much as its reader takes, and holds none of it.
func (h hostile) answer(w http.ResponseWriter, provider, front string, end <-chan struct{}) {
	out := io.Writer(w)
	w.Header().Set("Content-Type", "application/json")
	if h.gzip {
		w.Header().Set("Content-Encoding", "gzip")
		z, _ := gzip.NewWriterLevel(w, gzip.DefaultCompression)
		defer func() { _ = z.Close() }()
		out = z
	}
	_, _ = io.WriteString(out, front)
	written, err := 0, error(nil)
	joined := !strings.HasPrefix(h.name, "one long")
	for n := 0; err == nil && (h.size == 0 || written < h.size) && (h.rows == 0 || n < h.rows); n++ {
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
	_, _ = io.WriteString(out, closing(front))
}

// closing ends what an answer began with.
func closing(front string) string {
	end := ""
	for _, r := range front {
		switch r {
		case '{':
			end = "}" + end
		case '[':
			end = "]" + end
		}
	}
	return end
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
		case strings.HasSuffix(path, "/pricelist"):
			h.answer(w, "pricelist", before[provider][0], end)
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

// honest is a product of some 650 bytes, as the documents write it.
func honest(provider string, n int) string {
	about := strings.Repeat(fmt.Sprintf("%x Works in all towns and along the coast. ", uint32(n)*2654435761), 8)
	return fmt.Sprintf(map[string]string{
		"fyatu":      `{"packageId":"p-%[1]d","name":"%[1]d GB - 30 Days","price":{"amount":"12.50","currency":"USD"},"data":{"amount":5120,"display":"5 GB","isUnlimited":false},"validity":{"days":30},"destination":{"name":"Japan","countryCode":"JP","type":"local"},"shortInfo":"%[2]s"}`,
		"roamify":    `{"countryName":"Japan","countryCode":"JP","geography":"local","packages":[{"packageId":"p-%[1]d","package":"%[1]d GB - 30 Days","day":30,"price":12.5,"dataAmount":5,"dataUnit":"GB","notes":["%[2]s"]}]}`,
		"valuetopup": `{"skuId":%[1]d,"productName":"Japan %[1]d","productDescription":"%[2]s","category":"eSIM","faceValue":12.5,"minAmount":12.5,"maxAmount":12.5,"currencyCode":"USD","countryCode":"JP"}`,
		"reloadly":   `{"id":%[1]d,"name":"Operator %[1]d","denominationType":"RANGE","minAmount":1,"maxAmount":99,"senderCurrencyCode":"USD","destinationCurrencyCode":"JPY","country":{"isoName":"JP"},"promotions":[{"title":"%[2]s"}]}`,
		"giftapi":    `{"id":"p-%[1]d","name":"Japan %[1]d","type":"esim","denomination_type":"fixed","description":"%[2]s","skus":[{"id":"s-%[1]d","name":"5 GB 30 days"}]}`,
		"pricelist":  `{"sku_id":"s-%[1]d","price":"12.50","currency":"USD","about":"%[2]s"}`,
	}[provider], n+1, about)
}

// A hundred thousand products in one answer are a catalogue, packed or not. Value
// Topup sends all it has in one answer; the others are asked by pages, and may
// still send more.
func TestAHundredThousandProductsInOneAnswer(t *testing.T) {
	t.Parallel()
	bin := built(t)
	if other := os.Getenv("SIMDESK_MEASURE"); other != "" {
		bin = other
	}
	for _, packed := range []bool{false, true} {
		for provider := range before {
			t.Run(fmt.Sprint(provider, ", packed ", packed), func(t *testing.T) {
				rows := 20_000
				if provider == "valuetopup" || os.Getenv("SIMDESK_MEASURE") != "" {
					rows = 100_000
				}
				env := hostile{gzip: packed, rows: rows, row: honest}.only(t, provider)
				m := measure(t, bin, env, "catalog", "--refresh", "--limit", "1", "--json")
				t.Logf("%d MiB, %s", m.peak>>20, m.took.Round(100*time.Millisecond))
				if !strings.Contains(m.out, fmt.Sprintf(`"total":%d`, rows)) {
					t.Errorf("%.2000s", m.out)
				}
			})
		}
	}
}

// only is five, with one of them configured.
func (h hostile) only(t *testing.T, provider string) (env []string) {
	t.Helper()
	env = h.five(t)
	for _, e := range env {
		file, ok := strings.CutPrefix(e, "SIMDESK_CONFIG=")
		if !ok {
			continue
		}
		text, err := os.ReadFile(file)
		for _, section := range strings.Split(string(text), "[providers.") {
			if err == nil && strings.HasPrefix(section, provider+"]") {
				err = os.WriteFile(file, []byte("[providers."+section), 0o600)
			}
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return env
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
	t.Parallel()
	bin := built(t)
	if other := os.Getenv("SIMDESK_MEASURE"); other != "" {
		bin = other // another build, to compare with
	}
	for _, h := range hostilities {
		for _, args := range [][]string{{"catalog", "--refresh", "--limit", "1"}, {"balances"}} {
			t.Run(h.name+", "+args[0], func(t *testing.T) {
				m := measure(t, bin, h.five(t), args...)
				t.Logf("%d MiB, %s", m.peak>>20, m.took.Round(100*time.Millisecond))
				if m.peak > cmp.Or(h.most, mostMemory) {
					t.Errorf("took %d MiB at its peak\n%s", m.peak>>20, m.out)
				}
			})
		}
	}
}
