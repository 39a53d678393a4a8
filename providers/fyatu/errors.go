package fyatu

import (
	"cmp"
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"simdesk/providers"
	"simdesk/providers/wire"
)

// What requests are for. explain tells by them what an answer is about.
const (
	opSignIn       = "sign-in"
	opWallet       = "balance"
	opTransactions = "transactions"
	opCatalog      = "catalogue"
	opSell         = "sell"
	opList         = "esim list"
	opESIM         = "esim"
	opRefresh      = "usage"
	opTopUps       = "top-up packages"
	opTopUp        = "top-up"
)

// codeGone marks an endpoint that Fyatu itself calls gone.
const codeGone = "ENDPOINT_GONE"

const goneMessage = "Fyatu no longer serves this request: it announced the end of its eSIM API for 30 May 2026. " +
	"Sell through another provider and ask Fyatu about eSIMs sold before."

// sayMalformed is for credentials that do not look like Fyatu's.
const sayMalformed = "Fyatu does not take app_id or secret_key: one may be cut short or misspelt. " +
	"Check both under [providers.fyatu] in the configuration."

// sayForeign is for a missing address in words that are not Fyatu's: it says
// nothing about an eSIM or a package.
const sayForeign = "Fyatu's address answered with an error that is not Fyatu's own. Check base_url and the internet connection, then try again."

// fault is what one documented code means: to a clerk, and for the money where
// it answers a purchase or a top-up with a status that it is documented with.
type fault struct {
	kind     providers.ErrorKind
	statuses []int
	proves   providers.Outcome
	message  string
}

// The outcomes as the table below reads best; open is also for what is
// documented for other requests only.
const (
	open    = providers.Unknown
	notSent = providers.NotSent
	refused = providers.Refused
)

// faults holds every code of the documents.
// Source: Fyatu docs, "Errors", "Purchase eSIM", "Top-up eSIM".
var faults = map[string]fault{
	"AUTH_TOKEN_MISSING":       {providers.KindUnauthorized, []int{401}, notSent, "Fyatu missed the token. Try again; if it stays, simdesk doctor tells more."},
	"AUTH_TOKEN_INVALID":       {providers.KindUnauthorized, []int{401}, notSent, "Fyatu refused the token. Try again; if it stays, check app_id and secret_key in the configuration."},
	"AUTH_INVALID_CREDENTIALS": {providers.KindUnauthorized, []int{401}, open, "Fyatu refused app_id and secret_key. Check both in the configuration against the app's settings at Fyatu."},
	"AUTH_APP_INACTIVE":        {providers.KindUnauthorized, []int{401, 403}, refused, "The app at Fyatu is suspended or archived. Activate it in Fyatu's dashboard."},
	"AUTH_SCOPE_DENIED":        {providers.KindUnauthorized, []int{403}, refused, "This app may not do that. eSIMs need an Issuing App with esim:read and esim:write at Fyatu."},
	"VALIDATION_ERROR":         {providers.KindInvalid, []int{400, 422}, refused, "Fyatu did not accept the request. Check what was entered, then refresh the catalogue and try again."},
	"RESOURCE_NOT_FOUND":       {providers.KindNotFound, []int{404}, refused, "Fyatu does not know this. Check the number or refresh the catalogue."},
	"INSUFFICIENT_BALANCE":     {providers.KindDeclined, []int{402}, refused, "The Fyatu wallet does not cover this. Add money at Fyatu, then sell again."},
	"DUPLICATE_REFERENCE":      {providers.KindDeclined, []int{409}, open, "Fyatu has seen this order before. It is looked up, not sent again."},
	"RATE_LIMIT_EXCEEDED":      {providers.KindThrottled, []int{429}, refused, "Fyatu asks for fewer requests. Wait a moment, then try again."},
	"INTERNAL_ERROR":           {providers.KindUnavailable, []int{500}, open, "Fyatu has an internal error. Try again in a moment."},
	"ESIM_NOT_FOUND":           {providers.KindNotFound, []int{404}, refused, "Fyatu does not know this eSIM, or it belongs to another account. Check the ICCID."},
	"INVALID_STATUS":           {providers.KindDeclined, []int{400}, refused, "This eSIM has expired or is used up, so Fyatu does not top it up. Sell a new one."},
	"PACKAGE_NOT_FOUND":        {providers.KindNotFound, []int{404}, refused, "Fyatu no longer has this package. Refresh the catalogue and choose another."},
	"PURCHASE_FAILED":          {providers.KindDeclined, []int{400}, refused, "The network behind Fyatu did not sell it. Try again later or choose another package."},
	"TOPUP_FAILED":             {providers.KindDeclined, []int{400}, refused, "The network behind Fyatu did not take the top-up; the eSIM is as it was. Try again later."},
	"REGION_NOT_FOUND":         {providers.KindInvalid, []int{400}, open, "Fyatu cannot tell where this eSIM belongs, so it lists no top-ups for it. Sell a new one."},
	"REFRESH_FAILED":           {providers.KindUnavailable, []int{400}, open, "Fyatu could not read this eSIM from the network. Try again in a moment."},
	"SERVICE_UNAVAILABLE":      {providers.KindUnavailable, []int{503}, open, "The network behind Fyatu does not answer. Try again in a moment."},
}

// answer is what every body may hold besides its data. Where an error keeps
// its code is not documented for this version, so every likely place is read.
type answer struct {
	Success   wire.Flag       `json:"success"`
	Status    wire.Text       `json:"status"`
	Message   wire.Text       `json:"message"`
	Code      wire.Text       `json:"code"`
	ErrorCode wire.Text       `json:"errorCode"`
	Error     json.RawMessage `json:"error"`
	Errors    json.RawMessage `json:"errors"`
	Data      json.RawMessage `json:"data"`
	Meta      object[struct {
		RequestID wire.Text `json:"requestId"`
	}] `json:"meta"`
}

type innerError struct {
	Code    wire.Text       `json:"code"`
	Detail  wire.Text       `json:"detail"`
	Message wire.Text       `json:"message"`
	Fields  json.RawMessage `json:"fields"`
}

var (
	codeWord   = regexp.MustCompile(`^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$`)
	quotedCode = regexp.MustCompile(`"([A-Z]+(?:_[A-Z]+)+)"`)
)

// explain turns an answer into what it means, nil when it is no error. A 2xx
// that does not say "success" is left to the decoder, which calls it unreadable.
func explain(r wire.Response) *providers.Error {
	var a answer
	readable := wire.Decode(r.Body, &a) == nil
	good := r.OK()
	if good && (!readable || a.Success.Value || !a.Success.Known) {
		return nil
	}
	code, detail := a.said()
	e := &providers.Error{Code: code, Detail: detail, RequestID: string(a.Meta.V.RequestID)}
	if a.recognised(r, code) {
		e.Outcome = faults[code].proves
	}
	e.Code = cmp.Or(e.Code, documentedIn(r.Body))
	f, known := faults[e.Code]
	e.Kind, e.Message = f.kind, f.message
	e.Duplicate = e.Code == "DUPLICATE_REFERENCE"
	switch {
	case r.Op == opSignIn && malformed(r, code):
		e.Kind, e.Message = providers.KindUnauthorized, sayMalformed
	case known:
	case a.noSuchPlace(r):
		e.Kind, e.Code, e.Message = providers.KindUnavailable, codeGone, goneMessage
	case r.Status == http.StatusNotFound, r.Status == http.StatusGone:
		e.Kind, e.Message = providers.KindUnavailable, sayForeign
	case good:
		e.Kind, e.Message = providers.KindUnavailable, "Fyatu answered that it did not succeed. Try again in a moment."
	}
	e.Code = cmp.Or(e.Code, "HTTP_"+strconv.Itoa(r.Status))
	e.Detail = cmp.Or(e.Detail, wire.Clip(wire.Plain(r.Body)))
	return e
}

// recognised reports whether an answer is an error as Fyatu's documents print
// them: the whole envelope, about the status it came with, a code in one of the
// places for it that the status belongs to, and nothing beside it.
func (a answer) recognised(r wire.Response, code string) bool {
	return a.enveloped(r) && slices.Contains(faults[code].statuses, r.Status) && !a.holdsData()
}

// enveloped reports whether an error stands in Fyatu's whole envelope.
func (a answer) enveloped(r wire.Response) bool {
	return r.Holds("success", "status", "message", "meta", "…") && a.Success.Known && !a.Success.Value &&
		string(a.Status) == strconv.Itoa(r.Status) && a.Message != "" && a.Meta.V.RequestID != ""
}

// malformed reports whether a sign-in was refused for how it was written: a
// secret that was cut short is not even looked up.
func malformed(r wire.Response, code string) bool {
	return code == "VALIDATION_ERROR" || code == "" && (r.Status == http.StatusBadRequest || r.Status == http.StatusUnprocessableEntity)
}

// holdsData reports whether anything but the error's own words comes with it,
// such as a purchase: then it is no refusal, whatever its code.
func (a answer) holdsData() bool {
	switch string(a.Data) {
	case "", "null", "[]":
		return false
	}
	return !wire.Response{Body: a.Data}.Holds("code?", "detail?", "message?", "fields?")
}

// noSuchPlace reports whether Fyatu itself says that an eSIM endpoint is no more. What
// it will say is not documented: 410 is the word that HTTP has for it. Any other
// missing address may be a proxy's.
func (a answer) noSuchPlace(r wire.Response) bool {
	return r.Status == http.StatusGone && a.enveloped(r) && !slices.Contains([]string{opSignIn, opWallet, opTransactions}, r.Op)
}

// said returns the code and the words of an error.
func (a answer) said() (code, detail string) {
	var inner, nested innerError
	var text wire.Text
	_ = wire.Decode(a.Error, &inner) // an object
	_ = wire.Decode(a.Error, &text)  // or a word
	if codeWord.MatchString(string(text)) {
		inner.Code = text
	} else {
		inner.Message = cmp.Or(inner.Message, text)
	}
	_ = wire.Decode(a.Data, &nested)
	code = string(cmp.Or(inner.Code, a.Code, a.ErrorCode, nested.Code))
	detail = string(cmp.Or(inner.Detail, inner.Message, a.Message, nested.Message))
	for _, line := range append(fieldErrors(inner.Fields), fieldErrors(a.Errors)...) {
		detail = strings.TrimPrefix(detail+"; "+line, "; ")
	}
	return strings.ToUpper(code), wire.Clip(detail)
}

// documentedIn finds a documented code wherever it stands in a body.
func documentedIn(body []byte) string {
	for _, m := range quotedCode.FindAllSubmatch(body, -1) {
		if _, ok := faults[string(m[1])]; ok {
			return string(m[1])
		}
	}
	return ""
}

// fieldErrors reads [{"field","message"}] or {"field":["message"]}.
func fieldErrors(raw json.RawMessage) []string {
	var list []struct{ Field, Message wire.Text }
	if wire.Decode(raw, &list) == nil {
		lines := make([]string, 0, len(list))
		for _, l := range list {
			lines = append(lines, strings.TrimPrefix(string(l.Field)+": "+string(l.Message), ": "))
		}
		return lines
	}
	var byField map[string]wire.List[wire.Text]
	_ = wire.Decode(raw, &byField) // what can be read is told
	var lines []string
	for field, messages := range byField {
		for _, m := range messages {
			lines = append(lines, field+": "+string(m))
		}
	}
	slices.Sort(lines)
	return lines
}
