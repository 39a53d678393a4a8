package sim

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"
)

// Fault is something that goes wrong with an operation. With After the
// operation is carried out first, charge and all, and only its answer is
// spoilt; without it the operation never runs.
type Fault struct {
	Provider string `toml:"provider"` // "" is any
	Op       string `toml:"op"`       // "sell", "balance"; "" is any
	Skip     int    `toml:"skip"`     // lets this many through first
	Times    int    `toml:"times"`    // 0 is always

	After  bool              `toml:"after"`
	Delay  time.Duration     `toml:"delay"`
	Hold   bool              `toml:"-"`      // waits for Faults.Release
	Close  bool              `toml:"close"`  // hangs up without an answer
	Status int               `toml:"status"` // answers this instead
	Body   string            `toml:"body"`   // with this body, "" keeps the operation's own
	Header map[string]string `toml:"header"`
	Cut    int               `toml:"cut"` // hangs up after so many bytes of the answer, -1 is half of it
	// Rewrite changes the answer's bytes, for tests.
	Rewrite func([]byte) []byte `toml:"-"`
}

// spoils reports whether the fault touches the answer and not only the time.
func (f *Fault) spoils() bool {
	return f.Close || f.Status != 0 || f.Body != "" || f.Cut != 0 || f.Rewrite != nil
}

// Faults is the list of what goes wrong. The zero value is a good day.
type Faults struct {
	mu   sync.Mutex
	list []*Fault
	held []chan struct{}
	more chan struct{} // closed when another request is held
	seen map[string]int
}

// Add puts a fault in force. Of several that fit, the first added wins.
func (f *Faults) Add(fault Fault) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.list = append(f.list, &fault)
}

// Clear ends all faults and releases what is held.
func (f *Faults) Clear() {
	f.mu.Lock()
	f.list = nil
	f.mu.Unlock()
	f.Release()
}

// Release lets every held request go on.
func (f *Faults) Release() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, ch := range f.held {
		close(ch)
	}
	f.held = nil
}

// WaitHolding waits until at least n requests wait for Release.
func (f *Faults) WaitHolding(ctx context.Context, n int) error {
	for {
		f.mu.Lock()
		if len(f.held) >= n {
			f.mu.Unlock()
			return nil
		}
		if f.more == nil {
			f.more = make(chan struct{})
		}
		more := f.more
		f.mu.Unlock()
		select {
		case <-more:
		case <-ctx.Done():
			return fmt.Errorf("wait for %d held requests: %w", n, ctx.Err())
		}
	}
}

// Seen counts the requests that an operation received.
func (f *Faults) Seen(provider, op string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.seen[provider+" "+op]
}

// next counts the request and returns the fault for it, nil for none.
func (f *Faults) next(provider, op string) *Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.seen == nil {
		f.seen = map[string]int{}
	}
	f.seen[provider+" "+op]++
	for i, x := range f.list {
		if (x.Provider != "" && x.Provider != provider) || (x.Op != "" && x.Op != op) {
			continue
		}
		if x.Skip > 0 {
			x.Skip--
			return nil
		}
		if x.Times == 1 {
			f.list = append(f.list[:i:i], f.list[i+1:]...)
		} else if x.Times > 1 {
			x.Times--
		}
		found := *x
		return &found
	}
	return nil
}

func (f *Faults) hold(ctx context.Context) {
	ch := make(chan struct{})
	f.mu.Lock()
	f.held = append(f.held, ch)
	if f.more != nil {
		close(f.more)
		f.more = nil
	}
	f.mu.Unlock()
	select {
	case <-ch:
	case <-ctx.Done():
		f.mu.Lock()
		f.held = slices.DeleteFunc(f.held, func(x chan struct{}) bool { return x == ch })
		f.mu.Unlock()
	}
}
