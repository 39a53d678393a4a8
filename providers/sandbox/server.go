// Package sandbox serves the five simulators over HTTP on this machine. They
// speak the wire formats of the providers' documents, keep their own books and
// follow from a seed and a clock, so that the console can be tried, and tested,
// without a network, an account or money.
package sandbox

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"simdesk/providers/sandbox/sim"
)

// Options say what kind of world to open. The zero value is a quiet one that
// starts now.
type Options struct {
	Seed   int64
	Serial int              // where order numbers and ICCIDs start, see sim.World
	Now    func() time.Time // nil is time.Now
	// Only opens these simulators and no others, for tests that need many
	// worlds; empty opens all.
	Only []string
	// Latency is how long each operation takes; nil is no time at all.
	Latency func(provider, op string) time.Duration
	// FyatuGone makes Fyatu answer its eSIM paths as a removed API might, with
	// this status (404, 410 or 501); 0 leaves it in service.
	FyatuGone int
}

// Server is the five simulators. It is an http.Handler for their five
// prefixes.
type Server struct {
	world *sim.World
	parts map[string]http.Handler
}

// New opens the simulators.
func New(o Options) *Server {
	if o.Now == nil {
		o.Now = time.Now
	}
	s := &Server{world: sim.NewWorld(o.Seed, o.Now), parts: map[string]http.Handler{}}
	s.world.Latency, s.world.Serial = o.Latency, o.Serial
	for _, p := range simulators {
		if len(o.Only) == 0 || slices.Contains(o.Only, p.name) {
			s.parts[p.name] = p.open(s.world)
		}
	}
	s.setGone(o.FyatuGone)
	return s
}

// World is what the simulators share: the clock, the wallets, the faults.
func (s *Server) World() *sim.World { return s.world }

// ServeHTTP hands the request to the simulator whose prefix it carries.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	// The date is the simulators', not this machine's: clients compare it with
	// their own clock.
	w.Header().Set("Date", s.world.Now().UTC().Format(http.TimeFormat))
	if r.URL.Path == "/" {
		index(w, r)
		return
	}
	name, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	part, ok := s.parts[name]
	if !ok {
		http.NotFound(w, r)
		return
	}
	part.ServeHTTP(w, r)
}

// setGone tells those simulators whose provider announced its removal.
func (s *Server) setGone(status int) {
	for _, p := range s.parts {
		if g, ok := p.(interface{ SetGone(int) }); ok {
			g.SetGone(status)
		}
	}
}

// DemoLatency is a latency as of a counter with a fair connection: quick
// enough to work with, slow enough to see the spinners.
func DemoLatency(_, op string) time.Duration {
	switch op {
	case "sell", "topup", "apply":
		return 900 * time.Millisecond
	case "catalog":
		// Fyatu's list has 26 pages, read one after the other, and who tries the
		// demo waits for the last of them.
		return 30 * time.Millisecond
	default:
		return 120 * time.Millisecond
	}
}
