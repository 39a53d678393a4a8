package reloadly

import (
	"regexp"
	"strconv"
	"strings"

	"simdesk/providers"
)

var (
	// The character before the number keeps "1,5GB" from reading as 5 GB.
	dataWords = regexp.MustCompile(`(?i)(?:^|[^\d.,])(\d+(?:\.\d+)?) ?([KMGT]B)\b`)
	dayWords  = regexp.MustCompile(`(?i)(?:^|[^\d.,])(\d{1,4})[ -]?(hours?|hrs?|days?|weeks?)\b`)
	perTime   = regexp.MustCompile(`(?i)\b(?:daily|(?:per|every|each|a) (?:day|week|month))\b|/ ?(?:day|week|month)`)
)

var dataUnits = map[string]int64{"KB": providers.KB, "MB": providers.MB, "GB": providers.GB, "TB": providers.TB}

// dataIn reads an allowance out of a plan's description. A text that names
// two amounts, or an amount for each day or week, says no total.
func dataIn(s string) providers.Data {
	found := dataWords.FindAllStringSubmatch(s, 2)
	if len(found) != 1 || perTime.MatchString(s) {
		return providers.Data{}
	}
	n, err := providers.ParseDecimal(found[0][1])
	bytes, ok := providers.Size(n, dataUnits[strings.ToUpper(found[0][2])])
	if err != nil || !ok || !n.IsPositive() {
		return providers.Data{}
	}
	return providers.Data{Bytes: bytes, Raw: found[0][1] + " " + strings.ToUpper(found[0][2])}
}

// daysIn reads a validity out of a plan's description, 0 when it is not told
// once and in whole days.
func daysIn(s string) int {
	found := dayWords.FindAllStringSubmatch(s, 2)
	if len(found) != 1 || perTime.MatchString(s) {
		return 0
	}
	n, err := strconv.Atoi(found[0][1])
	if err != nil {
		return 0
	}
	switch strings.ToLower(found[0][2])[0] {
	case 'w':
		return 7 * n
	case 'h':
		if n%24 != 0 {
			return 0
		}
		return n / 24
	}
	return n
}
