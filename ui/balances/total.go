package balances

import (
	"fmt"
	"slices"
	"strings"

	"simdesk/providers"
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
	slices.SortFunc(s.all, func(a, b providers.Money) int {
		if first := (a.Currency == m.env.Currency); first != (b.Currency == m.env.Currency) {
			if first {
				return -1
			}
			return 1
		}
		return strings.Compare(a.Currency, b.Currency)
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

// total says the sum of the shop's own currency and over how many wallets it
// goes.
func (m *Model) total(s sums) string {
	n := s.counted[m.env.Currency]
	if n == 0 {
		return "no wallet in " + m.env.Currency + " is known"
	}
	say := s.all[0].String() + " in " + wallets(n)
	if len(s.missing) > 0 {
		say += ", without " + strings.Join(s.missing, ", ")
	}
	if len(s.old) > 0 {
		say += ", with the last known of " + strings.Join(s.old, ", ")
	}
	return say
}

// others lists the other currencies, each for itself.
func (m *Model) others(s sums) string {
	var parts []string
	for _, money := range s.all {
		if money.Currency != m.env.Currency {
			parts = append(parts, money.String()+" in "+wallets(s.counted[money.Currency]))
		}
	}
	return strings.Join(parts, " · ")
}

func wallets(n int) string {
	if n == 1 {
		return "1 wallet"
	}
	return fmt.Sprintf("%d wallets", n)
}
