package desk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"simdesk/providers"
	"simdesk/state/catalog"
)

const (
	// noPage is how long a catalogue may bring nothing before it is given up.
	// It is a little longer than any one answer may take.
	noPage = 95 * time.Second
	// mostProducts and mostText bound what is held of one provider's catalogue.
	mostProducts = 120_000
	mostText     = 128 << 20
)

var errStalled = errors.New("no page for " + noPage.String())

// fetch reads a provider's whole catalogue into a builder and returns how many
// products were listed. It tells how far it is with every page, and every second
// while it waits.
func fetch(ctx context.Context, c providers.Cataloger, p providers.Provider, into *catalog.Builder, progress func(Progress)) (int, error) {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	at := Progress{Provider: p.Name()}
	steps := make(chan Progress)
	reported := make(chan struct{})
	go func() {
		defer close(reported)
		wait(Progress{Provider: p.Name()}, steps, progress, stop)
	}()
	defer func() {
		close(steps)
		<-reported
	}()
	pages := make(chan providers.CatalogPage)
	added := make(chan error, 1)
	go func() { added <- addPages(pages, into) }()
	noMore := sync.OnceFunc(func() { close(pages) })
	defer noMore()
	text := 0
	err := c.Catalog(ctx, func(page providers.CatalogPage) error {
		if page.Anew {
			at.Products, text = 0, 0
		}
		for i := range page.Products {
			text += textOf(&page.Products[i])
		}
		at.Page, at.Pages, at.Products = max(at.Page, page.Page), max(at.Pages, page.Pages), at.Products+len(page.Products)
		steps <- at
		if at.Products > mostProducts || text > mostText {
			return notSent(providers.KindUnavailable, p.Name(), providers.Because("desk.too_many_products", "provider", p.Title()))
		}
		pages <- page
		return context.Cause(ctx)
	})
	noMore()
	err = cmp.Or(err, <-added)
	if errors.Is(context.Cause(ctx), errStalled) {
		err = notSent(providers.KindUnavailable, p.Name(), providers.Because("desk.catalogue_stalled", "provider", p.Title()))
	}
	return at.Products, err
}

// addPages adds each page while the next is read.
func addPages(pages <-chan providers.CatalogPage, into *catalog.Builder) (err error) {
	for page := range pages {
		if page.Anew {
			into.Reset()
		}
		err = cmp.Or(err, add(into, page.Products))
	}
	return err
}

// add runs beside the one who reads, whom a mistake here must not end, nor the
// sales that are under way.
func add(into *catalog.Builder, products []providers.Product) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = &providers.Error{Kind: providers.KindInternal, Outcome: providers.NotSent,
				Err: fmt.Errorf("panic: %v\n%s", r, debug.Stack()), Why: providers.Because("desk.mistake")}
		}
	}()
	return into.Add(products)
}

// wait passes the steps on, tells how long the next one is waited for, and stops
// what brings none.
func wait(at Progress, steps <-chan Progress, progress func(Progress), stop context.CancelCauseFunc) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for since := time.Now(); ; {
		select {
		case step, more := <-steps:
			if !more {
				return
			}
			at, since = step, time.Now()
			progress(at)
		case <-tick.C:
			at.Waiting = time.Since(since)
			if at.Waiting > noPage {
				stop(errStalled)
			}
			progress(at)
		}
	}
}

// textOf is about what a product takes in memory beyond its own fields.
func textOf(p *providers.Product) int {
	n := len(p.ID) + len(p.Name) + len(p.Region) + len(p.Operator) + p.Instructions.Size() + 48*len(p.Networks) + 100*(len(p.Fields)+len(p.Ranges))
	for _, r := range p.Notes {
		n += r.Size()
	}
	for k, v := range p.Extra {
		n += len(k) + len(v)
	}
	return n
}
