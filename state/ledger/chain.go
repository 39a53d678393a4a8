package ledger

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"

	"simdesk/providers"
)

// ChainError names the first event that is not what was written.
type ChainError struct {
	Seq     int64  // the event's number; 0 where only the orders table is wrong
	OrderID string // the order it belongs to, "" where the event is gone
	What    string // the key of what is wrong: a reason of ui/say
	Said    string // by whoever could not read it, "" where that says nothing more
}

func (e *ChainError) Error() string {
	return strings.TrimSpace(fmt.Sprintf("event %d of order %q: %s %s", e.Seq, e.OrderID, e.What, e.Said))
}

// explained puts into words where the history is broken.
func (l *Ledger) explained(err error) error {
	var known *providers.Error
	var broken *ChainError
	if errors.As(err, &known) || !errors.As(err, &broken) {
		return err
	}
	return problem(providers.KindConfig, CodeDamaged, broken, broken.in(l.Path()))
}

// in is what is wrong with the history in a place.
func (e *ChainError) in(path string) providers.Reason {
	what := providers.Because(e.What)
	if e.Said != "" {
		what = providers.Because(e.What, "said", e.Said)
	}
	switch {
	case e.Seq == 0:
		return providers.Because("ledger.broken_order", "file", path, "order", e.OrderID, "what", what)
	case e.OrderID == "":
		return providers.Because("ledger.broken_event", "file", path, "event", e.Seq, "what", what)
	}
	return providers.Because("ledger.broken_step", "file", path, "event", e.Seq, "order", e.OrderID, "what", what)
}

// hashOf is the hex SHA-256 over an event and the hash before it. Each part is
// written with its length in front, so that no two events read the same.
func hashOf(e Event) string {
	var b []byte
	for _, part := range []string{
		e.PrevHash, strconv.FormatInt(e.Seq, 10), e.OrderID, e.At.UTC().Format(time.RFC3339Nano), e.Clerk, string(e.State), string(e.Payload),
	} {
		b = strconv.AppendInt(b, int64(len(part)), 10)
		b = append(append(append(b, ':'), part...), '\n')
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// Verify walks the history from its first event and compares every order with
// what its events say. It returns nil, or an error that wraps a *ChainError for
// the first event that was changed, removed or moved.
//
// Removing the newest events is seen by the orders that still know of them;
// where those were rolled back too, only a head that was kept shows it.
//
// A long history takes minutes: told hears how far it is, in reads of events.
func (l *Ledger) Verify(ctx context.Context, told ...func(done, all int64)) error {
	if err := l.store.Sound(ctx); err != nil {
		return err
	}
	return l.read(ctx, func(q Questions) error { // selling goes on meanwhile
		read, err := counting(ctx, q, told)
		if err == nil {
			err = verifyEvents(ctx, q, 1, func(Event) { read() })
		}
		if err == nil {
			err = verifyOrders(ctx, q, read)
		}
		return err
	})
}

// countEvery is after how many events those who listen are told.
const countEvery = 1000

// counting returns what is to be called for each event that is read; each is read
// twice.
func counting(ctx context.Context, q Questions, told []func(done, all int64)) (read func(), err error) {
	var done int64
	var newest Head
	if len(told) > 0 {
		newest, err = q.Head(ctx)
	}
	return func() {
		if done++; done%countEvery == 0 {
			for _, tell := range told {
				tell(done, 2*newest.Events)
			}
		}
	}, err
}

// verifyEvents walks the events from a number on; each is heard of.
func verifyEvents(ctx context.Context, q Questions, from int64, each func(Event)) error {
	last := Event{Seq: from - 1}
	for e, err := range q.Events(ctx, from) {
		if err != nil {
			return err
		}
		each(e)
		switch {
		case e.Seq != last.Seq+1:
			return &ChainError{Seq: last.Seq + 1, What: "ledger.event_missing"}
		case e.Hash != hashOf(e):
			return &ChainError{Seq: e.Seq, OrderID: e.OrderID, What: "ledger.event_changed"}
		case e.PrevHash != last.Hash && (e.Seq > from || from == 1): // what the first of a part follows is not read
			return &ChainError{Seq: e.Seq, OrderID: e.OrderID, What: "ledger.event_unlinked"}
		}
		last = e
	}
	return nil
}

// nextRow gives the rows of a walk one by one; ok is false behind the last.
type nextRow func() (r Row, err error, ok bool)

// verifyOrders reads orders and events side by side, both by order id, so that
// a million orders need the memory of one.
func verifyOrders(ctx context.Context, q Questions, read func()) error {
	next, stop := iter.Pull2(q.OrdersByID(ctx))
	defer stop()
	var r replay
	for e, err := range q.EventsOf(ctx) {
		if err != nil {
			return err
		}
		read()
		if r.order.ID != "" && r.order.ID != e.OrderID {
			if err := r.check(ctx, q, next); err != nil {
				return err
			}
			r = replay{}
		}
		if err := r.add(e); err != nil {
			return err
		}
	}
	if r.first != 0 {
		if err := r.check(ctx, q, next); err != nil {
			return err
		}
	}
	stray, err, ok := next()
	if ok && err == nil { // one more order than the events tell of
		err = &ChainError{Seq: stray.Seq, OrderID: stray.ID, What: "ledger.event_missing"}
	}
	return err
}

// replay is an order as its events tell it.
type replay struct {
	order       Order
	first, last int64
}

func (r *replay) add(e Event) error {
	var err error
	if r.order, err = fold(r.order, e); err != nil {
		return &ChainError{Seq: e.Seq, OrderID: e.OrderID, What: "ledger.event_misfits", Said: err.Error()}
	}
	if r.order.State != e.State {
		return &ChainError{Seq: e.Seq, OrderID: e.OrderID, What: "ledger.event_two_states"}
	}
	if r.first == 0 {
		r.first = e.Seq
	}
	r.last = e.Seq
	return nil
}

// check compares the order with its row and with the numbers it is found by.
func (r *replay) check(ctx context.Context, q Questions, next nextRow) error {
	if err := r.compare(next); err != nil {
		return err
	}
	for _, k := range keysOf(r.order) {
		there, err := q.HasKey(ctx, k, r.first)
		if err != nil {
			return err
		}
		if !there {
			return &ChainError{OrderID: r.order.ID, What: "ledger.order_unfound"}
		}
	}
	return nil
}

// compare checks the next row of orders against the replayed order.
func (r *replay) compare(next nextRow) error {
	got, err, ok := next()
	if err != nil {
		return err
	}
	if !ok {
		return &ChainError{OrderID: r.order.ID, What: "ledger.order_unlisted"}
	}
	want := toRow(r.order, r.first, r.last)
	switch {
	case got == want:
		return nil
	case got.ID > want.ID:
		return &ChainError{OrderID: want.ID, What: "ledger.order_unlisted"}
	case got.ID < want.ID:
		return &ChainError{Seq: got.Seq, OrderID: got.ID, What: "ledger.event_missing"}
	case got.LastSeq > want.LastSeq:
		return &ChainError{Seq: got.LastSeq, OrderID: got.ID, What: "ledger.event_missing"}
	}
	return &ChainError{OrderID: got.ID, What: "ledger.order_changed"}
}

// newestEvents is how many events are verified when a ledger is opened: some
// sixty sales, in a few milliseconds.
const newestEvents = 200

// verifyNewest compares the newest events with each other and with the orders
// that they belong to, so that a file that was spoilt where the shop works does
// not show wrong orders. All of a large one is for doctor.
func (l *Ledger) verifyNewest(ctx context.Context) error {
	err := l.read(ctx, func(q Questions) error {
		newest, err := q.Head(ctx)
		if err != nil {
			return err
		}
		var ids []string
		err = verifyEvents(ctx, q, max(1, newest.Events-newestEvents+1), func(e Event) {
			if !slices.Contains(ids, e.OrderID) {
				ids = append(ids, e.OrderID)
			}
		})
		if err != nil {
			return err
		}
		rows := make([]Row, len(ids))
		for i, id := range ids {
			var ok bool
			if rows[i], ok, err = q.Order(ctx, ByID, id); err != nil {
				return err
			}
			if !ok {
				return &ChainError{OrderID: id, What: "ledger.order_unlisted"}
			}
		}
		return replayed(ctx, q, rows...)
	})
	var broken *ChainError
	if errors.As(err, &broken) {
		// The first event that was changed is the one to name, however old.
		if first := l.Verify(ctx); first != nil {
			return first
		}
	}
	return err
}

// replayed compares orders' rows with what their events say.
func replayed(ctx context.Context, q Questions, rows ...Row) error {
	if len(rows) == 0 {
		return nil
	}
	ids, told := make([]string, len(rows)), make(map[string]*replay, len(rows))
	for i, r := range rows {
		ids[i], told[r.ID] = r.ID, &replay{}
	}
	for e, err := range q.EventsOf(ctx, ids...) {
		if err != nil {
			return err
		}
		if e.Hash != hashOf(e) {
			return &ChainError{Seq: e.Seq, OrderID: e.OrderID, What: "ledger.event_changed"}
		}
		if err := told[e.OrderID].add(e); err != nil {
			return err
		}
	}
	for _, got := range rows {
		if r := told[got.ID]; toRow(r.order, r.first, r.last) != got {
			return &ChainError{OrderID: got.ID, What: "ledger.order_changed"}
		}
	}
	return nil
}
