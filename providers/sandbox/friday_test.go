package sandbox

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers/sandbox/sim/simtest"
)

// timed is an answer and how long it took.
type timed struct {
	status int
	took   time.Duration
	body   any
}

func ask(t *testing.T, s *Server, line, token, body string) timed {
	t.Helper()
	method, path, _ := strings.Cut(line, " ")
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	w := httptest.NewRecorder()
	began := time.Now()
	s.ServeHTTP(w, r)
	return timed{w.Code, time.Since(began), simtest.Decode(t, w.Body.Bytes())}
}

// On a Friday night Reloadly answers, but late, and Fyatu answers at once that
// its wallet is empty. The bubble's clock jumps over the waiting.
func TestFridayNightIsSlowAtReloadlyAndEmptyAtFyatu(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		sc, err := LoadScenario("friday-night")
		if err != nil {
			t.Fatal(err)
		}
		s := New(Options{})
		if err := s.Play(sc); err != nil {
			t.Fatal(err)
		}
		keys := Credentials("reloadly")
		token := ask(t, s, "POST /reloadly/oauth/token", "", `{"client_id":"`+keys["client_id"]+`","client_secret":"`+keys["client_secret"]+
			`","grant_type":"client_credentials","audience":"https://topups-sandbox.reloadly.com"}`)
		bearer := simtest.Text(token.body, "access_token")
		balance := ask(t, s, "GET /reloadly/accounts/balance", bearer, "")
		topup := ask(t, s, "POST /reloadly/topups", bearer,
			`{"operatorId":341,"amount":5,"customIdentifier":"friday","recipientPhone":{"countryCode":"NG","number":"08147658721"}}`)

		keys = Credentials("fyatu")
		signIn := ask(t, s, "POST /fyatu/api/v3/auth/token", "", `{"appId":"`+keys["app_id"]+`","secretKey":"`+keys["secret_key"]+`","grantType":"client_credentials"}`)
		bearer = simtest.Text(signIn.body, "data", "accessToken")
		purchase := ask(t, s, "POST /fyatu/api/v3/esim/purchase", bearer, `{"packageId":"merhaba-7days-5gb"}`)

		got := map[string]time.Duration{"token": token.took, "balance": balance.took, "top-up": topup.took, "Fyatu": signIn.took + purchase.took}
		want := map[string]time.Duration{"token": 4 * time.Second, "balance": 4 * time.Second, "top-up": 12 * time.Second, "Fyatu": 0}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		if topup.status != http.StatusOK || simtest.Text(topup.body, "status") != "SUCCESSFUL" || len(s.World().Charges("reloadly")) != 1 {
			t.Errorf("the top-up: %+v, %d charges", topup, len(s.World().Charges("reloadly")))
		}
		if purchase.status == http.StatusCreated || simtest.Text(purchase.body, "code") != "INSUFFICIENT_BALANCE" || len(s.World().Charges("fyatu")) != 0 {
			t.Errorf("Fyatu: %+v, %d charges", purchase, len(s.World().Charges("fyatu")))
		}
	})
}
