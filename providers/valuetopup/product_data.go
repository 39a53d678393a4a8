package valuetopup

import (
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/text/language"

	"simdesk/providers"
)

var (
	dataAmount    = regexp.MustCompile(`(?i)\b(\d+(?:[.,]\d+)?)\s?(TB|GB|MB|KB)\b(\s?/\s?day| per day| daily| a day)?`)
	unlimitedData = regexp.MustCompile(`(?i)\bunlimited\b`)
	validityText  = regexp.MustCompile(`(?i)\b(\d{1,4})[\s-]?(hour|hr|day|d|week|month|year)s?\b`)
	bareNumber    = regexp.MustCompile(`^\d{1,4}$`)
)

// dataIn finds an allowance in the first of the texts that names one. There is
// no field for it.
func dataIn(texts ...string) providers.Data {
	for i, t := range texts {
		m := dataAmount.FindStringSubmatch(t)
		if m != nil && m[3] != "" {
			return providers.Data{Raw: m[0]} // how much that makes in all is not said
		}
		if m != nil {
			amount, err := providers.ParseDecimal(strings.Replace(m[1], ",", ".", 1))
			if n, ok := providers.SizeIn(amount, m[2]); err == nil && ok {
				return providers.Data{Bytes: n, Raw: m[0]}
			}
		}
		// A description says "unlimited" of anything.
		if m := unlimitedData.FindString(t); m != "" && i == 0 {
			return providers.Data{Unlimited: true, Raw: m}
		}
	}
	return providers.Data{}
}

// daysIn reads a validity: "30 days", "1 month", "24 hours". A bare number is
// taken as days when it is the field itself; 0 when nothing is said.
func daysIn(validity string, others ...string) int {
	if v := strings.TrimSpace(validity); bareNumber.MatchString(v) {
		n, _ := strconv.Atoi(v)
		return n
	}
	for _, t := range append([]string{validity}, others...) {
		if m := validityText.FindStringSubmatch(t); m != nil {
			n, _ := strconv.Atoi(m[1])
			unit := strings.ToLower(m[2])
			if unit[0] == 'h' {
				return (n + 23) / 24
			}
			return n * max(longer[unit], 1)
		}
	}
	return 0
}

// longer are the days of what is longer than one.
var longer = map[string]int{"week": 7, "month": 30, "year": 365}

// countriesIn reads a country code, or several with anything between them, as
// ISO 3166 alpha-2. What is no country is left out.
func countriesIn(codes string) []string {
	var found []string
	for _, code := range splitList(codes) {
		r, err := language.ParseRegion(code)
		if err == nil && r.IsCountry() {
			found = append(found, r.String())
		}
	}
	return found
}

// splitList splits on the separators that lists in one string use.
func splitList(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(",;|/ ", r) })
}
