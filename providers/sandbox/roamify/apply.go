package roamify

import (
	"net/http"
	"slices"
	"time"

	"simdesk/providers/sandbox/sim"
)

// apply has profiles made. Every third eSIM takes a while: until then the
// answer is the documented "still pending", and GET /api/esim tells when it is
// there. Asked by reference, the answer is a list.
func (s *Simulator) apply(r *http.Request) sim.Answer {
	b := readBody(r)
	id, reference, date := b.text("esimId", false), b.text("referenceId", false), b.text("startDate", false)
	if b.wrong == "" && id == "" && reference == "" {
		b.fail(`"esimId" is required`)
	}
	var start time.Time
	if date != "" {
		var err error
		if start, err = time.Parse(time.DateOnly, date); err != nil {
			if start, err = time.Parse(time.RFC3339, date); err != nil {
				b.fail(`"startDate" must be in ISO 8601 date format`)
			}
		}
	}
	if b.wrong != "" {
		return invalid(b.wrong)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if id != "" {
		c, refusal := s.byID(id)
		if c == nil {
			return refusal
		}
		if refusal, ok := s.generate(start, c); !ok {
			return refusal
		}
		return success(c.view(s.world.Now()))
	}
	return s.applyAll(reference, start)
}

func (s *Simulator) applyAll(reference string, start time.Time) sim.Answer {
	var found []*card
	for _, c := range s.cards {
		if c.Ref == reference {
			found = append(found, c)
		}
	}
	if len(found) == 0 {
		return failed(http.StatusNotFound, "Order not found")
	}
	if refusal, ok := s.generate(start, found...); !ok {
		return refusal
	}
	list := make([]profile, len(found))
	for i, c := range found {
		list[i] = c.view(s.world.Now())
	}
	return success(list)
}

// generate starts what was not started and reports whether all is there.
func (s *Simulator) generate(start time.Time, cards ...*card) (sim.Answer, bool) {
	now := s.world.Now()
	if start.IsZero() && slices.ContainsFunc(cards, func(c *card) bool { return !c.asked && c.plan.wantsDate() }) {
		return invalid(`"startDate" is required`), false
	}
	all := true
	for _, c := range cards {
		if !c.asked {
			at := now
			if c.number%3 == 0 {
				at = now.Add(s.world.Settle)
			}
			c.generate(at)
			if c.plan.wantsDate() && start.After(at) {
				c.Install += start.Sub(at)
			}
		}
		all = all && c.ready(now)
	}
	if !all {
		return failed(http.StatusBadRequest, "eSIM is still pending processing"), false
	}
	return sim.Answer{}, true
}
