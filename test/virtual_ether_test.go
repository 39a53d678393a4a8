package test

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash/fnv"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"net/url"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"simdesk/providers/wire"
)

// way is what lies between the tills and one provider.
type way interface {
	through(url string) string
	weather(f func(*rand.Rand, string) trouble)
	disarm() []trouble
	down()
	again()
	calm()
	made() *atomic.Int64 // troubles
}

func (p *proxy) made() *atomic.Int64 { return &p.faults }

// ether is the network in virtual time: requests are passed to the simulators
// inside this process, and a latency is a sleep that costs nothing.
//
// What happens to a request follows from the seed, the till, the request and
// the virtual moment, never from how many were drawn before: two goroutines
// that run at the same moment may run in any order. Latencies are drawn to the
// nanosecond, so that hardly ever two requests end at the same moment.
type ether struct {
	seed int64
	sims http.Handler
	disk *storage
	till int // how many sets of clients there were

	mu    sync.Mutex
	trace []string
	now   time.Time
	alike map[string]int // requests of this moment, by what they are
}

// nth counts what is sent alike at one moment, such as by all who waited for one
// token: they go on in the order in which they waited, and must not all come back
// at one moment, too.
func (e *ether) nth(request string) int {
	e.mu.Lock()
	defer e.mu.Unlock()
	if now := time.Now(); !now.Equal(e.now) {
		e.now, e.alike = now, map[string]int{}
	}
	e.alike[request]++
	return e.alike[request]
}

// newTill makes the requests of the clients that are built next their own.
func (e *ether) newTill() {
	if e != nil {
		e.till++
	}
}

// breathe is a person between two customers.
func (e *ether) breathe(rng *rand.Rand) {
	if e != nil {
		time.Sleep(1 + time.Duration(rng.Int64N(int64(300*time.Millisecond))))
	}
}

// hesitate keeps two who would press at one moment apart.
func (e *ether) hesitate() {
	if e != nil {
		time.Sleep(time.Microsecond + 1)
	}
}

// later is when a person tries again who could not sell.
func (e *ether) later() {
	if e != nil {
		time.Sleep(time.Second)
	}
}

// note adds a line to what the run is compared by.
func (e *ether) note(at time.Time, format string, args ...any) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.trace = append(e.trace, at.UTC().Format("20060102T150405.000000000")+" "+fmt.Sprintf(format, args...))
}

// sum is the trace in few characters. What happened at one moment is put in
// order: it may have run in any.
func (e *ether) sum() string {
	e.mu.Lock()
	defer e.mu.Unlock()
	slices.Sort(e.trace)
	h := sha256.New()
	for _, line := range e.trace {
		_, _ = io.WriteString(h, line+"\n") // a hash takes everything
	}
	return fmt.Sprintf("%d lines %s", len(e.trace), hex.EncodeToString(h.Sum(nil))[:16])
}

// road is the way to one provider.
type road struct {
	*ether
	name   string
	mu     sync.Mutex
	random func(*rand.Rand, string) trouble
	past   replayer
	broken chan struct{} // closed when what is under way is torn down
	shut   bool
	busy   atomic.Int64
	faults atomic.Int64
}

// through puts the simulator's URL on a machine that there is not.
func (r *road) through(u string) string {
	at, err := url.Parse(u)
	if err != nil {
		return u
	}
	at.Host = r.name + ".example"
	return at.String()
}

func (r *road) made() *atomic.Int64 { return &r.faults }

func (r *road) weather(f func(*rand.Rand, string) trouble) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.random = f
}

func (r *road) disarm() []trouble {
	r.weather(nil)
	return nil
}

func (r *road) down() {
	r.mu.Lock()
	defer r.mu.Unlock()
	close(r.broken)
	r.shut = true
}

func (r *road) again() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.broken, r.shut = make(chan struct{}), false
}

func (r *road) calm() {
	for r.busy.Load() > 0 {
		time.Sleep(time.Millisecond)
	}
}

// line is a till's line to one provider.
type line struct {
	*road
	till int
}

// carry gives a client its line.
func (w *world) carry(o *wire.Options) {
	o.Transport = line{w.ways[o.Provider].(*road), w.ether.till}
	o.Backoff = 1 // its jitter is nobody's seed; of one nanosecond there is none
}

// fate is what will happen to one request.
type fate struct {
	refused       bool // nobody listens
	broken        chan struct{}
	accept, x     trouble
	dial, up, way time.Duration // until there is a connection, until the request has arrived, until its answer has
	late          time.Duration // until its sender notices that something is over
}

func (l line) fate(req *http.Request, body []byte) fate {
	request := fmt.Sprintf("%d %s %s %s", l.till, req.Method, req.URL, body)
	h := fnv.New64a()
	_, _ = fmt.Fprintf(h, "%d %s %d %d", l.seed, request, l.nth(request), time.Now().UnixNano())
	rng := rand.New(rand.NewPCG(h.Sum64(), 1))
	upTo := func(d time.Duration) time.Duration { return 1 + time.Duration(rng.Int64N(int64(d))) }
	f := fate{dial: upTo(2 * time.Millisecond), up: upTo(15 * time.Millisecond), way: upTo(15 * time.Millisecond), late: upTo(50 * time.Microsecond)}
	l.mu.Lock()
	defer l.mu.Unlock()
	f.refused, f.broken = l.shut, l.broken
	if l.random != nil && !f.refused {
		f.accept = l.random(rng, "")
		f.x = l.random(rng, req.Method+" "+req.URL.Path)
	}
	return f
}

// RoundTrip carries a request, as net/http would over a network.
func (l line) RoundTrip(req *http.Request) (*http.Response, error) {
	sent := time.Now()
	body, err := readBody(req)
	if err != nil {
		return nil, err
	}
	f := l.fate(req, body)
	res, said, err := l.carry(req, body, f)
	l.note(sent, "till %d %s %s %s %.8s %s -> %s %.8s %v", l.till, req.Method, l.name, req.URL.RequestURI(), sumOf(body),
		cmp.Or(f.accept.name, f.x.name, "-"), status(res), sumOf(said), err)
	return res, err
}

func readBody(req *http.Request) ([]byte, error) {
	if req.Body == nil {
		return nil, nil
	}
	defer func() { _ = req.Body.Close() }()
	return io.ReadAll(req.Body)
}

func status(res *http.Response) string {
	if res == nil {
		return "none"
	}
	return res.Status
}

func sumOf(b []byte) string {
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:])
}

func (l line) carry(req *http.Request, body []byte, f fate) (*http.Response, []byte, error) {
	if err := pause(req.Context(), f.dial, f.late); err != nil {
		return nil, nil, err
	}
	if f.refused {
		return nil, nil, &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)}
	}
	if t := httptrace.ContextClientTrace(req.Context()); t != nil && t.GotConn != nil {
		t.GotConn(httptrace.GotConnInfo{})
	}
	if f.accept.accept || f.x.name != "" {
		l.faults.Add(1)
	}
	answer := make(chan []byte, 1) // nil is a connection that was torn down
	l.busy.Add(1)
	go func() {
		defer l.busy.Add(-1)
		answer <- l.serve(req, body, f)
	}()
	select {
	case said := <-answer:
		return read(req, said)
	case <-f.broken:
		time.Sleep(f.late)
		return nil, nil, tornOff()
	case <-req.Context().Done():
		time.Sleep(f.late)
		return nil, nil, req.Context().Err()
	}
}

// pause is the sender's; one who gives up notices a little later.
func pause(ctx context.Context, d, late time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		time.Sleep(late)
		return ctx.Err()
	}
}

func tornOff() error {
	return &net.OpError{Op: "read", Net: "tcp", Err: os.NewSyscallError("read", syscall.ECONNRESET)}
}

// serve is the other end of the line. It goes on when the sender has left.
func (l line) serve(req *http.Request, body []byte, f fate) []byte {
	x := f.x
	time.Sleep(f.up)
	if f.accept.accept || x.hello {
		return nil
	}
	time.Sleep(x.before)
	var said []byte
	if !x.lost {
		said = l.pass(req, body, x.rewrite)
		if line := req.Method + " " + req.URL.Path; spends(line) {
			said = l.past.tell(line, said, x.replay)
		}
	}
	time.Sleep(x.after + f.way)
	if x.status != 0 {
		said = x.answer()
	}
	switch {
	case x.reset, x.lost && x.status == 0:
		return nil
	case x.cut != 0:
		said = said[:x.upTo(len(said))]
	}
	return said
}

// pass hands a request to the simulator and returns its answer as it would
// stand on the wire.
func (l line) pass(req *http.Request, body []byte, rewrite func([]byte) []byte) []byte {
	in := httptest.NewRequest(req.Method, req.URL.String(), bytes.NewReader(body))
	in.Header = req.Header.Clone()
	out := httptest.NewRecorder()
	l.sims.ServeHTTP(out, in)
	if rewrite != nil {
		said := rewrite(out.Body.Bytes())
		out.Body = bytes.NewBuffer(said)
		out.Header().Del("Content-Length")
	}
	res := out.Result()
	res.ContentLength = int64(out.Body.Len())
	var b bytes.Buffer
	_ = res.Write(&b) // into memory
	return b.Bytes()
}

// read parses an answer as net/http does.
func read(req *http.Request, said []byte) (*http.Response, []byte, error) {
	if said == nil {
		return nil, nil, tornOff()
	}
	res, err := http.ReadResponse(bufio.NewReader(bytes.NewReader(said)), req)
	if err != nil {
		return nil, said, fmt.Errorf("net/http: HTTP/1.x transport connection broken: %w", io.ErrUnexpectedEOF)
	}
	return res, said, nil
}
