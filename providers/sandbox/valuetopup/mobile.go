package valuetopup

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"simdesk/providers/sandbox/sim"
)

// areas are the first digits by which countries are told apart that share a
// calling code. Who is not in the list is the one that is left over.
var areas = map[string][]string{
	"CA": {"204", "226", "250", "289", "306", "403", "416", "418", "437", "438", "450", "506", "514", "519", "581", "587", "604", "613", "647", "705", "709", "778", "780", "819", "902", "905"},
	"JM": {"876", "658"}, "DO": {"809", "829", "849"}, "PR": {"787", "939"}, "TT": {"868"}, "BB": {"246"}, "BS": {"242"},
	"BM": {"441"}, "AI": {"264"}, "AG": {"268"}, "VG": {"284"}, "KY": {"345"}, "DM": {"767"}, "GD": {"473"}, "MS": {"664"},
	"KN": {"869"}, "LC": {"758"}, "VC": {"784"}, "SX": {"721"}, "TC": {"649"}, "VI": {"340"}, "GU": {"671"}, "MP": {"670"},
	"KZ": {"7", "6"}, "CW": {"9"}, "YT": {"639"},
}

// leftOver are the big ones among those that share a calling code.
var leftOver = []string{"US", "RU", "GB", "IT", "NO", "FR", "AU", "MA", "FI", "RE", "GP", "BQ"}

// countryOf finds the country of a number with its calling code, and the
// number without it. A number of the wrong length belongs to nobody.
func countryOf(digits string) (sim.Country, string, bool) {
	var found []sim.Country
	for _, c := range sim.Countries() {
		if strings.HasPrefix(digits, c.Calling) && len(c.Networks) > 0 {
			found = append(found, c)
		}
	}
	slices.SortStableFunc(found, func(a, b sim.Country) int { return rank(b, digits) - rank(a, digits) })
	if len(found) == 0 {
		return sim.Country{}, "", false
	}
	c := found[0]
	rest := digits[len(c.Calling):]
	return c, rest, len(rest) >= c.DigitsMin && len(rest) <= c.DigitsMax
}

// rank says how well a country whose calling code fits explains the number.
func rank(c sim.Country, digits string) int {
	score := 10 * len(c.Calling)
	rest := digits[len(c.Calling):]
	if slices.ContainsFunc(areas[c.Code], func(a string) bool { return strings.HasPrefix(rest, a) }) {
		return score + 2
	}
	if slices.Contains(leftOver, c.Code) {
		return score + 1
	}
	return score
}

// plain takes the signs out of a number that people write for themselves.
func plain(number string) string {
	return strings.NewReplacer("+", "", " ", "", "-", "", "(", "", ")", "").Replace(number)
}

func isDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// reaches reports whether a number can be one of the country's: with its
// calling code, or of the local length without it.
func reaches(number string, c sim.Country) bool {
	digits := plain(number)
	if !isDigits(digits) {
		return false
	}
	fits := func(s string) bool { return len(s) >= c.DigitsMin && len(s) <= c.DigitsMax }
	return fits(digits) || (strings.HasPrefix(digits, c.Calling) && fits(digits[len(c.Calling):]))
}

// lookup tells the operator from the number. Which digits are whose follows
// from the number alone, and is not what a regulator would say.
func (s *Simulator) lookup(r *http.Request) sim.Answer {
	text := r.PathValue("mobile")
	if _, err := strconv.ParseInt(text, 10, 64); err != nil || !isDigits(text) {
		return notValid("mobile", text)
	}
	if code := testCode(text); code != "" {
		return failed(code)
	}
	c, rest, ok := countryOf(text)
	if !ok {
		return failed(badNumber)
	}
	lead, err := strconv.Atoi(rest[:2])
	if err != nil {
		return failed(badNumber)
	}
	network := c.Networks[lead%len(c.Networks)]
	for _, p := range s.products {
		if p.kind == airtime && p.country.Code == c.Code && p.operator == network {
			return success(map[string]any{"productId": p.id, "productName": p.name, "category": p.kind.category(), "countryCode": c.Code,
				"operator": p.operator, "operatorId": p.operatorID, "denominationType": p.denomination(), "skus": p.skus})
		}
	}
	return failed(badNumber)
}
