package roamify

import (
	"bytes"
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
	opBalance = "balance"
	opCatalog = "catalogue"
	opInstant = "sell"
	opOrder   = "order"
	opTopUp   = "top-up"
	opApply   = "profile"
	opFind    = "find order"
	opESIM    = "esim"
	opUsage   = "usage"
	opHistory = "history"
	opTopUps  = "top-up packages"
)

// Codes of our own: Roamify's errors mostly carry none.
const (
	codeBalance    = "INSUFFICIENT_BALANCE"
	codeNoEndpoint = "NO_ENDPOINT" // the path is not served, as a router says
	codePending    = "PENDING"     // the profile is still being made
	codeReference  = "REFERENCE_USED"
)

// refusal is what an answer means: to a clerk, and for the money where it answers
// an order in one of the documented forms.
type refusal struct {
	kind    providers.ErrorKind
	outcome providers.Outcome
	why     string
}

// The outcomes as the table below reads best; open is also for what is
// documented for other requests only.
const (
	open    = providers.Unknown
	notSent = providers.NotSent
	refused = providers.Refused
)

// refusals are the documented statuses with a failure inside a 200, which proves
// something of an empty wallet alone, then what words say beside the status.
// Source: Roamify docs, "Errors", "Authentication"; of 429 they say nothing.
var refusals = map[string]refusal{
	"HTTP_200": {providers.KindUnavailable, refused, "roamify.answered"},
	"HTTP_400": {providers.KindInvalid, refused, "roamify.not_accepted"},
	"HTTP_401": {providers.KindUnauthorized, notSent, "roamify.api_key"},
	"HTTP_403": {providers.KindUnauthorized, refused, "roamify.not_allowed"},
	"HTTP_404": {providers.KindNotFound, refused, "roamify.unknown"},
	"HTTP_409": {providers.KindDeclined, open, "roamify.conflict"},
	"HTTP_422": {providers.KindInvalid, refused, "roamify.not_possible"},
	"HTTP_429": {providers.KindThrottled, open, "roamify.too_many"},
	"HTTP_500": {providers.KindUnavailable, open, "roamify.internal"},
	"HTTP_503": {providers.KindUnavailable, open, "roamify.down"},

	codeBalance:    {providers.KindDeclined, refused, "roamify.wallet"},
	codeNoEndpoint: {providers.KindUnavailable, open, "roamify.not_served"},
	codePending:    {providers.KindUnavailable, refused, "roamify.being_made"},
	codeReference:  {providers.KindDeclined, open, "roamify.conflict"},
	saleFailed:     {providers.KindUnknownOutcome, open, "roamify.internal_sale"},
}

// saleFailed is the row of refusals for an internal error that answers a sale.
const saleFailed = "HTTP_500_SALE"

// unknown says what a request asked for that Roamify does not know, where that
// is one thing.
var unknown = map[string]string{
	opInstant: "roamify.unknown_package", opOrder: "roamify.unknown_package", opTopUp: "roamify.unknown_package",
	opFind:  "roamify.unknown_order",
	opApply: "roamify.unknown_esim", opESIM: "roamify.unknown_esim", opUsage: "roamify.unknown_esim",
	opHistory: "roamify.unknown_esim", opTopUps: "roamify.unknown_esim",
}

// theirUnauthorized is how the documents print the answer to a wrong key.
const theirUnauthorized = "Unauthorized, please make sure your have provided the correct api key"

// answer is what every body may hold besides its data. Errors come in several
// shapes: {"message"}, {"error":"text"}, {"error":{"message","code"}}.
type answer struct {
	Status  loose.Text      `json:"status"`
	Message loose.Text      `json:"message"`
	Code    loose.Text      `json:"code"`
	Error   json.RawMessage `json:"error"`
	Data    json.RawMessage `json:"data"`
}

// said returns the provider's own words, status word and code.
func said(body []byte) (a answer) {
	if loose.Decode(body, &a) != nil {
		return answer{}
	}
	var text loose.Text
	var inner, data answer
	_ = loose.Decode(a.Error, &text)
	_ = loose.Decode(a.Error, &inner)
	_ = loose.Decode(a.Data, &data)
	a.Message = cmp.Or(a.Message, text, inner.Message, data.Message)
	a.Code = cmp.Or(a.Code, inner.Code)
	return a
}

func (a answer) success() bool { return strings.EqualFold(string(a.Status), "success") }

// failed reports the words that say outright that nothing was done.
func (a answer) failed() bool {
	return slices.Contains([]string{"failed", "fail", "error"}, strings.ToLower(string(a.Status)))
}

var (
	unknownThing = regexp.MustCompile(`(?i)not found|no such|does ?n[o'’]t exist|unknown|invalid iccid|no esim|no order`)
	lowBalance   = regexp.MustCompile(`(?i)insufficient|balance`)
	tooLow       = regexp.MustCompile(`(?i)insufficient|not enough|too low|\blow balance`)
	invalidField = regexp.MustCompile(`^"[^"]+" [a-z]`) // the validator's words: "items" is required
	openEnded    = regexp.MustCompile(`(?i)pending|in progress|process(ed|ing)\b|time[sd]?[ -]?out|no (response|answer)`)
	stillPending = regexp.MustCompile(`(?i)pending|in progress|being processed|still processing`)
	usedBefore   = regexp.MustCompile(`(?i)reference.*(already|exist|used|duplicate|unique)|(already|duplicate|used).*reference`)
	noRoute      = regexp.MustCompile(`(?i)^cannot (get|post)\b|\b(route|endpoint|path|url)\b|^method not allowed`)
	notFound     = regexp.MustCompile(`(?i)^(404 )?(page )?not found\.?$`)
)

// explain turns an answer into what it means, nil when it is no error. A 2xx
// that lacks its status word is left to the decoder, which calls it unreadable.
func explain(r wire.Response) *providers.Error {
	a := said(r.Body)
	if r.OK() && (a.success() || a.Status == "") {
		return nil
	}
	row, code := a.meaning(r)
	known := refusals[row]
	e := &providers.Error{Kind: known.kind, Code: code, Duplicate: row == codeReference, Detail: a.words(r)}
	switch row {
	case statusRow(http.StatusNotFound):
		e.Why = providers.Because(cmp.Or(unknown[r.Op], known.why))
	case statusRow(http.StatusOK):
		e.Why = providers.Because("roamify.answered", "status", string(a.Status))
	default: // no reason where the status is not documented
		e.Why = providers.Because(known.why)
	}
	if row == codePending || r.Safety == wire.Once && a.recognised(r) {
		e.Outcome = known.outcome
	}
	return e
}

// words are the provider's own, or the beginning of an answer without any.
func (a answer) words(r wire.Response) string {
	return cmp.Or(string(a.Message), loose.Clip(loose.Plain(r.Body)))
}

// recognised reports whether an answer is a refusal in one of the forms that the
// documents print, with nothing besides: the failed envelope, the validator's
// sentence, or the text about a wrong key. Words that leave it open, an order that
// comes with it, and a router's words are none. Inside a 200 only an empty wallet
// is one, and nothing is whose status is not documented to refuse.
func (a answer) recognised(r wire.Response) bool {
	words := string(a.Message)
	envelope := r.Holds("status", "message", "code?") && a.Status == "failed"
	switch {
	case !r.OK() && refusals[statusRow(r.Status)].outcome == open:
		return false
	case r.Status == http.StatusUnauthorized:
		return envelope && words == theirUnauthorized || string(bytes.TrimSpace(r.Body)) == theirUnauthorized
	case words == "" || openEnded.MatchString(words) || usedBefore.MatchString(words) || !served(r, a):
		return false
	case r.OK():
		return envelope && tooLow.MatchString(words)
	case r.Holds("error"):
		return r.Status == http.StatusBadRequest && invalidField.MatchString(words)
	}
	return envelope
}

// statusRow is the row of refusals for a status, which is also the code of an
// answer that has none.
func statusRow(status int) string { return "HTTP_" + strconv.Itoa(status) }

// meaning returns the row of refusals that an answer belongs to, by its words
// where the status alone says too little, and the code to show.
func (a answer) meaning(r wire.Response) (row, code string) {
	client := r.Status >= 400 && r.Status < 500
	words, byStatus := string(a.Message), statusRow(r.Status)
	code = cmp.Or(string(a.Code), byStatus)
	switch {
	case r.Status == http.StatusUnauthorized, r.Status == http.StatusForbidden, r.Status == http.StatusTooManyRequests:
	case !served(r, a):
		if r.Status == http.StatusMethodNotAllowed || noRoute.MatchString(a.words(r)) {
			code = codeNoEndpoint
		}
		return codeNoEndpoint, code
	case r.Op == opApply && stillPending.MatchString(words):
		return codePending, codePending
	case spends(r.Op) && client && (r.Status == http.StatusConflict && a.failed() || usedBefore.MatchString(words)):
		return codeReference, codeReference
	case lowBalance.MatchString(words) && spends(r.Op) && r.Status < 500 && (client || tooLow.MatchString(words)):
		return codeBalance, codeBalance
	case client && (r.Status == http.StatusNotFound || names(r.Op) && unknownThing.MatchString(words)):
		return statusRow(http.StatusNotFound), code
	case r.Status == http.StatusInternalServerError && spends(r.Op):
		return saleFailed, code
	case r.OK():
		return statusRow(http.StatusOK), code
	}
	return byStatus, code
}

func spends(op string) bool { return op == opInstant || op == opOrder || op == opTopUp }

// names reports whether a request names an eSIM, package or order that may
// turn out not to exist.
func names(op string) bool { return op != opBalance && op != opCatalog }

// served reports whether Roamify itself answered: a router's own 404 or 405 says
// nothing about an ICCID.
func served(r wire.Response, a answer) bool {
	words := string(a.Message)
	switch {
	case r.Status == http.StatusMethodNotAllowed:
		return false
	case r.Status != http.StatusNotFound:
		return true
	case words == "", noRoute.MatchString(words):
		return false
	}
	// A bare "Not Found" is a router's, unless it comes in Roamify's envelope.
	return a.failed() || !notFound.MatchString(words)
}
