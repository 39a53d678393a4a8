package roamify

import (
	"bytes"
	"cmp"
	"encoding/json"
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"simdesk/providers"
	"simdesk/providers/wire"
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

// fault is what one documented status means: to a clerk, and for the money where
// it answers an order in one of the documented forms.
type fault struct {
	kind    providers.ErrorKind
	proves  providers.Outcome
	message string
}

// The outcomes as the table below reads best; open is also for what is
// documented for other requests only.
const (
	open    = providers.Unknown
	notSent = providers.NotSent
	refused = providers.Refused
)

// Source: Roamify docs, "Errors", "Authentication"; of 429 they say nothing.
var faults = map[int]fault{
	http.StatusBadRequest:          {providers.KindInvalid, refused, "Roamify did not accept the request. Check what was entered, then refresh the catalogue and try again."},
	http.StatusUnauthorized:        {providers.KindUnauthorized, notSent, "Roamify refused the API key. Check api_key in the configuration: a rotated key stops working at once."},
	http.StatusForbidden:           {providers.KindUnauthorized, refused, "Roamify does not allow this account to do that. Ask Roamify to enable it."},
	http.StatusNotFound:            {providers.KindNotFound, refused, "Roamify does not know this. Check the number or refresh the catalogue."},
	http.StatusConflict:            {providers.KindDeclined, open, "Roamify says that this conflicts with something it already has. Look at the order before trying again."},
	http.StatusUnprocessableEntity: {providers.KindInvalid, refused, "Roamify cannot carry this out as asked. Choose another package or check what was entered."},
	http.StatusTooManyRequests:     {providers.KindThrottled, open, "Roamify asks for fewer requests. Wait a moment, then try again."},
	http.StatusInternalServerError: {providers.KindUnavailable, open, "Roamify has an internal error. Try again in a moment."},
	http.StatusServiceUnavailable:  {providers.KindUnavailable, open, "Roamify is not available right now. Try again in a moment."},
}

// sayUnauthorized is how the documents print the answer to a wrong key.
const sayUnauthorized = "Unauthorized, please make sure your have provided the correct api key"

// answer is what every body may hold besides its data. Errors come in several
// shapes: {"message"}, {"error":"text"}, {"error":{"message","code"}}.
type answer struct {
	Status  wire.Text       `json:"status"`
	Message wire.Text       `json:"message"`
	Code    wire.Text       `json:"code"`
	Error   json.RawMessage `json:"error"`
	Data    json.RawMessage `json:"data"`
}

// said returns the provider's own words, status word and code.
func said(body []byte) (a answer) {
	if wire.Decode(body, &a) != nil {
		return answer{}
	}
	var text wire.Text
	var inner, data answer
	_ = wire.Decode(a.Error, &text)
	_ = wire.Decode(a.Error, &inner)
	_ = wire.Decode(a.Data, &data)
	a.Message = cmp.Or(a.Message, text, inner.Message, data.Message)
	a.Code = cmp.Or(a.Code, inner.Code)
	return a
}

func (a answer) success() bool { return strings.EqualFold(string(a.Status), "success") }

// failed reports the words that say outright that nothing was done.
func (a answer) failed() bool {
	switch strings.ToLower(string(a.Status)) {
	case "failed", "fail", "error":
		return true
	}
	return false
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
	good := r.OK()
	if good && (a.success() || a.Status == "") {
		return nil
	}
	e := &providers.Error{Code: string(a.Code), Detail: string(a.Message)}
	if e.Detail == "" {
		e.Detail = wire.Clip(wire.Plain(r.Body))
	}
	f := faults[r.Status]
	e.Kind, e.Message = f.kind, f.message
	if r.Safety == wire.Once && a.recognised(r) {
		e.Outcome = f.proves
		if good {
			e.Outcome = providers.Refused
		}
	}
	if e.Code == "" {
		e.Code = "HTTP_" + strconv.Itoa(r.Status)
	}
	if good {
		e.Kind, e.Message = providers.KindUnavailable, "Roamify answered \""+string(a.Status)+"\". Try again in a moment."
	}
	refine(e, r, a)
	return e
}

// recognised reports whether an answer is a refusal in one of the forms that the
// documents print, with nothing besides: the failed envelope, the validator's
// sentence, or the text about a wrong key. Words that leave it open, an order that
// comes with it, and a router's words are none. Inside a 200 only an empty wallet
// is one.
func (a answer) recognised(r wire.Response) bool {
	words := string(a.Message)
	envelope := r.Holds("status", "message", "code?") && a.Status == "failed"
	switch {
	case r.Status == http.StatusUnauthorized:
		return envelope && words == sayUnauthorized || string(bytes.TrimSpace(r.Body)) == sayUnauthorized
	case words == "" || openEnded.MatchString(words) || usedBefore.MatchString(words) || !served(r, a):
		return false
	case r.OK():
		return envelope && tooLow.MatchString(words)
	case r.Holds("error"):
		return r.Status == http.StatusBadRequest && invalidField.MatchString(words)
	}
	return envelope
}

// refine reads the words where the status alone says too little.
func refine(e *providers.Error, r wire.Response, a answer) {
	client := r.Status >= 400 && r.Status < 500
	words := string(a.Message)
	switch {
	case r.Status == http.StatusUnauthorized, r.Status == http.StatusForbidden, r.Status == http.StatusTooManyRequests:
	case !served(r, a):
		e.Kind = providers.KindUnavailable
		e.Message = "Roamify does not serve this request any more. simdesk doctor tells more; the base_url may be wrong."
		if r.Status == http.StatusMethodNotAllowed || noRoute.MatchString(e.Detail) {
			e.Code = codeNoEndpoint
		}
	case r.Op == opApply && stillPending.MatchString(words):
		e.Kind, e.Outcome, e.Code = providers.KindUnavailable, providers.Refused, codePending
		e.Message = "Roamify is still making the eSIM. It is looked up again by itself."
	case spends(r.Op) && client && (r.Status == http.StatusConflict && a.failed() || usedBefore.MatchString(words)):
		e.Kind, e.Code, e.Duplicate = providers.KindDeclined, codeReference, true
	case lowBalance.MatchString(words) && spends(r.Op) && r.Status < 500 && (client || tooLow.MatchString(words)):
		e.Kind, e.Code = providers.KindDeclined, codeBalance
		e.Message = "The Roamify wallet does not cover this. Add money at partner.getroamify.com, then sell again."
	case client && (r.Status == http.StatusNotFound || names(r.Op) && unknownThing.MatchString(words)):
		e.Kind, e.Message = providers.KindNotFound, unknown(r.Op)
	case r.Status == http.StatusInternalServerError && spends(r.Op):
		e.Detail = strings.TrimSpace(e.Detail + " (Roamify answers 500 for a package that no longer exists, too.)")
	}
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

func unknown(op string) string {
	switch op {
	case opInstant, opOrder, opTopUp:
		return "Roamify does not know this package or eSIM any more. Refresh the catalogue and choose again."
	case opFind:
		return "Roamify has no such order."
	case opBalance, opCatalog:
		return faults[http.StatusNotFound].message
	}
	return "Roamify does not know this eSIM. Check the ICCID."
}
