package roamify

import (
	"strings"
	"testing"
	"time"

	"simdesk/providers"
	"simdesk/providers/providertest/clienttest"
	"simdesk/providers/wire"
	"simdesk/providers/wire/loose"
)

const testKey = "roamify_test_key"

// noon is the time by which every test runs.
var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

type exchange = clienttest.Exchange

// serve returns a client of a Roamify that follows a script.
func serve(t *testing.T, script ...exchange) *Client {
	t.Helper()
	host := clienttest.Host{
		Header: map[string]string{"Authorization": "Bearer " + testKey, "Accept": "application/json"},
		Says:   map[string]string{"Content-Type": "text/plain"},
	}
	return New(Config{
		BaseURL: host.Serve(t, script...), APIKey: testKey, Patience: 5 * time.Second, Poll: time.Millisecond,
		Now:  func() time.Time { return noon },
		Wire: func(o *wire.Options) { o.Backoff = time.Microsecond },
	})
}

// ok wraps data in the envelope of a success.
func ok(data string) string { return `{"status":"success","data":` + data + `}` }

// profile is an eSIM object with its activation.
func profileJSON(id, iccid, status string) string {
	return `{"id":"` + id + `","iccid":"` + iccid + `","status":"` + status + `","withTopUp":true,"withUsageCheck":true,
		"esim":{"lpaCode":"LPA:1$lpa.roamify.com$AbC","iosQuickInstall":"https://ios.example/x","androidQuickInstall":"https://android.example/x"}}`
}

var activation = &providers.Activation{SMDP: "lpa.roamify.com", MatchingID: "AbC", IOSLink: "https://ios.example/x", AndroidLink: "https://android.example/x"}

const iccid = "894000000000029365"

var delivered = []providers.Delivery{{Type: providers.DeliverESIM, ICCID: iccid, Activation: activation}}

func same(t *testing.T, got, want any) {
	t.Helper()
	clienttest.Same(t, got, want)
}

func usd(amount string) *providers.Money { return providers.MustMoney(amount, "USD").Ptr() }

type verdict clienttest.Verdict

func judged(err error) verdict { return verdict(clienttest.VerdictOf(err)) }

func bytesPtr(n int64) *int64 { return &n }

func timePtr(t time.Time) *time.Time { return &t }

func lines(s ...string) string { return strings.Join(s, ",") }

func wireText(s string) loose.Text { return loose.Text(s) }

func decodeInto(s string, v any) error { return loose.Decode([]byte(s), v) }
