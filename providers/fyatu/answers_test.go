package fyatu

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"simdesk/providers"
	"simdesk/providers/wire"
	"simdesk/providers/wire/loose"
)

// answering is a client of a Fyatu that answers everything alike; a token is at hand.
func answering(t *testing.T, status int, body string, log *slog.Logger) *Client {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}))
	t.Cleanup(server.Close)
	return New(Config{BaseURL: server.URL, AppID: "a", SecretKey: "s", Log: log, Now: func() time.Time { return noon },
		Wire: func(o *wire.Options) { o.Backoff = time.Microsecond; o.Auth = wire.Bearer("t") }})
}

func TestData(t *testing.T) {
	t.Parallel()
	const order, meta = `"data":{"orderId":"ORD-1"}`, `"meta":{"requestId":"req_1"}`
	unknown := verdict{providers.KindUnknownOutcome, providers.Unknown, "", false}
	for name, tc := range map[string]struct {
		body, order, requestID string
		err                    verdict
	}{
		"as documented":       {`{"success":true,` + order + `,` + meta + `}`, "ORD-1", "req_1", verdict{}},
		"no request id in it": {`{"success":true,` + order + `}`, "ORD-1", "req_h", verdict{}},
		"no success":          {`{` + order + `,` + meta + `}`, "", "req_1", unknown},
		"a failure":           {`{"success":false,` + order + `,` + meta + `}`, "", "req_1", unknown},
		"no data":             {`{"success":true,` + meta + `}`, "", "req_1", unknown},
		"data that is none":   {`{"success":true,"data":{"orderId":{"id":"ORD-1"}},` + meta + `}`, "", "req_1", unknown},
		"something behind it": {`{"success":true,` + order + `,` + meta + `}<!-- -->`, "", "req_h", unknown},
		"half of it":          {`{"success":true,"data":{"orderId"`, "", "req_h", unknown},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, requestID, err := data[purchase](New(Config{}), wire.Response{Op: opSell, Safety: wire.Once, Status: 201, Body: []byte(tc.body), RequestID: "req_h"})
			same(t, judged(err), tc.err)
			if err != nil {
				requestID = providers.AsError(err).RequestID
			}
			same(t, []string{string(got.OrderID), requestID}, []string{tc.order, tc.requestID})
		})
	}
}

// TestShapes: what stands there as an object in one place and by itself in
// another; where a key comes twice, the last counts and nothing of the first.
func TestShapes(t *testing.T) {
	t.Parallel()
	type shapes struct {
		Price   price              `json:"price"`
		Place   place              `json:"place"`
		Package object[packageRef] `json:"package"`
	}
	for in, want := range map[string]string{
		`{"price":12.5}`: "12.50 USD, , ",
		`{"price":{"amount":"12.5","currency":"eur"}}`:                 "12.50 EUR, , ",
		`{"price":{"amount":1,"currency":"EUR"},"price":12.5}`:         "12.50 USD, , ",
		`{"price":{"amount":[1]}}`:                                     "a value is not a number",
		`{"price":{"amount":1,"currency":[]}}`:                         "expected text",
		`{"price":1,"place":"Turkey"}`:                                 "1.00 USD, Turkey, ",
		`{"price":1,"place":{"name":"Turkey","type":"local"}}`:         "1.00 USD, Turkey local, ",
		`{"price":1,"place":{"type":"local"},"place":"Turkey"}`:        "1.00 USD, Turkey, ",
		`{"price":1,"place":["Turkey"]}`:                               "expected text",
		`{"price":1,"package":{"id":"a"}}`:                             "1.00 USD, , a",
		`{"price":1,"package":{"packageId":"a"},"package":{"id":"b"}}`: "1.00 USD, , b",
		`{"price":1,"package":{"id":"a"},"package":[]}`:                "1.00 USD, , ",
		`{"price":1,"package":null}`:                                   "1.00 USD, , ",
		`{"price":1,"package":{"id":{"of":"a"}}}`:                      "expected text",
	} {
		var got shapes
		said := ""
		if err := loose.Decode([]byte(in), &got); err != nil {
			said, _, _ = strings.Cut(err.Error(), ",")
		} else {
			p := got.Place
			said = got.Price.in("").String() + ", " + strings.TrimSpace(string(p.Name+" "+p.Type)) + ", " + got.Package.V.id()
		}
		if said != want {
			t.Errorf("%s: %s, want %s", in, said, want)
		}
	}
}

// everything asks Fyatu for each thing that an answer of its own belongs to.
var everything = map[string]func(context.Context, *Client) error{
	opSignIn: func(ctx context.Context, c *Client) error {
		_, err := c.signIn(ctx, wire.Token{})
		return err
	},
	opSell: func(ctx context.Context, c *Client) error {
		_, err := c.Sell(ctx, sale())
		return err
	},
	opTopUp: func(ctx context.Context, c *Client) error {
		_, err := c.TopUp(ctx, topUpOf())
		return err
	},
	opTopUps: func(ctx context.Context, c *Client) error {
		_, err := c.TopUpPackages(ctx, iccid)
		return err
	},
	opList: func(ctx context.Context, c *Client) error {
		_, err := c.esims().since(ctx, noon)
		return err
	},
	opTransactions: func(ctx context.Context, c *Client) error {
		_, err := c.transactions().since(ctx, noon)
		return err
	},
	opESIM: func(ctx context.Context, c *Client) error {
		_, err := c.get(ctx, iccid)
		return err
	},
	opWallet: func(ctx context.Context, c *Client) error {
		_, err := c.Balance(ctx)
		return err
	},
}

// TestWhyAnAnswerCannotBeRead: the log and the order keep the reason, and the
// log names what was asked for.
func TestWhyAnAnswerCannotBeRead(t *testing.T) {
	t.Parallel()
	for op, ask := range everything {
		t.Run(op, func(t *testing.T) {
			t.Parallel()
			var log bytes.Buffer
			err := ask(context.Background(), answering(t, 200, ok(`{}`)+"<!-- cached -->", slog.New(slog.NewTextHandler(&log, nil))))
			e := providers.AsError(err)
			whole := "more than one JSON value in the answer" // of a list; of anything else the decoder says so
			if e == nil || e.Outcome != providers.Unknown || e.Err == nil || e.Err.Error() != whole && !strings.Contains(e.Err.Error(), "after top-level value") {
				t.Errorf("%+v", e)
			}
			if name := strings.TrimSuffix(strings.SplitAfter(log.String(), " op=")[1], "\n"); !strings.HasPrefix(strings.Trim(name, `"`), op) {
				t.Errorf("%s is logged as %s", op, log.String())
			}
		})
	}
}

// TestFaultsOfARead: what an error means that has no code of the documents.
func TestFaultsOfARead(t *testing.T) {
	t.Parallel()
	bare := func(more string) string { return `{"success":false,"status":0,"message":"no luck"` + more + `}` }
	for name, tc := range map[string]struct {
		op     string
		status int
		body   string
		want   providers.Error
		ours   bool // the message, which is the same for all providers otherwise
	}{
		"402":                      {opWallet, 402, bare(""), providers.Error{Kind: providers.KindDeclined, Outcome: providers.Refused, Code: "HTTP_402", Detail: "no luck"}, false},
		"403 HTML":                 {opWallet, 403, "<html>Forbidden</html>", providers.Error{Kind: providers.KindUnauthorized, Outcome: providers.Refused, Code: "HTTP_403", Detail: "Forbidden"}, false},
		"409 another code":         {opWallet, 409, bare(`,"code":"CONFLICT_X"`), providers.Error{Kind: providers.KindDeclined, Outcome: providers.Refused, Code: "CONFLICT_X", Detail: "no luck"}, false},
		"502 HTML":                 {opWallet, 502, "<p>Bad\ngateway</p>", providers.Error{Kind: providers.KindUnavailable, Code: "HTTP_502", Detail: "Bad gateway"}, false},
		"404 HTML":                 {opESIM, 404, "<html>Not Found</html>", providers.Error{Kind: providers.KindUnavailable, Outcome: providers.Refused, Code: "HTTP_404", Detail: "Not Found", Why: because("fyatu.not_its_error")}, true},
		"200 that failed":          {opWallet, 200, bare(""), providers.Error{Kind: providers.KindUnavailable, Code: "HTTP_200", Detail: "no luck", Why: because("fyatu.no_success")}, true},
		"200 and something behind": {opESIM, 200, failsWith(200, "ESIM_NOT_FOUND") + "<!-- -->", providers.Error{Kind: providers.KindUnavailable}, false},
		"410 of the wallet":        {opWallet, 410, failsWith(410, ""), providers.Error{Kind: providers.KindUnavailable, Outcome: providers.Refused, Code: "HTTP_410", Detail: "no luck", RequestID: "req_2", Why: because("fyatu.not_its_error")}, true},
		"410 of the sign-in":       {opSignIn, 410, failsWith(410, ""), providers.Error{Kind: providers.KindUnavailable, Outcome: providers.Refused, Code: "HTTP_410", Detail: "no luck", RequestID: "req_2", Why: because("fyatu.not_its_error")}, true},
		"410 of an eSIM":           {opESIM, 410, failsWith(410, ""), providers.Error{Kind: providers.KindUnavailable, Outcome: providers.Refused, Code: codeGone, Detail: "no luck", RequestID: "req_2", Why: because("fyatu.gone")}, true},
		"sign-in, wrong secret": {opSignIn, 401, fails("AUTH_INVALID_CREDENTIALS"), providers.Error{Kind: providers.KindUnauthorized, Outcome: providers.NotSent, Code: "AUTH_INVALID_CREDENTIALS",
			Detail: "no luck", RequestID: "req_2", Why: because("fyatu.auth_invalid_credentials")}, true},
		"sign-in, 400 of another code": {opSignIn, 400, bare(`,"code":"CONFLICT_X"`), providers.Error{Kind: providers.KindInvalid, Outcome: providers.Refused, Code: "CONFLICT_X", Detail: "no luck"}, false},
		"sign-in, 403 HTML":            {opSignIn, 403, "<p>No</p>", providers.Error{Kind: providers.KindUnauthorized, Outcome: providers.Refused, Code: "HTTP_403", Detail: "No"}, false},
		"wallet, as a sign-in is told": {opWallet, 400, bare(""), providers.Error{Kind: providers.KindInvalid, Outcome: providers.Refused, Code: "HTTP_400", Detail: "no luck"}, false},
		"words of an object":           {opWallet, 400, bare(`,"error":{"code":"SOME_CODE","detail":"the detail","message":"the message"}`), providers.Error{Kind: providers.KindInvalid, Outcome: providers.Refused, Code: "SOME_CODE", Detail: "the detail"}, false},
		"message of an object":         {opWallet, 400, bare(`,"error":{"code":"SOME_CODE","message":"the message"}`), providers.Error{Kind: providers.KindInvalid, Outcome: providers.Refused, Code: "SOME_CODE", Detail: "the message"}, false},
		"a code as a text":             {opWallet, 400, bare(`,"error":"SOME_CODE"`), providers.Error{Kind: providers.KindInvalid, Outcome: providers.Refused, Code: "SOME_CODE", Detail: "no luck"}, false},
		"words as a text":              {opWallet, 400, bare(`,"error":"Try the other door"`), providers.Error{Kind: providers.KindInvalid, Outcome: providers.Refused, Code: "HTTP_400", Detail: "Try the other door"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := *providers.AsError(everything[tc.op](context.Background(), answering(t, tc.status, tc.body, nil)))
			if !tc.ours {
				got.Why = providers.Reason{}
			}
			if tc.want.Code == "" {
				got.Detail = "" // a piece of the answer
			}
			tc.want.Provider, got.Err = "fyatu", nil
			same(t, got, tc.want)
		})
	}
}

// TestWordsOfAnOrder: which words Fyatu has for an order is not documented. One
// that is not plainly good is not done.
func TestWordsOfAnOrder(t *testing.T) {
	t.Parallel()
	for words, want := range map[string]bool{
		"|completed|Complete|SUCCESS|successful|fulfilled|delivered|paid|confirmed|active|ready|inactive": true,
		"pending|processing|failed|refunded|cancelled|expired|unpaid|incomplete":                          false,
	} {
		for _, word := range strings.Split(words, "|") {
			if got := (purchase{Status: loose.Text(word)}).done(); got != want {
				t.Errorf("%q is done: %v", word, got)
			}
		}
	}
}
