package wire

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"simdesk/providers"
	"simdesk/providers/wire/loose"
)

func quiet() *log.Logger { return log.New(io.Discard, "", 0) }

const (
	key       = "sk+live/4f9A=Zq" // with what JSON and URLs spell differently
	password  = "pass/word 99"
	appSecret = "app-Secret-77"
	iccid     = "8944500102198304826"
	phone     = "+2348031234567"
	lpa       = "LPA:1$rsp-3104.idemia.io$ABC-123-DEF"
	pin       = "4711"
)

// private is what no log line may hold about customers and what they bought.
// The PIN is looked for in quotes: its digits may be part of a duration.
var private = []string{iccid, iccid[:12], phone, "8031234567", "ABC-123-DEF",
	"rsp-3104", "customer=", "Ann Example", "ann@example.com", `"` + pin, "PIN " + pin}

// journal is a client with everything it logs, at the most talkative level.
func journal(t *testing.T, base string, a Auth) (*Client, *bytes.Buffer) {
	t.Helper()
	var out bytes.Buffer
	c := dial(t, base, auth(a), func(o *Options) {
		o.Secrets = []string{appSecret}
		o.Attempts = 1
		o.Log = slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug}))
		o.Explain = func(r Response) *providers.Error {
			var v struct{ Code, Message loose.Text }
			if r.Status < 300 || loose.Decode(r.Body, &v) != nil {
				return nil
			}
			return &providers.Error{Code: string(v.Code), Detail: string(v.Message), Why: providers.Quoted("Acme says: " + string(v.Message))}
		}
	})
	return c, &out
}

func inJSON(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}

func TestNothingPrivateIsLogged(t *testing.T) {
	t.Parallel()
	answers := map[string]string{
		"an eSIM": inJSON(map[string]any{"data": map[string]any{"iccid": iccid, "qrCode": lpa, "activationCode": lpa, "smdp": "rsp-3104.idemia.io",
			"matchingId": "ABC-123-DEF", "customer": map[string]any{"name": "Ann Example", "email": "ann@example.com", "phone": phone}}}),
		"a PIN":                inJSON(map[string]any{"pinDetail": map[string]any{"value": pin, "deeper": []any{pin, map[string]any{"x": pin}}}, "pin": 4711}),
		"numbers, not texts":   `{"id":8944500102198304826,"list":[8944500102198304826,2348031234567],"value":8.944500102198304826e18}`,
		"words":                inJSON(map[string]string{"message": "eSIM " + iccid + " of " + phone + " (" + lpa + ") has PIN " + pin + ", token: " + key}),
		"words with spaces":    inJSON(map[string]string{"message": "8944 5001 0219 8304 826 and 0803-123-4567 and 1$rsp-3104.idemia.io$ABC-123-DEF"}),
		"an address":           inJSON(map[string]string{"path": "/esim?customer=" + phone, "next": "https://acme.example/x?customer=Ann"}),
		"a number as a key":    `{"8944500102198304826":{"status":"x"}}`,
		"our key, spelt anew":  `{"message":"bad key sk\u002blive\/4f9A=Zq","error":"Bearer sk+live\/4f9A=Zq"}`,
		"our password":         inJSON(map[string]string{"message": "no user sand with " + password + " or c2FuZDpwYXNzL3dvcmQgOTk="}),
		"our sign-in":          inJSON(map[string]string{"message": "client " + appSecret + " is not known"}),
		"no JSON":              "<html>" + key + " " + iccid + " PIN " + pin,
		"JSON and more":        inJSON(map[string]string{"message": key}) + key,
		"our key in a text":    inJSON(map[string]string{"message": "Token " + key + " is not valid for " + iccid}),
		"a code with our key":  inJSON(map[string]string{"code": "E_" + key, "message": "no"}),
		"a long answer, hided": inJSON(map[string]any{"items": strings.Repeat(iccid+" ", 400)}),
	}
	for name, body := range answers {
		for _, status := range []int{200, 400, 401, 503} {
			t.Run(fmt.Sprint(name, status), func(t *testing.T) {
				t.Parallel()
				base, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
					w.Header().Set("X-Request-Id", "r-1 "+strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "))
					w.WriteHeader(status)
					_, _ = io.WriteString(w, body)
				})
				for _, a := range []Auth{Bearer(key), Basic("sand", password)} {
					c, out := journal(t, base, a)
					for _, r := range requests() {
						_, err := c.Do(t.Context(), r)
						clean(t, out.String(), append(credentialsOf(r, a), private...))
						out.Reset()
						if e := providers.AsError(err); e != nil {
							clean(t, fmt.Sprintf("%s %s %s %s %v", e.Code, e.Why, e.Detail, e.RequestID, e), credentialsOf(r, a))
						}
					}
				}
			})
		}
	}
}

// requests are a read with a query, a sale with a body, and a sign-in.
func requests() []Request {
	return []Request{
		{Op: "look", Path: "/esim/" + iccid + "/" + url.PathEscape(phone), Query: url.Values{"customer": {phone}, "name": {"Ann Example"}}},
		{Op: "sell", Method: http.MethodPost, Path: "/orders", Body: map[string]string{"phone": phone}, Safety: Once},
		{Op: "sign in", Method: http.MethodPost, Path: "/token", Open: true, Body: map[string]string{"client_secret": appSecret}},
	}
}

// credentialsOf are the words that no answer to this request may bring back.
func credentialsOf(r Request, a Auth) []string {
	switch {
	case r.Open:
		return []string{appSecret}
	case a == Auth(Bearer(key)):
		return []string{appSecret, key, "4f9A"}
	}
	return []string{appSecret, password, "c2FuZDpwYXNz"}
}

func clean(t *testing.T, text string, without []string) {
	t.Helper()
	for _, s := range without {
		if strings.Contains(text, s) {
			t.Errorf("%q is in %s", s, text)
		}
	}
}

func TestNothingPrivateIsLoggedWhenTheLineBreaks(t *testing.T) {
	t.Parallel()
	for name, act := range map[string]func(*caller){
		"closed":         func(c *caller) { c.request() },
		"no HTTP":        func(c *caller) { c.request(); c.say(key + " " + iccid + " PIN " + pin + "\r\n\r\n") },
		"a broken head":  func(c *caller) { c.request(); c.say("HTTP/1.1 200 OK\r\n" + key + " " + phone + "\r\n\r\n") },
		"a broken state": func(c *caller) { c.request(); c.say("HTTP/1.1 " + iccid + " " + key + "\r\n\r\n") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := listen(t, act)
			c, out := journal(t, s.URL, Bearer(key))
			for _, r := range requests()[:2] {
				_, err := c.Do(t.Context(), r)
				clean(t, providers.AsError(err).Why.String(), append(credentialsOf(r, Bearer(key)), private...))
			}
			if lines := strings.Count(out.String(), "msg=http"); lines != 2 {
				t.Errorf("%d lines", lines)
			}
			clean(t, out.String(), append(credentialsOf(look, Bearer(key)), private...))
		})
	}
}

// A client shows the beginning of an answer that it cannot read: half a key
// would no longer be recognised as one.
func TestAKeyIsBlankedBeforeAnAnswerIsCut(t *testing.T) {
	t.Parallel()
	base, _ := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusBadGateway)
		_, _ = io.WriteString(w, strings.Repeat("x", 190)+key+key)
	})
	cuts := func(o *Options) {
		o.Explain = func(r Response) *providers.Error { return &providers.Error{Detail: string(r.Body[:196])} }
	}
	for name, c := range map[string]*Client{
		"cut by the client": dial(t, base, auth(Bearer(key)), cuts), "cut here": dial(t, base, auth(Bearer(key))),
	} {
		_, err := c.Do(t.Context(), sale)
		if e := providers.AsError(err); strings.Contains(e.Detail, key[:4]) || !strings.Contains(e.Detail, "xx") {
			t.Errorf("%s: %q", name, e.Detail)
		}
	}
	resp := Response{Status: 200, Body: []byte(strings.Repeat("x", 190) + key), secrets: secrets{words: []string{key}}}
	if e := dial(t, base).Unreadable(resp, nil); strings.Contains(e.Detail, key[:4]) {
		t.Errorf("unreadable: %q", e.Detail)
	}
}

func TestALogLineSaysWhatHappened(t *testing.T) {
	t.Parallel()
	base, _ := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Request-Id", "req-42")
		w.WriteHeader(http.StatusConflict)
		_, _ = io.WriteString(w, `{"status":"failed","message":"Sold out since 2026-11-22","price":12.50,"pin":4711,"PUK":"12345678","id":8944500102198304826,"open":true,"nothing":null}`)
	})
	var lines []map[string]any
	c := dial(t, base, func(o *Options) {
		o.Log = slog.New(&lineHandler{lines: &lines})
	})
	_, _ = c.Do(t.Context(), Request{Op: "look", Path: "/esim/" + iccid})
	if len(lines) != 1 {
		t.Fatalf("%d lines", len(lines))
	}
	delete(lines[0], "took")
	same(t, map[string]any{"provider": "acme", "op": "look", "method": "GET", "path": "/esim/…4826", "status": int64(409), "request_id": "req-42",
		"body": `{"PUK":"…","id":"…4826","message":"Sold out since 2026-11-22","nothing":null,"open":true,"pin":"…","price":12.50,"status":"failed"}`}, lines[0])
}

func TestALogLineSaysWhyThereWasNoAnswer(t *testing.T) {
	t.Parallel()
	var lines []map[string]any
	c := New(Options{Provider: "acme", BaseURL: "http://acme.invalid", Transport: script(snaps), Log: slog.New(&lineHandler{lines: &lines})})
	_, _ = c.Do(t.Context(), Request{Op: "sell", Method: http.MethodPost, Path: "/orders", Query: url.Values{"customer": {phone}}, Safety: Once})
	delete(lines[0], "took")
	same(t, map[string]any{"provider": "acme", "op": "sell", "method": "POST", "path": "/orders", "status": int64(0), "request_id": "",
		"error": `Post "acme.invalid": unexpected EOF`, "body": "(not JSON)"}, lines[0])
}

func TestHowABodyIsCut(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`<html>`: "(not JSON)",
		`{"note":"` + strings.Repeat("a ", redactedLength) + `"}`: (`{"note":"` + strings.Repeat("a ", redactedLength))[:redactedLength],
	} {
		same(t, want, redact([]byte(body), secrets{}))
	}
}

func TestWhatRunningTextHides(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"sold out since 2026-11-22 10":                                "sold out since 2026-11-22 10",
		"see LPA:1$rsp.example$A-1 or 1$rsp.example$A-1":              "see LPA:… or LPA:…",
		"GET /esim?customer=Ann failed":                               "GET /esim?… failed",
		"the PIN is 4711, code: A-1":                                  "the PIN is …, code: …",
		"refused eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.e30 for a sale": "refused … for a sale",
		"eSIM 8944500102198304826 of +234 803 123 4567":               "eSIM …4826 of …4567",
	} {
		same(t, want, hideWords(text))
	}
}

// lineHandler keeps every line as a map.
type lineHandler struct {
	slog.Handler
	lines *[]map[string]any
}

func (h *lineHandler) Enabled(_ context.Context, l slog.Level) bool {
	return l == slog.LevelDebug || l == slog.LevelInfo
}

func (h *lineHandler) Handle(_ context.Context, r slog.Record) error {
	line := map[string]any{}
	r.Attrs(func(a slog.Attr) bool { line[a.Key] = a.Value.Any(); return true })
	*h.lines = append(*h.lines, line)
	return nil
}

func TestBodiesAreForDebuggingOnly(t *testing.T) {
	t.Parallel()
	base, _ := serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{"status":"visible"}`) })
	var out bytes.Buffer
	c := dial(t, base, func(o *Options) { o.Log = slog.New(slog.NewTextHandler(&out, nil)) })
	if _, err := c.Do(t.Context(), look); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(out.String(), "visible") || !strings.Contains(out.String(), "status=200") {
		t.Error(out.String())
	}
}

// Wherever in an answer our key turns up, it is gone from the log.
func TestAnEchoedKeyNeverShows(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		secret := rapid.StringMatching(`[A-Za-z0-9+/=_.-]{4,60}`).Draw(t, "secret")
		before, after := rapid.String().Draw(t, "before"), rapid.String().Draw(t, "after")
		field := rapid.SampledFrom([]string{"message", "x", "pin", "error"}).Draw(t, "field")
		body := inJSON(map[string]any{field: before + secret + after, "list": []string{secret}})
		req, err := http.NewRequest(http.MethodGet, "http://acme.invalid", nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+secret)
		hidden := secretsOf(req, nil)
		r := Response{Body: []byte(body), secrets: hidden}
		rest := redact([]byte(inJSON(map[string]any{field: before + after, "list": []string{""}})), secrets{})
		if strings.Contains(redact(r.Body, hidden), secret) && !strings.Contains(rest, secret) {
			t.Fatalf("logged: %s", redact(r.Body, hidden))
		}
		if got := hidden.blank(before + secret + after); strings.Contains(got, secret) && !strings.Contains(before+blanked+after, secret) {
			t.Fatalf("shown: %s", got)
		}
	})
}

func FuzzRedact(f *testing.F) {
	for _, s := range []string{`{"pin":1}`, `[{"a":{"token":"x"}}]`, `"\u001b[31m"`, `1e999999999`, `{`, ``, `{"message":"LPA:1$a$b"}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		got := redact(body, secrets{})
		if len(got) > redactedLength || strings.ContainsAny(got, "\x1b\n\u202e") {
			t.Errorf("%q", got)
		}
	})
}
