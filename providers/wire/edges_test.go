package wire

import (
	"crypto/tls"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp/cmpopts"

	"simdesk/providers"
	"simdesk/providers/wire/loose"
)

// keeper keeps what was sent and answers {} to all of it.
type keeper struct {
	sent   []*http.Request
	body   string
	closed int
}

// kept is a body that is told when it is closed.
type kept struct {
	io.Reader
	keeper *keeper
}

func (b kept) Close() error {
	b.keeper.closed++
	return nil
}

func (k *keeper) RoundTrip(r *http.Request) (*http.Response, error) {
	k.sent = append(k.sent, r)
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: kept{strings.NewReader(k.body), k}, Request: r}, nil
}

// net/http repeats by itself what it can rewind.
func TestARequestThatSpendsCannotBeRewound(t *testing.T) {
	t.Parallel()
	k := &keeper{body: "{}"}
	c := New(Options{BaseURL: "http://localhost", Transport: k})
	for _, r := range []Request{
		{Method: http.MethodPost, Path: "/", Body: map[string]int{"a": 1}, Safety: Once},
		{Method: http.MethodPost, Path: "/", Body: map[string]int{"a": 1}},
		{Path: "/"},
	} {
		if _, err := c.Do(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	once, read, bare := k.sent[0], k.sent[1], k.sent[2]
	if once.GetBody != nil || once.ContentLength != int64(len(`{"a":1}`)) {
		t.Errorf("can be rewound %t, %d bytes", once.GetBody != nil, once.ContentLength)
	}
	if read.GetBody == nil {
		t.Error("a read cannot be rewound")
	}
	if bare.Body != http.NoBody || bare.ContentLength != 0 {
		t.Errorf("a body of nothing: %v, %d", bare.Body, bare.ContentLength)
	}
	same(t, 3, k.closed) // an answer holds its connection until then
}

func TestTransportsOfOurOwn(t *testing.T) {
	t.Parallel()
	write, read := transport(nil, Once).(*http.Transport), transport(nil, Read).(*http.Transport)
	if !write.DisableKeepAlives || write.TLSNextProto == nil || len(write.TLSNextProto) != 0 || write.ForceAttemptHTTP2 {
		t.Error("HTTP/2, or a connection that was used before, can carry a sale twice")
	}
	for _, x := range []*http.Transport{write, read} {
		if x.TLSClientConfig.MinVersion != tls.VersionTLS12 || x.TLSHandshakeTimeout != 10*time.Second || x.IdleConnTimeout != time.Minute || x.MaxIdleConnsPerHost != 4 {
			t.Errorf("%+v", x)
		}
	}
	same(t, 10*time.Second, dialer.Timeout) // else as long as the system waits: minutes
}

func TestSecretsOfARequest(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		auth Auth
		own  []string
		text string
		want string
	}{
		{"a password", Basic("user", "pa/ss-1"), nil, `pa/ss-1 pa\/ss-1 cGEvc3MtMQ== user`, "•••• •••• •••• user"},
		{"a token", Bearer("tok/en-1"), nil, `tok/en-1 tok\/en-1 Bearer`, "•••• •••• Bearer"},
		{"the account's", nil, []string{"s/cret-1", "abc"}, `s/cret-1 s\/cret-1 client_credentials abc`, "•••• •••• client_credentials abc"},
		{"both", Bearer("tok/en-1"), []string{"secret-1"}, "secret-1 tok/en-1", "•••• ••••"},
		{"nothing", nil, nil, "plain words", "plain words"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			req := httptest.NewRequest(http.MethodGet, "/", nil)
			if c.auth != nil {
				if err := c.auth.Set(t.Context(), req); err != nil {
					t.Fatal(err)
				}
			}
			s := secretsOf(req, c.own)
			if got := s.blank(c.text); got != c.want {
				t.Errorf("%s\nwant %s", got, c.want)
			}
			if got := string(s.blankBody([]byte(c.text))); got != c.want {
				t.Errorf("body %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestUnreadableKeepsTheCauseAndTheWords(t *testing.T) {
	t.Parallel()
	c := New(Options{Title: "Acme", Provider: "acme"})
	cause := errors.New("no id")
	e := c.Unreadable(Response{Op: "balance", Body: []byte("<html>x</html>"), RequestID: "r-1"}, cause)
	if e.Kind != providers.KindUnavailable || !errors.Is(e, cause) || !strings.Contains(e.Detail, "x") || e.Provider != "acme" || e.RequestID != "r-1" {
		t.Errorf("%+v", e)
	}
	if e := c.Unreadable(Response{Safety: Once}, cause); e.Kind != providers.KindUnknownOutcome || e.Outcome != providers.Unknown {
		t.Errorf("%+v", e)
	}
}

func TestGet(t *testing.T) {
	t.Parallel()
	type answer struct{ ID loose.Text }
	var op string
	for _, c := range []struct {
		body string
		want answer
		kind providers.ErrorKind
	}{
		{`{"id":7}`, answer{"7"}, ""},
		{`{"id":`, answer{}, providers.KindUnavailable},
		{`{"id":8,"error":true}`, answer{}, providers.KindDeclined},
	} {
		k := &keeper{body: c.body}
		client := New(Options{BaseURL: "http://localhost", Transport: k, Explain: func(r Response) *providers.Error {
			if op = r.Op; strings.Contains(string(r.Body), "error") {
				return &providers.Error{Kind: providers.KindDeclined}
			}
			return nil
		}})
		var got answer
		err := client.Get(t.Context(), "balance", "/wallet", url.Values{"a": {"b"}}, &got)
		if (err == nil) != (c.kind == "") || err != nil && !providers.IsKind(err, c.kind) {
			t.Errorf("%s: %v", c.body, err)
		}
		same(t, []any{c.want, "balance", "http://localhost/wallet?a=b"}, []any{got, op, k.sent[0].URL.String()})
	}
}

// What Explain and a client's own decoding are given of a request that spends.
func TestAResponseSaysWhatItAnswers(t *testing.T) {
	t.Parallel()
	c := New(Options{Title: "Acme", BaseURL: "http://localhost", Transport: &bodies{list: []string{"<html>"}, status: 201}})
	got, err := c.Do(t.Context(), sale)
	if err != nil {
		t.Fatal(err)
	}
	same(t, Response{Op: "sell", Safety: Once, Status: 201, Header: http.Header{}, Body: []byte("<html>")}, got, cmpopts.IgnoreUnexported(Response{}))
	if err := c.Decode(got, new(any)); !providers.IsKind(err, providers.KindUnknownOutcome) {
		t.Errorf("a charge whose answer cannot be read: %v", err)
	}
}

// A value that is read twice, as in a list, keeps nothing of the one before.
func TestLooseValuesKeepNothingOfTheOneBefore(t *testing.T) {
	t.Parallel()
	read := func(v any, bodies ...string) {
		for _, b := range bodies {
			_ = json.Unmarshal([]byte(b), v)
		}
	}
	text, number, flag := loose.Text("x"), loose.Number{}, loose.Flag{}
	read(&text, `"a"`, `null`)
	read(&number, `5`, `null`)
	read(&flag, `true`, `null`)
	if text != "" || number.Known || number.Odd || number.Int() != 0 || flag != (loose.Flag{}) {
		t.Errorf("%q %+v %+v", text, number, flag)
	}
	read(&number, `5`, `{}`)
	read(&flag, `true`, `[]`)
	if number.Known || !number.Odd || flag.Known || !flag.Odd || flag.Value {
		t.Errorf("%+v %+v", number, flag)
	}
	if (Response{Status: 199}).OK() || !(Response{Status: 200}).OK() || (Response{Status: 300}).OK() {
		t.Error("a success is from 200 to 299")
	}
}

func TestChangesHaveTheLastWord(t *testing.T) {
	t.Parallel()
	c := New(Options{Timeout: time.Minute}, nil, func(o *Options) { o.Timeout = time.Second }, func(o *Options) { o.BaseURL = "http://acme/" })
	same(t, []any{time.Second, "http://acme", 3, 300 * time.Millisecond, 10 * time.Second}, []any{c.o.Timeout, c.o.BaseURL, c.o.Attempts, c.o.Backoff, c.o.Rest})
}
