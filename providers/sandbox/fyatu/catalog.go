package fyatu

import (
	"net/http"
	"strconv"
	"strings"

	"simdesk/providers/sandbox/sim"
)

func (s *Simulator) listDestinations(r *http.Request) sim.Answer {
	type priced struct {
		*destination
		LowestPrice any `json:"lowestPrice"`
	}
	list := []priced{}
	want := r.URL.Query().Get("type")
	for _, d := range s.destinations {
		if want == "" || d.Type == want {
			list = append(list, priced{d, sim.Number(d.lowest)})
		}
	}
	return s.success(http.StatusOK, "Destinations retrieved successfully", map[string]any{"destinations": list})
}

// listPackages holds SIM and TOPUP packages alike. The documents speak of that
// type but print it nowhere, so the list gives it and the detail does not.
func (s *Simulator) listPackages(r *http.Request) sim.Answer {
	q := r.URL.Query()
	var found []*pack
	for _, p := range s.packages {
		country, kind := q.Get("country"), q.Get("type")
		if (q.Get("destination") == "" || q.Get("destination") == p.to.Slug) &&
			(country == "" || strings.EqualFold(country, p.to.CountryCode) || country == p.to.Slug) &&
			(kind == "" || kind == p.kind || kind == p.to.Type) &&
			(q.Get("tier") == "" || q.Get("tier") == p.tier) {
			found = append(found, p)
		}
	}
	from, to, about, wrong := s.pagination(r, len(found))
	if wrong != nil {
		return s.invalid(*wrong)
	}
	list := []map[string]any{}
	for _, p := range found[from:to] {
		v := p.view()
		v["type"] = p.kind
		list = append(list, v)
	}
	return s.success(http.StatusOK, "Packages retrieved successfully", map[string]any{"packages": list, "pagination": about})
}

func (s *Simulator) onePackage(r *http.Request) sim.Answer {
	p := s.byID[r.PathValue("packageId")]
	if p == nil {
		return s.refuse("PACKAGE_NOT_FOUND")
	}
	return s.success(http.StatusOK, "Package retrieved successfully", p.view())
}

// view is the package detail.
func (p *pack) view() map[string]any {
	info := p.data() + " in " + p.to.Name + ", valid for " + strconv.Itoa(p.days) + " days"
	return map[string]any{
		"packageId": p.id, "slug": p.to.Slug, "name": p.name, "tier": p.tier,
		"destination": map[string]any{"slug": p.to.Slug, "name": p.to.Name, "countryCode": p.to.CountryCode,
			"type": p.to.Type, "imageUrl": p.to.ImageURL},
		"data":     map[string]any{"amount": p.megabyte, "display": p.data(), "isUnlimited": p.megabyte == 0},
		"validity": map[string]any{"days": p.days, "display": strconv.Itoa(p.days) + " days"},
		"price":    map[string]any{"amount": sim.Number(p.price), "currency": "USD"},
		"features": map[string]any{"hasVoice": p.minutes > 0, "hasSms": p.sms > 0, "voiceMinutes": p.minutes, "smsCount": p.sms, "planType": p.planType()},
		"operator": map[string]any{"name": p.to.brand, "imageUrl": p.to.ImageURL, "apnType": "automatic", "apnValue": ""},
		"coverage": p.to.coverage, "shortInfo": info,
	}
}

// data is the allowance as text.
func (p *pack) data() string {
	if p.megabyte == 0 {
		return "Unlimited"
	}
	return strconv.FormatInt(p.megabyte/1024, 10) + " GB"
}

func (p *pack) planType() string {
	if p.minutes > 0 {
		return "data-voice-text"
	}
	return "data"
}

func (s *Simulator) topups(r *http.Request) sim.Answer {
	if r.PathValue("what") != "topups" {
		return s.refuse("RESOURCE_NOT_FOUND")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.find(r.PathValue("iccid"))
	if c == nil {
		return s.refuse("ESIM_NOT_FOUND")
	}
	list := []map[string]any{}
	for _, p := range s.packages {
		if c.accepts(p) {
			list = append(list, map[string]any{
				"packageId": p.id, "name": p.name,
				"data":     map[string]any{"amount": p.megabyte, "display": p.data(), "isUnlimited": false},
				"validity": map[string]any{"days": p.days},
				"price":    map[string]any{"amount": sim.Number(p.price), "currency": "USD"},
			})
		}
	}
	return s.success(http.StatusOK, "Top-up packages retrieved successfully", map[string]any{
		"iccid": c.ICCID, "esimId": c.ID, "destination": c.pack.to.Name, "packages": list, "total": len(list)})
}
