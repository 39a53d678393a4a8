package simtest

import (
	"sync"
	"testing"

	"simdesk/providers/sandbox/sim"
)

// StatusOf is the status of an answer from Client.Try, 0 when the connection
// broke before the answer was whole.
func StatusOf(r Reply, err error) int {
	if err != nil {
		return 0
	}
	return r.Status
}

// Under sells once under a fault and takes the fault away. It fails the test
// unless that comes to so many charges and, as StatusOf has it, this status.
func Under(t testing.TB, w *sim.World, provider string, f sim.Fault, sell func() (Reply, error), charges, status int) {
	t.Helper()
	w.Faults.Add(f)
	r, err := sell()
	if got := len(w.Charges(provider)); got != charges || StatusOf(r, err) != status {
		t.Errorf("%d charges and status %d (%v), want %d and %d", got, StatusOf(r, err), err, charges, status)
	}
	w.Faults.Clear()
}

// AtOnce makes n calls at the same time and counts what they return.
func AtOnce[K comparable](n int, call func(i int) K) map[K]int {
	var wg sync.WaitGroup
	got := make([]K, n)
	for i := range got {
		wg.Go(func() { got[i] = call(i) })
	}
	wg.Wait()
	count := map[K]int{}
	for _, k := range got {
		count[k]++
	}
	return count
}
