package sim

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Answer is what an operation says before any fault touches it.
type Answer struct {
	Status int // 0 is 200
	Body   any // JSON; a []byte goes out as it is
	Header map[string]string
}

// Routes is one simulator's part of the server.
type Routes struct {
	World    *World
	Provider string
	// Missing answers paths that the provider does not have; nil is a bare 404.
	Missing func(*http.Request) Answer

	mux *http.ServeMux
}

// NewRoutes returns an empty table for a provider.
func NewRoutes(w *World, provider string) *Routes {
	return &Routes{World: w, Provider: provider, mux: http.NewServeMux()}
}

// maxRequest bounds what a simulator reads of one request.
const maxRequest = 1 << 20

// Handle serves pattern ("POST /api/esim/order", as net/http.ServeMux has it).
// op names the operation for faults: "token", "balance", "catalog", "sell",
// "topup", "track", "esim", "topups" and what else a provider has. The whole
// request body has been read when h runs, so h cannot be cut short.
func (r *Routes) Handle(op, pattern string, h func(*http.Request) Answer) {
	r.mux.HandleFunc(pattern, func(w http.ResponseWriter, req *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, req.Body, maxRequest))
		if err != nil {
			return // the request never arrived whole, so nothing happens
		}
		req.Body = io.NopCloser(bytes.NewReader(body))
		fault := r.World.Faults.next(r.Provider, op)
		if r.World.Latency != nil {
			r.sleep(req.Context(), r.World.Latency(r.Provider, op))
		}
		r.serve(w, req, fault, h)
	})
}

func (r *Routes) serve(w http.ResponseWriter, req *http.Request, fault *Fault, h func(*http.Request) Answer) {
	if fault == nil {
		write(w, h(req), nil)
		return
	}
	var a Answer
	run := func() { a = h(req) }
	if fault.After || !fault.spoils() {
		if !fault.After {
			r.wait(req.Context(), fault)
		}
		run()
		if fault.After {
			r.wait(req.Context(), fault)
		}
	} else {
		r.wait(req.Context(), fault)
	}
	write(w, a, fault)
}

func (r *Routes) wait(ctx context.Context, f *Fault) {
	r.sleep(ctx, f.Delay)
	if f.Hold {
		r.World.Faults.hold(ctx)
	}
}

func (r *Routes) sleep(ctx context.Context, d time.Duration) {
	if d <= 0 {
		return
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// ServeHTTP serves the table under the prefix "/<provider>".
func (r *Routes) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	req = req.Clone(req.Context())
	req.URL.Path = strings.TrimPrefix(req.URL.Path, "/"+r.Provider)
	req.URL.RawPath = strings.TrimPrefix(req.URL.RawPath, "/"+r.Provider)
	if _, pattern := r.mux.Handler(req); pattern == "" && r.Missing != nil {
		write(w, r.Missing(req), nil)
		return
	}
	r.mux.ServeHTTP(w, req)
}

func write(w http.ResponseWriter, a Answer, f *Fault) {
	body := a.bytes()
	status := a.Status
	if status == 0 {
		status = http.StatusOK
	}
	h := w.Header()
	h.Set("Content-Type", "application/json")
	for k, v := range a.Header {
		h.Set(k, v)
	}
	if f != nil {
		body, status = f.spoil(h, body, status)
		if f.Close {
			panic(http.ErrAbortHandler) // the documented way to hang up
		}
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	if f != nil && f.Cut != 0 {
		_, _ = w.Write(body[:f.cutAt(len(body))])
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	}
	_, _ = w.Write(body)
}

func (f *Fault) spoil(h http.Header, body []byte, status int) ([]byte, int) {
	if f.Status != 0 {
		status = f.Status
	}
	if f.Body != "" {
		body = []byte(f.Body)
	}
	if f.Rewrite != nil {
		body = f.Rewrite(body)
	}
	for k, v := range f.Header {
		h.Set(k, v)
	}
	return body, status
}

func (f *Fault) cutAt(n int) int {
	if f.Cut < 0 {
		return n / 2
	}
	return min(f.Cut, n)
}

func (a Answer) bytes() []byte {
	if b, ok := a.Body.([]byte); ok {
		return b
	}
	if a.Body == nil {
		return nil
	}
	b, err := json.Marshal(a.Body)
	if err != nil {
		return []byte(`{"error":"simulator: ` + strconv.Quote(err.Error()) + `"}`)
	}
	return b
}
