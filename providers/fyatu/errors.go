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
	"simdesk/providers/wire/loose"
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

// refusal is what one documented code means: to a clerk, and for the money where
// it answers a purchase or a top-up with a status that it is documented with.
type refusal struct {
	kind     providers.ErrorKind
	outcome  providers.Outcome // Unknown also where it is documented for other requests only
	why      string
	statuses []int
}

// refusals holds every code of the documents.
// Source: Fyatu docs, "Errors", "Purchase eSIM", "Top-up eSIM".
var refusals = map[string]refusal{
	"AUTH_TOKEN_MISSING":       {providers.KindUnauthorized, providers.NotSent, "fyatu.auth_token_missing", []int{401}},
	"AUTH_TOKEN_INVALID":       {providers.KindUnauthorized, providers.NotSent, "fyatu.auth_token_invalid", []int{401}},
	"AUTH_INVALID_CREDENTIALS": {providers.KindUnauthorized, providers.Unknown, "fyatu.auth_invalid_credentials", []int{401}},
	"AUTH_APP_INACTIVE":        {providers.KindUnauthorized, providers.Refused, "fyatu.auth_app_inactive", []int{401, 403}},
	"AUTH_SCOPE_DENIED":        {providers.KindUnauthorized, providers.Refused, "fyatu.auth_scope_denied", []int{403}},
	"VALIDATION_ERROR":         {providers.KindInvalid, providers.Refused, "fyatu.validation_error", []int{400, 422}},
	"RESOURCE_NOT_FOUND":       {providers.KindNotFound, providers.Refused, "fyatu.resource_not_found", []int{404}},
	"INSUFFICIENT_BALANCE":     {providers.KindDeclined, providers.Refused, "fyatu.insufficient_balance", []int{402}},
	"DUPLICATE_REFERENCE":      {providers.KindDeclined, providers.Unknown, "fyatu.duplicate_reference", []int{409}},
	"RATE_LIMIT_EXCEEDED":      {providers.KindThrottled, providers.Refused, "fyatu.rate_limit_exceeded", []int{429}},
	"INTERNAL_ERROR":           {providers.KindUnavailable, providers.Unknown, "fyatu.internal_error", []int{500}},
	"ESIM_NOT_FOUND":           {providers.KindNotFound, providers.Refused, "fyatu.esim_not_found", []int{404}},
	"INVALID_STATUS":           {providers.KindDeclined, providers.Refused, "fyatu.invalid_status", []int{400}},
	"PACKAGE_NOT_FOUND":        {providers.KindNotFound, providers.Refused, "fyatu.package_not_found", []int{404}},
	"PURCHASE_FAILED":          {providers.KindDeclined, providers.Refused, "fyatu.purchase_failed", []int{400}},
	"TOPUP_FAILED":             {providers.KindDeclined, providers.Refused, "fyatu.topup_failed", []int{400}},
	"REGION_NOT_FOUND":         {providers.KindInvalid, providers.Unknown, "fyatu.region_not_found", []int{400}},
	"REFRESH_FAILED":           {providers.KindUnavailable, providers.Unknown, "fyatu.refresh_failed", []int{400}},
	"SERVICE_UNAVAILABLE":      {providers.KindUnavailable, providers.Unknown, "fyatu.service_unavailable", []int{503}},
}

// answer is what every body may hold besides its data. Where an error keeps
// its code is not documented for this version, so every likely place is read.
type answer struct {
	Success   loose.Flag      `json:"success"`
	Status    loose.Text      `json:"status"`
	Message   loose.Text      `json:"message"`
	Code      loose.Text      `json:"code"`
	ErrorCode loose.Text      `json:"errorCode"`
	Error     json.RawMessage `json:"error"`
	Errors    json.RawMessage `json:"errors"`
	Data      json.RawMessage `json:"data"`
	Meta      object[struct {
		RequestID loose.Text `json:"requestId"`
	}] `json:"meta"`
}

type innerError struct {
	Code    loose.Text      `json:"code"`
	Detail  loose.Text      `json:"detail"`
	Message loose.Text      `json:"message"`
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
	readable := loose.Decode(r.Body, &a) == nil
	good := r.OK()
	if good && (!readable || a.Success.Value || !a.Success.Known) {
		return nil
	}
	code, detail := a.said()
	e := &providers.Error{Code: code, Detail: detail, RequestID: string(a.Meta.V.RequestID)}
	if a.recognised(r, code) {
		e.Outcome = refusals[code].outcome
	}
	e.Code = cmp.Or(e.Code, documentedIn(r.Body))
	f, known := refusals[e.Code]
	if known {
		e.Kind, e.Why = f.kind, providers.Because(f.why)
	}
	e.Duplicate = e.Code == "DUPLICATE_REFERENCE"
	switch {
	case r.Op == opSignIn && malformed(r, code):
		e.Kind, e.Why = providers.KindUnauthorized, providers.Because("fyatu.malformed")
	case known:
	case a.noSuchPlace(r):
		e.Kind, e.Code, e.Why = providers.KindUnavailable, codeGone, providers.Because("fyatu.gone")
	case r.Status == http.StatusNotFound, r.Status == http.StatusGone:
		e.Kind, e.Why = providers.KindUnavailable, providers.Because("fyatu.not_its_error")
	case good:
		e.Kind, e.Why = providers.KindUnavailable, providers.Because("fyatu.no_success")
	}
	e.Code = cmp.Or(e.Code, "HTTP_"+strconv.Itoa(r.Status))
	e.Detail = cmp.Or(e.Detail, loose.Clip(loose.Plain(r.Body)))
	return e
}

// recognised reports whether an answer is an error as Fyatu's documents print
// them: the whole envelope, about the status it came with, a code in one of the
// places for it that the status belongs to, and nothing beside it.
func (a answer) recognised(r wire.Response, code string) bool {
	return a.enveloped(r) && slices.Contains(refusals[code].statuses, r.Status) && !a.holdsData()
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
	var text loose.Text
	_ = loose.Decode(a.Error, &inner) // an object
	_ = loose.Decode(a.Error, &text)  // or a word
	if codeWord.MatchString(string(text)) {
		inner.Code = text
	} else {
		inner.Message = cmp.Or(inner.Message, text)
	}
	_ = loose.Decode(a.Data, &nested)
	code = string(cmp.Or(inner.Code, a.Code, a.ErrorCode, nested.Code))
	detail = string(cmp.Or(inner.Detail, inner.Message, a.Message, nested.Message))
	for _, line := range append(fieldErrors(inner.Fields), fieldErrors(a.Errors)...) {
		detail = strings.TrimPrefix(detail+"; "+line, "; ")
	}
	return strings.ToUpper(code), loose.Clip(detail)
}

// documentedIn finds a documented code wherever it stands in a body.
func documentedIn(body []byte) string {
	for _, m := range quotedCode.FindAllSubmatch(body, -1) {
		if _, ok := refusals[string(m[1])]; ok {
			return string(m[1])
		}
	}
	return ""
}

// fieldErrors reads [{"field","message"}] or {"field":["message"]}.
func fieldErrors(raw json.RawMessage) []string {
	var list []struct{ Field, Message loose.Text }
	if loose.Decode(raw, &list) == nil {
		lines := make([]string, 0, len(list))
		for _, l := range list {
			lines = append(lines, strings.TrimPrefix(string(l.Field)+": "+string(l.Message), ": "))
		}
		return lines
	}
	var byField map[string]loose.List[loose.Text]
	_ = loose.Decode(raw, &byField) // what can be read is told
	var lines []string
	for field, messages := range byField {
		for _, m := range messages {
			lines = append(lines, field+": "+string(m))
		}
	}
	slices.Sort(lines)
	return lines
}
