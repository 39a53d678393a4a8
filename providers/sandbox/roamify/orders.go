package roamify

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"simdesk/providers/sandbox/sim"
)

// exclusive reads the one of several query values that must be given.
func exclusive(q url.Values, keys ...string) (key, value, wrong string) {
	for _, k := range keys {
		v := q.Get(k)
		if v == "" {
			continue
		}
		if value != "" {
			return "", "", `"value" contains a conflict between exclusive peers [` + joined(keys) + `]`
		}
		key, value = k, v
	}
	if value == "" {
		return "", "", `"value" must contain at least one of [` + joined(keys) + `]`
	}
	return key, value, ""
}

func joined(keys []string) string {
	out := keys[0]
	for _, k := range keys[1:] {
		out += ", " + k
	}
	return out
}

// order looks one up. Of several orders with one referenceId the newest is
// found.
func (s *Simulator) order(r *http.Request) sim.Answer {
	key, value, wrong := exclusive(r.URL.Query(), "orderId", "referenceId")
	if wrong != "" {
		return invalid(wrong)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, o := range slices.Backward(s.orders) {
		if (key == "orderId" && o.id == value) || (key == "referenceId" && o.reference == value) {
			return success(o.view(s.world.Now()))
		}
	}
	return failed(http.StatusNotFound, "Order not found")
}

// limited reads the limit of a list, 50 unless told.
func limited(q url.Values) (int, string) {
	if !q.Has("limit") {
		return 50, ""
	}
	n, err := strconv.Atoi(q.Get("limit"))
	if err != nil || n < 1 {
		return 0, `"limit" must be a positive number`
	}
	return n, ""
}

// listOrders has a limit but no pages: what is older cannot be listed.
func (s *Simulator) listOrders(r *http.Request) sim.Answer {
	q := r.URL.Query()
	limit, wrong := limited(q)
	if wrong != "" {
		return invalid(wrong)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.world.Now()
	list := []map[string]any{}
	for _, o := range newest(s.orders, q, limit, func(o *order) (string, string) { return o.status(now), o.reference }) {
		list = append(list, o.view(now))
	}
	return success(map[string]any{"orders": list})
}

// history lists every plan that was put on an eSIM, oldest first.
func (s *Simulator) history(r *http.Request) sim.Answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, refusal := s.byICCID(r.URL.Query().Get("iccid"))
	if c == nil {
		return refusal
	}
	list := make([]map[string]any, len(c.history))
	for i, it := range c.history {
		list[i] = it.view()
	}
	return success(list)
}

// newest are the last of all, newest first, that have the status and the
// referenceId that the query asks for.
func newest[T any](all []T, q url.Values, limit int, about func(T) (status, reference string)) []T {
	var found []T
	for _, one := range slices.Backward(all) {
		status, reference := about(one)
		if len(found) == limit {
			break
		}
		if asks(q, "status", status) && asks(q, "referenceId", reference) {
			found = append(found, one)
		}
	}
	return found
}

// asks reports whether the query wants this value, or any.
func asks(q url.Values, key, value string) bool { return q.Get(key) == "" || q.Get(key) == value }
