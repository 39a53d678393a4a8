package providertest_test

import (
	"testing"
	"time"

	"simdesk/providers"
	"simdesk/providers/fyatu"
	"simdesk/providers/giftapi"
	"simdesk/providers/providertest"
	"simdesk/providers/reloadly"
	"simdesk/providers/roamify"
	"simdesk/providers/sandbox"
	"simdesk/providers/valuetopup"
	"simdesk/providers/wire"
)

// quick keeps what only costs time out of the suite.
func quick(o *wire.Options) { o.Backoff, o.Attempts = time.Millisecond, 2 }

func TestEveryClientAgainstItsSimulator(t *testing.T) {
	t.Parallel()
	credentials := func(provider, wrong string) func(string) string {
		return func(key string) string {
			if wrong != "" {
				return wrong
			}
			return sandbox.Credentials(provider)[key]
		}
	}
	suites := []providertest.Suite{
		{Name: "roamify", New: func(s *providertest.Stage, wrong string) providers.Provider {
			key := credentials("roamify", wrong)
			return roamify.New(roamify.Config{BaseURL: s.URL, APIKey: key("api_key"), Sandbox: true, Poll: 5 * time.Millisecond, Patience: 50 * time.Millisecond,
				Now: s.Now, Wire: quick})
		}},
		{Name: "fyatu", New: func(s *providertest.Stage, wrong string) providers.Provider {
			key := credentials("fyatu", wrong)
			return fyatu.New(fyatu.Config{BaseURL: s.URL, AppID: key("app_id"), SecretKey: key("secret_key"), Sandbox: true, Now: s.Now, Wire: quick})
		}},
		{Name: "valuetopup", New: func(s *providertest.Stage, wrong string) providers.Provider {
			key := credentials("valuetopup", wrong)
			return valuetopup.New(valuetopup.Config{BaseURL: s.URL, Username: key("username"), Password: key("password"), Sandbox: true, Now: s.Now, Wire: quick})
		}},
		{Name: "reloadly", New: func(s *providertest.Stage, wrong string) providers.Provider {
			key := credentials("reloadly", wrong)
			return reloadly.New(reloadly.Config{BaseURL: s.URL, AuthURL: s.URL, ClientID: key("client_id"), ClientSecret: key("client_secret"), Sandbox: true,
				Now: s.Now, Wire: quick})
		}},
		{Name: "giftapi", New: func(s *providertest.Stage, wrong string) providers.Provider {
			key := credentials("giftapi", wrong)
			return giftapi.New(giftapi.Config{BaseURL: s.URL, Token: key("token"), Secret: key("secret"), Sandbox: true, Now: s.Now, Wire: quick})
		}},
	}
	for _, s := range suites {
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			s.Run(t)
		})
	}
}
