package ledger

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/google/uuid"

	"simdesk/providers"
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

// slew is how far a clock may go back in the ordinary way of being kept right.
const slew = time.Second

// Acquire takes or renews the named lease for the owner, for ttl from now. It
// returns false while somebody else holds it: only one process settles orders
// at a time, and one that died holds it no longer than its ttl, also when the
// clock is set back: a lease that ends later than one taken now was taken by a
// clock that was ahead.
func (l *Ledger) Acquire(ctx context.Context, name, owner string, ttl time.Duration) (bool, error) {
	var won bool
	err := l.step(ctx, func(tx step) error {
		now := l.now()
		var err error
		won, err = tx.TakeLease(ctx, name, owner, now.Add(ttl), now, now.Add(ttl+slew))
		return err
	})
	return won && err == nil, err
}

// Release gives the lease back; one that another owner holds stays theirs.
func (l *Ledger) Release(ctx context.Context, name, owner string) error {
	return l.step(ctx, func(tx step) error { return tx.DropLease(ctx, name, owner) })
}

// Copy is a backup whose history was verified.
type Copy struct {
	File   string // absolute
	Orders int64
	Head   Head
}

// Backup writes a consistent copy of the ledger into a new file with mode 0600
// while selling goes on. It never overwrites a file, and the copy gets its name
// only after its history has been verified.
//
// A copy is restored by putting it in the place of the ledger's file while no
// console runs, without the old file's -wal and -shm beside it.
func (l *Ledger) Backup(ctx context.Context, file string) (Copy, error) {
	return l.store.Backup(ctx, file, l.now)
}

// DoubtDrafts marks the drafts in a copy as sent. Whoever confirmed them may
// send them behind the copy's back, so that where it is restored nobody can say
// that nothing was charged: they are looked up.
func (l *Ledger) DoubtDrafts(ctx context.Context) error {
	drafts, err := l.oldestFirst(ctx, allDrafts)
	for _, o := range drafts {
		if err == nil {
			_, err = l.Append(ctx, o.ID, o.Clerk, Change{State: providers.StateSubmitted,
				Why: providers.Because("ledger.copied_before_sent")})
		}
	}
	return err
}

// step runs one transaction of the store and keeps the head it leads to.
func (l *Ledger) step(ctx context.Context, do func(step) error) error {
	l.ending.RLock()
	defer l.ending.RUnlock()
	var last Event
	err := l.store.Step(ctx, func(tx Tx) error {
		last = Event{}
		return l.explained(do(step{tx, &last}))
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
	return l.store.Read(ctx, func(q Questions) error { return l.explained(do(q)) })
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
