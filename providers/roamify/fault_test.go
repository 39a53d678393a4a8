package roamify

import (
	"context"
	"net/http"
	"net/http/httptrace"
	"strings"
	"testing"

	"simdesk/providers"
	"simdesk/providers/wire"
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
		"400":                                 {instant.With(400, words("bad")), refused(providers.KindInvalid, "HTTP_400")},
		"400 low balance":                     {instant.With(400, words("Insufficient balance")), refused(providers.KindDeclined, "INSUFFICIENT_BALANCE")},
		"402 low balance":                     {instant.With(402, words("not enough balance")), unknown("INSUFFICIENT_BALANCE")},
		"400 unknown package":                 {instant.With(400, words("Package not found")), refused(providers.KindNotFound, "HTTP_400")},
		"400 of a profile that is being made": {instant.With(400, words("eSIM is still pending processing")), unknown("HTTP_400")},
		"400 with an order":                   {instant.With(400, `{"status":"failed","message":"no profile yet","data":{"id":"o-1","status":"PENDING"}}`), unknown("HTTP_400")},
		"401":                                 {instant.With(401, words(theirUnauthorized)), verdict{providers.KindUnauthorized, providers.NotSent, "HTTP_401", false}},
		"403":                                 {instant.With(403, words("no")), refused(providers.KindUnauthorized, "HTTP_403")},
		"404 unknown package":                 {instant.With(404, words("Package not found")), refused(providers.KindNotFound, "HTTP_404")},
		"409":                                 {instant.With(409, words("conflict")), verdict{providers.KindUnknownOutcome, providers.Unknown, "REFERENCE_USED", true}},
		"400 reference used":                  {instant.With(400, words("referenceId already exists")), verdict{providers.KindUnknownOutcome, providers.Unknown, "REFERENCE_USED", true}},
		"422":                                 {instant.With(422, words("no")), refused(providers.KindInvalid, "HTTP_422")},
		"429":                                 {instant.With(429, words("slow down")), unknown("HTTP_429")},
		"401 as plain text":                   {instant.With(401, theirUnauthorized), verdict{providers.KindUnauthorized, providers.NotSent, "HTTP_401", false}},
		"400 of the validator":                {instant.With(400, `{"error":"\"items\" is required"}`), refused(providers.KindInvalid, "HTTP_400")},
		"400 with a code":                     {instant.With(400, `{"message":"x","status":"failed","code":"X1"}`), refused(providers.KindInvalid, "X1")},
		"500":                                 {instant.With(500, words("boom")), unknown("HTTP_500")},
		"502 HTML":                            {instant.With(502, "<html>bad gateway</html>"), unknown("HTTP_502")},
		"503":                                 {instant.With(503, words("down")), unknown("HTTP_503")},
		"redirect":                            {instant.With(307, ""), unknown("HTTP_307")},
		"connection broken":                   {exchange{Request: instant.Request, Body: instant.Body, Drop: true}, unknown("")},
		"half a JSON":                         {instant.With(200, `{"status":"success","data":{"id":"o-`), unknown("")},
		"no JSON":                             {instant.With(200, `OK`), unknown("")},
		"another JSON":                        {instant.With(200, `{"hello":"world"}`), unknown("")},
		"an order and more":                   {instant.With(200, ok(`{`+header+`}`)+"<!-- -->"), unknown("")},
		"items that are none":                 {instant.With(200, ok(`{`+header+`,"items":"x"}`)), unknown("")},
		"empty object":                        {instant.With(200, `{}`), unknown("")},
		"empty data":                          {instant.With(200, ok(`{}`)), unknown("")},
		"null data":                           {instant.With(200, ok(`null`)), unknown("")},
		"no status of order":                  {instant.With(200, ok(`{"id":"o-1"}`)), unknown("")},
		"another's order":                     {instant.With(200, ok(`{"id":"o-1","status":"COMPLETED","referenceId":"other"}`)), unknown("")},
		"another package":                     {instant.With(200, ok(`{"id":"o-1","status":"COMPLETED","items":[{"esimId":"e","packageId":"other"}]}`)), unknown("")},
		"200 that failed":                     {instant.With(200, words("something")), unknown("HTTP_200")},
		"200 that speaks of a balance":        {instant.With(200, words("Order accepted, the balance is updated later")), unknown("HTTP_200")},
		"200 with low balance":                {instant.With(200, words("Insufficient balance")), refused(providers.KindDeclined, "INSUFFICIENT_BALANCE")},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := serve(t, tc.say)
			got, err := c.Sell(context.Background(), sale())
			same(t, judged(err), tc.want)
			same(t, got, providers.Result{})
			if e := providers.AsError(err); e.Why.IsZero() || e.Provider != "roamify" {
				t.Errorf("nothing to tell the clerk: %+v", e)
			}
		})
	}
}

func TestUnknownPackageIsNamedAsAPossibleReasonFor500(t *testing.T) {
	t.Parallel()
	c := serve(t, instant.With(500, words("Internal server error")))
	_, err := c.Sell(context.Background(), sale())
	e := providers.AsError(err)
	same(t, judged(err), verdict{providers.KindUnknownOutcome, providers.Unknown, "HTTP_500", false})
	same(t, e.Why, providers.Because("roamify.internal_sale"))
	same(t, e.Detail, "Internal server error")
}

// late is a Roamify that has the request and does not answer in time.
type late struct{}

func (late) RoundTrip(r *http.Request) (*http.Response, error) {
	httptrace.ContextClientTrace(r.Context()).GotConn(httptrace.GotConnInfo{})
	return nil, context.DeadlineExceeded
}

func TestTimeOutIsUnknown(t *testing.T) {
	t.Parallel()
	c := New(Config{APIKey: testKey, Wire: func(o *wire.Options) { o.Transport = late{} }})
	_, err := c.Sell(context.Background(), sale())
	same(t, judged(err), verdict{providers.KindUnknownOutcome, providers.Unknown, "", false})
}

func TestRefusedConnectionIsNotSent(t *testing.T) {
	t.Parallel()
	c := New(Config{BaseURL: "http://127.0.0.1:1", APIKey: "k"})
	_, err := c.Sell(context.Background(), sale())
	same(t, judged(err), verdict{providers.KindUnavailable, providers.NotSent, "", false})
}

// Look-alikes of a refusal prove nothing, and are looked up.
func TestLookAlikes(t *testing.T) {
	t.Parallel()
	for name, say := range map[string]exchange{
		"HTML 401":                      instant.With(401, "<html>Sign in to the hotel's network</html>"),
		"empty 401":                     instant.With(401, ""),
		"401 in other words":            instant.With(401, words("no")),
		"another's 401":                 instant.With(401, `{"message":"Unauthenticated."}`),
		"HTML 400":                      instant.With(400, "<html>Bad Request</html>"),
		"empty 404":                     instant.With(404, ""),
		"a message alone":               instant.With(400, `{"message":"Insufficient balance"}`),
		"no words":                      instant.With(422, words("")),
		"half of it":                    instant.With(400, words("Insufficient balance")[:30]),
		"all but its end":               instant.With(400, strings.TrimSuffix(words("Insufficient balance"), "}")),
		"something behind it":           instant.With(400, words("Insufficient balance")+"<!-- -->"),
		"more in it":                    instant.With(400, `{"status":"failed","message":"x","path":"/"}`),
		"a success":                     instant.With(400, `{"status":"success","message":"x"}`),
		"a status of no refusal":        instant.With(408, words("Insufficient balance")),
		"a status that is undocumented": instant.With(451, words("Insufficient balance")),
		"an error that is no validator": instant.With(400, `{"error":"Bad Request"}`),
		"a validator's, with a 403":     instant.With(403, `{"error":"\"items\" is required"}`),
		"words that leave it open":      instant.With(422, words("The supplier timed out")),
		"a used reference, with a 403":  instant.With(403, words("This reference was already used")),
		"a used reference, with a 200":  instant.With(200, words("Insufficient balance, or the reference is already used")),
		"words of a router":             instant.With(404, `{"error":"Not Found"}`),
		"Fyatu's":                       instant.With(402, `{"success":false,"status":402,"message":"Insufficient balance","code":"INSUFFICIENT_BALANCE","meta":{"requestId":"r"}}`),
		"GiftAPI's":                     instant.With(422, `{"success":false,"message":"Insufficient balance"}`),
		"Reloadly's":                    instant.With(400, `{"timeStamp":"x","message":"Insufficient balance","path":"/topups","errorCode":"X","infoLink":null,"details":[]}`),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := serve(t, say).Sell(context.Background(), sale())
			if e := providers.AsError(err); e.Outcome != providers.Unknown || e.Kind != providers.KindUnknownOutcome {
				t.Errorf("%+v", e)
			}
		})
	}
}

// One sale is one charging request: where instant orders are not served, the sale
// that finds out is not known, and the next ones are ordinary orders. A page that
// is not found for a moment is no such sign.
func TestNoInstantOrders(t *testing.T) {
	t.Parallel()
	for name, say := range map[string]exchange{
		"405":                         instant.With(405, `{"message":"Method Not Allowed"}`),
		"405 without a word":          instant.With(405, ""),
		"404 of a router":             instant.With(404, `<html>Cannot POST /api/esim/order/instant</html>`),
		"404 of a router in envelope": instant.With(404, words("Cannot POST /api/esim/order/instant")),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := serve(t, say, again(ordinary.With(200, ok(`{`+header+`,`+items+`}`)), "2"), apply.With(200, ok(profileJSON("e-1", iccid, "READY"))),
				again(ordinary.With(500, words("boom")), "3"))
			got, err := c.Sell(context.Background(), sale())
			same(t, got, providers.Result{})
			same(t, judged(err), verdict{providers.KindUnknownOutcome, providers.Unknown, "NO_ENDPOINT", false})
			r := sale()
			r.Reference += "2"
			got, err = c.Sell(context.Background(), r)
			same(t, err, nil)
			same(t, got, result(providers.StateCompleted, delivered))
			r.Reference = ref + "3"
			_, err = c.Sell(context.Background(), r)
			same(t, judged(err), verdict{providers.KindUnknownOutcome, providers.Unknown, "HTTP_500", false})
		})
	}
}

func TestAPageThatIsNotFoundLeavesInstantOrders(t *testing.T) {
	t.Parallel()
	c := serve(t, instant.With(404, "<html>404 Not Found</html>"), again(instant.With(500, words("boom")), "2"))
	_, err := c.Sell(context.Background(), sale())
	same(t, judged(err), verdict{providers.KindUnknownOutcome, providers.Unknown, "HTTP_404", false})
	r := sale()
	r.Reference += "2"
	_, err = c.Sell(context.Background(), r)
	same(t, judged(err), verdict{providers.KindUnknownOutcome, providers.Unknown, "HTTP_500", false})
}

// again is an exchange about another sale, whose reference is ours with a tail.
func again(x exchange, tail string) exchange {
	x.Body, x.Answer = strings.ReplaceAll(x.Body, ref, ref+tail), strings.ReplaceAll(x.Answer, ref, ref+tail)
	return x
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
		"404 of a router": {404, `{"error":"Not Found"}`, 1, verdict{providers.KindUnavailable, providers.Refused, "HTTP_404", false}},
		"no balance":      {200, ok(`{"currency":"USD"}`), 1, verdict{providers.KindUnavailable, providers.Unknown, "", false}},
		"HTML":            {200, "<html>", 1, verdict{providers.KindUnavailable, providers.Unknown, "", false}},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := serve(t, exchange{Request: "GET /api/balance", Status: tc.status, Answer: tc.answer, Times: tc.times})
			_, err := c.Balance(context.Background())
			same(t, judged(err), tc.want)
		})
	}
}
