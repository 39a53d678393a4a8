package cli

import (
	"context"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"simdesk/providers"
	"simdesk/state/desk"
	"simdesk/state/ledger"
	"simdesk/ui/say"
)

type orderOptions struct {
	states         []string
	pending, csv   bool
	since, until   string
	limit          int
	limited        bool
	cursor, search string
}

func (r *runner) orders() *cobra.Command {
	var o orderOptions
	cmd := &cobra.Command{
		Use: "orders [REF]", Short: "The orders, newest first, or one in full",
		Long: "The orders, newest first. REF is our id, our reference, the provider's id, an ICCID or its end, a phone number or its end.",
		Args: cobra.MaximumNArgs(1),
	}
	f := cmd.Flags()
	f.StringSliceVar(&o.states, "state", nil, "only orders in this `STATE`: "+strings.Join(stateNames(), ", "))
	f.BoolVar(&o.pending, "pending", false, "only orders that are not settled")
	f.StringVar(&o.since, "since", "", "only orders made on this day or later (`WHEN`: 2026-07-01 or 2026-07-01T14:00:00Z)")
	f.StringVar(&o.until, "until", "", "only orders made up to and with this day, or before this time (`WHEN`)")
	f.IntVar(&o.limit, "limit", shown, "at most `N` orders (as CSV all unless given)")
	f.StringVar(&o.cursor, "cursor", "", "go on behind the page that gave this `CURSOR`")
	f.BoolVar(&o.csv, "csv", false, "print CSV")
	cmd.RunE = r.withApp(func(ctx context.Context, a *App, args []string) error {
		o.limited = f.Changed("limit")
		if len(args) > 0 {
			o.search = strings.TrimSpace(args[0])
			if o.search == "" {
				return wrong("cli.no_ref")
			}
		}
		return r.showOrders(ctx, a, o)
	})
	return cmd
}

func stateNames() []string {
	states := []providers.State{providers.StateDrafted, providers.StateSubmitted, providers.StateProcessing, providers.StateCompleted,
		providers.StateFailed, providers.StateUnknown, providers.StateNeedsReview, providers.StateRefunded}
	names := make([]string, len(states))
	for i, s := range states {
		names[i] = string(s)
	}
	return names
}

func (r *runner) showOrders(ctx context.Context, a *App, o orderOptions) error {
	f, err := o.filter(r.d.Now().Location())
	if err != nil {
		return err
	}
	if o.csv && r.g.JSON {
		return wrong("cli.csv_and_json")
	}
	if o.search == "" && (o.csv || r.g.JSON) {
		if o.csv && !o.limited {
			f.Limit = math.MaxInt
		}
		return r.streamOrders(ctx, a, f, o.csv)
	}
	var page ledger.Page
	if o.search != "" {
		page, err = findOrders(ctx, a, o.search, f)
	} else {
		page, err = a.Desk.Orders(ctx, f)
	}
	if err != nil {
		return err
	}
	switch {
	case r.g.JSON, o.csv:
		w := r.newOrderWriter(o.csv)
		return w.close(w.write(page.Orders), page.Next)
	}
	return r.printOrders(a, page, o.search != "", o.narrows())
}

// narrows reports whether some orders are asked for rather than all.
func (o orderOptions) narrows() bool {
	return o.pending || len(o.states) > 0 || o.since+o.until+o.cursor != ""
}

func (o orderOptions) filter(zone *time.Location) (ledger.Filter, error) {
	f := ledger.Filter{Limit: o.limit, Cursor: o.cursor}
	if o.limit < 1 {
		return f, wrong("cli.limit")
	}
	for _, s := range o.states {
		if !slices.Contains(stateNames(), s) {
			return f, wrong("cli.no_choice", "flag", "--state", "typed", s, "choices", stateNames())
		}
		f.States = append(f.States, providers.State(s))
	}
	if o.pending {
		if len(f.States) == 0 {
			f.States = states(stateNames())
		}
		f.States = slices.DeleteFunc(f.States, providers.State.Settled)
		if len(f.States) == 0 {
			return f, wrong("cli.pending_settled")
		}
	}
	var err error
	if f.Since, err = when("--since", o.since, zone, false); err != nil {
		return f, err
	}
	f.Until, err = when("--until", o.until, zone, true)
	return f, err
}

func states(names []string) []providers.State {
	out := make([]providers.State, len(names))
	for i, n := range names {
		out[i] = providers.State(n)
	}
	return out
}

// when reads a day in the shop's own zone or an exact time. A day as the end
// is meant with all its hours.
func when(flag, s string, zone *time.Location, end bool) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	if day, err := time.ParseInLocation(time.DateOnly, s, zone); err == nil {
		if end {
			day = day.AddDate(0, 0, 1)
		}
		return day, nil
	}
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return at, wrong("cli.no_time", "flag", flag, "typed", s)
	}
	return at, nil
}

// findOrders returns every match of a number or id; the other filters narrow
// it down.
func findOrders(ctx context.Context, a *App, search string, f ledger.Filter) (ledger.Page, error) {
	found, err := a.Desk.FindOrders(ctx, search)
	if err != nil {
		return ledger.Page{}, err
	}
	found = slices.DeleteFunc(found, func(o ledger.Order) bool {
		return len(f.States) > 0 && !slices.Contains(f.States, o.State) ||
			!f.Since.IsZero() && o.CreatedAt.Before(f.Since) || !f.Until.IsZero() && !o.CreatedAt.Before(f.Until)
	})
	if len(found) == 0 {
		return ledger.Page{}, providers.Unsent("", providers.KindNotFound, providers.Because("cli.no_order", "number", search))
	}
	return ledger.Page{Orders: found}, nil
}

func (r *runner) printOrders(a *App, page ledger.Page, one, some bool) error {
	if len(page.Orders) == 0 {
		if some {
			r.note(voice.Says("cli.no_such_orders"))
		} else {
			r.note(voice.Says("cli.no_orders"))
		}
		return nil
	}
	if one && len(page.Orders) == 1 {
		return r.print(r.orderText(a, page.Orders[0]))
	}
	sandbox := a.Sandbox || slices.ContainsFunc(page.Orders, func(o ledger.Order) bool { return o.Sandbox })
	out := banner(sandbox) + r.orderTable(a, page.Orders)
	if page.Next != "" {
		out += voice.Says("cli.more", "cursor", page.Next) + "\n"
	}
	return r.print(out)
}

func (r *runner) orderTable(a *App, orders []ledger.Order) string {
	names := titles(a)
	t := newTable("CREATED", "STATE", "PRODUCT", "FOR", "PROVIDER", "COST>", "PRICE>", "CLERK", "ID")
	for _, o := range orders {
		who := names[o.Provider]
		if who == "" {
			who = o.Provider
		}
		t.add(r.moment(o.CreatedAt), say.OrderWord(o), say.What(o), orderFor(o), who,
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

func (r *runner) reconcile() *cobra.Command {
	return &cobra.Command{
		Use: "reconcile", Short: "Find out what became of orders whose outcome is not known", Args: cobra.NoArgs,
		Long: "Asks the providers about every order that is not settled. It never charges.\n" +
			"Exit code 0 when nothing is left open, else 4.",
		RunE: r.withApp(r.settle),
	}
}

func (r *runner) settle(ctx context.Context, a *App, _ []string) error {
	stop := r.asking("cli.reconciling")
	settled, err := a.Desk.Reconcile(ctx)
	stop()
	if err != nil {
		return err
	}
	if r.g.JSON {
		err = r.printJSON(viewSettled(settled))
	} else {
		err = r.printSettled(a, settled)
	}
	if err == nil && len(settled.StillUnknown) > 0 {
		return printed(exitUnknown)
	}
	return err
}

func (r *runner) printSettled(a *App, s desk.Settled) error {
	if len(s.Settled)+len(s.StillUnknown) == 0 {
		return r.print(banner(a.Sandbox) + voice.Says("cli.nothing_open") + "\n")
	}
	out := banner(a.Sandbox)
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
	return r.print(out)
}
