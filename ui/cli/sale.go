package cli

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"strings"
	"time"

	"simdesk/providers"
	"simdesk/state/desk"
	"simdesk/state/ledger"
)

// lastAnswer is how long a sale that was told to end waits for the answer that
// is on its way before it prints what is known.
const lastAnswer = 10 * time.Second

// draftWait is how long a draft of another process is given to be sent.
const draftWait = 5 * time.Second

// sell quotes, asks, buys and waits. From the moment there is an order the
// answer is that order, whatever happens.
func (r *runner) sell(ctx context.Context, a *App, request desk.QuoteRequest) error {
	q, err := a.Desk.Quote(ctx, request)
	if err != nil {
		return err
	}
	if q.Existing != nil {
		r.selling = true
		if another(*q.Existing, request) {
			r.note("simdesk: " + voice.Says("cli.attempt_used", "attempt", request.Attempt))
		}
		return r.printSold(a, r.revisit(ctx, a, *q.Existing))
	}
	if err := r.printQuote(a, q); err != nil {
		return err
	}
	if q.Blocked != nil {
		return q.Blocked
	}
	if !r.o.yes {
		if err := r.confirm(ctx); err != nil {
			return err
		}
	}
	if ctx.Err() != nil {
		return notConfirmed("cli.told_to_end")
	}
	r.selling = true
	ticket, err := a.Desk.Buy(q) //nolint:contextcheck // a sale hangs on no caller's context
	if err != nil {
		return err
	}
	o, err := r.await(ctx, a, ticket, q)
	if err != nil {
		return err
	}
	return r.printSold(a, r.follow(ctx, a, o))
}

// confirm asks a person. Anything but yes, also no answer, is no.
func (r *runner) confirm(ctx context.Context) error {
	_, _ = r.d.Err.Write([]byte(voice.Says("cli.confirm") + " [y/N] "))
	line := make(chan string, 1)
	go func() {
		s, _ := bufio.NewReader(r.d.In).ReadString('\n') // no answer is no
		line <- strings.ToLower(strings.TrimSpace(s))
	}()
	select {
	case s := <-line:
		if s == "y" || s == "yes" {
			return nil
		}
	case <-ctx.Done():
		r.note("")
	}
	return notConfirmed("cli.not_confirmed")
}

func notConfirmed(key string) error {
	return &failure{code: exitError, err: wrong(key)}
}

// await waits for the answer to the charging request, longer than ctx: a
// signal must not leave a sale whose answer is about to come.
func (r *runner) await(ctx context.Context, a *App, t *desk.Ticket, q desk.Quote) (ledger.Order, error) {
	stop := r.asking("cli.asking", "who", titleOf(a, q.Provider))
	defer stop()
	o, err := t.Wait(ctx)
	detached := context.WithoutCancel(ctx)
	if err != nil && ctx.Err() != nil {
		last, cancel := context.WithTimeout(detached, cmp.Or(r.d.LastAnswer, lastAnswer))
		defer cancel()
		o, err = t.Wait(last)
	}
	if err == nil {
		return o, nil
	}
	return r.salvage(detached, a, o, q, err)
}

// salvage finds the order of a sale whose waiting ended in an error: whatever
// is on disk is the answer, with the error inside.
func (r *runner) salvage(ctx context.Context, a *App, o ledger.Order, q desk.Quote, err error) (ledger.Order, error) {
	overdue := errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled)
	if o.ID == "" {
		found, missing := a.Ledger.ByReference(ctx, q.Reference)
		switch {
		case missing == nil:
			o = found
		case overdue:
			return o, &providers.Error{Kind: providers.KindUnknownOutcome, Provider: q.Provider,
				Why: providers.Because("cli.being_written")}
		default:
			return o, err
		}
	}
	if o.Error == nil && !overdue {
		e := providers.AsError(err)
		o.Error = &ledger.Problem{Kind: e.Kind, Provider: e.Provider, Code: e.Code, Why: e.Why}
	}
	return o, nil
}

// follow keeps asking for an order that is not settled.
func (r *runner) follow(ctx context.Context, a *App, o ledger.Order) ledger.Order {
	if o.State == providers.StateDrafted {
		o = waitForDraft(ctx, a, o, min(r.o.wait, draftWait))
	}
	if o.State == providers.StateDrafted || o.State.Settled() || o.State == providers.StateNeedsReview || r.o.wait == 0 || ctx.Err() != nil {
		return o
	}
	defer r.asking("cli.following", "who", titleOf(a, o.Provider))()
	return a.Desk.Await(ctx, o, r.o.wait)
}

// revisit brings the order of an earlier attempt up to date.
func (r *runner) revisit(ctx context.Context, a *App, o ledger.Order) ledger.Order {
	if o.State.Settled() {
		return o
	}
	if _, err := a.Desk.Reconcile(ctx, o.ID); err != nil {
		r.warn(providers.AsError(err))
	}
	if now, err := a.Ledger.Get(ctx, o.ID); err == nil {
		o = now
	}
	return r.follow(ctx, a, o)
}

// waitForDraft watches a draft that another process is about to send. This one
// must not send it, and must not declare it dead while the other lives.
func waitForDraft(ctx context.Context, a *App, o ledger.Order, wait time.Duration) ledger.Order {
	end := time.NewTimer(wait)
	defer end.Stop()
	look := time.NewTicker(50 * time.Millisecond)
	defer look.Stop()
	for o.State == providers.StateDrafted {
		select {
		case <-look.C:
			if now, err := a.Ledger.Get(ctx, o.ID); err == nil {
				o = now
			}
		case <-end.C:
			return o
		case <-ctx.Done():
			return o
		}
	}
	return o
}

// printSold prints the order and ends as its state says. The order stands in
// the ledger, so a broken pipe changes nothing about the code.
func (r *runner) printSold(a *App, o ledger.Order) error {
	var err error
	if r.g.JSON {
		err = r.printJSON(struct {
			Order orderView `json:"order"`
		}{viewOrder(o)})
	} else {
		err = r.print(r.orderText(a, o) + r.orderCode(o))
	}
	if err != nil {
		r.note("simdesk: " + voice.Says("cli.not_printed", "order", o.ID, "said", err.Error()))
	}
	r.selling = false
	if hint := nextStep(o); hint != "" && !r.g.JSON {
		r.note("simdesk: " + hint)
	}
	return printed(codeOfOrder(o))
}

// nextStep says what an order that is not settled asks of a person.
func nextStep(o ledger.Order) string {
	switch o.State {
	case providers.StateUnknown, providers.StateSubmitted:
		return voice.Says("cli.unknown")
	case providers.StateProcessing:
		return voice.Says("cli.processing")
	case providers.StateNeedsReview:
		if o.ProviderStatus != "" {
			return voice.Says("cli.left_open")
		}
		return voice.Says("cli.no_trace")
	case providers.StateDrafted:
		return voice.Says("cli.drafted")
	case providers.StateFailed:
		if o.Charged.Taken != providers.No {
			return voice.Says("cli.not_carried_out")
		}
	case providers.StateCompleted, providers.StateRefunded:
	}
	return ""
}
