package valuetopup

import (
	"net/http"
	"testing"
	"time"

	"simdesk/providers"
	"simdesk/providers/providertest/clienttest"
	"simdesk/providers/wire"
	"simdesk/providers/wire/loose"
)

// FuzzAnswers: see clienttest.Foreign. It sells one of every kind.
func FuzzAnswers(f *testing.F) {
	var all []providers.SaleRequest
	for _, s := range sales {
		var sku sku
		if err := loose.Decode([]byte(s.sku), &sku); err != nil {
			f.Fatal(err)
		}
		id, _ := sku.id()
		p := sku.product(id, "USD")
		all = append(all, providers.SaleRequest{Reference: ourRef, Product: p, Fields: s.fields})
	}
	f.Add(byte(0), http.StatusUnauthorized, "WWW-Authenticate: Basic realm=x", []byte(nil))
	clienttest.Foreign{
		Provider: name, Secrets: []string{testPassword}, Phone: "+919876543210", Country: "IN", Sales: all,
		TopUp: providers.TopUpRequest{ICCID: "8901000000000000017"},
		Unrun: func(status int, header http.Header, body []byte) bool {
			return status == http.StatusUnauthorized && len(body) == 0 && header.Get("WWW-Authenticate") != ""
		},
		New: func(n http.RoundTripper) providers.Provider {
			return New(Config{BaseURL: "http://localhost", Username: testUser, Password: testPassword,
				Now:  func() time.Time { return noon },
				Wire: func(o *wire.Options) { o.Transport, o.Attempts, o.Backoff = n, 1, time.Microsecond }})
		},
	}.Fuzz(f)
}
