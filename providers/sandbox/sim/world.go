// Package sim is what the five simulators share: a clock, a seed, wallets with
// a record of every charge, eSIMs that burn data, and faults on demand. It
// knows no provider's wire format.
package sim

import (
	"hash/fnv"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"github.com/shopspring/decimal"
)

// World is one run of the simulators. Everything in it follows from the seed,
// the clock and the requests.
type World struct {
	Seed   int64
	Faults *Faults
	// Latency is how long an operation takes before it is handled; nil is none.
	Latency func(provider, op string) time.Duration
	// Settle is how long an order that settles late stays in progress.
	Settle time.Duration
	// Serial is where numbers start: order numbers, transaction ids, ICCIDs.
	// Two runs that share a ledger must not start at the same one.
	Serial int

	now    func() time.Time
	ahead  atomic.Int64
	mu     sync.Mutex
	wallet map[string]*Wallet
	serial map[string]int
	factor map[string]decimal.Decimal
}

// NewWorld returns a world at the time that now tells.
func NewWorld(seed int64, now func() time.Time) *World {
	return &World{Seed: seed, Faults: &Faults{}, Settle: 8 * time.Second, now: now,
		wallet: map[string]*Wallet{}, serial: map[string]int{}, factor: map[string]decimal.Decimal{}}
}

// Now is the simulators' time.
func (w *World) Now() time.Time { return w.now().Add(time.Duration(w.ahead.Load())) }

// Advance moves the simulators' clock on.
func (w *World) Advance(d time.Duration) { w.ahead.Add(int64(d)) }

// Rand returns a source of numbers that depends on the seed and the words
// only, so that one simulator's use of it never shifts another's.
func (w *World) Rand(words ...string) *rand.Rand {
	h := fnv.New64a()
	for _, s := range words {
		_, _ = h.Write([]byte(s))
		_, _ = h.Write([]byte{0})
	}
	return rand.New(rand.NewPCG(uint64(w.Seed), h.Sum64()))
}

// Next counts up from Serial+1 for each name: order numbers, transaction ids.
func (w *World) Next(name string) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.serial[name]++
	return w.Serial + w.serial[name]
}

// SetFactor moves a provider's prices after its catalogue was read: from now on
// it charges so many times what it says there.
func (w *World) SetFactor(provider string, factor decimal.Decimal) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.factor[provider] = factor
}

// Moved is what a provider charges now for what its catalogue calls amount.
func (w *World) Moved(provider string, amount decimal.Decimal) decimal.Decimal {
	w.mu.Lock()
	defer w.mu.Unlock()
	if factor, ok := w.factor[provider]; ok {
		return amount.Mul(factor).Round(2)
	}
	return amount
}
