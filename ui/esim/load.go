package esim

import (
	"cmp"
	"context"
	"slices"
	"time"
	"unicode"

	tea "github.com/charmbracelet/bubbletea"

	"simdesk/providers"
	"simdesk/state/catalog"
	"simdesk/state/desk"
	"simdesk/state/ledger"
	"simdesk/ui/screen"
)

// most is how many matches are listed: nobody pages further, a longer number
// finds fewer.
const most = 200

// match is an eSIM of ours, from its newest order.
type match struct {
	iccid    string
	provider string
	name     string
	at       time.Time
	orders   int
}

// foundMsg is what of ours a text names.
type foundMsg struct {
	gen     int
	text    string
	matches []match
	other   int // orders without an eSIM
	err     error
}

// lookedUpMsg is what the providers say about one eSIM.
type lookedUpMsg struct {
	gen    int
	lookup desk.Lookup
}

// packagesMsg is the packages that fit an eSIM, or why they are not known.
type packagesMsg struct {
	gen     int
	entries []catalog.Entry
	err     error
}

// findESIMs reads the ledger: numbers first, then words.
func findESIMs(ctx context.Context, gen int, d screen.Desk, text string) tea.Cmd {
	return func() tea.Msg {
		orders, err := d.FindOrders(ctx, text)
		if err == nil && len(orders) == 0 && hasLetter(text) {
			var page ledger.Page
			page, err = d.Orders(ctx, ledger.Filter{Text: text, Limit: most})
			orders = page.Orders
		}
		matches, other := matching(orders)
		return foundMsg{gen, text, matches, other, err}
	}
}

func lookUp(ctx context.Context, gen int, d screen.Desk, iccid, provider string) tea.Cmd {
	return func() tea.Msg { return lookedUpMsg{gen, d.LookUp(ctx, iccid, provider)} }
}

func listPackages(ctx context.Context, gen int, d screen.Desk, iccid, provider string) tea.Cmd {
	return func() tea.Msg {
		entries, err := d.TopUps(ctx, iccid, provider)
		return packagesMsg{gen, entries, err}
	}
}

// matching makes one match of all orders for the same eSIM. The sale names it
// rather than a later top-up.
func matching(orders []ledger.Order) (all []match, other int) {
	for _, o := range orders {
		iccids := iccidsOf(o)
		if len(iccids) == 0 {
			other++
		}
		for _, iccid := range iccids {
			i := slices.IndexFunc(all, func(m match) bool { return providers.SameICCID(m.iccid, iccid) })
			if i < 0 {
				all = append(all, match{iccid: iccid, provider: o.Provider, at: o.CreatedAt})
				i = len(all) - 1
			}
			all[i].orders++
			if all[i].name == "" || o.Kind == providers.KindESIM {
				all[i].name = o.ProductName
			}
		}
	}
	return all[:min(len(all), most)], other
}

// iccidsOf are the eSIMs that an order delivered or is for.
func iccidsOf(o ledger.Order) []string {
	var all []string
	for _, d := range o.Delivery {
		if (d.Type == providers.DeliverESIM || d.Type == providers.DeliverTopUp) && d.ICCID != "" && !slices.Contains(all, d.ICCID) {
			all = append(all, d.ICCID)
		}
	}
	if iccid, ok := providers.CleanICCID(o.Target); len(all) == 0 && ok && o.Kind == providers.KindTopUp {
		all = append(all, iccid)
	}
	return all
}

func hasLetter(s string) bool {
	return slices.ContainsFunc([]rune(s), unicode.IsLetter)
}

// ranked puts the best guess first: what this eSIM was sold or topped up with
// before, the newest first, then the cheapest.
func ranked(entries []catalog.Entry, orders []ledger.Order) []choice {
	rank := func(e catalog.Entry) int {
		i := slices.IndexFunc(orders, func(o ledger.Order) bool {
			return o.Provider == e.Provider && o.State == providers.StateCompleted && (o.ProductID == e.ID || o.ProductName == e.Name)
		})
		if i < 0 {
			return len(orders)
		}
		return i
	}
	all := make([]choice, len(entries))
	for i, e := range entries {
		all[i] = choice{e, rank(e) < len(orders)}
	}
	slices.SortStableFunc(all, func(a, b choice) int {
		return cmp.Or(cmp.Compare(rank(a.Entry), rank(b.Entry)), cheaper(a.Price, b.Price))
	})
	return all
}

// cheaper compares prices; one that is not known comes last.
func cheaper(a, b *providers.Money) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return 1
	case b == nil:
		return -1
	}
	return a.Amount.Cmp(b.Amount) // both in the shop's currency
}
