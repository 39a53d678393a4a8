package giftapi

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"simdesk/providers"
	"simdesk/providers/providertest/clienttest"
	"simdesk/providers/wire"
	"simdesk/providers/wire/loose"
)

// FuzzAnswers: see clienttest.Foreign.
func FuzzAnswers(f *testing.F) {
	clienttest.Foreign{
		Provider: Name, Secrets: []string{testToken, testSecret},
		Sales: []providers.SaleRequest{sale(), {Reference: "ORD-12345", Product: esimProduct()}},
		TopUp: providers.TopUpRequest{Reference: "ORD-12345", ICCID: testICCID, Product: providers.Product{Provider: Name, ID: europeSKU, Kind: providers.KindTopUp}},
		New: func(n http.RoundTripper) providers.Provider {
			return New(Config{BaseURL: "http://localhost", Token: testToken, Secret: testSecret,
				Now:  func() time.Time { return signedAt },
				Wire: func(o *wire.Options) { o.Transport, o.Attempts, o.Backoff = n, 1, time.Microsecond }})
		},
	}.Fuzz(f)
}

// FuzzOrder: whatever an answer holds, reading it neither panics nor calls an
// order completed that does not say so, and no control character gets through.
func FuzzOrder(f *testing.F) {
	for _, name := range []string{"create_order", "esim_topup", "order"} {
		f.Add([]byte(clienttest.Load(f, Name, name).Body))
	}
	f.Add([]byte(order(`"status":"partially_completed",` + item(`[["a"],{"iccid":"8944422711108338982","qr":"LPA:1$a$b"}]`, ""))))
	c := New(Config{})
	f.Fuzz(func(t *testing.T, body []byte) {
		var e envelope[orderJSON]
		if loose.Decode(body, &e) != nil || e.Data == nil {
			return
		}
		for _, kind := range []providers.Kind{"", providers.KindGiftCard, providers.KindTopUp, providers.KindAirtime} {
			ctx, cancel := context.WithCancel(context.Background())
			cancel() // nothing is asked of the network
			r := c.result(ctx, *e.Data, wanted{kind: kind})
			if r.State == providers.StateCompleted && !strings.Contains(strings.ToLower(r.ProviderStatus), "completed") {
				t.Errorf("%q became completed", r.ProviderStatus)
			}
			for _, d := range r.Delivery {
				if text := d.PIN + d.Serial + d.Instructions + d.Message; text != loose.Clean(text) {
					t.Errorf("not clean: %q", text)
				}
			}
		}
	})
}

// FuzzProduct: the catalogue survives any field, attribute and text.
func FuzzProduct(f *testing.F) {
	f.Add([]byte(`{"id":"p","name":"<b>Japan</b> 5GB 30 Days","type":"esim","fields":[{"code":"phone","options":{"a":"b"}}],"attributes":{"country":["JP"]},"skus":[{"id":"s","attributes":{"data":"5 GB"}}]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		var p productJSON
		if loose.Decode(body, &p) != nil {
			return
		}
		l := lister{seen: map[string]bool{}}
		all, err := l.products(context.Background(), offersOf(&l, []productJSON{p}))
		if err != nil {
			t.Fatal(err)
		}
		for _, got := range all {
			if got.ID == "" || got.Days < 0 || got.Data.Bytes < 0 || got.Name != loose.Clean(got.Name) {
				t.Errorf("bad product %+v", got)
			}
		}
	})
}
