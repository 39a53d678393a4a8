package valuetopup

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"simdesk/providers"
	"simdesk/providers/providertest/clienttest"
	"simdesk/providers/wire"
	"simdesk/providers/wire/loose"
)

// The worked example of valuetopup.md section 1.
const (
	testUser     = "testuser"
	testPassword = "test1234"
	testBasic    = "Basic dGVzdHVzZXI6dGVzdDEyMzQ="
)

// noon is when every test happens.
var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// reckoned is the note on a cost that is worked out here.
var reckoned = providers.Because("valuetopup.cost_reckoned")

type step = clienttest.Exchange

func openAt(t *testing.T, steps ...step) *Client {
	t.Helper()
	return openWith(t, Config{}, steps...)
}

// openWith returns a client of a Value Topup that expects exactly these
// requests in this order.
func openWith(t *testing.T, c Config, steps ...step) *Client {
	t.Helper()
	host := clienttest.Host{
		InOrder: true,
		Header:  map[string]string{"Authorization": testBasic, "Accept": "application/json"},
		Says:    map[string]string{"X-Request-Id": "req-1"},
	}
	c.BaseURL, c.Username, c.Password = host.Serve(t, steps...), testUser, testPassword
	c.Now = func() time.Time { return noon }
	if c.Wire == nil {
		c.Wire = func(o *wire.Options) { o.Attempts, o.Backoff = 1, time.Microsecond }
	}
	return New(c)
}

// ok is a success that carries this; refused is a code with these words.
func ok(payLoad string) string {
	return `{"responseCode":"000","responseMessage":null,"payLoad":` + payLoad + `}`
}

func code(c, words string) string {
	b, _ := json.Marshal(map[string]any{"responseCode": c, "responseMessage": words, "payLoad": nil})
	return string(b)
}

// verdict is the part of an error that the desk decides by.
type verdict clienttest.Verdict

func verdictOf(t *testing.T, err error) verdict {
	t.Helper()
	var e *providers.Error
	if !errors.As(err, &e) {
		t.Fatalf("%v is no *providers.Error", err)
	}
	if e.Provider != name || e.Why.IsZero() {
		t.Errorf("provider %q, reason %s", e.Provider, e.Why)
	}
	return verdict(clienttest.VerdictOf(e))
}

// ownWhy is the reason of an error where this client gives it; empty where the HTTP
// layer does.
func ownWhy(err error) providers.Reason {
	if e := providers.AsError(err); strings.HasPrefix(e.Why.Key, "valuetopup.") {
		return e.Why
	}
	return providers.Reason{}
}

func same(t *testing.T, want, got any) {
	t.Helper()
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(providers.Activation{})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func usd(amount string) *providers.Money {
	m := providers.MustMoney(amount, "USD")
	return &m
}

func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }

func background(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	t.Cleanup(cancel)
	return ctx
}

const once = wire.Once

func wireText(s string) loose.Text { return loose.Text(s) }
