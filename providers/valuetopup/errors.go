package valuetopup

import (
	"context"
	"net/http"
	"regexp"
	"strings"
	"time"

	"simdesk/providers"
	"simdesk/providers/wire"
)

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
		if c.recognised(r, env) {
			e.Outcome = providers.Refused
		}
		return e
	case challenged(r):
		return &providers.Error{Outcome: providers.NotSent}
	case r.Status == http.StatusForbidden:
		return &providers.Error{Code: string(env.Code), Detail: string(env.Message),
			Message: title + " refused this computer: check user name and password, and ask Value Topup whether this internet address is on its list."}
	case err != nil && noSuchPlace(r.Status):
		return &providers.Error{Message: messageGone}
	case err != nil:
		return nil
	default:
		return c.failure(env, r)
	}
}

// messageGone is for a path that Value Topup does not have (any more).
const messageGone = title + " has nothing at this address: check base_url in the configuration, or ask " + title + " whether this part of its service still exists."

func noSuchPlace(status int) bool {
	return status == http.StatusNotFound || status == http.StatusMethodNotAllowed || status == http.StatusGone
}

// recognised reports whether an answer with HTTP 200 and the code of a failure
// is a refusal as the document prints them: the whole envelope, a code that
// leaves nothing open, and nothing in it.
func (c *Client) recognised(r wire.Response, env envelope) bool {
	return r.Holds("responseCode", "responseMessage", "payLoad") && !c.row(env).doubtful && env.empty()
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
	if _, known := codes[e.Code]; known {
		e = c.errorFor(env, r.Safety)
	}
	e.Duplicate = env.duplicate()
	return e
}

// errorFor gives a code its kind, its sentence and the provider's words.
func (c *Client) errorFor(env envelope, s wire.Safety) *providers.Error {
	e := &providers.Error{Kind: providers.KindDeclined, Provider: name, Code: string(env.Code), Detail: c.words(env)}
	row, known := codes[e.Code]
	if !known {
		e.Message = title + " declined" + quoted(e.Detail) + " (code " + e.Code + "); nothing was charged: correct it or sell another product."
		if s == wire.Read {
			e.Message = title + " did not answer this" + quoted(e.Detail) + " (code " + e.Code + "); try again, or ask " + title + " about the code."
		}
		return e
	}
	if described := c.description(e.Code); described != "" && !row.documented {
		row.what = title + " says “" + described + "”"
	}
	e.Kind = row.kind
	e.Message = row.what + "; " + row.next + "."
	return e
}

func quoted(words string) string {
	if words == "" {
		return ""
	}
	return ": “" + words + "”"
}

// words is what Value Topup said: the answer's own text, else what its list of
// codes says.
func (c *Client) words(env envelope) string {
	if env.Message != "" {
		return string(env.Message)
	}
	return c.description(string(env.Code))
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
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.described[code]
}

type errorRow struct {
	Code        wire.Text `json:"errorCode"`
	Description wire.Text `json:"errorDescription"`
}

// describeCodes fetches the list of codes once. A failure is not worth
// mentioning: the texts built in stay in use.
func (c *Client) describeCodes(ctx context.Context) {
	c.mu.Lock()
	done := c.described != nil
	c.mu.Unlock()
	if done {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	var rows []errorRow
	if err := c.read(ctx, "errors", "/catalog/errors", nil, &rows); err != nil {
		return
	}
	table := make(map[string]string, len(rows))
	for _, r := range rows {
		table[string(r.Code)] = wire.Plain(r.Description)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.described = table
}
