package fyatu

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"simdesk/providers/sandbox/sim"
)

// cached is how old the figures of a GET may be. Only a refresh is sure to be
// live.
const cached = time.Minute

func (s *Simulator) get(r *http.Request) sim.Answer {
	return s.show(r, "eSIM retrieved successfully", false)
}

func (s *Simulator) refresh(r *http.Request) sim.Answer {
	return s.show(r, "eSIM refreshed successfully", true)
}

func (s *Simulator) show(r *http.Request, message string, live bool) sim.Answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.find(r.PathValue("iccid"))
	if c == nil {
		return s.refuse("ESIM_NOT_FOUND")
	}
	now := s.world.Now()
	if live || c.seen.IsZero() || now.Sub(c.seen) >= cached {
		c.seen, c.last = now, c.state(now)
	}
	return s.success(http.StatusOK, message, c.view(c.last))
}

// list pages over the eSIMs, newest first.
func (s *Simulator) list(r *http.Request) sim.Answer {
	q := r.URL.Query()
	if want := q.Get("status"); want != "" && !slices.Contains([]string{"inactive", "active", "expired", "consumed"}, want) {
		return s.invalid(field{"status", "status must be one of inactive, active, expired, consumed"})
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.world.Now()
	var found []map[string]any
	for _, c := range slices.Backward(s.cards) {
		st := c.state(now)
		if (q.Get("status") == "" || q.Get("status") == st.status) && c.matches(q.Get("search")) {
			found = append(found, c.row(st))
		}
	}
	from, to, about, wrong := s.pagination(r, len(found))
	if wrong != nil {
		return s.invalid(*wrong)
	}
	rows := append([]map[string]any{}, found[from:to]...)
	return s.success(http.StatusOK, "eSIMs retrieved successfully", map[string]any{"esims": rows, "pagination": about})
}

// matches is the list's search: esimId, ICCID and destination.
func (c *card) matches(search string) bool {
	search = strings.ToLower(search)
	for _, text := range []string{c.ID, c.ICCID, c.pack.to.Name} {
		if strings.Contains(strings.ToLower(text), search) {
			return true
		}
	}
	return false
}

func (c *card) row(st state) map[string]any {
	row := c.common(st)
	row["customName"] = nil
	if c.custom != "" {
		row["customName"] = c.custom
	}
	row["package"] = map[string]any{"id": c.pack.id, "name": c.pack.name, "destination": c.pack.to.Name}
	row["data"] = map[string]any{"total": st.Bytes >> 20, "used": st.Used >> 20, "remaining": st.Left >> 20}
	return row
}
