package desk

import (
	"bytes"
	"context"
	"log/slog"
	"testing"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
	"simdesk/state/ledger"
	"simdesk/state/settle"
)

// What ends while a provider is asked ends with an error, or with the order as it
// was: nothing is made up, and nobody is told what is not on disk.
func TestALedgerThatEndsDuringALook(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		step  ledger.Change
		found providers.Finding
	}{"open": {unknown, providers.Finding{}}, "completed": {completed, back}} {
		s := newShop(t)
		o := s.wrote(t, submitted, c.step)
		news, stop := s.Subscribe()
		s.fake.track = func(providers.Query) (providers.Finding, error) { return c.found, s.ledger.Close() }
		if c.step.State == providers.StateCompleted {
			for range 2 { // it ends in the first
				if d := cmp.Diff(o, s.recheck(t.Context(), o), sameThings); d != "" {
					t.Error(d)
				}
			}
		}
		if got, err := s.Reconcile(t.Context(), o.ID); err == nil {
			t.Errorf("%s: %+v", name, got)
		}
		if len(news) > 0 {
			t.Errorf("%s: heard %+v", name, <-news)
		}
		stop()
	}
}

// What another process wrote meanwhile stands: a look at an older state adds
// nothing to it, and shows it.
func TestAnotherProcessWasFaster(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		step, meanwhile ledger.Change
		found           providers.Finding
	}{
		"open":      {unknown, completed, fails},
		"completed": {completed, *isBack, says(providers.Result{State: providers.StateFailed})},
	} {
		s := newShop(t)
		var said bytes.Buffer
		s.o.Log = slog.New(slog.NewTextHandler(&said, nil))
		o := s.wrote(t, submitted, c.step)
		s.fake.track = func(providers.Query) (providers.Finding, error) {
			_, err := s.ledger.Append(t.Context(), o.ID, "another", c.meanwhile)
			return c.found, err
		}
		got, err := s.Reconcile(t.Context(), o.ID)
		if err != nil {
			t.Fatal(err)
		}
		if c.step.State == providers.StateUnknown && !cmp.Equal(got, Settled{Settled: []ledger.Order{s.get(t, o.ID)}}, sameThings) {
			t.Errorf("told %+v", got)
		}
		e, _ := s.last(t, o.ID)
		if after := s.get(t, o.ID); after.State != c.meanwhile.State || e.Clerk != "another" {
			t.Errorf("%s: %s by %s", name, after.State, e.Clerk)
		}
		if said.Len() > 0 {
			t.Errorf("%s: said %s", name, said.String())
		}
	}
}

// What another process settled before the look is shown as it is, and nobody is
// asked.
func TestAnotherProcessHasSettledIt(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	open, o := s.wrote(t, submitted, unknown), s.wrote(t, submitted, completed)
	s.fake.track = func(q providers.Query) (providers.Finding, error) { // while it goes through the open ones
		_, err := s.ledger.Append(t.Context(), o.ID, "another", ledger.Change{State: providers.StateRefunded})
		if q.Reference != open.Reference {
			t.Error("asked about what is given back")
		}
		return providers.Finding{}, err
	}
	got, err := s.Reconcile(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	back := s.get(t, o.ID)
	if d := cmp.Diff(Settled{Settled: []ledger.Order{back}, StillUnknown: []ledger.Order{open}}, got, sameThings); d != "" || back.State != providers.StateRefunded {
		t.Errorf("%s: %s", back.State, d)
	}
	now, err := s.ledger.Append(t.Context(), open.ID, "another", *isFailed)
	if err != nil {
		t.Fatal(err)
	}
	s.fake.track = func(providers.Query) (providers.Finding, error) {
		t.Error("asked about what is over")
		return done, nil
	}
	if d := cmp.Diff(now, s.settle(t.Context(), open, false), sameThings); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(back, s.recheck(t.Context(), o), sameThings); d != "" {
		t.Error(d)
	}
}

// A look that cannot read what belongs beside it asks nobody, and one that can't
// read the order's past writes nothing.
func TestALookThatCannotReadWhatItNeeds(t *testing.T) {
	t.Parallel()
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	for name, c := range map[string]func(*fake, *ledger.Order) providers.Provider{
		"what others own": func(f *fake, _ *ledger.Order) providers.Provider { return blind{f} },
		"what others did": func(f *fake, o *ledger.Order) providers.Provider {
			o.Target, o.Draft.QuotedAt = "8999", &o.CreatedAt
			return f
		},
	} {
		s := newShop(t)
		var said bytes.Buffer
		s.o.Log = slog.New(slog.NewTextHandler(&said, nil))
		o := s.wrote(t, submitted, unknown)
		s.clock.advance(day)
		s.o.Providers[0] = c(s.fake, &o)
		s.fake.track = func(providers.Query) (providers.Finding, error) {
			t.Error(name, "is not known, and the provider asked")
			return done, nil
		}
		if got := s.Desk.look(gone, o); got.Says != settle.Mute || !bytes.Contains(said.Bytes(), []byte("other orders not read\" order="+o.ID)) {
			t.Errorf("%s: %+v, said %s", name, got, said.String())
		}
	}
	s := newShop(t)
	o := s.wrote(t, submitted, completed, inReview)
	if _, _, err := s.read(gone, o.ID); err == nil {
		t.Error("read without its past")
	}
	if got, err := s.finished(gone, nil); err == nil {
		t.Errorf("completed: %+v", got)
	}
}

// A client that breaks while it is asked about an order says nothing of it: it
// is neither over nor a person's, and the others are asked all the same.
func TestAClientThatBreaksInALook(t *testing.T) {
	t.Parallel()
	for _, step := range []ledger.Change{unknown, completed} {
		s := newShop(t)
		o := s.wrote(t, submitted, step)
		s.clock.advance(day)
		s.fake.track = func(providers.Query) (providers.Finding, error) { panic("a mistake") }
		if _, err := s.Reconcile(t.Context(), o.ID); err != nil || s.get(t, o.ID).State != step.State {
			t.Errorf("%s by a mistake: %v", s.get(t, o.ID).State, err)
		}
	}
}

// What cannot be asked about has its reason beside it when a person gets it.
func TestWhyAnOrderCannotBeLookedUp(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		providers []providers.Provider
		want      providers.Reason
	}{
		"gone":             {nil, providers.Because("desk.cannot_look_up", "why", providers.Because("desk.no_provider", "provider", "fake"))},
		"mute":             {[]providers.Provider{reader{name: "fake"}}, providers.Because("desk.cannot_look_up", "why", providers.Unsupported(reader{name: "fake"}, providers.CanTrack).Why)},
		"the live account": {[]providers.Provider{live{&fake{}}}, providers.Because("desk.sold_in_sandbox")},
	} {
		s := newShop(t)
		o := s.wrote(t, submitted, unknown)
		s.clock.advance(minutes2)
		s.o.Providers = c.providers
		if len(c.providers) > 0 && name != "mute" {
			s.o.Providers[0] = live{s.fake}
		}
		if _, err := s.Reconcile(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, got := s.last(t, o.ID); !cmp.Equal(got, ledger.Change{State: providers.StateNeedsReview, Why: c.want}) {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// An order of the live account is not judged by what its sandbox lists.
func TestALiveOrderIsNotLookedUpInTheSandbox(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	o := s.drafted(t, ledger.Draft{Reference: "r", Provider: "fake", Kind: japan.Kind, ProductID: japan.ID}, submitted, unknown)
	s.clock.advance(minutes2)
	s.fake.track = finds(guess)
	if _, err := s.Reconcile(t.Context()); err != nil {
		t.Fatal(err)
	}
	want := ledger.Change{State: providers.StateNeedsReview, Why: providers.Because("desk.sold_live")}
	if _, got := s.last(t, o.ID); !cmp.Equal(got, want) {
		t.Errorf("%+v", got)
	}
}
