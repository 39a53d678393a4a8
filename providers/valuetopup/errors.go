package valuetopup

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"regexp"
	"strings"
	"time"

	"simdesk/providers"
	"simdesk/providers/wire"
	"simdesk/providers/wire/loose"
)

// refusal is what a response code means to a clerk, and for the money where it
// answers a sale in the form that the document prints.
type refusal struct {
	kind    providers.ErrorKind
	outcome providers.Outcome
	why     string
	// documented is set where Value Topup's own pages give the meaning. The
	// others are those of its older SOAP interface, which give way to what
	// /catalog/errors says.
	documented bool
	// ofAccount codes speak of Value Topup or of this account, not of an order:
	// from a status request they say nothing about what became of it.
	ofAccount bool
}

// What the table below reads best with; open leaves open what the operator did.
const (
	open    = providers.Unknown
	notSent = providers.NotSent
	refused = providers.Refused

	documented, old    = true, false
	ofAccount, ofOrder = true, false
)

// refusals holds every response code that is known from outside a live account.
var refusals = map[string]refusal{
	"001": {providers.KindInvalid, refused, "valuetopup.amount", old, ofOrder},
	"003": {providers.KindDeclined, refused, "valuetopup.wallet", old, ofOrder},
	"004": {providers.KindDeclined, refused, "valuetopup.account_daily_limit", old, ofOrder},
	"005": {providers.KindDeclined, refused, "valuetopup.hours", old, ofAccount},
	"009": {providers.KindDeclined, refused, "valuetopup.user_daily_limit", old, ofOrder},
	"015": {providers.KindUnavailable, open, "valuetopup.unexpected", old, ofOrder},
	"027": {providers.KindDeclined, refused, "valuetopup.number_recharged", old, ofOrder},
	"032": {providers.KindDeclined, refused, "valuetopup.number_daily_limit", old, ofOrder},
	"033": {providers.KindInvalid, refused, "valuetopup.number_form", old, ofOrder},
	"035": {providers.KindDeclined, refused, "valuetopup.exposure", old, ofOrder},
	"041": {providers.KindDeclined, refused, "valuetopup.maintenance", old, ofOrder},
	"500": {providers.KindDeclined, refused, "valuetopup.not_activated", old, ofOrder},
	"501": {providers.KindInvalid, refused, "valuetopup.number", documented, ofOrder},
	"502": {providers.KindDeclined, refused, "valuetopup.suspended", old, ofOrder},
	"503": {providers.KindDeclined, refused, "valuetopup.holds_too_much", old, ofOrder},
	"510": {providers.KindDeclined, refused, "valuetopup.out_of_stock", documented, ofOrder},
	"520": {providers.KindDeclined, refused, "valuetopup.operator_error", old, ofOrder},
	"530": {providers.KindDeclined, refused, "valuetopup.operator_daily_limit", old, ofOrder},
	"540": {providers.KindDeclined, refused, "valuetopup.number_charged", old, ofOrder},
	"560": {providers.KindUnavailable, open, "valuetopup.operator_late", old, ofOrder},
	"570": {providers.KindDeclined, refused, "valuetopup.operator_down", old, ofOrder},
	"580": {providers.KindUnavailable, open, "valuetopup.operator_lost", old, ofOrder},
	"590": {providers.KindUnavailable, open, "valuetopup.operator_unexpected", old, ofOrder},
	"600": {providers.KindUnavailable, open, "valuetopup.operator_unknown", old, ofOrder},
	"998": {providers.KindUnavailable, open, "valuetopup.offline", old, ofAccount},
	"999": {providers.KindUnavailable, open, "valuetopup.system_error", old, ofAccount},
}

// What the words of a code that nobody knows may say. The list of codes is not
// documented, and that any other code is final does not hold for one that says
// itself that it is not.
var (
	// openEnded leaves open what became of a sale.
	openEnded = regexp.MustCompile(`(?i)time[sd]?[ -]?out|in progress|pending|under (execution|process)|(being|still) process` +
		`|no (response|answer|communication)|un(known|expected|specified) (\w+ ){0,2}error|system error|internal (server )?error`)
	// aboutRequest speaks of Value Topup, of this account or of the question,
	// not of an order.
	aboutRequest = regexp.MustCompile(`(?i)too many|rate limit|try again|unavailable|maintenance|offline|busy|authenti|authori[sz]` +
		`|credential|password|access|forbidden|white ?list|\bip\b`)
)

// refusal is what a code means, of one that is not in the table what its words
// say. Words of today that leave a sale open win over the meaning that an
// undocumented code once had: "500: Internal server error" is no account that is
// not activated.
func (c *Client) refusal(env envelope) refusal {
	f, known := refusals[string(env.Code)]
	if f.documented {
		return f
	}
	words := c.words(env)
	if !known {
		f = refusal{outcome: refused, ofAccount: aboutRequest.MatchString(words)}
	}
	if openEnded.MatchString(words) || openEnded.MatchString(c.description(string(env.Code))) {
		f.outcome = open
	}
	return f
}

// explain finds the fault in an answer. Failures come as HTTP 200 with a code
// of their own. The documents' "HTTP other than 200 means failed" is not followed
// for spending requests, because it contradicts their own rule for time-outs: no
// document prints such an answer, so anything on the way may have written it.
func (c *Client) explain(r wire.Response) *providers.Error {
	env, err := openEnvelope(r.Body)
	switch {
	case r.OK():
		if err != nil || env.ok() || env.pending() || r.Op == opTrack {
			return nil
		}
		e := c.errorFor(env, r.Safety)
		e.Duplicate = env.duplicate() // which leaves a sale open whatever its outcome
		if recognised(r, env) {
			e.Outcome = c.refusal(env).outcome
		}
		return e
	case challenged(r):
		return &providers.Error{Outcome: notSent}
	case r.Status == http.StatusForbidden:
		return &providers.Error{Code: string(env.Code), Detail: string(env.Message), Why: providers.Because("valuetopup.not_listed")}
	case err != nil && noSuchPlace(r.Status):
		return &providers.Error{Why: providers.Because("valuetopup.gone"), Err: errGone}
	case err != nil:
		return nil
	default:
		return c.failure(env, r)
	}
}

// errGone is for a path that Value Topup does not have (any more).
var errGone = errors.New("nothing at this address")

func noSuchPlace(status int) bool {
	return status == http.StatusNotFound || status == http.StatusMethodNotAllowed || status == http.StatusGone
}

// recognised reports whether an answer with HTTP 200 and the code of a failure
// is in the form that the document prints: the whole envelope, and nothing in it.
func recognised(r wire.Response, env envelope) bool {
	return r.Holds("responseCode", "responseMessage", "payLoad") && env.empty()
}

// challenged reports the 401 of the documented scheme, Basic: nothing but its
// own header (RFC 7617). What else may come with a 401 is not documented.
func challenged(r wire.Response) bool {
	scheme, _, _ := strings.Cut(r.Header.Get("WWW-Authenticate"), " ")
	return r.Status == http.StatusUnauthorized && len(r.Body) == 0 && strings.EqualFold(scheme, "Basic")
}

// failure is the fault of an answer with a code whose HTTP status is an error,
// too: for a read, a known code may say better what happened.
func (c *Client) failure(env envelope, r wire.Response) *providers.Error {
	e := &providers.Error{Code: string(env.Code), Detail: c.words(env)}
	if r.Status >= 500 || r.Status == http.StatusUnauthorized {
		return e
	}
	if _, known := refusals[e.Code]; known {
		e = c.errorFor(env, r.Safety)
	}
	e.Duplicate = env.duplicate()
	return e
}

// errorFor gives a code its kind, its reason and the provider's words.
func (c *Client) errorFor(env envelope, s wire.Safety) *providers.Error {
	e := &providers.Error{Kind: providers.KindDeclined, Provider: name, Code: string(env.Code), Detail: c.words(env)}
	f, known := refusals[e.Code]
	switch described := c.description(e.Code); {
	case !known && s == wire.Read:
		e.Why = said("valuetopup.no_answer", "valuetopup.no_answer_saying", e.Detail, e.Code)
	case !known:
		e.Why = said("valuetopup.declined", "valuetopup.declined_saying", e.Detail, e.Code)
	case described != "" && !f.documented:
		e.Kind, e.Why = f.kind, providers.Because("valuetopup.described", "words", described, "old", providers.Because(f.why))
	default:
		e.Kind, e.Why = f.kind, providers.Because(f.why)
	}
	return e
}

// said is the reason of a code that nobody knows, which comes with words or without.
func said(bare, saying, words, code string) providers.Reason {
	if words == "" {
		return providers.Because(bare, "code", code)
	}
	return providers.Because(saying, "words", words, "code", code)
}

// words is what Value Topup said: the answer's own text, else what its list of
// codes says.
func (c *Client) words(env envelope) string {
	return cmp.Or(string(env.Message), c.description(string(env.Code)))
}

// alreadyUsed matches a complaint about our own reference, or about a request
// that came twice on its way. What a repeated correlationId is answered with is
// not documented.
var alreadyUsed = regexp.MustCompile(`(?i)correlation.*(already|duplicat|in use|unique)|(already|duplicat).*correlation` +
	`|duplicate (transaction|request|order)|(transaction|request|order) (\w+ ){0,2}already`)

func (e envelope) duplicate() bool { return alreadyUsed.MatchString(string(e.Message)) }

// description is the text of /catalog/errors for a code, "" while it is not
// known.
func (c *Client) description(code string) string {
	if table := c.described.Load(); table != nil {
		return (*table)[code]
	}
	return ""
}

type errorRow struct {
	Code        loose.Text `json:"errorCode"`
	Description loose.Text `json:"errorDescription"`
}

// describeCodes fetches the list of codes once. A failure is not worth
// mentioning: the texts built in stay in use.
func (c *Client) describeCodes(ctx context.Context) {
	if c.described.Load() != nil {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	var rows []errorRow
	if c.read(ctx, "errors", "/catalog/errors", nil, &rows) != nil {
		return
	}
	table := make(map[string]string, len(rows))
	for _, r := range rows {
		table[string(r.Code)] = loose.Plain(r.Description)
	}
	c.described.Store(&table)
}
