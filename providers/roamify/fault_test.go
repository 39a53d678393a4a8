package roamify

import (
	"context"
	"testing"
	"time"

	"simdesk/providers"
)

func words(s string) string { return `{"status":"failed","message":"` + s + `"}` }

// TestFaults shows what every documented status and every broken answer to a
// spending request means, and that none is sent twice.
func TestFaults(t *testing.T) {
	t.Parallel()
	unknown := func(code string) verdict {
		return verdict{providers.KindUnknownOutcome, providers.Unknown, code, false}
	}
	refused := func(kind providers.ErrorKind, code string) verdict {
		return verdict{kind, providers.Refused, code, false}
	}
	cases := map[string]struct {
		say  exchange
		want verdict
	}{
		"400":                  {instant.with(400, words("bad")), refused(providers.KindInvalid, "HTTP_400")},
		"400 low balance":      {instant.with(400, words("Insufficient balance")), refused(providers.KindDeclined, "INSUFFICIENT_BALANCE")},
		"402 low balance":      {instant.with(402, words("not enough balance")), refused(providers.KindDeclined, "INSUFFICIENT_BALANCE")},
		"400 unknown package":  {instant.with(400, words("Package not found")), refused(providers.KindNotFound, "HTTP_400")},
		"401":                  {instant.with(401, words("no")), verdict{providers.KindUnauthorized, providers.NotSent, "HTTP_401", false}},
		"403":                  {instant.with(403, words("no")), refused(providers.KindUnauthorized, "HTTP_403")},
		"404 unknown package":  {instant.with(404, words("Package not found")), refused(providers.KindNotFound, "HTTP_404")},
		"409":                  {instant.with(409, words("conflict")), verdict{providers.KindUnknownOutcome, providers.Unknown, "REFERENCE_USED", true}},
		"400 reference used":   {instant.with(400, words("referenceId already exists")), verdict{providers.KindUnknownOutcome, providers.Unknown, "REFERENCE_USED", true}},
		"422":                  {instant.with(422, words("no")), refused(providers.KindInvalid, "HTTP_422")},
		"429":                  {instant.with(429, words("slow down")), refused(providers.KindThrottled, "HTTP_429")},
		"500":                  {instant.with(500, words("boom")), unknown("HTTP_500")},
		"502 HTML":             {instant.with(502, "<html>bad gateway</html>"), unknown("HTTP_502")},
		"503":                  {instant.with(503, words("down")), unknown("HTTP_503")},
		"redirect":             {instant.with(307, ""), unknown("HTTP_307")},
		"connection broken":    {exchange{request: instant.request, body: instant.body, drop: true}, unknown("")},
		"half a JSON":          {instant.with(200, `{"status":"success","data":{"id":"o-`), unknown("")},
		"no JSON":              {instant.with(200, `OK`), unknown("")},
		"another JSON":         {instant.with(200, `{"hello":"world"}`), unknown("")},
		"empty object":         {instant.with(200, `{}`), unknown("")},
		"empty data":           {instant.with(200, ok(`{}`)), unknown("")},
		"null data":            {instant.with(200, ok(`null`)), unknown("")},
		"no status of order":   {instant.with(200, ok(`{"id":"o-1"}`)), unknown("")},
		"another's order":      {instant.with(200, ok(`{"id":"o-1","status":"COMPLETED","referenceId":"other"}`)), unknown("")},
		"another package":      {instant.with(200, ok(`{"id":"o-1","status":"COMPLETED","items":[{"esimId":"e","packageId":"other"}]}`)), unknown("")},
		"200 that failed":      {instant.with(200, words("something")), unknown("HTTP_200")},
		"200 with low balance": {instant.with(200, words("Insufficient balance")), refused(providers.KindDeclined, "INSUFFICIENT_BALANCE")},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, _ := serve(t, tc.say)
			got, err := c.Sell(context.Background(), sale())
			same(t, judged(err), tc.want)
			same(t, got, providers.Result{})
			if e := providers.AsError(err); e.Message == "" || e.Provider != "roamify" {
				t.Errorf("nothing to tell the clerk: %+v", e)
			}
		})
	}
}

func TestUnknownPackageIsNamedAsAPossibleReasonFor500(t *testing.T) {
	t.Parallel()
	c, _ := serve(t, instant.with(500, words("Internal server error")))
	_, err := c.Sell(context.Background(), sale())
	same(t, providers.AsError(err).Detail, "Internal server error (Roamify answers 500 for a package that no longer exists, too.)")
}

func TestTimeOutIsUnknown(t *testing.T) {
	t.Parallel()
	c, _ := serve(t, exchange{request: instant.request, body: instant.body, stall: true})
	c.c.Timeout = 50 * time.Millisecond
	_, err := c.Sell(context.Background(), sale())
	same(t, judged(err), verdict{providers.KindUnknownOutcome, providers.Unknown, "", false})
}

func TestRefusedConnectionIsNotSent(t *testing.T) {
	t.Parallel()
	c := New(Config{BaseURL: "http://127.0.0.1:1", APIKey: "k"})
	_, err := c.Sell(context.Background(), sale())
	same(t, judged(err), verdict{providers.KindUnavailable, providers.NotSent, "", false})
}

func TestFallbackOrderKeepsItsOwnOutcome(t *testing.T) {
	t.Parallel()
	c, _ := serve(t, instant.with(405, ""), ordinary.with(500, words("boom")))
	_, err := c.Sell(context.Background(), sale())
	same(t, judged(err), verdict{providers.KindUnknownOutcome, providers.Unknown, "HTTP_500", false})
}

func TestReadFaults(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		status int
		answer string
		times  int
		want   verdict
	}{
		"500 is retried":  {500, words("boom"), 3, verdict{providers.KindUnavailable, providers.Unknown, "HTTP_500", false}},
		"503 is retried":  {503, "", 3, verdict{providers.KindUnavailable, providers.Unknown, "HTTP_503", false}},
		"429 is retried":  {429, words("slow"), 3, verdict{providers.KindThrottled, providers.Refused, "HTTP_429", false}},
		"404 of a router": {404, `{"error":"Not Found"}`, 1, verdict{providers.KindUnavailable, providers.Refused, "NO_ENDPOINT", false}},
		"no balance":      {200, ok(`{"currency":"USD"}`), 1, verdict{providers.KindUnavailable, providers.Unknown, "", false}},
		"HTML":            {200, "<html>", 1, verdict{providers.KindUnavailable, providers.Unknown, "", false}},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, _ := serve(t, exchange{request: "GET /api/balance", status: tc.status, answer: tc.answer, times: tc.times})
			_, err := c.Balance(context.Background())
			same(t, judged(err), tc.want)
		})
	}
}
