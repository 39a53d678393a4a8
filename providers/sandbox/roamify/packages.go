package roamify

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"simdesk/providers/sandbox/sim"
)

func (s *Simulator) countries(r *http.Request) sim.Answer {
	type country struct {
		Code      string `json:"code"`
		Name      string `json:"name"`
		Geography string `json:"geography"`
	}
	list := []country{}
	want := r.URL.Query().Get("geography")
	for _, g := range s.groups {
		if want == "" || g.Geography == want {
			list = append(list, country{g.CountryCode, g.CountryName, g.Geography})
		}
	}
	return success(map[string]any{"countries": list})
}

// filter is what the query of /packages and /topup/packages asks for.
type filter struct {
	country, code, geography, packageID string
	days, gbs, page, size               int
	unlimited                           bool
}

// parse reads the query. The second result is a validation error, "" for none.
func parse(q url.Values) (filter, string) {
	f := filter{country: q.Get("country"), code: q.Get("countryCode"), geography: q.Get("geography"),
		packageID: q.Get("packageId"), page: 1, size: 50}
	for _, n := range []struct {
		name string
		into *int
	}{{"days", &f.days}, {"gbs", &f.gbs}, {"page", &f.page}, {"pageSize", &f.size}} {
		if !q.Has(n.name) {
			continue
		}
		v, err := strconv.Atoi(q.Get(n.name))
		if err != nil {
			return f, `"` + n.name + `" must be a number`
		}
		if v < 1 {
			return f, `"` + n.name + `" must be greater than or equal to 1`
		}
		*n.into = v
	}
	switch q.Get("isUnlimited") {
	case "", "false":
	case "true":
		f.unlimited = true
	default:
		return f, `"isUnlimited" must be a boolean`
	}
	return f, ""
}

func (f filter) fits(g *group) bool {
	if f.packageID != "" {
		return true // "other filters are typically ignored"
	}
	return (f.country == "" || strings.EqualFold(f.country, g.CountryName)) &&
		(f.code == "" || strings.EqualFold(f.code, g.CountryCode)) &&
		(f.geography == "" || f.geography == g.Geography)
}

func (f filter) fitsPlan(p *plan) bool {
	switch {
	case f.packageID != "":
		return p.PackageID == f.packageID
	case f.unlimited && !p.IsUnlimited, f.days != 0 && p.Day != f.days:
		return false
	case f.gbs != 0 && !f.unlimited:
		return !p.IsUnlimited && p.DataAmount == int64(f.gbs)*1024
	default:
		return true
	}
}

// packages pages over destinations, not over plans. No answer says how many
// pages there are.
func (s *Simulator) packages(r *http.Request) sim.Answer {
	f, wrong := parse(r.URL.Query())
	if wrong != "" {
		return invalid(wrong)
	}
	found := []group{}
	for i := range s.groups {
		if !f.fits(&s.groups[i]) {
			continue
		}
		g := s.groups[i]
		g.Packages = nil
		for _, p := range s.groups[i].Packages {
			if f.fitsPlan(p) {
				g.Packages = append(g.Packages, p)
			}
		}
		if len(g.Packages) > 0 {
			found = append(found, g)
		}
	}
	from := len(found)
	if f.page <= len(found) { // so that the product below cannot overflow
		from = min((f.page-1)*min(f.size, len(found)), len(found))
	}
	to := min(from+min(f.size, len(found)), len(found))
	return success(map[string]any{"packages": found[from:to]})
}

// topupPackages lists what fits an eSIM: the metered plans of its own
// destination, in the nested form.
func (s *Simulator) topupPackages(r *http.Request) sim.Answer {
	f, wrong := parse(r.URL.Query())
	if wrong != "" {
		return invalid(wrong)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	c, refusal := s.byICCID(r.URL.Query().Get("iccid"))
	if c == nil {
		return refusal
	}
	list := []nested{}
	for i := range s.groups {
		if s.groups[i].ID != c.plan.group {
			continue
		}
		for _, p := range s.groups[i].Packages {
			if c.accepts(p) && f.fitsPlan(p) {
				list = append(list, p.nested())
			}
		}
	}
	return success(list)
}
