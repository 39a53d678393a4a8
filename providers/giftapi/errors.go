package giftapi

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"simdesk/providers"
	"simdesk/providers/wire"
	"simdesk/providers/wire/loose"
)

// explain finds the fault in an answer. No error shape is documented, so it
// looks wherever a Laravel service puts its words. A spending request that was
// not plainly refused stays unknown and is looked up, which costs a minute where
// the other mistake costs a second charge.
func explain(resp wire.Response) *providers.Error {
	f, isJSON := readFailure(resp.Body)
	if resp.OK() && !f.failed() {
		return nil
	}
	row := f.meaning(resp, isJSON)
	e := &providers.Error{Kind: refusals[row].kind, Why: providers.Because(refusals[row].why), Code: f.code(), Detail: f.detail()}
	switch {
	case row == noPlace:
	case !isJSON:
		e.Detail = opening(resp.Body)
	case resp.Status < 500:
		e.Duplicate = resp.Safety == wire.Once && f.duplicate()
	}
	switch {
	case !f.recognised(resp):
	case resp.Status == http.StatusUnauthorized:
		e.Outcome = notSent
	default:
		e.Outcome = refused
	}
	return e
}

// meaning returns the row of refusals that an answer belongs to, "" where only
// its status says what is wrong.
func (f failure) meaning(resp wire.Response, isJSON bool) string {
	switch {
	case noSuchPlace(resp, f, isJSON):
		return noPlace
	case !isJSON, resp.Status >= 500, resp.Status == http.StatusTooManyRequests:
		return ""
	}
	row := f.said()
	switch {
	case resp.Status == http.StatusUnauthorized && refusals[row].kind != providers.KindUnauthorized:
		return ""
	case resp.OK() && row == "":
		return noReason
	}
	return row
}

// recognised reports whether a spending request was refused in one of the forms
// of giftapi.md section 3, with nothing besides: the service's own envelope, or
// the framework's message alone where the words are the framework's. Of either
// the words must be a refusal that is known, with a status that fits it, or a
// validation of what was in the request. An order that comes with it is none.
// A reference that was seen before is unknown whatever is said here.
func (f failure) recognised(resp wire.Response) bool {
	own := resp.Holds("success", "message", "errors?", "data?") && f.Success.Known && !f.Success.Value
	framework := !resp.OK() && resp.Holds("message", "errors?")
	if !own && !framework || f.Message == "" || f.holdsData() {
		return false
	}
	if f.namesRequest() {
		return resp.OK() || resp.Status == http.StatusUnprocessableEntity
	}
	r := refusals[f.said()]
	return (own || r.bare) && len(f.Errors) == 0 && r.fits(resp)
}

// asked holds what a request's validation may name first in a key, "item" for
// "item.fields.phone", folded.
var asked = map[string]bool{
	"externalid": true, "item": true, "items": true, "sku": true, "skuid": true, "skuuid": true, "fields": true, "quantity": true,
	"phone": true, "amount": true, "account": true, "email": true, "currency": true, "iccid": true, "metadata": true,
}

// namesRequest reports whether every error is about something in the request:
// then it was turned down before anything was done. {"supplier":["No answer in
// time"]} is no validation.
func (f failure) namesRequest() bool {
	for _, x := range f.Errors {
		first, _, _ := strings.Cut(x.Key, ".")
		if !asked[fold(first)] {
			return false
		}
	}
	return len(f.Errors) > 0
}

// noSuchPlace tells an address that is not there from a thing that is not there: only
// the second is an answer about an eSIM or an order.
func noSuchPlace(resp wire.Response, f failure, isJSON bool) bool {
	switch resp.Status {
	case http.StatusGone, http.StatusNotImplemented, http.StatusMethodNotAllowed:
		return true
	case http.StatusNotFound:
		route := strings.Contains(strings.ToLower(f.detail()), "route")
		return !isJSON || route || !aboutOneThing[resp.Op]
	}
	return false
}

// aboutOneThing holds the operations whose 404 means that the thing asked for
// does not exist; for a list or the wallet it is the address that is wrong.
var aboutOneThing = map[string]bool{opSell: true, opTopUp: true, opESIM: true, opOrder: true, opProduct: true}

// The operations whose answer depends on an id, as they appear in logs.
const (
	opSell    = "sell"
	opTopUp   = "topup"
	opESIM    = "esim"
	opOrder   = "order"
	opProduct = "product"
)

// failure is every shape an error may come in.
type failure struct {
	Success loose.Flag      `json:"success"`
	Message words           `json:"message"`
	Error   facts           `json:"error"`
	Errors  facts           `json:"errors"`
	Code    words           `json:"code"`
	Data    json.RawMessage `json:"data"`
}

// readFailure reports whether body is a JSON object at all; else the failure
// is empty.
func readFailure(body []byte) (failure, bool) {
	var f failure
	b := bytes.TrimSpace(body)
	if len(b) == 0 || b[0] != '{' || loose.Decode(body, &f) != nil {
		return failure{}, false
	}
	return f, true
}

// failed reports whether a 2xx answer is a failure in disguise.
func (f failure) failed() bool {
	if f.Success.Known {
		return !f.Success.Value
	}
	return !f.holdsData() && (len(f.Error) > 0 || len(f.Errors) > 0)
}

func (f failure) holdsData() bool {
	s := strings.Trim(string(f.Data), " \t\r\n")
	return s != "" && s != "null" && s != "[]" && s != "{}"
}

func (f failure) code() string {
	if f.Code != "" {
		return string(f.Code)
	}
	return f.Error.value("code", "errorcode")
}

// detail is everything the provider said, each sentence once, in at most 300
// characters.
func (f failure) detail() string {
	said := []string{string(f.Message), f.Error.value("message", "error", "detail", "description", "")}
	for _, x := range f.Errors {
		said = append(said, x.Value)
	}
	var out []string
	for _, s := range said {
		if s != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	r := []rune(strings.Join(out, " "))
	return string(r[:min(len(r), 300)])
}

// opening is the start of an answer that is no JSON, as plain text.
func opening(body []byte) string {
	return loose.Clip(tidy(string(body[:min(len(body), 2000)])))
}
