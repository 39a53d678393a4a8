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

// codeGone marks an endpoint that Fyatu no longer serves.
const codeGone = "ENDPOINT_GONE"

const goneMessage = "Fyatu no longer serves this request: it announced the end of its eSIM API for 30 May 2026. " +
	"Sell through another provider and ask Fyatu about eSIMs sold before."

// sayMalformed is for credentials that do not look like Fyatu's.
const sayMalformed = "Fyatu does not take app_id or secret_key: one may be cut short or misspelt. " +
	"Check both under [providers.fyatu] in the configuration."

// fault is what one documented code means to a clerk.
type fault struct {
	kind    providers.ErrorKind
	message string
}

// faults holds every code of the documents.
var faults = map[string]fault{
	"AUTH_TOKEN_MISSING":       {providers.KindUnauthorized, "Fyatu missed the token. Try again; if it stays, simdesk doctor tells more."},
	"AUTH_TOKEN_INVALID":       {providers.KindUnauthorized, "Fyatu refused the token. Try again; if it stays, check app_id and secret_key in the configuration."},
	"AUTH_INVALID_CREDENTIALS": {providers.KindUnauthorized, "Fyatu refused app_id and secret_key. Check both in the configuration against the app's settings at Fyatu."},
	"AUTH_APP_INACTIVE":        {providers.KindUnauthorized, "The app at Fyatu is suspended or archived. Activate it in Fyatu's dashboard."},
	"AUTH_SCOPE_DENIED":        {providers.KindUnauthorized, "This app may not do that. eSIMs need an Issuing App with esim:read and esim:write at Fyatu."},
	"VALIDATION_ERROR":         {providers.KindInvalid, "Fyatu did not accept the request. Check what was entered, then refresh the catalogue and try again."},
	"RESOURCE_NOT_FOUND":       {providers.KindNotFound, "Fyatu does not know this. Check the number or refresh the catalogue."},
	"INSUFFICIENT_BALANCE":     {providers.KindDeclined, "The Fyatu wallet does not cover this. Add money at Fyatu, then sell again."},
	"DUPLICATE_REFERENCE":      {providers.KindDeclined, "Fyatu has seen this order before. It is looked up, not sent again."},
	"RATE_LIMIT_EXCEEDED":      {providers.KindThrottled, "Fyatu asks for fewer requests. Wait a moment, then try again."},
	"INTERNAL_ERROR":           {providers.KindUnavailable, "Fyatu has an internal error. Try again in a moment."},
	"ESIM_NOT_FOUND":           {providers.KindNotFound, "Fyatu does not know this eSIM, or it belongs to another account. Check the ICCID."},
	"INVALID_STATUS":           {providers.KindDeclined, "This eSIM has expired or is used up, so Fyatu does not top it up. Sell a new one."},
	"PACKAGE_NOT_FOUND":        {providers.KindNotFound, "Fyatu no longer has this package. Refresh the catalogue and choose another."},
	"PURCHASE_FAILED":          {providers.KindDeclined, "The network behind Fyatu did not sell it. Try again later or choose another package."},
	"TOPUP_FAILED":             {providers.KindDeclined, "The network behind Fyatu did not take the top-up; the eSIM is as it was. Try again later."},
	"REGION_NOT_FOUND":         {providers.KindInvalid, "Fyatu cannot tell where this eSIM belongs, so it lists no top-ups for it. Sell a new one."},
	"REFRESH_FAILED":           {providers.KindUnavailable, "Fyatu could not read this eSIM from the network. Try again in a moment."},
	"SERVICE_UNAVAILABLE":      {providers.KindUnavailable, "The network behind Fyatu does not answer. Try again in a moment."},
}

// answer is what every body may hold besides its data. Where an error keeps
// its code is not documented for this version, so every likely place is read.
type answer struct {
	Success   wire.Flag       `json:"success"`
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
	if code == "" {
		code = documentedIn(r.Body)
	}
	e := &providers.Error{Code: code, Detail: detail, RequestID: string(a.Meta.V.RequestID)}
	f, known := faults[code]
	e.Kind, e.Message = f.kind, f.message
	e.Outcome = outcome(code, r.Status)
	e.Duplicate = code == "DUPLICATE_REFERENCE"
	switch {
	case r.Op == opSignIn && malformed(r, code):
		e.Kind, e.Outcome, e.Message = providers.KindUnauthorized, providers.NotSent, sayMalformed
	case gone(r, known):
		e.Kind, e.Outcome, e.Code, e.Message = providers.KindUnavailable, providers.Refused, codeGone, goneMessage
		if r.Safety == wire.Once && r.Status >= 500 {
			e.Outcome = providers.Unknown // a proxy says 501, too, and knows nothing of what ran
		}
	case r.Safety == wire.Once && a.holdsOrder() && e.Outcome != providers.NotSent:
		e.Kind, e.Outcome, e.Message = providers.KindUnknownOutcome, providers.Unknown, ""
	case good && !known:
		e.Kind, e.Message = providers.KindUnavailable, "Fyatu answered that it did not succeed. Try again in a moment."
	case r.Status == http.StatusPaymentRequired && !known:
		e.Message = faults["INSUFFICIENT_BALANCE"].message
	}
	if e.Code == "" {
		e.Code = "HTTP_" + strconv.Itoa(r.Status)
	}
	if e.Detail == "" {
		e.Detail = wire.Clip(wire.Plain(r.Body))
	}
	return e
}

// malformed reports whether a sign-in was refused for how it was written: a
// secret that was cut short is not even looked up.
func malformed(r wire.Response, code string) bool {
	return code == "VALIDATION_ERROR" || code == "" && (r.Status == http.StatusBadRequest || r.Status == http.StatusUnprocessableEntity)
}

// holdsOrder reports whether a purchase comes with the error: then it is no
// refusal, whatever its code.
func (a answer) holdsOrder() bool {
	var p purchase
	return wire.Decode(a.Data, &p) == nil && (p.OrderID != "" || len(p.ESIMs) > 0)
}

// outcome tells what a code proves where the status alone does not: a token
// that was refused never ran anything, and a refusal inside a 200 is one too.
func outcome(code string, status int) providers.Outcome {
	switch code {
	case "AUTH_TOKEN_MISSING", "AUTH_TOKEN_INVALID":
		if status < 500 {
			return providers.NotSent
		}
	case "INSUFFICIENT_BALANCE", "PACKAGE_NOT_FOUND", "ESIM_NOT_FOUND", "INVALID_STATUS", "VALIDATION_ERROR", "PURCHASE_FAILED", "TOPUP_FAILED":
		if status < 300 {
			return providers.Refused
		}
	}
	return providers.Unknown
}

// gone reports whether the endpoint itself is missing, which must not read as
// "no such eSIM": a 404 without a documented code, a 410, a 501.
func gone(r wire.Response, documented bool) bool {
	if slices.Contains([]string{opSignIn, opWallet, opTransactions}, r.Op) {
		return false
	}
	return r.Status == http.StatusGone || r.Status == http.StatusNotImplemented || r.Status == http.StatusNotFound && !documented
}

// said returns the code and the words of an error.
func (a answer) said() (code, detail string) {
	inner := innerError{}
	var text wire.Text
	switch {
	case wire.Decode(a.Error, &inner) == nil:
	case wire.Decode(a.Error, &text) == nil && codeWord.MatchString(string(text)):
		inner.Code = text
	default:
		inner.Message = wire.Text(wire.Clean(string(text)))
	}
	var nested innerError
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
	if wire.Decode(raw, &byField) != nil {
		return nil
	}
	var lines []string
	for field, messages := range byField {
		for _, m := range messages {
			lines = append(lines, field+": "+string(m))
		}
	}
	slices.Sort(lines)
	return lines
}
