package reloadly

import (
	"github.com/shopspring/decimal"
)

var suggestions = []decimal.Decimal{dec("1"), dec("5"), dec("10"), dec("15"), dec("20"), dec("25"), dec("50")}

// listSuggestions fills in what a range operator suggests: dollars, and what
// each sum delivers.
func (o *operator) listSuggestions(l *listing, amounts, asMap bool) {
	if o.fixed() {
		return
	}
	offered := suggestions
	if o.suggests {
		offered = suggestions[:3]
	}
	for _, d := range offered {
		if d.LessThan(o.min) || d.GreaterThan(o.max) {
			continue
		}
		if amounts {
			l.Suggested = append(l.Suggested, double(d))
		}
		if asMap {
			l.SuggestedMap[d.String()] = double(delivers(d.Mul(o.rate)))
		}
	}
}

// delivers rounds as the recorded suggestions do: 5 dollars at 67.12 are 335.6
// gourdes.
func delivers(d decimal.Decimal) decimal.Decimal {
	if d.LessThan(dec("10")) {
		return d.Round(2)
	}
	return d.Round(1)
}
