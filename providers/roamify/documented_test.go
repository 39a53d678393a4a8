package roamify

import (
	"context"
	"net/http/httptest"
	"testing"
	"time"

	"simdesk/providers"
	"simdesk/providers/providertest/clienttest"
	"simdesk/providers/wire"
)

// documented answers a client with one answer of the documents, whatever it asks.
func documented(t *testing.T, name string) *Client {
	t.Helper()
	server := httptest.NewServer(clienttest.Load(t, "roamify", name))
	t.Cleanup(server.Close)
	return New(Config{BaseURL: server.URL, APIKey: "k", Now: func() time.Time { return noon }, Patience: time.Millisecond, Poll: time.Millisecond,
		Wire: func(o *wire.Options) { o.Backoff = time.Microsecond }})
}

func TestEveryDocumentedAnswerDecodes(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	checks := map[string]func(t *testing.T, c *Client){
		"packages": func(t *testing.T, c *Client) {
			var got []providers.CatalogPage
			err := c.Catalog(ctx, func(p providers.CatalogPage) error { got = append(got, p); return nil })
			same(t, err, nil)
			same(t, got, []providers.CatalogPage{{Page: 1, Products: []providers.Product{{
				Provider: "roamify", ID: "esim-canada-15days-un2gb-all", Kind: providers.KindESIM,
				Name: "Afghanistan, Unlimited Data - 15 Days (2 GB / 128 KBPS)", Countries: []string{"AF"}, Operator: "MTN",
				Data: providers.Data{Unlimited: true, Raw: "Unlimited"}, Days: 15, Cost: usd("1.32"),
				Networks:     []providers.Network{{Country: "AF", Name: "MTN", Types: []string{"3G", "4G"}}},
				Notes:        []providers.Reason{providers.Because("roamify.slows_down", "size", "2 GB", "speed", "128 kbps")},
				Instructions: providers.Because("roamify.starts_at_first_use"),
			}}}})
		},
		"order": func(t *testing.T, c *Client) {
			got, err := c.TopUp(ctx, providers.TopUpRequest{Reference: "ref-123456", ICCID: iccid, Product: providers.Product{ID: "..."}})
			same(t, err, nil)
			same(t, got, providers.Result{State: providers.StateCompleted, ProviderOrderID: "<order uuid>", ProviderStatus: "COMPLETED", Cost: usd("5"),
				Delivery: []providers.Delivery{{Type: providers.DeliverTopUp, ICCID: iccid, Message: "1 GB - 7 Days"}}})
		},
		"esim":              checkProfile,
		"esim_by_reference": checkProfile,
		"balance": func(t *testing.T, c *Client) {
			got, err := c.Balance(ctx)
			same(t, err, nil)
			same(t, got, providers.Balance{Available: *usd("3723.35"), Balance: *usd("3723.35"), AsOf: noon})
		},
		"usage": func(t *testing.T, c *Client) {
			u, err := c.usage(ctx, iccid)
			same(t, err, nil)
			same(t, c.bundle(*u, providers.Bundle{}, []item{{Package: "1 GB - 7 Days"}}), providers.Bundle{Status: "INSTALLED",
				TotalBytes: bytesPtr(providers.GB), RemainingBytes: bytesPtr(924 * providers.MB), RawTotal: "1024 MB", RawRemaining: "924 MB"})
		},
		"error_items":        checkRefusal(providers.KindInvalid, "HTTP_400", `"items" is required`),
		"error_quantity":     checkRefusal(providers.KindInvalid, "HTTP_400", `"quantity" must be a number`),
		"error_failed":       checkRefusal(providers.KindInvalid, "...", "..."),
		"error_unauthorized": checkUnauthorized,
		"error_pending": func(t *testing.T, c *Client) {
			_, err := c.w.Do(ctx, wire.Request{Op: opApply, Method: "POST", Path: "/api/esim/apply"})
			same(t, judged(err), verdict{providers.KindUnavailable, providers.Refused, "PENDING", false})
		},
	}
	for _, name := range clienttest.Names(t, "roamify") {
		check, ok := checks[name]
		if !ok {
			t.Errorf("%s.json has no check", name)
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			check(t, documented(t, name))
		})
	}
}

func checkProfile(t *testing.T, c *Client) {
	got := c.apply(context.Background(), esim{ID: "<esimId>"}, "").activation()
	same(t, got, &providers.Activation{SMDP: "lpa.roamify.com", MatchingID: "TEST",
		IOSLink: "https://esimsetup.apple.com/...", AndroidLink: "https://esimsetup.android.com/..."})
}

func checkRefusal(kind providers.ErrorKind, code, detail string) func(*testing.T, *Client) {
	return func(t *testing.T, c *Client) {
		_, err := c.Sell(context.Background(), sale())
		same(t, judged(err), verdict{kind, providers.Refused, code, false})
		same(t, providers.AsError(err).Detail, detail)
	}
}

func checkUnauthorized(t *testing.T, c *Client) {
	_, err := c.Balance(context.Background())
	same(t, err, error(&providers.Error{Kind: providers.KindUnauthorized, Outcome: providers.NotSent, Provider: "roamify", Code: "HTTP_401",
		Why:    providers.Because("roamify.api_key"),
		Detail: "Unauthorized, please make sure your have provided the correct api key"}))
}
