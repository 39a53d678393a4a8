package reloadly

import (
	"net/http"
	"strings"

	"github.com/nyaruka/phonenumbers"

	"simdesk/providers/sandbox/sim"
)

// dialOut holds the international prefixes of those countries where it is not
// 00. Elsewhere than in its own country a prefix means nothing.
var dialOut = map[string]string{
	"NG": "009", "AU": "0011", "JP": "010", "KR": "002", "HK": "001", "SG": "001", "TH": "001", "ID": "001", "KH": "001", "MN": "001",
	"TW": "002", "KE": "000", "TZ": "000", "UG": "000", "CU": "119", "GY": "001", "CO": "009", "BR": "0014", "RU": "810", "KZ": "810",
	"BY": "810", "UZ": "810", "TJ": "810", "TM": "810",
}

func outOf(c sim.Country) string {
	if p, ok := dialOut[c.Code]; ok {
		return p
	}
	if c.Calling == "1" {
		return "011"
	}
	return "00"
}

// significant reads a number as a person in that country or elsewhere writes
// it, and returns it without calling code and trunk zero. The second result is
// false where it cannot be a mobile number of the country.
func significant(c sim.Country, number string) (string, bool) {
	number = strings.NewReplacer(" ", "", "-", "", "(", "", ")", "", ".", "", "/", "").Replace(number)
	rest, plus := strings.CutPrefix(number, "+")
	if rest == "" || strings.Trim(rest, "0123456789") != "" {
		return "", false
	}
	fits := func(s string) bool { return len(s) >= c.DigitsMin && len(s) <= c.DigitsMax }
	if plus {
		rest, ok := strings.CutPrefix(rest, c.Calling)
		return rest, ok && fits(rest)
	}
	if abroad, ok := strings.CutPrefix(rest, outOf(c)+c.Calling); ok && fits(abroad) {
		return abroad, true
	}
	if full, ok := strings.CutPrefix(rest, c.Calling); ok && fits(full) {
		return full, true
	}
	if national, ok := strings.CutPrefix(rest, "0"); ok {
		// Nigeria has a trunk zero, Niger has none.
		return national, fits(national) && phonenumbers.GetNddPrefixForRegion(c.Code, true) == "0"
	}
	return rest, fits(rest)
}

// prefixes are those of the documents' own numbers.
var prefixes = map[string]int{
	"NG 814": 341, "NG 803": 341, "NG 904": 342, "HT 363": 173, "NE 961": 640, "ML 701": 289, "US 305": 548,
}

// unknownPrefix starts numbers that no operator is found for, of any country.
const unknownPrefix = "999"

// detect finds the operator of a number: the documents say whose theirs are,
// of others the first digits decide.
func (s *Simulator) detect(c sim.Country, number string) *operator {
	n, ok := significant(c, number)
	if !ok || len(n) < 3 || n[:3] == unknownPrefix {
		return nil
	}
	if id, ok := prefixes[c.Code+" "+n[:3]]; ok {
		return s.operator(id)
	}
	var candidates []*operator
	for _, o := range s.operators {
		if o.country.Code == c.Code && o.airtime() && !o.inactive {
			candidates = append(candidates, o)
		}
	}
	if len(candidates) == 0 {
		return nil
	}
	return candidates[int(n[0]-'0'+n[1]-'0'+n[2]-'0')%len(candidates)]
}

func (s *Simulator) autoDetect(r *http.Request) sim.Answer {
	c, t := s.served(r.PathValue("iso"))
	if t != nil {
		if t.code == "COUNTRY_NOT_SUPPORTED" {
			t.status = http.StatusConflict // so it was recorded here; the schema says 404
		}
		return s.refuse(r, *t)
	}
	if c.Code == "IN" { // a sandbox cannot tell India's circles apart
		return s.refuse(r, trouble{http.StatusInternalServerError, "", "This feature is only available on live environment.", nil})
	}
	o := s.detect(c, r.PathValue("phone"))
	if o == nil {
		return s.refuse(r, trouble{http.StatusNotFound, "COULD_NOT_AUTO_DETECT_OPERATOR", "Could not auto detect operator for given phone number", nil})
	}
	return s.alone(r, o)
}

// lookUp is number lookup, which asks where a number was ported to. Here
// nobody ever moved.
func (s *Simulator) lookUp(r *http.Request) sim.Answer {
	return s.found(r, r.PathValue("iso"), r.PathValue("phone"))
}

// lookUpPosted takes the number under either of the names that the documents
// give it.
func (s *Simulator) lookUpPosted(r *http.Request) sim.Answer {
	in, t := readBody(r)
	if t != nil {
		return s.refuse(r, *t)
	}
	number := in.text("phone")
	if number == "" {
		number = in.text("number")
	}
	return s.found(r, in.text("countryCode"), number)
}

func (s *Simulator) found(r *http.Request, iso, number string) sim.Answer {
	c, t := s.served(iso)
	if t != nil {
		return s.refuse(r, *t)
	}
	o := s.detect(c, number)
	if o == nil {
		a := s.spring(http.StatusNotFound, r)
		if b, ok := a.Body.(map[string]any); ok {
			b["message"] = "mnp lookup for given number failed"
		}
		return a
	}
	return s.alone(r, o)
}
