package wire

import (
	"bufio"
	"errors"
	"io"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
)

// nobody is where nobody listens: a port that the system gives to no test.
const nobody = "127.0.0.1:1"

// line is a provider below HTTP: it can break off anywhere, and it counts what
// arrived, so that a request sent again behind our back shows.
type line struct {
	URL      string
	address  string
	requests atomic.Int32
	calls    atomic.Int32  // connections
	seen     chan struct{} // one for each request
}

// caller is one connection to a line.
type caller struct {
	net.Conn
	in   *bufio.Reader
	line *line
}

// listen serves every connection with act and ends with the test.
func listen(t *testing.T, act func(*caller)) *line {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &line{URL: "http://" + l.Addr().String(), address: l.Addr().String(), seen: make(chan struct{}, 1000)}
	var wait sync.WaitGroup
	wait.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			s.calls.Add(1)
			wait.Go(func() {
				defer func() { _ = c.Close() }()
				act(&caller{c, bufio.NewReader(c), s})
			})
		}
	})
	t.Cleanup(func() {
		_ = l.Close()
		wait.Wait()
	})
	return s
}

// request reads one whole request and counts it; nil when none came.
func (c *caller) request() *http.Request {
	r, err := http.ReadRequest(c.in)
	if err != nil {
		return nil
	}
	if _, err := io.Copy(io.Discard, r.Body); err != nil {
		return nil
	}
	c.line.requests.Add(1)
	c.line.seen <- struct{}{}
	return r
}

// after waits until n requests have arrived: a client that gave up may be ahead
// of the server.
func (s *line) after(n int) int32 {
	for range n {
		<-s.seen
	}
	return s.requests.Load()
}

func (c *caller) say(s string) { _, _ = io.WriteString(c, s) }

// reset ends the connection with RST instead of FIN.
func (c *caller) reset() {
	if t, ok := c.Conn.(*net.TCPConn); ok {
		_ = t.SetLinger(0)
	}
	_ = c.Close()
}

// hang waits until the other side gives up.
func (c *caller) hang() { _, _ = io.Copy(io.Discard, c.in) }

// verdict is what a call came to and what it cost.
type verdict struct {
	Kind     providers.ErrorKind
	Outcome  providers.Outcome
	Requests int // that arrived whole
}

func verdictOf(t *testing.T, err error, requests int32) verdict {
	t.Helper()
	v := verdict{Requests: int(requests)}
	if err == nil {
		return v
	}
	var e *providers.Error
	if !errors.As(err, &e) {
		t.Fatalf("not a *providers.Error: %v", err)
	}
	if e.Why.IsZero() || e.Provider != "acme" {
		t.Errorf("no words or no provider: %+v", e)
	}
	v.Kind, v.Outcome = e.Kind, e.Outcome
	return v
}

// dial returns a client with pauses too short to notice.
func dial(t *testing.T, url string, change ...func(*Options)) *Client {
	t.Helper()
	o := Options{Provider: "acme", Title: "Acme", BaseURL: url, Timeout: 5 * time.Second, Backoff: time.Microsecond}
	for _, f := range change {
		f(&o)
	}
	c := New(o)
	t.Cleanup(func() {
		c.reads.CloseIdleConnections()
		c.writes.CloseIdleConnections()
	})
	return c
}

func timeout(d time.Duration) func(*Options) { return func(o *Options) { o.Timeout = d } }

func auth(a Auth) func(*Options) { return func(o *Options) { o.Auth = a } }

// sale is a spending request with a body; look is a read.
var (
	sale = Request{Op: "sell", Method: http.MethodPost, Path: "/orders", Body: map[string]string{"sku": "x"}, Safety: Once}
	look = Request{Op: "balance", Path: "/balance"}
)

func same(t *testing.T, want, got any, how ...cmp.Option) {
	t.Helper()
	if d := cmp.Diff(want, got, how...); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
}
