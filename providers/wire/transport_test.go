package wire

import (
	"crypto/x509"
	"errors"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"simdesk/providers"
)

func TestASaleNeverRidesOnAnOldConnection(t *testing.T) {
	t.Parallel()
	// The server closes after each answer without a word about it, as a load
	// balancer does between two sales.
	s := listen(t, func(c *caller) { c.request(); c.say(goodAnswer) })
	c := dial(t, s.URL)
	for range 5 {
		if _, err := c.Do(t.Context(), sale); err != nil {
			t.Fatal(err)
		}
	}
	same(t, []int32{5, 5}, []int32{s.requests.Load(), s.calls.Load()})
}

func TestASaleAsksToCloseItsConnection(t *testing.T) {
	t.Parallel()
	closes := make(chan bool, 2)
	s := listen(t, func(c *caller) {
		for r := c.request(); r != nil; r = c.request() {
			closes <- r.Close
			c.say(goodAnswer)
		}
	})
	c := dial(t, s.URL)
	for _, r := range []Request{sale, look} {
		if _, err := c.Do(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	same(t, []bool{true, false}, []bool{<-closes, <-closes})
	c.reads.CloseIdleConnections()
}

// net/http sends some requests again when a connection that was used before
// dies: those without a body, those it can rewind, those that carry an
// idempotency key. None of that may reach a sale, whatever it looks like.
func TestNoSaleLooksReplayable(t *testing.T) {
	t.Parallel()
	keyed := sale
	keyed.Header = map[string]string{"Idempotency-Key": "k", "X-Idempotency-Key": "k"}
	for name, r := range map[string]Request{
		"with a body":       sale,
		"with a key":        keyed,
		"without a body":    {Op: "apply", Method: http.MethodPost, Path: "/apply", Safety: Once},
		"even a GET":        {Op: "apply", Path: "/apply", Safety: Once},
		"even an idem GET":  {Op: "apply", Path: "/apply", Safety: Once, Header: keyed.Header},
		"a DELETE":          {Op: "undo", Method: http.MethodDelete, Path: "/orders/1", Safety: Once},
		"a PUT with a body": {Op: "put", Method: http.MethodPut, Path: "/orders/1", Body: 1, Safety: Once},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var mu sync.Mutex
			answered := 0
			s := listen(t, func(c *caller) {
				for c.request() != nil {
					mu.Lock()
					answered++
					first := answered == 1
					mu.Unlock()
					if !first {
						return
					}
					c.say(goodAnswer)
				}
			})
			c := dial(t, s.URL)
			if _, err := c.Do(t.Context(), r); err != nil {
				t.Fatal(err)
			}
			_, err := c.Do(t.Context(), r)
			same(t, open(2), verdictOf(t, err, s.requests.Load()))
		})
	}
}

func TestHTTP2IsForReadsOnly(t *testing.T) {
	t.Parallel()
	protocol := make(chan string, 1)
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { protocol <- r.Proto }))
	s.EnableHTTP2 = true
	s.StartTLS()
	t.Cleanup(s.Close)
	trust := x509.NewCertPool()
	trust.AddCert(s.Certificate())
	c := dial(t, s.URL)
	for _, h := range []*http.Client{c.reads, c.writes} {
		transport, ok := h.Transport.(*http.Transport)
		if !ok {
			t.Fatalf("%T", h.Transport)
		}
		transport.TLSClientConfig.RootCAs = trust
	}
	for _, x := range []struct {
		r    Request
		want string
	}{{sale, "HTTP/1.1"}, {look, "HTTP/2.0"}} {
		if _, err := c.Do(t.Context(), x.r); err != nil {
			t.Fatal(err)
		}
		same(t, x.want, <-protocol)
	}
}

func TestWhatEveryRequestSays(t *testing.T) {
	t.Parallel()
	got := make(chan http.Header, 1)
	url, _ := serve(t, func(_ http.ResponseWriter, r *http.Request) { got <- r.Header })
	if _, err := dial(t, url).Do(t.Context(), look); err != nil {
		t.Fatal(err)
	}
	same(t, http.Header{"Accept": {"application/json"}, "Accept-Encoding": {"gzip"}, "User-Agent": {"simdesk"}}, <-got)
}

// A cache that passes on what it was told before would hide a second charge.
func TestNoCacheKeepsAWrite(t *testing.T) {
	t.Parallel()
	got := make(chan string, 1)
	url, _ := serve(t, func(_ http.ResponseWriter, r *http.Request) { got <- r.Header.Get("Cache-Control") })
	own := sale
	own.Header = map[string]string{"Cache-Control": "max-age=60"}
	for want, list := range map[string][]Request{"no-store": {sale, own}, "": {look}} {
		for _, r := range list {
			if _, err := dial(t, url).Do(t.Context(), r); err != nil {
				t.Fatal(err)
			}
			same(t, want, <-got)
		}
	}
}

func TestARequestIsWrittenAsAsked(t *testing.T) {
	t.Parallel()
	type seen struct {
		Method, URI, Accept, Type, Agent, Extra, Auth string
		Length                                        int64
	}
	got := make(chan seen, 1)
	url, _ := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		h := r.Header
		got <- seen{r.Method, r.RequestURI, h.Get("Accept"), h.Get("Content-Type"), h.Get("User-Agent"), h.Get("X-Extra"), h.Get("Authorization"), r.ContentLength}
	})
	c := dial(t, url+"/base/", auth(Basic("ann", "pass")), func(o *Options) {
		o.Header = map[string]string{"X-Extra": "all", "Accept": "application/vnd.acme+json"}
	})
	one := sale
	one.Header = map[string]string{"X-Extra": "this"}
	open := Request{Op: "sign in", Method: http.MethodPost, Path: "/a%2Fb", Query: map[string][]string{"q": {"ä b"}}, Open: true}
	const vendor = "application/vnd.acme+json"
	for _, x := range []struct {
		r    Request
		want seen
	}{
		{one, seen{"POST", "/base/orders", vendor, "application/json", "simdesk", "this", "Basic YW5uOnBhc3M=", 11}},
		{look, seen{"GET", "/base/balance", vendor, "", "simdesk", "all", "Basic YW5uOnBhc3M=", 0}},
		{open, seen{"POST", "/base/a%2Fb?q=%C3%A4+b", vendor, "", "simdesk", "all", "", 0}},
	} {
		if _, err := c.Do(t.Context(), x.r); err != nil {
			t.Fatal(err)
		}
		same(t, x.want, <-got)
	}
}

var errNoKey = errors.New("no key to sign with")

func TestARequestThatCannotBeMadeIsNotSent(t *testing.T) {
	t.Parallel()
	url, requests := serve(t, func(http.ResponseWriter, *http.Request) {})
	for name, change := range map[string]func(*Request){
		"a body JSON cannot hold": func(r *Request) { r.Body = func() {} },
		"no method":               func(r *Request) { r.Method = "NO METHOD" },
		"no address":              func(r *Request) { r.Path = "/%zz" },
		"no signature":            func(r *Request) { r.Sign = func(*http.Request, time.Time) error { return errNoKey } },
	} {
		r := sale
		change(&r)
		_, err := dial(t, url).Do(t.Context(), r)
		if got := verdictOf(t, err, requests.Load()); got != (verdict{providers.KindInternal, providers.NotSent, 0}) {
			t.Errorf("%s: %+v", name, got)
		}
		if errors.Is(err, errNoKey) != (name == "no signature") {
			t.Errorf("%s: the cause is %v", name, err)
		}
	}
}
