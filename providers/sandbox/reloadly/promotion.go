package reloadly

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"simdesk/providers/sandbox/sim"
)

// promotion is an operator's own bonus. Its dates come in three formats, each
// of which was recorded.
type promotion struct {
	ID          int    `json:"id"`
	PromotionID int    `json:"promotionId"`
	OperatorID  int    `json:"operatorId"`
	Title       string `json:"title"`
	Title2      string `json:"title2"`
	Description string `json:"description"`
	Start       string `json:"startDate"`
	End         string `json:"endDate"`
	Amounts     string `json:"denominations"`
	Local       any    `json:"localDenominations"`
}

var promotionDates = []string{time.DateTime, "2006-01-02T15:04:05Z", "Mon, 02 Jan 2006 15:04:05 -0700"}

// promote gives every fortieth operator and the two of Haiti a promotion.
func promote(w *sim.World, list []*operator) {
	n := 0
	for _, o := range list {
		if (o.id%40 != 0 && o.country.Code != "HT") || !o.airtime() {
			continue
		}
		day := w.Now().UTC().Truncate(24 * time.Hour)
		format := promotionDates[n%len(promotionDates)]
		o.promotions = append(o.promotions, promotion{
			ID: 7016 + n, PromotionID: 7016 + n, OperatorID: o.id,
			Title: o.name + " bonus from today", Title2: fmt.Sprintf("Bonus %dx", 2+n%4),
			Description: "<br />Customers who receive a top-up get <b>bonus airtime</b>.<br /><ul><li>Valid for 7 days</li></ul>",
			Start:       day.AddDate(0, 0, -3).Format(format), End: day.AddDate(0, 0, 11).Format(format),
			Amounts: "USD 5 and up",
		})
		n++
	}
}

func (s *Simulator) promotionsOf(fits func(*operator) bool) []promotion {
	out := []promotion{}
	for _, o := range s.operators {
		if fits(o) {
			out = append(out, o.promotions...)
		}
	}
	return out
}

func (s *Simulator) listPromotions(r *http.Request) sim.Answer {
	return page(s, r, s.promotionsOf(func(*operator) bool { return true }), 200)
}

// onePromotion and the two lists after it are bare, as recorded: the published
// schema wraps them in "content".
func (s *Simulator) onePromotion(r *http.Request) sim.Answer {
	for _, p := range s.promotionsOf(func(*operator) bool { return true }) {
		if strconv.Itoa(p.ID) == r.PathValue("id") {
			return sim.Answer{Body: p}
		}
	}
	return s.refuse(r, trouble{http.StatusNotFound, "", "Promotion not found for given id", nil})
}

func (s *Simulator) countryPromotions(r *http.Request) sim.Answer {
	c, t := s.served(r.PathValue("iso"))
	if t != nil {
		return s.refuse(r, *t)
	}
	return sim.Answer{Body: s.promotionsOf(func(o *operator) bool { return o.country.Code == c.Code })}
}

func (s *Simulator) operatorPromotions(r *http.Request) sim.Answer {
	o, t := s.asked(r.PathValue("id"))
	if t != nil {
		return s.refuse(r, *t)
	}
	return sim.Answer{Body: s.promotionsOf(func(x *operator) bool { return x == o })}
}

// served finds a country that has operators, by its code in any case.
func (s *Simulator) served(iso string) (sim.Country, *trouble) {
	if len(iso) != 2 {
		return sim.Country{}, &trouble{http.StatusNotFound, "", "Country code must be 2 characters ISO-Alpha-2 country code", nil}
	}
	for _, o := range s.operators {
		if strings.EqualFold(o.country.Code, iso) {
			return o.country, nil
		}
	}
	return sim.Country{}, &trouble{http.StatusNotFound, "COUNTRY_NOT_SUPPORTED", "Country is not supported", nil}
}

// asked finds the operator that a path names.
func (s *Simulator) asked(id string) (*operator, *trouble) {
	n, err := strconv.Atoi(id)
	o := s.operator(n)
	if err != nil || o == nil {
		return nil, &trouble{http.StatusNotFound, "", "Operator not found for given id", nil}
	}
	return o, nil
}
