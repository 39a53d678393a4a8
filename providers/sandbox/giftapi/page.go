package giftapi

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"simdesk/providers/sandbox/sim"
)

// cursor is what the documented cursors hold when they are decoded. The one of
// the history has a time in place of the id; here it has both, so that two
// rows of one second are not lost.
type cursor struct {
	CreatedAt string `json:"created_at,omitempty"`
	ID        int    `json:"id"`
	Next      bool   `json:"_pointsToNextItems"`
}

func (c cursor) String() string {
	b, err := json.Marshal(c)
	if err != nil {
		return "" // its fields always marshal
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

// cursorOf decodes a cursor. One that means nothing is taken for none, as the
// framework does.
func cursorOf(text string) (cursor, bool) {
	var c cursor
	b, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || json.Unmarshal(b, &c) != nil || c.ID == 0 {
		return cursor{}, false
	}
	return c, true
}

// row is an entry of a list with what a cursor points at.
type row struct {
	id   int
	at   time.Time // zero where the cursor has no time
	view func() any
}

// perPage reads how long a page is.
func perPage(r *http.Request, w *wrongs, usual, most int) int {
	text := r.URL.Query().Get("per_page")
	if text == "" {
		return usual
	}
	n, err := strconv.Atoi(text)
	switch {
	case err != nil:
		w.add("per_page", "The :attribute field must be an integer.")
	case n < 1:
		w.add("per_page", "The :attribute field must be at least 1.")
	case n > most:
		w.add("per_page", fmt.Sprintf("The :attribute field must not be greater than %d.", most))
	}
	return n
}

// paged cuts the page that the cursor points at out of a list. A cursor names
// a row and not a position, so rows that come in at the front move nothing.
func paged(r *http.Request, rows []row, newestFirst bool, size int) sim.Answer {
	from, to := 0, min(size, len(rows))
	if c, ok := cursorOf(r.URL.Query().Get("cursor")); ok {
		passed := func(id int) bool { return (id > c.ID) != newestFirst && id != c.ID }
		if c.Next {
			for from < len(rows) && !passed(rows[from].id) {
				from++
			}
			to = min(from+size, len(rows))
		} else {
			to = 0
			for to < len(rows) && rows[to].id != c.ID && !passed(rows[to].id) {
				to++
			}
			from = max(0, to-size)
		}
	}
	list := []any{}
	for _, x := range rows[from:to] {
		list = append(list, x.view())
	}
	meta := map[string]any{"next_cursor": nil, "prev_cursor": nil, "per_page": size}
	if to < len(rows) && to > from {
		meta["next_cursor"] = rows[to-1].cursor(true).String()
	}
	if from > 0 && to > from {
		meta["prev_cursor"] = rows[from].cursor(false).String()
	}
	return sim.Answer{Body: map[string]any{"success": true, "data": list, "meta": meta}}
}

func (x row) cursor(next bool) cursor {
	c := cursor{ID: x.id, Next: next}
	if !x.at.IsZero() {
		c.CreatedAt = x.at.UTC().Format(time.DateTime)
	}
	return c
}
