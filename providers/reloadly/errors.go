package reloadly

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"

	"simdesk/providers"
	"simdesk/providers/wire"
	"simdesk/providers/wire/loose"
)

// Codes that say more than what the table has.
const (
	codeUsed   = "CUSTOM_IDENTIFIER_ALREADY_USED"
	codeRecent = "PHONE_RECENTLY_RECHARGED"
)

// recently is how long a number that was topped up takes nothing more.
const recently = 2 * time.Minute

// refusal is what one of Reloadly's codes means at the counter, and for the money
// where it answers a top-up in Reloadly's own form.
type refusal struct {
	kind    providers.ErrorKind
	outcome providers.Outcome
	why     string
	status  int // the one that it comes with
}

// any4xx stands where the status is not told.
const any4xx = 0

// The outcomes as the tables below read best; open is for what comes with a
// status that anybody on the way may have written.
const (
	open    = providers.Unknown
	notSent = providers.NotSent
	refused = providers.Refused
)

// refusals holds every code of reloadly.md section 7 for airtime and sign-in.
var refusals = map[string]refusal{
	"INSUFFICIENT_BALANCE":                          {providers.KindDeclined, refused, "reloadly.wallet", any4xx},
	"MAX_DAILY_TRANSACTION_COUNT_REACHED":           {providers.KindDeclined, refused, "reloadly.daily_limit", any4xx},
	"MAX_DAILY_TRANSACTION_AMOUNT_REACHED":          {providers.KindDeclined, refused, "reloadly.daily_limit", any4xx},
	"INACTIVE_ACCOUNT":                              {providers.KindDeclined, refused, "reloadly.account", any4xx},
	"ACCOUNT_NOT_FOUND":                             {providers.KindDeclined, refused, "reloadly.account", any4xx},
	"TRANSACTION_CANNOT_BE_PROCESSED_AT_THE_MOMENT": {providers.KindDeclined, refused, "reloadly.failed", any4xx},
	"TOPUP_TRANSACTION_FAILED":                      {providers.KindDeclined, refused, "reloadly.failed", any4xx},
	"REQUEST_PROCESSING_FAILED":                     {providers.KindDeclined, refused, "reloadly.failed", any4xx},
	"TRANSACTION_REJECTED_BY_OPERATOR":              {providers.KindDeclined, refused, "reloadly.operator", any4xx},
	"TRANSACTION_REFUSED_BY_OPERATOR":               {providers.KindDeclined, refused, "reloadly.operator", any4xx},
	"TRANSACTION_FAILED_ON_OPERATOR":                {providers.KindDeclined, refused, "reloadly.operator", any4xx},
	"UNMAPPED_PROVIDER_ERROR_CODE":                  {providers.KindDeclined, refused, "reloadly.operator", any4xx},
	"RECIPIENT_REACHED_MAX_TOPUP_NUMBER":            {providers.KindDeclined, refused, "reloadly.number_limit", any4xx},
	"RECIPIENT_HAS_PENDING_TRANSACTION":             {providers.KindDeclined, refused, "reloadly.number_pending", any4xx},
	codeRecent:                                      {providers.KindThrottled, refused, "reloadly.number_recent", any4xx},
	codeUsed:                                        {providers.KindDeclined, refused, "reloadly.seen_before", any4xx},

	"OPERATOR_UNAVAILABLE_OR_CURRENTLY_INACTIVE":  {providers.KindUnavailable, refused, "reloadly.operator_down", 503},
	"OPERATOR_NOT_IN_SERVICE":                     {providers.KindUnavailable, refused, "reloadly.operator_down", any4xx},
	"CONNECTION_TO_OPERATOR_TEMPORARILY_DOWN":     {providers.KindUnavailable, refused, "reloadly.operator_down", any4xx},
	"CONNECTION_TO_OPERATOR_FAILED":               {providers.KindUnavailable, refused, "reloadly.operator_down", any4xx},
	"SERVICE_TO_OPERATOR_TEMPORARILY_UNAVAILABLE": {providers.KindUnavailable, refused, "reloadly.operator_down", any4xx},
	"PROVIDER_INTERNAL_ERROR":                     {providers.KindUnavailable, refused, "reloadly.operator_down", any4xx},
	"REQUEST_FAILED_ON_PROVIDER":                  {providers.KindUnavailable, refused, "reloadly.operator_down", any4xx},
	"INTERNAL_SERVER_ERROR":                       {providers.KindUnavailable, open, "reloadly.down", 500},
	"SERVICE_UNAVAILABLE":                         {providers.KindUnavailable, refused, "reloadly.down", any4xx},
	"FX_RATE_NOT_AVAILABLE":                       {providers.KindUnavailable, open, "reloadly.down", 500},

	"INVALID_RECIPIENT_PHONE":               {providers.KindInvalid, refused, "reloadly.number", any4xx},
	"INVALID_PHONE_NUMBER":                  {providers.KindInvalid, refused, "reloadly.number", any4xx},
	"INVALID_SENDER_PHONE":                  {providers.KindInvalid, refused, "reloadly.sender", any4xx},
	"RECIPIENT_PHONE_INACTIVE":              {providers.KindDeclined, refused, "reloadly.number_inactive", any4xx},
	"PHONE_BANNED_BY_OPERATOR":              {providers.KindDeclined, refused, "reloadly.number_barred", any4xx},
	"OPERATOR_AND_RECIPIENT_PHONE_MISMATCH": {providers.KindInvalid, refused, "reloadly.number_mismatch", any4xx},
	"COULD_NOT_AUTO_DETECT_OPERATOR":        {providers.KindNotFound, refused, "reloadly.operator_not_told", any4xx},
	"COUNTRY_NOT_SUPPORTED":                 {providers.KindNotFound, refused, "reloadly.country", any4xx},

	"INVALID_AMOUNT":                          {providers.KindInvalid, refused, "reloadly.amount", any4xx},
	"INVALID_AMOUNT_FOR_OPERATOR":             {providers.KindInvalid, refused, "reloadly.amount", any4xx},
	"INVALID_AMOUNT_FOR_RECIPIENT_PHONE":      {providers.KindInvalid, refused, "reloadly.amount_for_number", any4xx},
	"INVALID_LOCAL_AMOUNT_FOR_OPERATOR":       {providers.KindInvalid, refused, "reloadly.amount", any4xx},
	"LOCAL_AMOUNTS_NOT_SUPPORTED_BY_OPERATOR": {providers.KindInvalid, refused, "reloadly.amount_local", any4xx},
	"INVALID_INPUT_PROVIDED":                  {providers.KindInvalid, refused, "reloadly.request", any4xx},
	"INVALID_REQUEST":                         {providers.KindInvalid, refused, "reloadly.request", any4xx},
	"UNPROCESSABLE_ENTITY":                    {providers.KindInvalid, refused, "reloadly.request", any4xx},

	"TRANSACTION_NOT_FOUND": {providers.KindNotFound, refused, "reloadly.no_order", 404},
	"RESOURCE_NOT_FOUND":    {providers.KindNotFound, refused, "reloadly.no_resource", 404},

	"METHOD_NOT_SUPPORTED":      {providers.KindUnavailable, refused, "reloadly.gone", 405},
	"MEDIA_TYPE_NOT_ACCEPTABLE": {providers.KindUnavailable, refused, "reloadly.gone", 406},
	"UNSUPPORTED_MEDIA_TYPE":    {providers.KindUnavailable, refused, "reloadly.gone", 415},

	"INVALID_TOKEN":          {providers.KindUnauthorized, notSent, "reloadly.sign_in", 401},
	"MISSING_TOKEN":          {providers.KindUnauthorized, notSent, "reloadly.sign_in", 401},
	"TOKEN_EXPIRED":          {providers.KindUnauthorized, notSent, "reloadly.sign_in", 401},
	"AUTHENTICATION_FAILURE": {providers.KindUnauthorized, notSent, "reloadly.sign_in", 401},
	"INVALID_CREDENTIALS":    {providers.KindUnauthorized, notSent, "reloadly.credentials", 401},
	"NOT_AUTHORIZED":         {providers.KindUnauthorized, refused, "reloadly.not_allowed", 403},
	"INVALID_AUDIENCE":       {providers.KindConfig, refused, "reloadly.audience", any4xx},

	"RATE_LIMIT_REACHED": {providers.KindThrottled, refused, "reloadly.throttled", 429},
}

// theirWords are errors that come without a code, known by these words alone, in
// lower case.
var theirWords = []struct {
	words string
	refusal
}{
	{"only available on live environment", refusal{providers.KindUnsupported, refused, "reloadly.live_only", any4xx}},
	{"operator not found", refusal{providers.KindNotFound, refused, "reloadly.no_operator", any4xx}},
	{"country code must be 2 characters", refusal{providers.KindInvalid, refused, "reloadly.country_code", any4xx}},
	{"mnp lookup for given number failed", refusal{providers.KindNotFound, refused, "reloadly.operator_not_told", any4xx}},
	{"the provided audience is not valid", refusal{providers.KindConfig, refused, "reloadly.audience", any4xx}},
}

// noSuchPath is Spring's answer to a path that does not exist.
var noSuchPath = refusal{providers.KindUnavailable, refused, "reloadly.gone", http.StatusNotFound}

// problem is Reloadly's error body; also the two foreign forms it has been
// seen in: Spring's for an unknown path and OAuth's at the sign-in.
type problem struct {
	Message     loose.Text      `json:"message"`
	Code        loose.Text      `json:"errorCode"`
	Path        loose.Text      `json:"path"`
	TimeStamp   json.RawMessage `json:"timeStamp"` // also timestamp
	Details     json.RawMessage `json:"details"`   // anything
	Status      loose.Text      `json:"status"`    // Spring's
	Error       loose.Text      `json:"error"`
	Description loose.Text      `json:"error_description"`
}

// explain says what an answer of the airtime API means.
func explain(r wire.Response) *providers.Error {
	if r.OK() {
		return nil
	}
	var p problem
	if err := loose.Decode(r.Body, &p); err != nil || p.Code == "" && (p.Message == "" || p.Path == "") && !p.unknownPath(r) {
		return unsigned(r)
	}
	why := p.refusal(r)
	e := why.error(p)
	if p.recognised(r, why.status) {
		e.Outcome = why.outcome
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
func (p problem) recognised(r wire.Response, only int) bool {
	if !strings.HasSuffix(string(p.Path), sellPath) {
		return false
	}
	if p.unknownPath(r) {
		return r.Holds("timestamp?", "timeStamp?", "status", "error", "message?", "path") && len(p.TimeStamp) > 0 && p.Status == "404"
	}
	if !r.Holds("timeStamp", "message", "path", "errorCode", "infoLink", "details") || p.Message == "" {
		return false
	}
	switch r.Status {
	case http.StatusUnauthorized, http.StatusServiceUnavailable:
		return only == r.Status
	}
	return r.Refuses() && (only == any4xx || only == r.Status || only == http.StatusServiceUnavailable)
}

// explainSignIn says what an answer of the auth host means.
func explainSignIn(r wire.Response) *providers.Error {
	if r.OK() {
		return nil
	}
	var p problem
	if err := loose.Decode(r.Body, &p); err != nil {
		return unsigned(r)
	}
	why := p.refusal(r)
	switch r.Status {
	case http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden, http.StatusUnprocessableEntity:
		// What was written in a form that is not Reloadly's is not looked up.
		if why.kind == "" || why.kind == providers.KindInvalid {
			why = refusals["INVALID_CREDENTIALS"]
		}
	}
	return why.error(p)
}

// unsigned is an error that does not carry Reloadly's own body. A proxy may
// have written it while the sale went on behind it, and a "not found" from a
// proxy is no word about an order.
func unsigned(r wire.Response) *providers.Error {
	e := &providers.Error{Detail: loose.Clip(loose.Plain(r.Body))}
	if r.Refuses() && r.Status != http.StatusUnauthorized && r.Status != http.StatusTooManyRequests {
		e.Kind = providers.KindUnavailable
		e.Why = providers.Because("reloadly.foreign")
	}
	return e
}

const theirNoMessage = "No message available" // Spring's way to say nothing

// unknownPath reports Spring's answer to a path that does not exist.
func (p problem) unknownPath(r wire.Response) bool {
	return r.Status == http.StatusNotFound && p.Code == "" && (p.Message == "" || strings.EqualFold(string(p.Message), theirNoMessage))
}

// code is the error code; one of them is printed with a space in it.
func (p problem) code() string {
	return strings.ToUpper(strings.ReplaceAll(string(p.Code), " ", ""))
}

// refusal finds what an error means. Where no table knows it, it is refused as any
// 4xx is, and the status tells the kind.
func (p problem) refusal(r wire.Response) refusal {
	if p.unknownPath(r) {
		return noSuchPath
	}
	if f, ok := refusals[p.code()]; ok {
		return f
	}
	said := strings.ToLower(string(p.Message))
	for _, t := range theirWords {
		if strings.Contains(said, t.words) {
			return t.refusal
		}
	}
	return refusal{outcome: refused, status: any4xx}
}

// error is the refusal in an answer; whether it was one is for recognised to say.
func (f refusal) error(p problem) *providers.Error {
	e := &providers.Error{Kind: f.kind, Code: p.code(), Why: providers.Because(f.why), Detail: p.detail()}
	e.Duplicate = e.Code == codeUsed
	if e.Code == codeRecent {
		e.RetryAfter = recently
	}
	return e
}

// detail is Reloadly's own words with what it adds in details.
func (p problem) detail() string {
	all := []string{loose.Plain(p.Message), loose.Plain(p.Error), loose.Plain(p.Description)}
	var list []json.RawMessage
	_ = json.Unmarshal(p.Details, &list)
	for _, d := range list {
		all = append(all, readDetail(d))
	}
	return strings.Join(slices.DeleteFunc(all, func(s string) bool { return s == "" }), "; ")
}

// readDetail reads one detail: a text, or a field and its issue.
func readDetail(raw json.RawMessage) string {
	var text loose.Text
	var o struct {
		Field loose.Text `json:"field"`
		Issue loose.Text `json:"issue"`
	}
	_ = loose.Decode(raw, &text)
	_ = loose.Decode(raw, &o)
	return strings.Trim(loose.Plain(text+o.Field)+": "+loose.Plain(o.Issue), ": ")
}
