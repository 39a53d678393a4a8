package ledgertest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"simdesk/providers"
	"simdesk/state/ledger"
)

// Whatever is done, in whatever order and from two consoles: an order is what
// its events say, one submit wins, what was delivered stays delivered, and to one order only.
func projectionIsTheReplayOfItsEvents(t *testing.T, empty Maker) {
	place := empty(t)
	consoles := []*ledger.Ledger{Open(t, place), Open(t, place)}
	run := 0
	rapid.Check(t, func(rt *rapid.T) {
		run++ // each run has references of its own in the one ledger
		w := &world{run: run, consoles: consoles, wins: map[string]int{}, delivered: map[string]map[string]bool{}, byKey: map[string]string{}, owner: map[string]string{}}
		rt.Repeat(map[string]func(*rapid.T){"draft": w.draft, "submit": w.submit, "append": w.append})
		for _, id := range w.ids {
			w.check(rt, id)
		}
	})
	Must(t, consoles[0].Verify(context.Background()))
}

type world struct {
	run       int
	consoles  []*ledger.Ledger
	ids       []string
	wins      map[string]int
	delivered map[string]map[string]bool // order → PINs
	byKey     map[string]string          // reference or attempt → order
	owner     map[string]string          // PIN → order
}

func (w *world) console(t *rapid.T) *ledger.Ledger {
	return rapid.SampledFrom(w.consoles).Draw(t, "console")
}

func (w *world) order(t *rapid.T) string {
	if len(w.ids) == 0 {
		t.Skip("no orders yet")
	}
	return rapid.SampledFrom(w.ids).Draw(t, "order")
}

func (w *world) draft(t *rapid.T) {
	d := DraftOf(rapid.IntRange(0, 5).Draw(t, "reference"))
	d.Reference += fmt.Sprintf(" of run %d", w.run)
	if a := rapid.SampledFrom([]string{"", "a", "b"}).Draw(t, "attempt"); a != "" {
		d.Attempt = fmt.Sprintf("%s of run %d", a, w.run)
	}
	d.Target = rapid.SampledFrom([]string{"", "+447700900123"}).Draw(t, "target")
	o, created, err := w.console(t).Draft(context.Background(), "Ana", d)
	if err != nil {
		t.Fatalf("Draft: %v", err)
	}
	known := w.byKey["r"+d.Reference]
	if known == "" && d.Attempt != "" {
		known = w.byKey["a"+d.Attempt]
	}
	if created != (known == "") || known != "" && o.ID != known {
		t.Fatalf("Draft(%s, %q) = %s, created %t; known before: %q", d.Reference, d.Attempt, o.ID, created, known)
	}
	if !created {
		return
	}
	w.ids = append(w.ids, o.ID)
	w.byKey["r"+d.Reference] = o.ID
	if d.Attempt != "" {
		w.byKey["a"+d.Attempt] = o.ID
	}
}

func (w *world) submit(t *rapid.T) {
	id := w.order(t)
	won, _, err := w.console(t).Submit(context.Background(), id, "Ana")
	if err != nil {
		t.Fatalf("Submit: %v", err)
	}
	if won {
		w.wins[id]++
	}
	if w.wins[id] > 1 {
		t.Fatalf("two winners for %s", id)
	}
}

func (w *world) append(t *rapid.T) {
	id := w.order(t)
	c := ledger.Change{
		State:           rapid.SampledFrom(allStates()).Draw(t, "state"),
		ProviderOrderID: rapid.SampledFrom([]string{"", "P1"}).Draw(t, "provider order"),
		Note:            rapid.SampledFrom([]string{"", "seen"}).Draw(t, "note"),
	}
	if c.State == providers.StateSubmitted || c.State == providers.StateDrafted {
		c.State = providers.StateUnknown
	}
	pin := rapid.SampledFrom([]string{"", "1111", "2222"}).Draw(t, "pin")
	if pin != "" {
		pin = fmt.Sprintf("%s-%d", pin, w.run)
		c.Delivery = []providers.Delivery{{Type: providers.DeliverPIN, PIN: pin, Serial: rapid.SampledFrom([]string{"", "s" + pin}).Draw(t, "serial")}}
	}
	if rapid.Bool().Draw(t, "error") {
		c.Error = &ledger.Problem{Kind: providers.KindUnavailable, Message: "down <&>"}
	}
	_, err := w.console(t).Append(context.Background(), id, "Ben", c)
	if errors.Is(err, ledger.ErrBackwards) || errors.Is(err, ledger.ErrNotSubmitted) {
		return
	}
	var owned *ledger.OwnedError
	if errors.As(err, &owned) {
		if w.owner[pin] != owned.Order || owned.Order == id {
			t.Fatalf("%s got a PIN of %q: %v", id, w.owner[pin], err)
		}
		return
	}
	if err != nil {
		t.Fatalf("Append: %v", err)
	}
	if pin != "" && w.owner[pin] != "" && w.owner[pin] != id {
		t.Fatalf("%s got the PIN of %s", id, w.owner[pin])
	}
	if pin != "" {
		w.owner[pin] = id
	}
	for _, d := range c.Delivery {
		if w.delivered[id] == nil {
			w.delivered[id] = map[string]bool{}
		}
		w.delivered[id][d.PIN] = true
	}
}

func allStates() []providers.State {
	return []providers.State{
		providers.StateDrafted, providers.StateSubmitted, providers.StateProcessing, providers.StateCompleted,
		providers.StateFailed, providers.StateUnknown, providers.StateNeedsReview, providers.StateRefunded,
	}
}

func (w *world) check(t *rapid.T, id string) {
	events, err := w.consoles[0].Events(context.Background(), id)
	if err != nil {
		t.Fatalf("Events: %v", err)
	}
	var last ledger.Order
	for _, e := range events {
		var c ledger.Change
		if err := json.Unmarshal(e.Payload, &c); err != nil {
			t.Fatalf("event %d: %v", e.Seq, err)
		}
		last.State, last.UpdatedAt = c.State, e.At
		if c.ProviderOrderID != "" {
			last.ProviderOrderID = c.ProviderOrderID
		}
	}
	stored, err := w.consoles[1].Get(context.Background(), id) // which replays them
	if err != nil {
		t.Fatalf("Get: %v", err)
	}
	if stored.State != last.State || !stored.UpdatedAt.Equal(last.UpdatedAt) || stored.ProviderOrderID != last.ProviderOrderID {
		t.Fatalf("the order is %+v, its events say %+v", stored, last)
	}
	held := map[string]bool{}
	for _, d := range stored.Delivery {
		held[d.PIN] = true
	}
	if d := cmp.Diff(w.delivered[id], held); d != "" && len(held)+len(w.delivered[id]) > 0 {
		t.Fatalf("delivered (-handed over +stored):\n%s", d)
	}
}
