// Package providertest holds the suite that every client passes against its
// simulator. What the clients' own tests share stands in clienttest.
package providertest

import (
	"testing"
	"time"

	"simdesk/providers"
	"simdesk/providers/sandbox"
	"simdesk/providers/sandbox/sim"
)

// Suite is what every client must pass against its simulator.
type Suite struct {
	Name string
	// New returns the client for a stage; wrong, if not "", replaces every
	// credential.
	New func(s *Stage, wrong string) providers.Provider
}

// Stage is one simulator of its own with its clock.
type Stage struct {
	URL   string
	World *sim.World
	name  string
}

// Now is the simulator's time, so that the client's clock agrees with it.
func (s *Stage) Now() time.Time { return s.World.Now() }

// Charges is what the simulator took.
func (s *Stage) Charges() []sim.Charge { return s.World.Charges(s.name) }

func (s Suite) stage(t *testing.T) *Stage {
	t.Helper()
	server := sandbox.New(sandbox.Options{Seed: 7})
	running, err := server.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = running.Close() })
	return &Stage{URL: running.URL(s.Name), World: server.World(), name: s.Name}
}

// open is a stage with a client on it.
func (s Suite) open(t *testing.T) (*Stage, providers.Provider) {
	t.Helper()
	stage := s.stage(t)
	return stage, s.New(stage, "")
}

// Run runs everything.
func (s Suite) Run(t *testing.T) {
	t.Run("wallet", s.wallet)
	t.Run("credentials", s.credentials)
	t.Run("catalogue", s.catalogue)
	t.Run("sells every kind", s.sells)
	t.Run("costs what was confirmed", s.confirms)
	t.Run("tops up", s.topsUp)
	t.Run("reads eSIMs", s.readsESIMs)
	t.Run("an empty wallet", s.emptyWallet)
	t.Run("tracks what was never sent", s.tracksNothing)
	t.Run("answers that cannot be read", s.unreadable)
	t.Run("hostile text", s.hostile)
	t.Run("faults while charging", s.faults)
}

// products reads the whole catalogue.
func products(t *testing.T, p providers.Provider) []providers.Product {
	t.Helper()
	var all []providers.Product
	pages := 0
	err := p.(providers.Cataloger).Catalog(t.Context(), func(page providers.CatalogPage) error {
		if page.Anew {
			all = nil
		}
		all = append(all, page.Products...)
		if page.Page == 0 { // it goes on
			return nil
		}
		pages++
		if page.Page != pages {
			t.Errorf("page %d came as number %d", page.Page, pages)
		}
		return nil
	})
	if err != nil {
		t.Fatalf("catalogue: %+v", providers.AsError(err))
	}
	return all
}

// settled tracks an order until it is settled, letting the simulator's clock
// run on.
func settled(t *testing.T, s *Stage, p providers.Provider, q providers.Query, r providers.Result) providers.Result {
	t.Helper()
	for range 30 {
		if r.State.Settled() {
			return r
		}
		s.World.Advance(5 * time.Second)
		q.ProviderOrderID = r.ProviderOrderID
		f, err := p.(providers.Tracker).Track(t.Context(), q)
		if err != nil {
			t.Fatalf("track: %+v", providers.AsError(err))
		}
		if f.Verdict != providers.Found {
			t.Fatalf("an order that was taken is not found: %+v", f)
		}
		r = f.Result
	}
	t.Fatalf("never settled: %+v", r)
	return r
}
