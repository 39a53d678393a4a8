package fyatu

import (
	"context"
	"net/http/httptest"
	"testing"
	"time"

	"simdesk/providers"
	"simdesk/providers/providertest/clienttest"
	"simdesk/providers/wire"
)

// documented answers a client with one answer of the documents, whatever it
// asks; a token is at hand.
func documented(t *testing.T, name string) *Client {
	t.Helper()
	server := httptest.NewServer(clienttest.Load(t, "fyatu", name))
	t.Cleanup(server.Close)
	return New(Config{BaseURL: server.URL, AppID: "a", SecretKey: "s", Now: func() time.Time { return noon },
		Wire: func(o *wire.Options) { o.Backoff = time.Microsecond; o.Auth = wire.Bearer("t") }})
}

func TestEveryDocumentedAnswerDecodes(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	checks := map[string]func(t *testing.T, c *Client){
		"topup": func(t *testing.T, c *Client) {
			got, err := c.TopUp(ctx, providers.TopUpRequest{ICCID: iccid, Product: providers.Product{ID: "merhaba-topup-3gb"}})
			same(t, err, nil)
			same(t, got, providers.Result{State: providers.StateCompleted, Cost: usd("8"),
				Delivery: []providers.Delivery{{Type: providers.DeliverTopUp, ICCID: iccid, Message: "Top-up 3GB"}}})
		},
		"topup_schema": func(t *testing.T, c *Client) {
			got, err := c.TopUp(ctx, providers.TopUpRequest{ICCID: iccid, Product: providers.Product{ID: "<string>", Name: "3 GB"}})
			same(t, err, nil)
			same(t, got, providers.Result{State: providers.StateCompleted, RequestID: "req_abc123def456",
				Cost:     providers.MustMoney("123", "<STRING>").Ptr(),
				Delivery: []providers.Delivery{{Type: providers.DeliverTopUp, ICCID: iccid, Message: "3 GB"}}}) // "<string>" reads as HTML, which a name never holds
		},
		"token": func(t *testing.T, c *Client) {
			got, err := c.signIn(ctx, wire.Token{})
			same(t, err, nil)
			same(t, got, wire.Token{Value: "eyJ...", Expires: noon.Add(24 * time.Hour)})
		},
		"error_validation": func(t *testing.T, c *Client) {
			_, err := c.Sell(ctx, sale())
			same(t, err, error(&providers.Error{Kind: providers.KindInvalid, Outcome: providers.Refused, Provider: "fyatu", Code: "VALIDATION_ERROR",
				Why: because("fyatu.validation_error"), Detail: "...; email: ...", RequestID: "..."}))
		},
		"transactions": func(t *testing.T, c *Client) {
			got, pages, err := c.transactions().read(ctx, 1)
			same(t, err, nil)
			same(t, pages, 1)
			same(t, len(got), 1)
			same(t, []string{got[0].id(), string(got[0].Type), string(got[0].Category), money(got[0].Amount, got[0].Currency).String()},
				[]string{"DEP69FE...", "CREDIT", "DEPOSIT", "100.00 USD"})
			same(t, moment(got[0].CreatedAt), timePtr(time.Date(2026, 5, 8, 21, 30, 58, 0, time.UTC)))
		},
		"package": func(t *testing.T, c *Client) {
			resp, err := c.w.Do(ctx, wire.Request{Op: opCatalog, Path: "/esim/packages/merhaba-7days-5gb"})
			same(t, err, nil)
			got, _, err := data[plan](c, resp)
			same(t, err, nil)
			same(t, got.product(), turkey5GB)
		},
		"purchase": func(t *testing.T, c *Client) {
			r := sale()
			r.Product.Provider, r.Product.ID = "", "..."
			got, err := c.Sell(ctx, r)
			same(t, err, nil)
			same(t, got, providers.Result{State: providers.StateProcessing, ProviderOrderID: ".../ESIM-..", ProviderStatus: "...", Cost: usd("12.5"), RequestID: "req_..."})
		},
	}
	for _, name := range clienttest.Names(t, "fyatu") {
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

var turkey5GB = providers.Product{
	Provider: "fyatu", ID: "merhaba-7days-5gb", Name: "Turkey, 5 GB - 7 Days", Kind: providers.KindESIM, Countries: []string{"TR"}, Operator: "Merhaba",
	Data: providers.Data{Bytes: 5 * providers.GB, Raw: "5 GB"}, Days: 7, Cost: usd("12.50"), Notes: providers.Quotes("..."),
	Networks: []providers.Network{{Country: "TR", Name: "Turkcell", Types: []string{"LTE", "5G"}}},
}
