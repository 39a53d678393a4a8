package desk

import (
	"cmp"
	"context"
	"strings"
	"sync"

	"simdesk/providers"
	"simdesk/state/ledger"
)

// cards looks at eSIMs that are sold, and at what tops them up.
type cards struct {
	*base
	*stock
}

// LookUp reads an eSIM. The ledger knows the owner of what was sold here; for
// any other ICCID, and for one that its owner no longer knows, every provider
// that can answer is asked at once.
func (d *cards) LookUp(ctx context.Context, iccid, provider string) Lookup {
	out := Lookup{ICCID: strings.TrimSpace(iccid), Titles: d.titles()}
	clean, err := cleanICCID(iccid)
	if err != nil {
		out.Errors = []*providers.Error{providers.AsError(err)}
		return out
	}
	out.ICCID = clean
	if out.Orders, err = d.o.Ledger.Find(ctx, clean); err != nil {
		out.Errors = append(out.Errors, providers.AsError(err))
	}
	out.Only = provider
	if provider == "" {
		provider = owner(out.Orders)
	}
	if provider != "" && d.askOne(ctx, &out, provider) {
		return out
	}
	d.askAll(ctx, &out)
	return out
}

// askOne reports whether that settles it: an owner that does not know its eSIM
// says nothing about the others, and is asked with them.
func (d *cards) askOne(ctx context.Context, out *Lookup, provider string) bool {
	reader, _, e := as[providers.ESIMReader](d.base, provider, providers.CanReadESIM)
	if e != nil {
		out.Errors = append(out.Errors, e)
		return true
	}
	esim, err := d.readESIM(ctx, reader, provider, out.ICCID)
	if err != nil && out.Only == "" && providers.AsError(err).Kind == providers.KindNotFound {
		return false
	}
	out.add(esim, err)
	return true
}

func (d *cards) titles() map[string]string {
	titles := map[string]string{}
	for _, a := range d.Accounts() {
		titles[a.Name] = a.Title
	}
	return titles
}

// owner is the provider that delivered or topped up this eSIM from here.
func owner(orders []ledger.Order) string {
	for _, o := range orders {
		if o.Kind == providers.KindESIM || o.Kind == providers.KindTopUp {
			return o.Provider
		}
	}
	return ""
}

func (d *cards) askAll(ctx context.Context, out *Lookup) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	for _, a := range d.o.Broken {
		if !a.NoESIMs {
			out.Errors = append(out.Errors, a.Problem)
		}
	}
	var wait sync.WaitGroup
	var mu sync.Mutex
	for _, p := range d.o.Providers {
		if r, ok := p.(providers.ESIMReader); ok {
			wait.Go(func() {
				esim, err := d.readESIM(ctx, r, p.Name(), out.ICCID)
				mu.Lock()
				defer mu.Unlock()
				if out.ESIM == nil {
					out.add(esim, err)
				}
				if out.ESIM != nil {
					cancel() // an ICCID has one owner: the others need not answer
				}
			})
		}
	}
	wait.Wait()
}

func (d *cards) readESIM(ctx context.Context, r providers.ESIMReader, provider, iccid string) (providers.ESIM, error) {
	return guarded(d.base, provider, "esim", func() (providers.ESIM, error) { return r.ESIM(ctx, iccid) })
}

func (l *Lookup) add(e providers.ESIM, err error) {
	if err != nil {
		l.Errors = append(l.Errors, providers.AsError(err))
		return
	}
	l.ESIM, l.Errors = &e, e.Warnings
}

// Why explains a lookup that found nothing, nil when it found the eSIM. "No
// such eSIM" is said only when everybody who could know has answered.
func (l Lookup) Why() *providers.Error {
	if l.ESIM != nil {
		return nil
	}
	var silent []*providers.Error
	for _, e := range l.Errors {
		if e.Kind != providers.KindNotFound {
			silent = append(silent, e)
		}
	}
	switch {
	case len(silent) == 0 && l.Only != "":
		return notSent(providers.KindNotFound, l.Only,
			providers.Because("desk.esim_not_theirs", "provider", cmp.Or(l.Titles[l.Only], l.Only), "iccid", l.ICCID))
	case len(silent) == 0:
		return notSent(providers.KindNotFound, "", providers.Because("desk.esim_nobodys", "iccid", l.ICCID))
	case len(l.Errors) == 1:
		return silent[0]
	}
	return l.notKnown(silent)
}

// notKnown names who could not be asked. The error is one provider's only where
// it is one.
func (l Lookup) notKnown(silent []*providers.Error) *providers.Error {
	e := &providers.Error{Kind: providers.KindUnavailable, Outcome: providers.NotSent, Err: silent[0]}
	if len(silent) == 1 {
		e.Provider = silent[0].Provider
	}
	var names []string
	for _, s := range silent {
		if s.Provider != "" {
			names = append(names, cmp.Or(l.Titles[s.Provider], s.Provider))
		}
	}
	switch {
	case len(names) == 0: // our own ledger could not be searched
		e.Why = providers.Because("desk.esim_not_in_ledger")
	case len(silent) == len(l.Errors):
		e.Why = providers.Because("desk.esim_nobody_asked", "names", names)
	default:
		e.Why = providers.Because("desk.esim_not_asked", "names", names)
	}
	return e
}

// detect asks every provider that can tell which of its products reach a
// number; one that cannot say is left out.
func (d *stock) detect(ctx context.Context, phone, country string) map[string][]string {
	found := map[string][]string{}
	var mu sync.Mutex
	var wait sync.WaitGroup
	for _, p := range d.o.Providers {
		if det, ok := p.(providers.OperatorDetector); ok {
			wait.Go(func() {
				ids, err := guarded(d.base, p.Name(), "operator", func() ([]string, error) {
					return det.DetectOperator(ctx, phone, country)
				})
				if err != nil {
					d.o.Log.Warn("operator not detected", "provider", p.Name(), "error", err)
					return
				}
				mu.Lock()
				defer mu.Unlock()
				found[p.Name()] = ids
			})
		}
	}
	wait.Wait()
	return found
}
