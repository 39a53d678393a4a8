// Package clienttest holds what the clients' own tests share: the answers that
// the providers' documents print, a provider that follows a script, and how
// values and errors are compared. It knows no simulator: a client is tested
// against the documents here and against its simulator in providertest.
package clienttest

import (
	"cmp"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"

	diff "github.com/google/go-cmp/cmp"
)

// Exchange is one request that must come, whole, and its answer.
type Exchange struct {
	Request string            // "POST /api/esim/order?x=1"
	Query   url.Values        // besides what Request holds
	Body    string            // JSON, "" for none
	Header  map[string]string // besides Host.Header, or in its place
	Times   int               // 1 unless set

	Status int    // 200 unless set
	Answer string // JSON
	HTML   bool   // says that it is no JSON
	Cut    int    // so many bytes of the answer, then the connection breaks
	Drop   bool   // breaks the connection instead of answering
	Stall  bool   // never answers
	Then   func(http.ResponseWriter)
}

// With is the request with another answer.
func (x Exchange) With(status int, answer string) Exchange {
	x.Status, x.Answer = status, answer
	return x
}

// Host is a provider that says what it was told to. A request that is not in
// its script and one in it that never comes both fail the test.
type Host struct {
	Header  map[string]string // what every request must carry
	Says    map[string]string // the header of every answer
	InOrder bool              // requests come as the script has them, else in any order
	Aside   map[string]http.HandlerFunc
}

// Serve starts the host, until the test ends, and returns its address.
// Requests for a path in Aside are answered there and stand in no script.
func (h Host) Serve(t testing.TB, script ...Exchange) string {
	t.Helper()
	s := &host{Host: h, t: t}
	for _, x := range script {
		for range max(x.Times, 1) {
			s.left = append(s.left, x)
		}
	}
	server := httptest.NewServer(s)
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
		s.mu.Lock()
		defer s.mu.Unlock()
		for _, x := range s.left {
			t.Errorf("never asked: %s %s", x.line(), x.Body)
		}
	})
	return server.URL
}

type host struct {
	Host
	t    testing.TB
	mu   sync.Mutex
	left []Exchange
}

func (s *host) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if answer := s.Aside[r.URL.Path]; answer != nil {
		answer(w, r)
		return
	}
	body, _ := io.ReadAll(r.Body)
	line := r.Method + " " + r.URL.RequestURI()
	x, ok := s.take(line, string(body))
	if !ok {
		s.t.Errorf("not in the script: %s %s", line, body)
		w.WriteHeader(http.StatusTeapot)
		return
	}
	s.check(x, r, string(body))
	x.reply(w, r, s.Says)
}

// take removes the exchange that a request begins: the next one, or the first
// that fits.
func (s *host) take(line, body string) (Exchange, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, x := range s.left {
		if s.InOrder || x.line() == line && SameJSON(x.Body, body) {
			s.left = append(s.left[:i:i], s.left[i+1:]...)
			return x, true
		}
	}
	return Exchange{}, false
}

// check compares the whole request with what was expected.
func (s *host) check(x Exchange, r *http.Request, body string) {
	type seen struct {
		Request string
		Header  map[string]string
		Body    any
	}
	want := seen{x.line(), map[string]string{"Content-Type": ""}, tree(x.Body)}
	if x.Body != "" {
		want.Header["Content-Type"] = "application/json"
	}
	for _, header := range []map[string]string{s.Header, x.Header} {
		for name, value := range header {
			want.Header[name] = value
		}
	}
	got := seen{r.Method + " " + r.URL.RequestURI(), map[string]string{}, tree(body)}
	for name := range want.Header {
		got.Header[name] = r.Header.Get(name)
	}
	if d := diff.Diff(want, got); d != "" {
		s.t.Errorf("request (-want +got)\n%s", d)
	}
}

// line is the method and the path with all of the query.
func (x Exchange) line() string {
	if len(x.Query) == 0 {
		return x.Request
	}
	return x.Request + "?" + x.Query.Encode()
}

func (x Exchange) reply(w http.ResponseWriter, r *http.Request, says map[string]string) {
	switch {
	case x.Then != nil:
		x.Then(w)
		return
	case x.Drop:
		panic(http.ErrAbortHandler)
	case x.Stall:
		<-r.Context().Done()
		return
	}
	w.Header().Set("Content-Type", "application/json")
	for name, value := range says {
		w.Header().Set(name, value)
	}
	if x.HTML {
		w.Header().Set("Content-Type", "text/html")
	}
	if x.Cut > 0 {
		w.Header().Set("Content-Length", "4096")
		_, _ = io.WriteString(w, x.Answer[:x.Cut])
		_ = http.NewResponseController(w).Flush() // else nothing leaves at all
		panic(http.ErrAbortHandler)
	}
	w.WriteHeader(cmp.Or(x.Status, http.StatusOK))
	_, _ = io.WriteString(w, x.Answer)
}
