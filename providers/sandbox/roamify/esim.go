package roamify

import (
	"net/http"
	"strconv"
	"time"

	"simdesk/providers/sandbox/sim"
)

// esim shows one eSIM, by exactly one of its two numbers.
func (s *Simulator) esim(r *http.Request) sim.Answer {
	key, value, wrong := exclusive(r.URL.Query(), "iccid", "esimId")
	if wrong != "" {
		return invalid(wrong)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	c, refusal := s.lookup(key, value)
	if c == nil {
		return refusal
	}
	return success(c.view(s.world.Now()))
}

func (s *Simulator) lookup(key, value string) (*card, sim.Answer) {
	if key == "iccid" {
		return s.byICCID(value)
	}
	return s.byID(value)
}

// esims lists newest first, up to a limit and without pages.
func (s *Simulator) esims(r *http.Request) sim.Answer {
	q := r.URL.Query()
	limit, wrong := limited(q)
	if wrong != "" {
		return invalid(wrong)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.world.Now()
	list := []profile{}
	for _, c := range newest(s.cards, q, limit, func(c *card) (string, string) { return c.status(now), c.Ref }) {
		list = append(list, c.view(now))
	}
	return success(list)
}

// events tells what the phone did. The answer has no envelope and is labelled
// as plain text.
func (s *Simulator) events(r *http.Request) sim.Answer {
	key, value, wrong := exclusive(r.URL.Query(), "iccid", "esimId", "referenceId")
	if wrong != "" {
		return invalid(wrong)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	c, refusal := s.lookup(key, value)
	if key == "referenceId" {
		for _, x := range s.cards {
			if x.Ref == value {
				c = x
				break
			}
		}
	}
	if c == nil {
		return refusal
	}
	now := s.world.Now()
	a := map[string]any{"iccid": "", "esimId": c.ID, "referenceId": c.Ref, "events": c.events(now), "locations": []any{}}
	if c.ready(now) {
		a["iccid"] = c.ICCID
	}
	return text(sim.Answer{Body: a})
}

type event struct {
	ICCID     string `json:"iccid"`
	EID       string `json:"eid"`
	Status    string `json:"status"`
	TimeStamp int64  `json:"timeStamp"`
	DateTime  string `json:"dateTime"`
}

// events knows the phone's EID from the download on.
func (c *card) events(now time.Time) []event {
	out := []event{}
	if !c.ready(now) {
		return out
	}
	steps := []struct {
		status string
		at     time.Time
	}{
		{"NEW", c.generated}, {"DOWNLOADED", c.downloaded()},
		{"INSTALLED", c.downloaded().Add(time.Second)}, {"ACTIVATED", c.Sold.Add(c.Install)},
	}
	for i, st := range steps {
		if now.Before(st.at) {
			break
		}
		e := event{ICCID: c.ICCID, Status: st.status, TimeStamp: st.at.Unix(), DateTime: st.at.UTC().Format(time.DateTime)}
		if i > 0 {
			e.EID = "89049032000000000000000000" + c.ICCID[len(c.ICCID)-6:]
		}
		out = append(out, e)
	}
	return out
}

// link makes a page that shows a customer their own eSIM. Asked twice, it is
// the same page.
func (s *Simulator) link(r *http.Request) sim.Answer {
	b := readBody(r)
	iccid, id := b.text("iccid", false), b.text("esimId", false)
	if b.wrong == "" && iccid == "" && id == "" {
		b.fail(`"value" must contain at least one of [iccid, esimId]`)
	}
	if b.wrong != "" {
		return invalid(b.wrong)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	key, value := "esimId", id
	if iccid != "" {
		key, value = "iccid", iccid
	}
	c, refusal := s.lookup(key, value)
	if c == nil {
		return refusal
	}
	now := s.world.Now()
	if !c.ready(now) {
		return failed(http.StatusBadRequest, "eSIM profile is not generated yet")
	}
	if c.link == nil {
		page := s.world.Code(12, Name, "link", c.ID)
		url := "https://links.sandbox.example/simdesk/" + page
		c.link = map[string]any{
			"iccid": c.ICCID, "esimId": c.ID, "link": url, "whatsappLink": "https://wa.me/?text=" + url, "key": page,
			"accessCode": strconv.Itoa(1000 + s.world.Rand(Name, "access", c.ID).IntN(9000)),
			"createdAt":  now.Unix(), "updatedAt": now.Unix(),
		}
	}
	return success(c.link)
}
