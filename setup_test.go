package main

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"
	"time"

	"simdesk/providers"
	"simdesk/state/config"
	"simdesk/ui/firstrun"
)

// TestSetUpAsksTheProvider: the set-up's check goes through the client that
// the shop will use.
func TestSetUpAsksTheProvider(t *testing.T) {
	t.Parallel()
	gift := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet || r.URL.Path != "/partner/balance" || r.Header.Get("Authorization") != "Bearer right" {
			w.WriteHeader(http.StatusUnauthorized)
			_, _ = io.WriteString(w, `{"message":"Unauthenticated."}`)
			return
		}
		_, _ = io.WriteString(w, `{"data":{"balance":"10.00","available_balance":"10.00","currency":"USD"}}`)
	}))
	t.Cleanup(gift.Close)
	check := checkAt(filepath.Join(t.TempDir(), "config.toml"))
	for name, tc := range map[string]struct {
		provider, address, token string
		want                     providers.ErrorKind
	}{
		"right":          {config.NameGiftAPI, gift.URL + "/partner/", "right", ""},
		"wrong":          {config.NameGiftAPI, gift.URL + "/partner", "wrong", providers.KindUnauthorized},
		"nothing there":  {config.NameGiftAPI, "http://127.0.0.1:1", "right", providers.KindUnavailable},
		"unset variable": {config.NameGiftAPI, gift.URL, "env:SIMDESK_TEST_IS_NOT_SET", providers.KindConfig},
		"unknown":        {"nobody", gift.URL, "right", providers.KindInvalid},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
			defer cancel()
			err := check(ctx, tc.provider, map[string]string{"environment": "live", "base_url": tc.address, "token": tc.token, "secret": "s"})
			if tc.want == "" && err != nil || tc.want != "" && !providers.IsKind(err, tc.want) {
				t.Errorf("%v, want %q", err, tc.want)
			}
		})
	}
}

// TestSetUpReachesEveryClient: whichever provider is chosen, its section makes
// a client whose wallet can be read.
func TestSetUpReachesEveryClient(t *testing.T) {
	t.Parallel()
	for _, c := range firstrun.Providers() {
		values := map[string]string{}
		for _, f := range c.Fields {
			values[f.Key] = "https://127.0.0.1:1"
		}
		text, err := firstrun.File(c.Name, values)
		if err != nil {
			t.Fatal(err)
		}
		cfg, err := config.Parse("config.toml", text, config.Env{})
		if err != nil {
			t.Fatal(err)
		}
		accounts := (&builder{}).configured(cfg)
		if len(accounts) != 1 || accounts[0].name != c.Name || accounts[0].title != c.Title {
			t.Fatalf("%s made %+v", c.Name, accounts)
		}
		if _, ok := accounts[0].client.(providers.Balancer); !ok {
			t.Errorf("%s has no wallet to read", c.Name)
		}
	}
}
