package desk

import (
	"context"
	"sync"
	"time"

	"simdesk/providers"
	"simdesk/state/ledger"
)

// heard remembers how the orders in doubt stood when the watchers were last
// told. Another process on the same ledger may settle them: it tells nobody
// here, and a screen would go on saying that simdesk keeps asking.
type heard struct {
	mu   sync.Mutex
	last map[string]standing // by order
}

// standing is what of an order is news when it changes.
type standing struct {
	state     providers.State
	delivered int
	wrong     string // what is to be claimed of an order that is completed
	at        time.Time
	untold    bool // it was so when it was first seen here
}

func standingOf(o ledger.Order) standing {
	s := standing{state: o.State, delivered: len(o.Delivery), at: o.UpdatedAt}
	if o.State == providers.StateCompleted && o.Error != nil {
		s.wrong = o.Error.Message
	}
	return s
}

func (s standing) same(as standing) bool {
	return s.state == as.state && s.delivered == as.delivered && s.wrong == as.wrong
}

func inDoubt(s providers.State) bool {
	return s == providers.StateProcessing || s == providers.StateUnknown || s == providers.StateNeedsReview
}

// isNews reports whether the watchers have yet to hear how an order stands, and
// notes that they do now.
func (h *heard) isNews(o ledger.Order) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	now := standingOf(o)
	was, known := h.last[o.ID]
	// What comes late from before an end is no news. A clock that was set back
	// alone makes nothing late.
	late := now.at.Before(was.at) && inDoubt(now.state) && !inDoubt(was.state)
	if now.same(was) && !was.untold || late {
		return false
	}
	if known || inDoubt(o.State) {
		h.note(o.ID, now)
	}
	return true
}

// changed reports whether an order in doubt stands otherwise than it was told.
// One that is seen for the first time is noted without a word; whoever wrote
// that step, in the moment before it was seen here, may still tell of it.
func (h *heard) changed(o ledger.Order) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	was, known := h.last[o.ID]
	if known {
		return !standingOf(o).same(was)
	}
	if inDoubt(o.State) {
		now := standingOf(o)
		now.untold = true
		h.note(o.ID, now)
	}
	return false
}

func (h *heard) note(id string, s standing) {
	if h.last == nil {
		h.last = map[string]standing{}
	}
	h.last[id] = s
}

// gone are the orders that were in doubt and are not listed as open any more.
func (h *heard) gone(open map[string]bool) []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	var ids []string
	for id, was := range h.last {
		if inDoubt(was.state) && !open[id] {
			ids = append(ids, id)
		}
	}
	return ids
}

// hear tells the watchers what another process made of the orders in doubt.
func (d *news) hear(ctx context.Context, open []ledger.Order) {
	listed := make(map[string]bool, len(open))
	var news []string
	for _, o := range open {
		listed[o.ID] = true
		if d.heard.changed(o) {
			news = append(news, o.ID)
		}
	}
	for _, id := range append(news, d.heard.gone(listed)...) {
		// The list was read a moment ago, and this process settles orders too.
		if o, _ := d.o.Ledger.Get(ctx, id); d.heard.changed(o) {
			d.publish(o)
		}
	}
}
