package balances

import (
	"slices"
	"strings"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"

	"simdesk/providers"
	"simdesk/state/desk"
	"simdesk/ui/say"
	"simdesk/ui/screen"
	"simdesk/ui/widget/grid"
)

// figure is one column of amounts. What does not fit its window is told in
// words instead: the least important, the last in the list, goes first.
type figure struct {
	title string
	says  string // the same in words
	rare  bool   // left out where no provider has it
	mark  bool   // a wallet that is below it says so in a line of its own
	of    func(*desk.Wallet) *providers.Money
}

// figures are the columns in their order; the age stands behind them.
var figures = []figure{
	{title: "Available", says: "balances.available", of: func(w *desk.Wallet) *providers.Money { return w.Spendable() }},
	{title: "Balance", says: "balances.balance", of: func(w *desk.Wallet) *providers.Money { return &w.Balance.Balance }},
	{title: "In flight", says: "balances.in_flight", of: func(w *desk.Wallet) *providers.Money { return w.InFlight }},
	{title: "Low mark", says: "balances.low_mark", rare: true, mark: true, of: func(w *desk.Wallet) *providers.Money { return w.LowMark }},
	{title: "Reserved", says: "balances.reserved", rare: true, of: func(w *desk.Wallet) *providers.Money { return w.Balance.Reserved }},
	{title: "Overdraft", says: "balances.overdraft", rare: true, of: func(w *desk.Wallet) *providers.Money { return w.Balance.OverdraftLimit }},
}

// table draws the figures that fit, a header and a line a reading, and returns
// those that do not.
func (m *Model) table() (header string, lines []string, out []figure) {
	columns := make([]grid.Column, len(figures)+1)
	for i, f := range figures {
		known := func(r reading) bool { return r.last != nil && f.of(r.last) != nil }
		columns[i] = grid.Column{Title: f.title, Width: ansi.StringWidth(f.title), Align: grid.Point, Drop: i,
			Style: m.freshness, Hide: f.rare && !slices.ContainsFunc(m.readings, known)}
	}
	age := 0
	for i := range m.readings {
		age = max(age, ansi.StringWidth(m.cell(int32(i), len(figures))))
	}
	columns[len(figures)] = grid.Column{Width: age, Style: m.freshness}
	header, lines, dropped := grid.Table(m.env.Theme, columns, len(m.readings), m.cell, m.w-indent-margin)
	for _, c := range dropped {
		out = append(out, figures[c])
	}
	return header, lines, out
}

func (m *Model) cell(row int32, column int) string {
	r := &m.readings[row]
	switch {
	case r.last == nil:
		return ""
	case column == len(figures):
		return say.AsOf(r.last.Balance.AsOf, m.env.Now())
	}
	if money := figures[column].of(r.last); money != nil {
		return money.String()
	}
	return "—"
}

func (m *Model) freshness(row int32) *lipgloss.Style {
	if r := &m.readings[row]; r.err != nil || r.last != nil && m.env.Now().Sub(r.last.Balance.AsOf) > oldAfter {
		return &m.env.Theme.Stale
	}
	return &m.env.Theme.Text
}

// left tells in words what has no column here, as far as it is worth a line:
// nothing reserved is not.
func (m *Model) left(r *reading, out []figure) string {
	var parts []string
	for _, f := range out {
		money := f.of(r.last)
		if money == nil || money.Amount.IsZero() || f.mark && r.last.Low && r.err == nil {
			continue
		}
		parts = append(parts, screen.Voice.Says(f.says, "sum", money))
	}
	return strings.Join(parts, " · ")
}
