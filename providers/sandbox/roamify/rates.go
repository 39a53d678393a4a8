package roamify

import (
	"net/http"
	"time"

	"github.com/shopspring/decimal"

	"simdesk/providers/sandbox/sim"
)

// currencies and rates are endpoints whose answers the documents don't print;
// these are the plainest that fit the envelope.
func (s *Simulator) currencies(*http.Request) sim.Answer { return success(sim.Currencies()) }

func (s *Simulator) rates(r *http.Request) sim.Answer {
	q := r.URL.Query()
	for _, key := range []string{"source", "target"} {
		if q.Get(key) == "" {
			return invalid(`"` + key + `" is required`)
		}
	}
	source, okSource := sim.PerUSD(q.Get("source"))
	target, okTarget := sim.PerUSD(q.Get("target"))
	if !okSource || !okTarget {
		return failed(http.StatusBadRequest, "Currency is not supported")
	}
	rate := target.DivRound(source, 6)
	series := q.Has("from") || q.Has("to") || q.Has("interval")
	if series && q.Has("datetime") {
		return failed(http.StatusBadRequest, "datetime cannot be combined with from, to and interval")
	}
	if series {
		return rateSeries(rate, q.Get("from"), q.Get("to"), q.Get("interval"))
	}
	at := s.world.Now()
	if q.Has("datetime") {
		var err error
		if at, err = moment(q.Get("datetime")); err != nil {
			return invalid(`"datetime" must be in ISO 8601 date format`)
		}
	}
	return success(map[string]any{
		"source": q.Get("source"), "target": q.Get("target"), "rate": sim.Number(rate), "datetime": at.UTC().Format(time.RFC3339),
	})
}

func moment(s string) (time.Time, error) {
	if t, err := time.Parse(time.DateOnly, s); err == nil {
		return t, nil
	}
	return time.Parse(time.RFC3339, s)
}

// maxRates is ours, to bound an answer.
const maxRates = 1000

func rateSeries(rate decimal.Decimal, from, to, interval string) sim.Answer {
	step, ok := map[string]time.Duration{"day": 24 * time.Hour, "hour": time.Hour, "minute": time.Minute}[interval]
	if !ok {
		return invalid(`"interval" must be one of [day, hour, minute]`)
	}
	start, err := moment(from)
	if err != nil {
		return invalid(`"from" must be in ISO 8601 date format`)
	}
	end, err := moment(to)
	if err != nil {
		return invalid(`"to" must be in ISO 8601 date format`)
	}
	list := []map[string]any{}
	for at := start; !at.After(end) && len(list) < maxRates; at = at.Add(step) {
		list = append(list, map[string]any{"datetime": at.UTC().Format(time.RFC3339), "rate": sim.Number(rate)})
	}
	return success(list)
}
