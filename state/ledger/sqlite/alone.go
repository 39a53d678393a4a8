package sqlite

import (
	"context"
	"errors"
	"os"
	"time"

	"github.com/gofrs/flock"

	"simdesk/state/ledger"
)

// alonePause is how long to wait before asking again for what another holds.
const alonePause = 15 * time.Millisecond

// Alone locks a file beside the ledger. The lock belongs to the file as it was
// opened here: whoever opens and closes it meanwhile, in this process or another,
// does not end it. The end of the process does.
func (s *Store) Alone(ctx context.Context, name string) (release func(), err error) {
	file := s.file + "-" + name + ".lock"
	lock := flock.New(file)
	for {
		locked, err := lock.TryLock()
		var opening *os.PathError
		if errors.As(err, &opening) {
			return nil, ledger.ReadOnly(file, err)
		}
		if err != nil {
			return nil, ledger.Fault(file, err)
		}
		if locked {
			return s.holding(lock)
		}
		select {
		case <-ctx.Done():
			return nil, ledger.Fault(file, errors.Join(ctx.Err(), lock.Close()))
		case <-s.closed:
			return nil, ledger.Fault(file, errors.Join(os.ErrClosed, lock.Close()))
		case <-time.After(alonePause):
		}
	}
}

// holding gives the lock up when asked to, or when the store is closed, which it
// may be already.
func (s *Store) holding(lock *flock.Flock) (release func(), err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case <-s.closed:
		return nil, ledger.Fault(s.file, errors.Join(os.ErrClosed, lock.Close()))
	default:
	}
	s.held[lock] = true
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.held, lock)
		_ = lock.Close()
	}, nil
}

// letGo gives up everything that is held, and nobody waits for anything any more.
func (s *Store) letGo() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for lock := range s.held {
		_ = lock.Close()
	}
	clear(s.held)
	select {
	case <-s.closed:
	default:
		close(s.closed)
	}
}
