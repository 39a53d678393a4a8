package clienttest

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
)

// watched notes what a script complains about instead of failing.
type watched struct {
	testing.TB
	said []string
	ends []func()
}

func (w *watched) Helper()          {}
func (w *watched) Cleanup(f func()) { w.ends = append(w.ends, f) }
func (w *watched) Errorf(format string, args ...any) {
	words, _, _ := strings.Cut(fmt.Sprintf(format, args...), "\n")
	w.said = append(w.said, words)
}

// ask sends "GET /path" and returns status and body, or the broken connection.
// The client is its own: any server that closes cuts the idle connections of
// the one that all share, also the one that a test beside is about to use.
func ask(t *testing.T, url, line, body string) string {
	t.Helper()
	method, path, _ := strings.Cut(line, " ")
	r, err := http.NewRequestWithContext(t.Context(), method, url+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer k")
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	res, err := client.Do(r)
	if err != nil {
		return "broken"
	}
	defer func() { _ = res.Body.Close() }()
	got, err := io.ReadAll(res.Body)
	if err != nil {
		return "cut"
	}
	return fmt.Sprintf("%d %s %s", res.StatusCode, res.Header.Get("Content-Type"), got)
}

// A script must be able to fail: each way in which a client may not keep to it.
func TestHost(t *testing.T) {
	t.Parallel()
	two := []Exchange{{Request: "GET /a", Answer: `1`}, {Request: "POST /b", Body: `{"n":1.0}`, Status: 201, Answer: `2`}}
	for _, c := range []struct {
		name   string
		host   Host
		script []Exchange
		asked  [][2]string // line and body
		heard  []string
		said   []string
	}{
		{"any order", Host{}, two, [][2]string{{"POST /b", `{ "n": 1.0 }`}, {"GET /a"}}, []string{"201 application/json 2", "200 application/json 1"}, nil},
		{"never asked", Host{}, two, [][2]string{{"GET /a"}}, []string{"200 application/json 1"}, []string{`never asked: POST /b {"n":1.0}`}},
		{"asked twice", Host{}, two[:1], [][2]string{{"GET /a"}, {"GET /a"}}, []string{"200 application/json 1", "418  "}, []string{"not in the script: GET /a "}},
		{"another number", Host{}, two[1:], [][2]string{{"POST /b", `{"n":1}`}}, []string{"418  "}, []string{`not in the script: POST /b {"n":1}`, `never asked: POST /b {"n":1.0}`}},
		{"out of order", Host{InOrder: true}, two, [][2]string{{"POST /b", `{"n":1.0}`}, {"GET /a"}}, []string{"200 application/json 1", "201 application/json 2"},
			[]string{"request (-want +got)", "request (-want +got)"}},
		{"a header", Host{Header: map[string]string{"Authorization": "Bearer x"}}, two[:1], [][2]string{{"GET /a"}}, []string{"200 application/json 1"}, []string{"request (-want +got)"}},
		{"its own header", Host{Header: map[string]string{"Authorization": "Bearer x"}}, []Exchange{{Request: "GET /a", Header: map[string]string{"Authorization": "Bearer k"}}},
			[][2]string{{"GET /a"}}, []string{"200 application/json "}, nil},
		{"as often as told", Host{}, []Exchange{{Request: "GET /a", Query: map[string][]string{"x": {"1 2"}}, Times: 2, HTML: true}}, [][2]string{{"GET /a?x=1+2"}, {"GET /a?x=1+2"}},
			[]string{"200 text/html ", "200 text/html "}, nil},
		{"broken and cut", Host{Says: map[string]string{"Content-Type": "text/plain"}}, []Exchange{{Request: "POST /a", Drop: true}, {Request: "GET /b", Answer: "abc", Cut: 2}, {Request: "GET /c"}},
			[][2]string{{"POST /a"}, {"GET /b"}, {"GET /c"}}, []string{"broken", "cut", "200 text/plain "}, nil},
		{"aside", Host{Aside: map[string]http.HandlerFunc{"/a": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }}}, nil,
			[][2]string{{"GET /a"}, {"GET /a"}}, []string{"204  ", "204  "}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := &watched{TB: t}
			url := c.host.Serve(w, c.script...)
			var heard []string
			for _, a := range c.asked {
				heard = append(heard, ask(t, url, a[0], a[1]))
			}
			for _, end := range w.ends {
				end()
			}
			if d := cmp.Diff([2][]string{c.heard, c.said}, [2][]string{heard, w.said}); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestSameTellsValuesApart(t *testing.T) {
	t.Parallel()
	usd := func(s string) *providers.Money { return providers.MustMoney(s, "USD").Ptr() }
	for _, c := range []struct {
		got, want any
		same      bool
	}{
		{usd("1.50"), usd("1.5"), true}, {usd("1.5"), usd("1.51"), false}, {usd("1"), providers.MustMoney("1", "EUR").Ptr(), false},
		{&providers.Error{Code: "A", Err: io.EOF}, &providers.Error{Code: "A"}, true}, {&providers.Error{Code: "A"}, &providers.Error{Code: "B"}, false},
		{&providers.Activation{SMDP: "h", MatchingID: "AbC"}, &providers.Activation{SMDP: "h", MatchingID: "abc"}, false},
	} {
		w := &watched{TB: t}
		Same(w, c.got, c.want)
		if (len(w.said) == 0) != c.same {
			t.Errorf("%v and %v: %v", c.got, c.want, w.said)
		}
	}
}
