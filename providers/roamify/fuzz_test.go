package roamify

import (
	"net/http"
	"testing"
	"time"

	"simdesk/providers"
	"simdesk/providers/providertest/clienttest"
	"simdesk/providers/wire"
)

// FuzzAnswers: see clienttest.Foreign.
func FuzzAnswers(f *testing.F) {
	scheduled := sale()
	scheduled.Product.Fields = []providers.Field{{Name: providers.FieldStartDate, Label: "Start", Type: providers.TypeDate}}
	scheduled.Fields = map[string]string{providers.FieldStartDate: "2026-12-01"}
	clienttest.Foreign{
		Provider: name, Secrets: []string{testKey}, Sales: []providers.SaleRequest{sale(), scheduled},
		TopUp: providers.TopUpRequest{Reference: ref, ICCID: iccid, Product: providers.Product{Provider: name, ID: pkg, Kind: providers.KindTopUp}},
		New: func(n http.RoundTripper) providers.Provider {
			return New(Config{BaseURL: "http://localhost", APIKey: testKey, Patience: time.Millisecond, Poll: 100 * time.Microsecond,
				Now:  func() time.Time { return noon },
				Wire: func(o *wire.Options) { o.Transport, o.Attempts, o.Backoff = n, 1, time.Microsecond }})
		},
	}.Fuzz(f)
}
