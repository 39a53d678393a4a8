package sim_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"simdesk/providers/sandbox/sim"
	"simdesk/providers/sandbox/sim/simtest"
)

// counter serves one operation that counts how often it ran.
func counter() (w *sim.World, h http.Handler, ran func() int) {
	w = sim.NewWorld(1, simtest.Clock)
	r := sim.NewRoutes(w, "shop")
	var n atomic.Int64
	r.Handle("sell", "POST /sell", func(*http.Request) sim.Answer {
		return sim.Answer{Body: map[string]int64{"n": n.Add(1)}}
	})
	return w, r, func() int { return int(n.Load()) }
}

func TestFaultsBeforeAndAfter(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name   string
		fault  sim.Fault
		ran    int
		status int // 0: no answer that can be read
		body   string
	}{
		{"none", sim.Fault{Op: "track", Close: true}, 1, 200, `{"n":1}`},
		{"close before", sim.Fault{Op: "sell", Close: true}, 0, 0, ``},
		{"close after", sim.Fault{Op: "sell", Close: true, After: true}, 1, 0, ``},
		{"status before", sim.Fault{Op: "sell", Status: 503}, 0, 503, ``},
		{"status after keeps the answer", sim.Fault{Op: "sell", Status: 500, After: true}, 1, 500, `{"n":1}`},
		{"body after", sim.Fault{Op: "sell", Body: "oops", After: true}, 1, 200, `oops`},
		{"cut after", sim.Fault{Op: "sell", Cut: 3, After: true}, 1, 0, ``},
		{"rewrite after", sim.Fault{Op: "sell", After: true, Rewrite: func(b []byte) []byte { return b[:1] }}, 1, 200, `{`},
		{"only slow", sim.Fault{Op: "sell", Delay: time.Millisecond}, 1, 200, `{"n":1}`},
		{"skips the first", sim.Fault{Op: "sell", Skip: 1, Close: true}, 1, 200, `{"n":1}`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			w, h, ran := counter()
			w.Faults.Add(tc.fault)
			r, err := simtest.Serve(t, h, "/shop").Try("POST /sell", "{}")
			if err != nil {
				r = simtest.Reply{}
			}
			if got := ran(); got != tc.ran || r.Status != tc.status || (err == nil && string(r.Body) != tc.body) {
				t.Errorf("ran %d times, %d %q (%v); want %d times, %d %q", got, r.Status, r.Body, err, tc.ran, tc.status, tc.body)
			}
		})
	}
}

func TestFaultEndsAfterItsTimes(t *testing.T) {
	t.Parallel()
	w, h, _ := counter()
	w.Faults.Add(sim.Fault{Provider: "shop", Op: "sell", Times: 2, Status: 503})
	c := simtest.Serve(t, h, "/shop")
	for i, want := range []int{503, 503, 200} {
		if got := c.Do(t, "POST /sell", "{}").Status; got != want {
			t.Errorf("request %d: %d, want %d", i+1, got, want)
		}
	}
	if got := w.Faults.Seen("shop", "sell"); got != 3 {
		t.Errorf("%d requests seen, want 3", got)
	}
}

// A caller who gives up does not undo what was held: the request had arrived.
func TestGivingUpOnAHeldRequest(t *testing.T) {
	t.Parallel()
	w, h, ran := counter()
	w.Faults.Add(sim.Fault{Op: "sell", Hold: true})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		req := httptest.NewRequest(http.MethodPost, "/shop/sell", strings.NewReader("{}")).WithContext(ctx)
		h.ServeHTTP(httptest.NewRecorder(), req)
	}()
	if err := w.Faults.WaitHolding(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	if got := ran(); got != 0 {
		t.Errorf("ran %d times while held", got)
	}
	cancel()
	<-done
	if w.Faults.Holding() != 0 || ran() != 1 {
		t.Errorf("%d requests still held, ran %d times, want none and once", w.Faults.Holding(), ran())
	}
	late, stop := context.WithCancel(t.Context())
	stop()
	if err := w.Faults.WaitHolding(late, 1); err == nil {
		t.Error("waiting for a held request that never comes ends well")
	}
}
