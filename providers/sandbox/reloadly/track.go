package reloadly

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"simdesk/providers/sandbox/sim"
)

// reportZone is how the report reads the times of its filters. What it prints
// is UTC.
var reportZone = time.FixedZone("UTC-4", -4*60*60)

// find is a transaction by its id as text, nil if there is none.
func (s *Simulator) find(id string) *transaction {
	for _, t := range s.sold {
		if strconv.Itoa(t.id) == id {
			return t
		}
	}
	return nil
}

// outcomes are the codes and messages of top-ups that failed. One message is
// the documents'; no code is, so the error catalogue's nearest stand in.
var outcomes = map[string][2]string{
	statusRefunded: {"TRANSACTION_FAILED_ON_OPERATOR", "The transaction failed due to an outage and / or connection issue with the operator"},
	statusFailed:   {"PROVIDER_INTERNAL_ERROR", "The transaction failed due to an internal error at the operator"},
}

// status wraps the top-up, which is there only when it succeeded.
func (s *Simulator) status(r *http.Request) sim.Answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settle()
	t := s.find(r.PathValue("id"))
	if t == nil {
		return s.refuse(r, trouble{http.StatusNotFound, "TRANSACTION_NOT_FOUND", "Transaction not found", nil})
	}
	now := s.world.Now()
	out := map[string]any{"code": nil, "message": nil, "status": t.status(now), "transaction": nil}
	if t.status(now) == successful {
		out["transaction"] = t.view(now)
	}
	if why, ok := outcomes[t.status(now)]; ok {
		out["code"], out["message"] = why[0], why[1]
	}
	return sim.Answer{Body: out}
}

// reported is one top-up, without a wrapper. A wrong id has no error code
// here.
func (s *Simulator) reported(r *http.Request) sim.Answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settle()
	t := s.find(r.PathValue("id"))
	if t == nil {
		return s.refuse(r, trouble{http.StatusNotFound, "", "Transaction not found", nil})
	}
	return sim.Answer{Body: t.view(s.world.Now())}
}

// report lists top-ups, oldest first. Whether those in progress and those that
// failed are among them is nowhere said: here they are, with their balances.
func (s *Simulator) report(r *http.Request) sim.Answer {
	from, to, trouble := period(r)
	if trouble != nil {
		return s.refuse(r, *trouble)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settle()
	now := s.world.Now()
	rows := []map[string]any{}
	for _, t := range s.sold {
		if t.fits(r) && !t.at.Before(from) && (to.IsZero() || !t.at.After(to)) {
			rows = append(rows, t.view(now))
		}
	}
	return page(s, r, rows, 500)
}

// fits compares with the filters that a report has. The identifier is found in
// any case, though a new top-up's is compared to the letter.
func (t *transaction) fits(r *http.Request) bool {
	q := r.URL.Query()
	for name, have := range map[string]string{
		"countryCode": t.operator.country.Code, "operatorId": strconv.Itoa(t.operator.id),
		"operatorName": t.operator.name, "customIdentifier": t.identifier,
	} {
		if want := q.Get(name); want != "" && !strings.EqualFold(want, have) {
			return false
		}
	}
	return true
}

// period reads the two dates, of which a report has both or none.
func period(r *http.Request) (from, to time.Time, t *trouble) {
	q := r.URL.Query()
	first, last := q.Get("startDate"), q.Get("endDate")
	if first == "" && last == "" {
		return from, to, nil
	}
	from, err := time.ParseInLocation(time.DateTime, first, reportZone)
	if err != nil {
		return from, to, bad("startDate", "must be given as yyyy-MM-dd HH:mm:ss, together with endDate")
	}
	if to, err = time.ParseInLocation(time.DateTime, last, reportZone); err != nil {
		return from, to, bad("endDate", "must be given as yyyy-MM-dd HH:mm:ss, together with startDate")
	}
	return from, to, nil
}
