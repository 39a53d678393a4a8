package roamify

import (
	"net/http"
	"time"

	"simdesk/providers/sandbox/sim"
)

func (s *Simulator) usage(r *http.Request) sim.Answer {
	return s.answerUsage(r, func(c *card, now time.Time, body map[string]any) sim.Answer { return success(body) })
}

// usageDetails adds what was used each day. Data is in megabytes, but the
// daily figures are in kilobytes: nothing else fits the documents' sample.
func (s *Simulator) usageDetails(r *http.Request) sim.Answer {
	return s.answerUsage(r, func(c *card, now time.Time, body map[string]any) sim.Answer {
		body["dataUsages"] = s.days(c, now)
		return text(success(body))
	})
}

func (s *Simulator) answerUsage(r *http.Request, answer func(*card, time.Time, map[string]any) sim.Answer) sim.Answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, refusal := s.byICCID(r.URL.Query().Get("iccid"))
	if c == nil {
		return refusal
	}
	if !c.plan.WithUsageCheck {
		return failed(http.StatusBadRequest, "Usage check is not supported for this eSIM, see its notes")
	}
	now := s.world.Now()
	return answer(c, now, c.usage(now))
}

// usage is the state of all plans added up. There is no start and no end
// before the first connection.
func (c *card) usage(now time.Time) map[string]any {
	t := c.Total(now)
	body := map[string]any{
		"id": c.ID, "iccid": c.ICCID, "status": c.usageStatus(now), "startedAt": nil, "expiredAt": nil,
		"allowedData": t.Bytes >> 20, "remainingData": t.Left >> 20,
		"allowedSms": 0, "remainingSms": 0, "allowedVoice": 0, "remainingVoice": 0,
	}
	if t.Unlimited {
		body["allowedData"], body["remainingData"] = int64(unlimitedAmount), int64(unlimitedAmount)
	}
	if !t.Started.IsZero() {
		body["startedAt"], body["expiredAt"] = t.Started.Unix(), t.Ends.Unix()
	}
	if c.plan.WithCall {
		body["allowedVoice"], body["remainingVoice"] = c.plan.CallAmount, c.plan.CallAmount
	}
	if c.plan.WithSMS {
		body["allowedSms"], body["remainingSms"] = c.plan.SMSAmount, c.plan.SMSAmount
	}
	return body
}

// usageStatus is another vocabulary than the eSIM's own status. The documents
// give ACTIVE on one page, and on another INSTALLED for a plan in use.
func (c *card) usageStatus(now time.Time) string {
	status := c.status(now)
	if status == "INSTALLED" && c.Installed(now) && !c.odd() {
		return "ACTIVE"
	}
	return status
}

// days works out each day's use from the state at its beginning and its end.
func (s *Simulator) days(c *card, now time.Time) []map[string]any {
	list := []map[string]any{}
	first := c.Sold.Add(c.Install).UTC().Truncate(24 * time.Hour)
	for day := first; day.Before(now) && len(list) < 400; day = day.AddDate(0, 0, 1) {
		end := day.AddDate(0, 0, 1)
		if end.After(now) {
			end = now
		}
		if used := c.used(end) - c.used(day); used > 0 {
			list = append(list, map[string]any{
				"date": day.Format("20060102"), "usage": used >> 10, "location": s.location(c),
			})
		}
	}
	return list
}

// used is all that was ever used, in bytes.
func (c *card) used(at time.Time) int64 {
	var sum int64
	for _, u := range c.Usage(at) {
		sum += u.Used
	}
	return sum
}

// location is the country code of the group, of its first country for a
// region.
func (s *Simulator) location(c *card) string {
	for i := range s.groups {
		if s.groups[i].ID == c.plan.group {
			return s.groups[i].Signals[0].Code
		}
	}
	return ""
}
