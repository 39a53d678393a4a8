package giftapi

import (
	"context"
	"net/http"
	"testing"
	"time"

	"simdesk/providers"
)

// The document prints the concatenations; its signature is a placeholder, the
// same for different messages. The hex figures were computed with openssl.
func TestSignatureVectors(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		parts []string
		joins string
		hex   string
	}{
		{"order", []string{"1768478058", appleSKU, "ORD-12345"},
			"1768478058019bc0dd-8562-7173-afd9-a5cc534fafb7ORD-12345",
			"f450ea17ce02d3d55652fe0cd8858f416c0a9b3b2a1402df60669c2b9fccf146"},
		{"top-up", []string{"1768478058", testICCID, "topup-12345"},
			"17684780588944422711108338982topup-12345",
			"c68c1d7bc768f4a43d9d8dc2baf7e87a03697048b3d97183d1290708255bff52"},
		{"webhook", []string{"1768478058", "order.status_changed", "550e8400-e29b-41d4-a716-446655440000"},
			"1768478058order.status_changed550e8400-e29b-41d4-a716-446655440000",
			"35712567833da1702a13085260a187a72f00bc0c1c7db860afc8912966cbb384"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := signature(testSecret, tt.parts...); got != tt.hex {
				t.Errorf("of the parts: %s, want %s", got, tt.hex)
			}
			if got := signature(testSecret, tt.joins); got != tt.hex {
				t.Errorf("of the documented concatenation: %s, want %s", got, tt.hex)
			}
		})
	}
}

// A counter's clock that is ten minutes off must not cost a sale: signatures
// die at five.
func TestSignsByTheProvidersClock(t *testing.T) {
	t.Parallel()
	h := newHost(t, map[string]http.HandlerFunc{
		"GET /balance": documented(t, "balance"), "POST /orders": documented(t, "create_order"),
	})
	wrong := signedAt.Add(-10 * time.Minute)
	c := h.client(func(c *Config) { c.Now = func() time.Time { return wrong } })
	if _, err := c.Balance(context.Background()); err != nil {
		t.Fatal(err)
	}
	if ahead, ok := c.Skew(); !ok || ahead != 10*time.Minute {
		t.Errorf("Skew() = %v, %v", ahead, ok)
	}
	if _, err := c.Sell(context.Background(), sale()); err != nil {
		t.Fatal(err)
	}
	got := h.seen()[1].Header
	same(t, "stamp and signature", []string{got["X-Timestamp"], got["X-Signature"]},
		[]string{"1768478058", "f450ea17ce02d3d55652fe0cd8858f416c0a9b3b2a1402df60669c2b9fccf146"})
}

// Each sale is stamped when it is sent, not when the client was made.
func TestSignsAnewAtEachAttempt(t *testing.T) {
	t.Parallel()
	h := newHost(t, map[string]http.HandlerFunc{"POST /orders": says(401, `{"message":"Unauthenticated."}`)})
	now := signedAt
	c := h.client(func(c *Config) { c.Now = func() time.Time { return now } })
	for range 2 {
		_, err := c.Sell(context.Background(), sale())
		same(t, "fault", faultOf(t, err), fault{providers.KindUnauthorized, providers.NotSent, "", false})
		now = now.Add(time.Second)
	}
	a, b := h.seen()[0].Header, h.seen()[1].Header
	if a["X-Timestamp"] != "1768478058" || b["X-Timestamp"] == a["X-Timestamp"] && b["X-Signature"] == a["X-Signature"] {
		t.Errorf("stamps %v and %v", a, b)
	}
}

func TestSellWithoutSecretSendsNothing(t *testing.T) {
	t.Parallel()
	h := newHost(t, nil)
	c := h.client(func(c *Config) { c.Secret = "" })
	_, err := c.Sell(context.Background(), sale())
	same(t, "fault", faultOf(t, err), fault{providers.KindConfig, providers.NotSent, "", false})
	same(t, "requests", len(h.seen()), 0)
}
