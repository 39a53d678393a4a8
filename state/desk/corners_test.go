package desk

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
	"simdesk/state/ledger"
)

// An order of a provider that is not configured was sold nowhere else.
func TestAProviderThatIsGoneIsNotElsewhere(t *testing.T) {
	t.Parallel()
	if newShop(t).elsewhere(ledger.Order{Provider: "gone", Sandbox: true}) {
		t.Error("it was sold elsewhere")
	}
}

// Follow ends when the last of its looks has.
func TestFollowWaitsForItsLooks(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.wrote(t, submitted, unknown)
	ctx, leave := context.WithCancel(t.Context())
	var ended atomic.Bool
	s.fake.track = func(providers.Query) (providers.Finding, error) {
		leave()
		time.Sleep(50 * time.Millisecond)
		ended.Store(true)
		return providers.Finding{}, nil
	}
	s.Follow(ctx)
	if !ended.Load() {
		t.Error("a look was still under way")
	}
}

// What is being charged is looked up at once when its answer is lost, and what
// waits for a person gets no step from a look that nobody asked for.
func TestWhatFollowLeavesAlone(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.wrote(t, submitted, inReview)
	asked := 0
	s.fake.track = func(providers.Query) (providers.Finding, error) {
		asked++
		return providers.Finding{Verdict: providers.Unclear, Evidence: other}, nil
	}
	once := func() {
		var looks sync.WaitGroup
		s.followOnce(t.Context(), &looks)
		looks.Wait()
	}
	s.fake.sell = func(string) (providers.Result, error) {
		once() // asks about the other
		return providers.Result{}, lostAnswer
	}
	s.sell(t, oneJapan)
	s.work.Wait()
	once()
	if asked != 2 {
		t.Errorf("asked %d times", asked)
	}
	for _, o := range s.all(t) {
		if n := len(s.states(t, o.ID)); o.State == providers.StateNeedsReview && n != 3 {
			t.Errorf("%d steps of what waits for a person", n)
		}
	}
}

func (s *shop) all(t *testing.T) []ledger.Order {
	t.Helper()
	page, err := s.ledger.List(t.Context(), ledger.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	return page.Orders
}

// An order that was just looked at is due when its pause is over, not before.
func TestDueWhenItsPauseIsOver(t *testing.T) {
	t.Parallel()
	var p pacing
	now := time.Date(2026, 11, 22, 14, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		after time.Duration
		want  bool
	}{{0, true}, {0, false}, {time.Second - 1, false}, {time.Second, true}} {
		if got := p.begin(now.Add(c.after), "a", time.Second); got != c.want {
			t.Errorf("after %s: %t", c.after, got)
		}
		p.done("a")
	}
}

// What is in doubt is noted without a word when it is first seen; what is not is
// not noted at all.
func TestWhatIsFirstSeen(t *testing.T) {
	t.Parallel()
	var h lastTold
	at := func(id string, s providers.State) ledger.Order { return ledger.Order{ID: id, State: s} }
	for _, c := range []struct {
		o    ledger.Order
		want bool
	}{
		{at("a", providers.StateUnknown), false},
		{at("b", providers.StateProcessing), false},
		{at("c", providers.StateSubmitted), false},
		{at("c", providers.StateCompleted), false}, // was never in doubt here
		{at("a", providers.StateUnknown), false},
		{at("b", providers.StateCompleted), true},
	} {
		if got := h.changed(c.o); got != c.want {
			t.Errorf("%s %s: %t", c.o.ID, c.o.State, got)
		}
	}
	all, but := h.ended(nil), h.ended(map[string]bool{"a": true})
	slices.Sort(all)
	if d := cmp.Diff([][]string{{"a", "b"}, {"b"}}, [][]string{all, but}); d != "" {
		t.Error(d)
	}
}

// A look-up asks by the clean number, those who can read eSIMs, and says of the
// one that cannot that it cannot.
func TestWhoIsAskedForAnESIM(t *testing.T) {
	t.Parallel()
	const iccid = "8944422711108338990"
	s := newShop(t)
	mute := blind{s.fake} // reads no eSIMs
	s.o.Providers = []providers.Provider{mute, reader{name: "two", has: iccid}}
	got := s.LookUp(t.Context(), " 8944 4227 1110 8338 990 ", "")
	if got.ICCID != iccid || got.ESIM == nil {
		t.Errorf("%+v", got)
	}
	if got := s.LookUp(t.Context(), "8944422711108339006", ""); len(got.Errors) != 1 || got.Errors[0].Provider != "two" {
		t.Errorf("%+v", got.Errors)
	}
	want := providers.AsError(providers.Unsupported(mute, providers.CanReadESIM))
	if got := s.LookUp(t.Context(), iccid, "fake"); len(got.Errors) != 1 || !got.Errors[0].Why.Equal(want.Why) {
		t.Errorf("%+v, want %+v", got.Errors, want)
	}
}

// Who does not know an eSIM keeps nobody else from answering.
func TestASlowOwnerIsWaitedFor(t *testing.T) {
	t.Parallel()
	const iccid = "8944422711108338990"
	synctest.Test(t, func(t *testing.T) {
		s := newShop(t)
		s.o.Providers = []providers.Provider{reader{name: "one"}, slowReader{reader{name: "two", has: iccid}}}
		if got := s.LookUp(t.Context(), iccid, ""); got.ESIM == nil {
			t.Errorf("%+v", got.Errors)
		}
	})
}

type slowReader struct{ reader }

func (r slowReader) ESIM(ctx context.Context, iccid string) (providers.ESIM, error) {
	select {
	case <-time.After(time.Second):
		return r.reader.ESIM(ctx, iccid)
	case <-ctx.Done():
		return providers.ESIM{}, ctx.Err()
	}
}

// What was sold or topped up here tells whose an eSIM is.
func TestWhoseAnESIMIs(t *testing.T) {
	t.Parallel()
	for kind, want := range map[providers.Kind]string{providers.KindESIM: "one", providers.KindTopUp: "one", providers.KindAirtime: ""} {
		if got := owner([]ledger.Order{{Kind: kind, Provider: "one"}}); got != want {
			t.Errorf("%s: %q", kind, got)
		}
	}
}

// The reason of the first who was silent stays with the sentence that names all.
func TestWhySomeWereSilent(t *testing.T) {
	t.Parallel()
	first := &providers.Error{Kind: providers.KindUnavailable, Provider: "one", Why: providers.Quoted("No answer.")}
	got := Lookup{Errors: []*providers.Error{first, {Kind: providers.KindUnavailable, Provider: "two"}}}.Why()
	if !errors.Is(got, first) {
		t.Errorf("%+v", got)
	}
}

// detector finds no operator.
type detector struct{ reader }

func (d detector) DetectOperator(context.Context, string, string) ([]string, error) {
	return nil, errors.New("no such number")
}

// An operator that was not found is in the log, once, of those who can find one.
func TestAnOperatorThatIsNotFound(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	var out bytes.Buffer
	s.o.Log = slog.New(slog.NewTextHandler(&out, nil))
	s.o.Providers = []providers.Provider{reader{name: "one"}, detector{reader{name: "two"}}}
	if got := s.detect(t.Context(), "+447400123456", "GB"); len(got) != 0 {
		t.Errorf("%v", got)
	}
	if log := out.String(); strings.Count(log, "\n") != 1 || !strings.Contains(log, `msg="operator not detected" provider=two error="no such number"`) {
		t.Error(log)
	}
}

// A provider has as many places as looks may run there at once, always the same.
func TestPlacesAtAProvider(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.o.Providers = []providers.Provider{blind{s.fake}, second{s.fake}}
	for name, want := range map[string]int{"fake": 1, "second": atOnce} {
		if got := s.places(name); cap(got) != want || got != s.places(name) {
			t.Errorf("%s: %d", name, cap(got))
		}
	}
}

// A sale that is over is as its answer left it, whatever is published later.
func TestATicketKeepsItsAnswer(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	q, err := s.Quote(t.Context(), oneJapan)
	if err != nil {
		t.Fatal(err)
	}
	ticket, err := s.Buy(q)
	if err != nil {
		t.Fatal(err)
	}
	o, err := ticket.Wait(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	later := o
	later.State = providers.StateRefunded
	s.publish(later)
	if got := ticket.Order(); got.State != o.State {
		t.Errorf("%s", got.State)
	}
}
