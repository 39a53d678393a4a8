package balances

import (
	"cmp"
	"slices"
	"strings"

	"github.com/charmbracelet/lipgloss"

	"simdesk/providers"
	"simdesk/ui/screen"
	"simdesk/ui/widget/page"
)

// sums adds up per currency, the shop's first, the others by name. Two
// currencies are never added.
type sums struct {
	all     []providers.Money
	counted map[string]int // wallets per currency
	missing []string       // titles of those whose balance is not known
	old     []string       // titles of those counted with an older balance
}

func (m *Model) sums() sums {
	s := sums{counted: map[string]int{}}
	for _, r := range m.readings {
		if r.last == nil {
			s.missing = append(s.missing, r.title)
			continue
		}
		if r.err != nil {
			s.old = append(s.old, r.title)
		}
		s.add(*r.last.Spendable())
	}
	other := func(money providers.Money) int {
		if money.Currency == m.env.Currency {
			return 0
		}
		return 1
	}
	slices.SortFunc(s.all, func(a, b providers.Money) int {
		return cmp.Or(other(a)-other(b), strings.Compare(a.Currency, b.Currency))
	})
	return s
}

func (s *sums) add(money providers.Money) {
	s.counted[money.Currency]++
	for i := range s.all {
		if more, err := s.all[i].Add(money); err == nil {
			s.all[i] = more
			return
		}
	}
	s.all = append(s.all, money)
}

// say adds the sum of the shop's own currency, over how many wallets it goes,
// and whose it is without; then the other currencies, each for itself.
func (s *sums) say(p *page.Page, strong lipgloss.Style, own string) {
	says := screen.Voice.Says
	if s.counted[own] == 0 {
		p.FactIn(strong, "Total", says("balances.no_total", "currency", own))
	}
	var others []string
	for _, money := range s.all {
		sum := says("balances.sum", "sum", money, "n", s.counted[money.Currency])
		if money.Currency != own {
			others = append(others, sum)
			continue
		}
		parts := []string{sum}
		if len(s.missing) > 0 {
			parts = append(parts, says("balances.without", "names", s.missing))
		}
		if len(s.old) > 0 {
			parts = append(parts, says("balances.with_old", "names", s.old))
		}
		p.ListIn(strong, "Total", parts)
	}
	p.List("Apart", others)
}
