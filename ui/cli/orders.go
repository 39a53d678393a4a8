package cli

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"

	"simdesk/providers"
	"simdesk/state/desk"
	"simdesk/state/ledger"
	"simdesk/ui/say"
)

// orders lists them, or shows what a number or an id finds.
func (r *runner) orders(ctx context.Context, a *App, args []string) error {
	search := strings.TrimSpace(strings.Join(args, ""))
	f := ledger.Filter{Limit: cmp.Or(r.o.limit, shown), Cursor: r.o.cursor, States: r.o.states, Since: r.o.since, Until: r.o.until}
	if r.o.pending {
		if len(f.States) == 0 {
			f.States = everyState
		}
		f.States = slices.DeleteFunc(slices.Clone(f.States), providers.State.Settled)
	}
	switch {
	case len(args) > 0 && search == "":
		return wrong("cli.no_ref")
	case r.o.pending && len(f.States) == 0:
		return wrong("cli.pending_settled")
	case r.o.csv && r.g.JSON:
		return wrong("cli.csv_and_json")
	case search != "":
		return r.findOrders(ctx, a, search, f)
	case r.o.csv && r.o.limit == 0:
		f.Limit = math.MaxInt
	}
	if r.o.csv || r.g.JSON {
		return r.streamOrders(ctx, a, f, r.o.csv)
	}
	page, err := a.Desk.Orders(ctx, f)
	if err != nil {
		return err
	}
	return r.printOrders(a, page, len(f.States) > 0 || !f.Since.IsZero() || !f.Until.IsZero() || f.Cursor != "")
}

// findOrders shows every match of a number or id; the other filters narrow it
// down.
func (r *runner) findOrders(ctx context.Context, a *App, search string, f ledger.Filter) error {
	found, err := a.Desk.FindOrders(ctx, search)
	if err != nil {
		return err
	}
	found = slices.DeleteFunc(found, func(o ledger.Order) bool {
		return len(f.States) > 0 && !slices.Contains(f.States, o.State) ||
			!f.Since.IsZero() && o.CreatedAt.Before(f.Since) || !f.Until.IsZero() && !o.CreatedAt.Before(f.Until)
	})
	switch {
	case len(found) == 0:
		return providers.Unsent("", providers.KindNotFound, providers.Because("cli.no_order", "number", search))
	case r.g.JSON, r.o.csv:
		w := r.newOrderWriter(r.o.csv)
		return w.close(w.write(found), "")
	case len(found) == 1:
		return r.print(r.orderText(a, found[0]))
	}
	return r.printOrders(a, ledger.Page{Orders: found}, true)
}

func (r *runner) printOrders(a *App, page ledger.Page, narrowed bool) error {
	switch {
	case len(page.Orders) == 0 && narrowed:
		r.note(voice.Says("cli.no_such_orders"))
		return nil
	case len(page.Orders) == 0:
		r.note(voice.Says("cli.no_orders"))
		return nil
	}
	sandbox := a.Sandbox || slices.ContainsFunc(page.Orders, func(o ledger.Order) bool { return o.Sandbox })
	out := banner(sandbox) + r.orderTable(a, page.Orders)
	if page.Next != "" {
		out += voice.Says("cli.more", "cursor", page.Next) + "\n"
	}
	return r.print(out)
}

func (r *runner) orderTable(a *App, orders []ledger.Order) string {
	t := newTable("CREATED", "STATE", "PRODUCT", "FOR", "PROVIDER", "COST>", "PRICE>", "CLERK", "ID")
	for _, o := range orders {
		t.add(r.moment(o.CreatedAt), say.OrderWord(o), say.What(o), orderFor(o), titleOf(a, o.Provider),
			say.Amount(o.Cost), say.Amount(o.Price), o.Clerk, o.ID)
	}
	return t.String()
}

// orderFor is who an order is for: its target, or the eSIM that came of it.
func orderFor(o ledger.Order) string {
	if o.Target != "" {
		return o.Target
	}
	for _, d := range o.Delivery {
		if d.ICCID != "" {
			return d.ICCID
		}
	}
	return ""
}

func (r *runner) reconcile(ctx context.Context, a *App, _ []string) error {
	stop := r.asking("cli.reconciling")
	settled, err := a.Desk.Reconcile(ctx)
	stop()
	if err != nil {
		return err
	}
	err = r.show(a.Sandbox, settledView{each(settled.Settled, viewOrder), each(settled.StillUnknown, viewOrder)}, r.settledText(a, settled))
	if err == nil && len(settled.StillUnknown) > 0 {
		return printed(exitUnknown)
	}
	return err
}

func (r *runner) settledText(a *App, s desk.Settled) string {
	out := ""
	if len(s.Settled)+len(s.StillUnknown) == 0 {
		out = voice.Says("cli.nothing_open") + "\n"
	}
	if len(s.Settled) > 0 {
		out += "Settled:\n" + r.orderTable(a, s.Settled)
	}
	if len(s.StillUnknown) > 0 {
		out += "Still open:\n" + r.orderTable(a, s.StillUnknown)
	}
	for _, o := range s.Settled {
		if say.LookAtIt(o) {
			out += voice.Says("cli.look_at", "order", o.ID, "why", voice.Problem(*o.Error)) + "\n"
		}
	}
	return out
}
