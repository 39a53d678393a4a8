package ledger

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/google/uuid"
)

// Options of Open; the zero value serves.
type Options struct {
	Now   func() time.Time // the clock; nil means time.Now
	Heads string           // the folder where the newest head is kept, outside of the ledger's; "" keeps none
}

// Ledger is an open ledger. It may be used from many goroutines, and its store
// by many processes, at once.
type Ledger struct {
	store Store
	now   func() time.Time

	ending sync.RWMutex // the store is not closed while a step is under way

	kept   *kept // nil where no head is kept
	unkept error // why
}

// Over is the ledger in a store, as it stands. now is its clock; nil means
// time.Now.
func Over(s Store, now func() time.Time) *Ledger {
	if now == nil {
		now = time.Now
	}
	return &Ledger{store: s, now: now}
}

// Open opens the ledger in a store. One whose newest events or orders are not
// what was written is refused, and the store closed.
func Open(ctx context.Context, s Store, o Options) (*Ledger, error) {
	l := Over(s, o.Now)
	err := l.verifyNewest(ctx)
	if err == nil {
		err = l.keepOpened(ctx, o.Heads)
	}
	if err != nil {
		return nil, NotSent(Fault(l.Path(), errors.Join(err, l.Close())))
	}
	return l, nil
}

// Path names where the ledger lies: its file.
func (l *Ledger) Path() string { return l.store.Path() }

// Close ends the use of the ledger; what was written stays. A step under way
// is carried out first.
func (l *Ledger) Close() error {
	l.ending.Lock()
	defer l.ending.Unlock()
	return Fault(l.Path(), errors.Join(l.store.Close(), l.kept.Close()))
}

// Alone waits until nobody else, in this process or any other on this ledger,
// holds name, and holds it until release. Unlike a lease it has no end of its
// own that a slow answer or a clock that jumps could bring about: only release
// or the end of the process, however it ends, gives it up. The error is that of
// ctx or of the store.
func (l *Ledger) Alone(ctx context.Context, name string) (release func(), err error) {
	return l.store.Alone(ctx, name)
}

// step runs one transaction of the store and keeps the head it leads to.
func (l *Ledger) step(ctx context.Context, do func(step) error) error {
	l.ending.RLock()
	defer l.ending.RUnlock()
	var last Event
	err := l.store.Step(ctx, func(tx Tx) error {
		last = Event{}
		return l.told(do(step{tx, &last}))
	})
	if err == nil {
		l.keep(context.WithoutCancel(ctx), last) // it is on disk, whoever stopped waiting
	}
	return err
}

// step is a transaction and the last event that it has written.
type step struct {
	Tx
	last *Event
}

// read asks questions of one state of the store.
func (l *Ledger) read(ctx context.Context, do func(Questions) error) error {
	return l.store.Read(ctx, func(q Questions) error { return l.told(do(q)) })
}

// newID is a UUIDv7 whose time is the ledger's own clock.
func (l *Ledger) newID(at time.Time) (string, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return "", err
	}
	ms := at.UnixMilli()
	for i := 5; i >= 0; i-- {
		id[i] = byte(ms)
		ms >>= 8
	}
	return id.String(), nil
}
