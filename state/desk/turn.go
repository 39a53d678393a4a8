package desk

import (
	"context"
	"sync"
	"time"

	"simdesk/providers"
)

const (
	// chargeWait is how long a sale waits for another one to end at a provider
	// that takes no reference; it is longer than a charging request takes, unless
	// a time-out is configured longer. One that waits in vain is never sent.
	chargeWait = 100 * time.Second
	// lookWait is how long a look waits for a sale to end.
	lookWait = 20 * time.Second
	// atOnce is how many orders of one provider are looked at at the same time.
	atOnce = 4
)

// alone keeps everybody else, in this process and in others, from charging and
// from judging evidence at a provider that takes no reference of ours: what
// one sale buys while another is looked for could be taken for the other's.
// At any other provider nobody waits.
func (d *asking) alone(ctx context.Context, provider string, wait time.Duration) (release func(), err error) {
	if !d.blind(provider) {
		return func() {}, nil
	}
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	return d.o.Ledger.Alone(ctx, provider)
}

// blind reports whether nothing of ours travels with an order.
func (d *base) blind(provider string) bool {
	p, _ := d.provider(provider)
	return !providers.Referenced(p)
}

// turn waits for a place among the looks at a provider: a hundred open orders
// must not become a hundred requests at once. ok is false when ctx ended first.
func (d *asking) turn(ctx context.Context, provider string) (done func(), ok bool) {
	places := d.places(provider)
	select {
	case places <- struct{}{}:
	case <-ctx.Done():
		return nil, false
	}
	release, err := d.alone(ctx, provider, lookWait)
	if err != nil {
		<-places
		return nil, false
	}
	return func() {
		release()
		<-places
	}, true
}

// inTurn does something for each of n: for those of one provider in their order,
// as many at the same time as there are places, side by side with the others'.
func (d *asking) inTurn(n int, provider func(i int) string, do func(i int)) {
	queues := map[string]chan int{}
	for i := range n {
		if queues[provider(i)] == nil {
			queues[provider(i)] = make(chan int, n)
		}
		queues[provider(i)] <- i
	}
	var wait sync.WaitGroup
	for name, queue := range queues {
		close(queue)
		for range min(cap(d.places(name)), len(queue)) {
			wait.Go(func() {
				for i := range queue {
					do(i)
				}
			})
		}
	}
	wait.Wait()
}

func (d *asking) places(provider string) chan struct{} {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.looking[provider] == nil {
		n := atOnce
		if d.blind(provider) {
			n = 1 // only one can be alone, and a sale must not wait for a queue
		}
		d.looking[provider] = make(chan struct{}, n)
	}
	return d.looking[provider]
}
