package catalog

import (
	"math"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"simdesk/providers"
)

// word is one word of a text, folded. An amount of data ("5gb", also typed as
// "5 GB" or "5120mb") and a validity ("30d", "30 days") are each one word in
// one spelling, so that the same amount is always the same word.
type word struct {
	text   string
	amount amountKind
}

type amountKind int8

const (
	notAmount amountKind = iota
	dataAmount
	daysAmount
)

const unlimitedWord = "unlimited"

// textWords returns the words of a product's text.
func textWords(s string) []word { return joinAmounts(rawWords(s), false) }

// queryWords returns the words of a query. Its last word may still be on the
// way to a unit: "5 g" is the beginning of "5 gb".
func queryWords(s string) []word { return joinAmounts(rawWords(s), true) }

func rawWords(s string) []string {
	raw := make([]string, 0, 8)
	splitWords(fold(s), func(w string) { raw = append(raw, w) })
	return raw
}

func joinAmounts(raw []string, typing bool) []word {
	out := make([]word, 0, len(raw))
	for i := 0; i < len(raw); i++ {
		text := raw[i]
		if i+1 < len(raw) && isNumber(text) {
			next := raw[i+1]
			last := i+2 == len(raw)
			if isUnit(next) || typing && last && startsUnit(next) {
				text += next
				i++
			}
		}
		out = append(out, parseWord(text))
	}
	return out
}

func parseWord(text string) word {
	n := 0
	for n < len(text) && (isDigit(text[n]) || text[n] == '.') {
		n++
	}
	if n == 0 || n > 9 || n == len(text) {
		if text == unlimitedWord {
			return word{text, dataAmount}
		}
		return word{text, notAmount}
	}
	number, unit := text[:n], text[n:]
	if size, ok := dataUnits[unit]; ok {
		if b, ok := scaled(number, size); ok && b > 0 {
			return word{dataWord(b), dataAmount}
		}
	}
	if days, ok := dayUnits[unit]; ok {
		if d, err := strconv.Atoi(number); err == nil {
			return word{daysWord(d * days), daysAmount}
		}
	}
	return word{text, notAmount}
}

var dataUnits = map[string]int64{"kb": providers.KB, "mb": providers.MB, "gb": providers.GB, "tb": providers.GB << 10}

// dayUnits also holds what is on the way to a unit and can be nothing else.
var dayUnits = map[string]int{"d": 1, "da": 1, "day": 1, "days": 1, "wee": 7, "week": 7, "weeks": 7}

func isUnit(s string) bool { return dataUnits[s] > 0 || dayUnits[s] > 0 }

func startsUnit(s string) bool {
	for _, u := range [...]string{"gb", "mb", "kb", "tb", "days", "weeks"} {
		if strings.HasPrefix(u, s) {
			return true
		}
	}
	return false
}

func isNumber(s string) bool {
	for i := range len(s) {
		if !isDigit(s[i]) && s[i] != '.' {
			return false
		}
	}
	return s != ""
}

// scaled returns number × unit, rounded down to a byte.
func scaled(number string, unit int64) (int64, bool) {
	n, err := decimal.NewFromString(number)
	if err != nil {
		return 0, false
	}
	return providers.Size(n, unit)
}

// dataWord is the one spelling of an amount of data: "5gb", "1.5gb", "500mb".
// Providers round differently, so what differs by a kilobyte is the same.
func dataWord(bytes int64) string {
	kb := math.Round(float64(bytes) / float64(providers.KB))
	for _, u := range [...]struct {
		kb   float64
		name string
	}{{float64(providers.GB / providers.KB), "gb"}, {float64(providers.MB / providers.KB), "mb"}} {
		n := math.Round(kb/u.kb*100) / 100
		if kb >= u.kb && math.Abs(n*u.kb-kb) <= 1 {
			return strconv.FormatFloat(n, 'f', -1, 64) + u.name
		}
	}
	return strconv.FormatFloat(kb, 'f', 0, 64) + "kb"
}

func daysWord(days int) string { return strconv.Itoa(days) + "d" }
