package test

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// trouble is what goes wrong with one request on its way. The zero value is
// none.
type trouble struct {
	name   string
	match  string        // part of "POST /path", "" is any request
	accept bool          // the connection is torn down before the first byte of any request
	hello  bool          // torn down while the request is being sent, nothing is passed on
	lost   bool          // the request is never passed on
	before time.Duration // the request waits, and is passed on even if its sender has left
	after  time.Duration // the answer waits
	// Instead of a time: until the channel is closed.
	hold, holdAnswer chan struct{}
	reset            bool // no answer, the connection is torn down
	cut              int  // so many bytes of the answer, then torn down; -1 is half of it, -2 all but the last
	twice            bool // the answer comes twice
	status           int  // answered instead, with body and header
	body             string
	header           map[string]string
	// replay answers what the last charging request of this kind was answered,
	// after this one was carried out.
	replay bool
	// rewrite changes the simulator's answer. It learns nothing of the length.
	rewrite func(body []byte) []byte
}

// proxy stands between clients and simulators and does what networks do. Each
// provider has one of its own, so that each can be down alone.
type proxy struct {
	target string // host:port of the simulators
	addr   string
	up     *http.Transport
	ctx    context.Context // ends with the test

	mu       sync.Mutex
	listener net.Listener
	open     map[net.Conn]bool
	armed    []trouble
	past     replayer
	random   func(r *rand.Rand, line string) trouble
	rng      *rand.Rand

	work   sync.WaitGroup
	busy   atomic.Int64 // requests under way, also those whose sender has left
	faults atomic.Int64 // troubles made
	spent  atomic.Int64 // charging requests that arrived, passed on or not
}

// newProxy listens before target until the test ends.
func newProxy(t testing.TB, target string, seed uint64) *proxy {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	p := &proxy{target: target, ctx: ctx, up: &http.Transport{MaxIdleConnsPerHost: 64}, open: map[net.Conn]bool{},
		rng: rand.New(rand.NewPCG(seed, 1))}
	if err := p.start("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	p.addr = p.listener.Addr().String()
	t.Cleanup(func() {
		cancel()
		p.down()
		p.work.Wait()
		p.up.CloseIdleConnections()
	})
	return p
}

func (p *proxy) start(addr string) error {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	p.mu.Lock()
	p.listener = l
	p.mu.Unlock()
	p.work.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			p.work.Go(func() { p.serve(c) })
		}
	})
	return nil
}

// down refuses connections and tears down those that are open.
func (p *proxy) down() {
	p.mu.Lock()
	defer p.mu.Unlock()
	_ = p.listener.Close()
	for c := range p.open {
		tear(c)
	}
}

// again listens where it did before.
func (p *proxy) again() {
	for p.start(p.addr) != nil {
		time.Sleep(5 * time.Millisecond) // somebody's outgoing connection has the port for a moment
	}
}

// through rewrites a simulator's URL so that it leads through here.
func (p *proxy) through(u string) string {
	at, err := url.Parse(u)
	if err != nil {
		return u
	}
	at.Host = p.addr
	return at.String()
}

// arm makes trouble for the next request that fits.
func (p *proxy) arm(x trouble) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.armed = append(p.armed, x)
}

// disarm ends all trouble and reports what never happened.
func (p *proxy) disarm() []trouble {
	p.mu.Lock()
	defer p.mu.Unlock()
	left := p.armed
	p.armed, p.random = nil, nil
	return left
}

// weather makes trouble at random.
func (p *proxy) weather(f func(*rand.Rand, string) trouble) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.random = f
}

// next is the trouble for a request, or with line "" for a connection.
func (p *proxy) next(line string) trouble {
	p.mu.Lock()
	defer p.mu.Unlock()
	for i, x := range p.armed {
		if x.accept == (line == "") && strings.Contains(line, x.match) {
			p.armed = append(p.armed[:i:i], p.armed[i+1:]...)
			return x
		}
	}
	if p.random != nil {
		return p.random(p.rng, line)
	}
	return trouble{}
}

// calm waits until no request is under way.
func (p *proxy) calm() {
	for p.busy.Load() > 0 {
		time.Sleep(time.Millisecond)
	}
}

func (p *proxy) serve(c net.Conn) {
	p.mu.Lock()
	p.open[c] = true
	p.mu.Unlock()
	defer func() {
		p.mu.Lock()
		delete(p.open, c)
		p.mu.Unlock()
		_ = c.Close()
	}()
	if p.next("").accept {
		p.faults.Add(1)
		tear(c)
		return
	}
	r := bufio.NewReader(c)
	for {
		req, err := http.ReadRequest(r)
		if err != nil {
			return
		}
		p.busy.Add(1)
		again := p.one(c, req)
		p.busy.Add(-1)
		if !again {
			return
		}
	}
}

// one passes a request on and its answer back, and reports whether the
// connection may be used again.
func (p *proxy) one(c net.Conn, req *http.Request) bool {
	line := req.Method + " " + req.URL.Path
	if spends(line) {
		p.spent.Add(1)
	}
	x := p.next(line)
	if x.name != "" {
		p.faults.Add(1)
	}
	if x.hello {
		tear(c) // the body is still in the socket: the sender is cut off while sending
		return false
	}
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return false
	}
	var answer []byte
	whole := true
	if !x.lost {
		p.wait(x.before, x.hold)
		answer, whole = p.pass(req, body, x.rewrite)
	}
	if spends(line) {
		answer = p.past.tell(line, answer, x.replay)
	}
	p.wait(x.after, x.holdAnswer)
	if x.status != 0 {
		answer, whole = x.answer(), true
	}
	if x.twice {
		answer = append(answer, answer...)
	}
	switch {
	case x.reset, x.lost && x.status == 0:
		tear(c)
		return false
	case x.cut != 0:
		answer, whole = answer[:x.upTo(len(answer))], false
	}
	_, err = c.Write(answer)
	if !whole {
		tear(c)
	}
	return err == nil && whole && !req.Close
}

// spends reports whether a request charges; other POSTs sign in or only look.
func spends(line string) bool {
	return strings.HasPrefix(line, http.MethodPost) && !strings.Contains(line, "/auth/") && !strings.Contains(line, "/oauth/") &&
		!strings.Contains(line, "/refresh") && !strings.Contains(line, "/apply")
}

func (p *proxy) wait(d time.Duration, until chan struct{}) {
	var timer <-chan time.Time
	switch {
	case until != nil:
	case d > 0:
		timer = time.After(d)
	default:
		return
	}
	select {
	case <-timer:
	case <-until:
	case <-p.ctx.Done():
	}
}

// pass hands a request to the simulators; whole is false where they hung up.
func (p *proxy) pass(req *http.Request, body []byte, rewrite func([]byte) []byte) (answer []byte, whole bool) {
	u := *req.URL
	u.Scheme, u.Host = "http", p.target
	out, err := http.NewRequestWithContext(p.ctx, req.Method, u.String(), bytes.NewReader(body))
	if err != nil {
		return nil, false
	}
	out.GetBody = nil // never twice
	out.Header = req.Header.Clone()
	out.Header.Del("Connection")
	res, err := p.up.RoundTrip(out)
	if err != nil {
		return nil, false
	}
	defer func() { _ = res.Body.Close() }()
	if rewrite != nil {
		said, err := io.ReadAll(res.Body)
		if err != nil {
			return nil, false
		}
		said = rewrite(said)
		res.Body, res.ContentLength = io.NopCloser(bytes.NewReader(said)), int64(len(said))
	}
	var b bytes.Buffer
	err = res.Write(&b)
	return b.Bytes(), err == nil
}

func (x trouble) answer() []byte {
	res := http.Response{StatusCode: x.status, ProtoMajor: 1, ProtoMinor: 1, Header: http.Header{"Content-Type": {"application/json"}},
		Body: io.NopCloser(strings.NewReader(x.body)), ContentLength: int64(len(x.body))}
	for k, v := range x.header {
		res.Header.Set(k, v)
	}
	var b bytes.Buffer
	_ = res.Write(&b) // into memory
	return b.Bytes()
}

func (x trouble) upTo(n int) int {
	switch x.cut {
	case -1:
		return n / 2
	case -2:
		return n - 1
	}
	return min(x.cut, n)
}

// tear closes a connection so that the other side sees a reset.
func tear(c net.Conn) {
	if tcp, ok := c.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = c.Close()
}
