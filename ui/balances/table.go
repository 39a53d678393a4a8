package balances

import (
	"slices"
	"strings"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"

	"simdesk/providers"
	"simdesk/state/desk"
	"simdesk/ui/widget/grid"
)

// figure is one column of amounts. What does not fit its window is told in
// words instead: the least important, the last in the list, goes first.
type figure struct {
	title string
	word  string
	rare  bool // left out where no provider has it
	of    func(*desk.Wallet) *providers.Money
}

// figures are the columns in their order; the age stands behind them.
var figures = []figure{
	{"Available", "available", false, func(w *desk.Wallet) *providers.Money { return w.Spendable() }},
	{"Balance", "balance", false, func(w *desk.Wallet) *providers.Money { return &w.Balance.Balance }},
	{"In flight", "in flight", false, func(w *desk.Wallet) *providers.Money { return w.InFlight }},
	{"Low mark", "low mark", true, func(w *desk.Wallet) *providers.Money { return w.LowMark }},
	{"Reserved", "reserved", true, func(w *desk.Wallet) *providers.Money { return w.Balance.Reserved }},
	{"Overdraft", "overdraft to", true, func(w *desk.Wallet) *providers.Money { return w.Balance.OverdraftLimit }},
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
		return m.age(r)
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
// nothing reserved is not, and a wallet below its mark has said so.
func (m *Model) left(r *reading, out []figure) string {
	var parts []string
	for _, f := range out {
		money := f.of(r.last)
		if money == nil || money.Amount.IsZero() || f.title == "Low mark" && r.last.Low && r.err == nil {
			continue
		}
		parts = append(parts, f.word+" "+money.String())
	}
	return strings.Join(parts, " · ")
}
