package fyatu

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
	clienttest.Foreign{
		Provider: name, Secrets: []string{testToken}, Password: testSecret, Sales: []providers.SaleRequest{sale()},
		TopUp: providers.TopUpRequest{Reference: "ref-1", ICCID: iccid, Product: providers.Product{Provider: name, ID: "up-1", Kind: providers.KindTopUp}},
		SignIn: func(r *http.Request) (string, bool) {
			return ok(`{"accessToken":"` + testToken + `","expiresIn":86400}`), strings.HasPrefix(r.URL.Path, "/auth/")
		},
		New: func(n http.RoundTripper) providers.Provider {
			return New(Config{BaseURL: "http://localhost", AppID: "A1B2C3D4E5F6G7H8", SecretKey: testSecret,
				Now:  func() time.Time { return noon },
				Wire: func(o *wire.Options) { o.Transport, o.Attempts, o.Backoff = n, 1, time.Microsecond }})
		},
	}.Fuzz(f)
}
