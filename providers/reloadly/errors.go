package reloadly

import (
	"encoding/json"
	"net/http"
	"strings"

	"simdesk/providers"
	"simdesk/providers/wire"
)

// problem is Reloadly's error body; also the two foreign forms it has been
// seen in: Spring's for an unknown path and OAuth's at the sign-in.
type problem struct {
	Message     wire.Text       `json:"message"`
	Code        wire.Text       `json:"errorCode"`
	Path        wire.Text       `json:"path"`
	TimeStamp   json.RawMessage `json:"timeStamp"` // also timestamp
	Details     json.RawMessage `json:"details"`   // anything
	Status      wire.Text       `json:"status"`    // Spring's
	Error       wire.Text       `json:"error"`
	Description wire.Text       `json:"error_description"`
}

// explain says what an answer of the airtime API means.
func explain(r wire.Response) *providers.Error {
	if r.OK() {
		return nil
	}
	p, ok := readProblem(r)
	if !ok {
		return unsigned(r)
	}
	code := p.code()
	e := &providers.Error{Code: code, Detail: p.detail(), Duplicate: code == codeUsed}
	p.sort(code, e)
	if p.recognised(r, code) {
		e.Outcome = providers.Refused
		if r.Status == http.StatusUnauthorized {
			e.Outcome = providers.NotSent
		}
	}
	if p.unknownPath(r) {
		e.Kind, e.Message = providers.KindUnavailable, sayGone
	}
	return e
}

// sellPath is where top-ups are ordered.
const sellPath = "/topups"

// recognised reports whether an answer refuses a top-up in Reloadly's own form:
// its whole error body with nothing besides, about this path, and a code that
// the status belongs to. Then nothing happened (reloadly.md section 5): of the 4xx
// any code will do, of a 401 one about the token, of the 503 just one. Spring's
// answer to an unknown path is the other form.
func (p problem) recognised(r wire.Response, code string) bool {
	if !strings.HasSuffix(string(p.Path), sellPath) {
		return false
	}
	if p.unknownPath(r) {
		return r.Holds("timestamp?", "timeStamp?", "status", "error", "message?", "path") && len(p.TimeStamp) > 0 && p.Status == "404"
	}
	if !r.Holds("timeStamp", "message", "path", "errorCode", "infoLink", "details") || p.Message == "" {
		return false
	}
	only := faults[code].status
	switch r.Status {
	case http.StatusUnauthorized, http.StatusServiceUnavailable:
		return only == r.Status
	}
	return r.Refuses() && (only == 0 || only == r.Status || only == http.StatusServiceUnavailable)
}

// explainSignIn says what an answer of the auth host means.
func explainSignIn(r wire.Response) *providers.Error {
	if r.OK() {
		return nil
	}
	var p problem
	if err := wire.Decode(r.Body, &p); err != nil {
		return unsigned(r)
	}
	e := &providers.Error{Code: p.code(), Detail: p.detail()}
	p.sort(e.Code, e)
	switch r.Status {
	case http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden, http.StatusUnprocessableEntity:
		// What was written in a form that is not Reloadly's is not looked up.
		if e.Kind == "" || e.Kind == providers.KindInvalid {
			e.Kind, e.Message = providers.KindUnauthorized, faults["INVALID_CREDENTIALS"].say
		}
	}
	return e
}

// unsigned is an error that does not carry Reloadly's own body. A proxy may
// have written it while the sale went on behind it, and a "not found" from a
// proxy is no word about an order.
func unsigned(r wire.Response) *providers.Error {
	e := &providers.Error{Detail: words(r.Body)}
	if r.Refuses() && r.Status != http.StatusUnauthorized && r.Status != http.StatusTooManyRequests {
		e.Kind = providers.KindUnavailable
		e.Message = "Reloadly answered with an error that is not its own. Check base_url and the internet connection, then try again."
	}
	return e
}

// readProblem reads an error body; ok is false when it is not from Reloadly.
func readProblem(r wire.Response) (p problem, ok bool) {
	if err := wire.Decode(r.Body, &p); err != nil {
		return problem{}, false
	}
	return p, p.Code != "" || p.Message != "" && p.Path != "" || p.unknownPath(r)
}

// unknownPath reports Spring's answer to a path that does not exist.
func (p problem) unknownPath(r wire.Response) bool {
	return r.Status == http.StatusNotFound && p.Code == "" &&
		(p.Message == "" || strings.EqualFold(string(p.Message), "No message available"))
}

// code is the error code; one of them is printed with a space in it.
func (p problem) code() string {
	return strings.ToUpper(strings.ReplaceAll(string(p.Code), " ", ""))
}

// sort fills in kind and sentence from the tables; what neither knows is left
// to the status.
func (p problem) sort(code string, e *providers.Error) {
	f, ok := faults[code]
	said := strings.ToLower(string(p.Message))
	for _, u := range uncoded {
		if !ok && strings.Contains(said, u.words) {
			f = u.fault
		}
	}
	e.Kind, e.Message, e.RetryAfter = f.kind, f.say, f.wait
}

// detail is Reloadly's own words with what it adds in details.
func (p problem) detail() string {
	all := []string{wire.Plain(p.Message), wire.Plain(p.Error), wire.Plain(p.Description)}
	var list []json.RawMessage
	_ = json.Unmarshal(p.Details, &list)
	for _, d := range list {
		all = append(all, readDetail(d))
	}
	kept := all[:0]
	for _, s := range all {
		if s != "" {
			kept = append(kept, s)
		}
	}
	return strings.Join(kept, "; ")
}

// readDetail reads one detail: a text, or a field and its issue.
func readDetail(raw json.RawMessage) string {
	var text wire.Text
	var o struct {
		Field wire.Text `json:"field"`
		Issue wire.Text `json:"issue"`
	}
	_ = wire.Decode(raw, &text)
	_ = wire.Decode(raw, &o)
	return strings.Trim(wire.Plain(text+o.Field)+": "+wire.Plain(o.Issue), ": ")
}

// words is the beginning of a body that is not JSON.
func words(body []byte) string {
	return wire.Clip(wire.Plain(body[:min(len(body), 1600)]))
}

// refuse is a sale that this client stops before anything is sent.
func refuse(sentence string) *providers.Error {
	return &providers.Error{Kind: providers.KindInvalid, Outcome: providers.NotSent, Provider: name, Message: sentence}
}
