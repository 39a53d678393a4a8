package reloadly

import (
	"mime"
	"net/http"
	"strconv"

	"simdesk/providers/sandbox/sim"
)

// trouble is an error in the form that all of Reloadly's products share. A
// code of "" goes out as null: then only the message tells.
type trouble struct {
	status        int
	code, message string
	details       []any // strings and {"field","issue"} objects mixed
}

func (s *Simulator) refuse(r *http.Request, t trouble) sim.Answer {
	return sim.Answer{Status: t.status, Body: errorBody(stamp(s.world.Now()), r.URL.Path, t)}
}

func errorBody(at, path string, t trouble) map[string]any {
	var code any
	if t.code != "" {
		code = t.code
	}
	if t.details == nil {
		t.details = []any{}
	}
	return map[string]any{"timeStamp": at, "message": t.message, "path": path, "errorCode": code, "infoLink": nil, "details": t.details}
}

// spring is how the framework under Reloadly answers before any of Reloadly's
// own code runs.
func (s *Simulator) spring(status int, r *http.Request) sim.Answer {
	return sim.Answer{Status: status, Body: map[string]any{
		"timestamp": s.world.Now().UTC().Format("2006-01-02T15:04:05.000-07:00"), "status": status,
		"error": http.StatusText(status), "path": r.URL.Path,
	}}
}

// invalidInput is how a request with a missing or malformed field is refused.
func invalidInput(field, issue string) trouble {
	return trouble{http.StatusBadRequest, "INVALID_INPUT_PROVIDED", "Invalid input provided: " + field + " " + issue,
		[]any{field + " " + issue, map[string]string{"field": field, "issue": issue}}}
}

func isJSON(r *http.Request) bool {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return err == nil && kind == "application/json"
}

// page cuts a page out of a list and wraps it as Spring does. Page 0 is page 1
// again, the number in the answer counts from 0, and a page past the end is
// empty.
func page[T any](s *Simulator, r *http.Request, all []T, most int) sim.Answer {
	number, size := 1, 200
	for name, into := range map[string]*int{"page": &number, "size": &size} {
		if !r.URL.Query().Has(name) {
			continue
		}
		n, err := strconv.Atoi(r.URL.Query().Get(name))
		if err != nil || n < 0 || n > 1e6 {
			return s.refuse(r, invalidInput(name, "must be a positive integer"))
		}
		*into = n
	}
	number, size = max(number, 1)-1, min(max(size, 1), most)
	from := min(number*size, len(all))
	rows := all[from:min(from+size, len(all))]
	if rows == nil {
		rows = []T{}
	}
	pages := (len(all) + size - 1) / size
	sort := map[string]bool{"sorted": false, "unsorted": true, "empty": true}
	return sim.Answer{Body: map[string]any{
		"content": rows,
		"pageable": map[string]any{"sort": sort, "pageNumber": number, "pageSize": size, "offset": number * size,
			"paged": true, "unpaged": false},
		"totalPages": pages, "totalElements": len(all), "last": number >= pages-1, "first": number == 0,
		"numberOfElements": len(rows), "size": size, "number": number, "sort": sort, "empty": len(rows) == 0,
	}}
}
