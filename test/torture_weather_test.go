package test

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/shopspring/decimal"
)

// weather is a bad network before a bad provider: every third spending request
// and every twentieth other one meets with something.
func weather(rng *rand.Rand, line string) trouble {
	charging := spends(line)
	if line == "" {
		if rng.IntN(200) == 0 {
			return trouble{name: "reset on connecting", accept: true}
		}
		return trouble{}
	}
	if (charging && rng.IntN(3) > 0) || (!charging && rng.IntN(20) > 0) {
		return trouble{}
	}
	x := troubles[rng.IntN(len(troubles))]
	if x.cut > 0 {
		x.cut = 1 + rng.IntN(x.cut)
	}
	_, path, _ := strings.Cut(line, "/")
	provider, _, _ := strings.Cut(path, "/")
	if !charging && (x.replay || x.rewrite != nil) { // kinds of answers to a charge
		return trouble{}
	}
	switch x.name {
	case anyRefusal:
		refusals := ownOf(provider)
		if !charging { // with HTTP 200, what refuses a sale is also what says of one that it failed
			refusals = slices.DeleteFunc(refusals, func(r trouble) bool { return r.status == http.StatusOK })
		}
		x = refusals[rng.IntN(len(refusals))]
	case anyLookAlike:
		charged, lost := lookAlikes(provider)
		rows := append(charged, lost...)
		x = rows[rng.IntN(len(rows))].trouble
	}
	return x
}

const slow = clientWait * 5 / 4

// Stand for a refusal of the provider's own and for what only looks like one.
const anyRefusal, anyLookAlike = "a refusal", "a look-alike"

// troubles is everything that may happen to one request.
var troubles = []trouble{
	{name: "reset while sending", hello: true},
	{name: "reset before it ran", lost: true, reset: true},
	{name: "reset after it ran", reset: true},
	{name: "too late, did not run", lost: true, before: slow, reset: true},
	{name: "too late, ran", after: slow},
	{name: "arrives after its sender left", before: slow},
	{name: "cut", cut: 600},
	{name: "half an answer", cut: -1},
	{name: "answer twice", twice: true},
	{name: "replayed answer", replay: true}, {name: "replayed answer", replay: true},
	{name: "delivery doubled", rewrite: doubled},
	{name: anyRefusal}, {name: anyRefusal}, // the provider's own
	{name: anyLookAlike}, {name: anyLookAlike}, {name: anyLookAlike},
	{name: "500 before it ran", lost: true, status: 500, body: `{"message":"oops"}`},
	{name: "500 after it ran", status: 500, body: `{"message":"oops"}`},
	{name: "502 after it ran", status: 502, body: "<html>bad gateway</html>"},
	{name: "503", lost: true, status: 503, body: "busy"},
	{name: "redirect", lost: true, status: 307, header: map[string]string{"Location": "/elsewhere"}},
	{name: "HTML with 200", status: 200, body: "<html>welcome</html>"},
	{name: "an empty object", status: 200, body: "{}"},
	{name: "another JSON", status: 200, body: `{"data":[],"status":"success","success":true,"responseCode":"000"}`},
}

// replayer is a cache on the way that takes one charge for another: it keeps the
// last good answer of each kind.
type replayer struct {
	mu   sync.Mutex
	last map[string][]byte
}

// tell returns the answer, or in its place the one before it.
func (m *replayer) tell(line string, answer []byte, replay bool) []byte {
	kind := strings.Map(func(r rune) rune {
		if '0' <= r && r <= '9' { // an ICCID in the path
			return -1
		}
		return r
	}, line)
	m.mu.Lock()
	defer m.mu.Unlock()
	if before := m.last[kind]; replay && before != nil {
		return slices.Clone(before)
	}
	if bytes.HasPrefix(answer, []byte("HTTP/1.1 2")) {
		if m.last == nil {
			m.last = map[string][]byte{}
		}
		m.last[kind] = slices.Clone(answer)
	}
	return answer
}

// doubled is an answer in which everything listed comes twice.
func doubled(body []byte) []byte {
	var v any
	in := json.NewDecoder(bytes.NewReader(body))
	in.UseNumber()
	if in.Decode(&v) != nil {
		return body
	}
	out, err := json.Marshal(twice(v))
	if err != nil {
		return body
	}
	return out
}

func twice(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for key, x := range v {
			v[key] = twice(x)
		}
	case []any:
		return slices.Concat(v, v)
	}
	return v
}

// prices moves those of one provider, often by little, sometimes tenfold, and
// mostly back. Not Fyatu's: what was lost on the way there is found by its
// cost, and of two debits nobody knows which is whose.
func (r *torture) prices(rng *rand.Rand) {
	factors := []string{"1", "1", "1", "1.01", "0.9", "1.5", "10"}
	provider := r.makers[rng.IntN(len(r.makers))].name
	if provider == "fyatu" {
		return
	}
	r.sims.World().SetFactor(provider, decimal.RequireFromString(factors[rng.IntN(len(factors))]))
}

// poor leaves one provider's wallet money for about half of the day's sales.
func (r *torture) poor(rng *rand.Rand, sales int) {
	provider := r.makers[rng.IntN(len(r.makers))].name
	sum := decimal.Zero
	for _, p := range r.shelf[provider] {
		if p.Cost != nil {
			sum = sum.Add(p.Cost.Amount)
		}
	}
	share := decimal.NewFromInt(int64(sales)).Div(decimal.NewFromInt(int64(2 * len(r.makers) * len(r.shelf[provider]))))
	if wallet := r.sims.World().Opened(provider); wallet != nil {
		wallet.SetBalance(sum.Mul(share).Add(decimal.NewFromInt(20)).Round(2))
	}
}

// apart is how far a till's clock is behind the simulators': mostly seconds,
// sometimes hours, in both directions. The one that takes a till's place may
// have a clock that was set back.
func apart(rng *rand.Rand) time.Duration {
	d := time.Duration(rng.Int64N(int64(10*time.Minute))) - 5*time.Minute
	switch rng.IntN(6) {
	case 0:
		d += 5 * time.Hour
	case 1:
		d -= 5 * time.Hour
	}
	return d
}
