package reloadly

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"simdesk/providers"
	"simdesk/providers/providertest/clienttest"
	"simdesk/providers/wire"
)

// FuzzAnswers: see clienttest.Foreign.
func FuzzAnswers(f *testing.F) {
	plan := providers.SaleRequest{Reference: "ord-1", Product: fixed("NG", "646", "2.78", providers.KindPIN), Fields: map[string]string{"phone": "+2348147658721"}}
	clienttest.Foreign{
		Provider: name, Secrets: []string{"tok-of-the-tests"}, Password: "secret-of-the-tests", Phone: "+2348147658721", Country: "NG",
		Sales: []providers.SaleRequest{{Reference: "ord-1", Product: airtime(), Fields: map[string]string{"phone": "+2348147658721", "amount": "10"}}, plan},
		SignIn: func(r *http.Request) (string, bool) {
			return `{"access_token":"tok-of-the-tests","expires_in":86400}`, strings.HasPrefix(r.URL.Path, "/oauth/")
		},
		New: func(n http.RoundTripper) providers.Provider {
			return New(Config{BaseURL: "http://localhost", AuthURL: "http://localhost", ClientID: "id-1", ClientSecret: "secret-of-the-tests", Sandbox: true,
				Now:  func() time.Time { return noon },
				Wire: func(o *wire.Options) { o.Transport, o.Attempts, o.Backoff = n, 1, time.Microsecond }})
		},
	}.Fuzz(f)
}
