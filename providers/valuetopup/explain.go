package valuetopup

import (
	"context"
	"net/http"
	"regexp"
	"time"

	"simdesk/providers"
	"simdesk/providers/wire"
)

// explain finds the fault in an answer. Failures normally come as HTTP 200
// with a code of their own; the documents' "HTTP other than 200 means failed"
// is not followed for spending requests, because it contradicts their own
// rule for time-outs: there the status decides what is proved.
func (c *Client) explain(r wire.Response) *providers.Error {
	env, err := openEnvelope(r.Body)
	switch {
	case r.OK():
		if err != nil || env.ok() || env.pending() || r.Op == opTrack {
			return nil
		}
		return c.refusal(env, r.Safety)
	case r.Status == http.StatusForbidden:
		return &providers.Error{Code: string(env.Code), Detail: string(env.Message),
			Message: title + " refused this computer: check user name and password, and ask Value Topup whether this internet address is on its list."}
	case err != nil && gone(r.Status):
		e := &providers.Error{Message: messageGone}
		if r.Safety == wire.Once {
			e.Kind = providers.KindUnavailable
		}
		return e
	case err != nil:
		return nil
	default:
		return c.failure(env, r)
	}
}

// messageGone is for a path that Value Topup does not have (any more).
const messageGone = title + " has nothing at this address: check base_url in the configuration, or ask " + title + " whether this part of its service still exists."

func gone(status int) bool {
	return status == http.StatusNotFound || status == http.StatusMethodNotAllowed || status == http.StatusGone
}

// refusal is the fault of an HTTP 2xx answer with a code of its own.
func (c *Client) refusal(env envelope, s wire.Safety) *providers.Error {
	e := c.errorFor(env, s)
	switch {
	case env.duplicate():
		e.Duplicate = true
	case c.row(env).doubtful, s == wire.Once && env.number() != "":
		// A refusal carries no transaction, so one that does is not understood.
	default:
		e.Outcome = providers.Refused
	}
	return e
}

// failure is the fault of an answer whose HTTP status is an error too. The
// status says what happened; a known code may say it better.
func (c *Client) failure(env envelope, r wire.Response) *providers.Error {
	e := &providers.Error{Code: string(env.Code), Detail: c.words(env)}
	_, known := codes[e.Code]
	if r.Status >= 500 || r.Status == http.StatusUnauthorized {
		return e
	}
	if r.Safety == wire.Once && (env.ok() || env.pending() || c.row(env).doubtful || env.number() != "") {
		e.Kind = providers.KindUnknownOutcome
		return e
	}
	if known {
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
		if r.Code != "" && r.Description != "" {
			table[string(r.Code)] = wire.Plain(r.Description)
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.described = table
}
