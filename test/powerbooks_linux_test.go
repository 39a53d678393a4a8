package test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"simdesk/providers"
	"simdesk/state/ledger"
)

// missing compares the ledger with what the world had seen by then.
func (s *story) missing(b books, after int) (wrong []string) {
	for id, states := range s.known {
		if got := b.history[id]; len(got) < len(states) || !slices.Equal(got[:len(states)], states) {
			wrong = append(wrong, fmt.Sprintf("lost: order %s was %v before and is %v", id, states, got))
		}
	}
	for id, i := range s.sent {
		if got := b.history[id]; i < after && !slices.Contains(got, providers.StateSubmitted) {
			wrong = append(wrong, fmt.Sprintf("lost: the charge of %s was sent, and the ledger says %v", id, got))
		}
	}
	for _, o := range s.said(after).orders {
		i := slices.IndexFunc(b.orders, func(x ledger.Order) bool { return x.ID == o.ID })
		if !slices.Contains(b.history[o.ID], o.State) || i < 0 || !holds(b.orders[i].Delivery, o.Delivery) {
			wrong = append(wrong, fmt.Sprintf("shown: %s was shown as %s with %d deliveries, and the ledger says %v", o.ID, o.State, len(o.Delivery), b.history[o.ID]))
		}
	}
	return wrong
}

// told is what people had been told.
type told struct {
	orders []ledger.Order
	backup bool
}

// said is what had been shown after so many changes; half an answer is none.
func (s *story) said(after int) (all told) {
	var text bytes.Buffer
	for _, c := range s.changes[:after] {
		if c.what == shown {
			text.Write(c.data)
		}
	}
	for answers := json.NewDecoder(&text); ; {
		var p struct {
			Order   *printed  `json:"order"`
			Settled []printed `json:"settled"`
			Backup  *struct{} `json:"backup"`
		}
		if answers.Decode(&p) != nil {
			return all
		}
		if p.Order != nil {
			p.Settled = append(p.Settled, *p.Order)
		}
		for _, o := range p.Settled {
			all.orders = append(all.orders, ledger.Order{ID: o.ID, State: o.State, Delivery: o.Delivery})
		}
		all.backup = all.backup || p.Backup != nil
	}
}

// printed is the part of an order that is compared.
type printed struct {
	ID       string               `json:"id"`
	State    providers.State      `json:"state"`
	Delivery []providers.Delivery `json:"delivery"`
}

// copied looks at the backup: it is whole or has no name, and where it was
// told of it is there.
func (s *story) copied(dir string, after int) (wrong []string) {
	w := *s.world
	w.file = filepath.Join(dir, s.copy)
	if !exists(w.file) {
		if s.said(after).backup {
			wrong = append(wrong, "copy: was told of and is gone")
		}
		return wrong
	}
	b, err := w.read()
	if err != nil {
		return []string{"copy: " + err.Error()}
	}
	for id := range s.known {
		if !slices.Contains(b.history[id], providers.StateSubmitted) && !slices.Contains(b.history[id], providers.StateFailed) {
			wrong = append(wrong, fmt.Sprintf("copy: order %s is %v in it", id, b.history[id]))
		}
	}
	return wrong
}

// fast is a place for files that need not survive a power cut; "" is any.
func fast() string {
	if exists("/dev/shm") {
		return "/dev/shm"
	}
	return ""
}

// settleAll reconciles with a new till, now and when all waiting is over.
func (w *world) settleAll() error {
	x := w.start(false)
	defer x.kill()
	for w.lag = 0; w.lag > -time.Hour; w.lag -= 16 * time.Minute {
		if _, err := x.Reconcile(context.Background()); err != nil {
			return err
		}
	}
	return nil
}
