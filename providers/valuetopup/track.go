package valuetopup

import (
	"context"
	"net/url"
	"regexp"
	"strings"
	"time"

	"simdesk/providers"
	"simdesk/providers/wire"
)

// opTrack names the status request: explain leaves its codes to judge, because
// they speak of the order and not of the request.
const opTrack = "track"

// How long after sending an answer is not the last word.
const (
	// inFlight is Value Topup's own time-out: before it, not knowing an order
	// proves nothing.
	inFlight = 2 * time.Minute
	// settling is how long a code that leaves the operator's side open is
	// asked about again before a person decides.
	settling = 10 * time.Minute
)

// Track asks by our reference. Five things might happen:
// 1. 000: completed, with everything that was delivered, or processing while
// a part of it cannot be read yet.
// 2. 852, 851: processing.
// 3. A code that is a known refusal, or an unknown one whose words are one: failed.
// 4. No such order: NotFound. Its code is not documented, so this goes by the
// words, and by unknown codes while the order may still be on its way.
// 5. A code that decides nothing: processing while it is fresh, then Unclear.
// Source: "check status of Transaction by correlation ID".
func (c *Client) Track(ctx context.Context, q providers.Query) (providers.Finding, error) {
	if !reference.MatchString(q.Reference) {
		return providers.Finding{}, invalid("valuetopup.no_reference")
	}
	resp, err := c.wire.Do(ctx, wire.Request{Op: opTrack, Path: apiV1 + "/transaction/status/" + url.PathEscape(q.Reference)})
	if e, ok := asAnswer(err); ok && (e.Kind == providers.KindNotFound || (e.Kind == providers.KindInvalid && noSuchOrder.MatchString(e.Detail))) {
		return providers.Finding{Verdict: providers.NotFound}, nil
	}
	if err != nil {
		return providers.Finding{}, readError(err)
	}
	env, err := openEnvelope(resp.Body)
	if err != nil {
		return providers.Finding{}, c.wire.Unreadable(resp, err)
	}
	var f providers.Finding
	switch {
	case env.pending():
		f = found(processing(env, ""))
	case env.ok():
		f, err = c.settled(ctx, resp, env, q)
	default:
		f, err = c.judge(ctx, env, q)
	}
	if f.Verdict == providers.Found {
		f.Result.RequestID = resp.RequestID
	}
	return f, err
}

func found(r providers.Result) providers.Finding {
	return providers.Finding{Verdict: providers.Found, Result: r}
}

// settled reads a success. One about another product is not ours to take.
func (c *Client) settled(ctx context.Context, resp wire.Response, env envelope, q providers.Query) (providers.Finding, error) {
	tx, err := env.transaction()
	if err != nil {
		return providers.Finding{}, c.wire.Unreadable(resp, err)
	}
	if !tx.sells(q.ProductID) {
		return unclear(providers.Because("valuetopup.sku", "id", q.ProductID),
			providers.Because("valuetopup.sku_sold", "id", tx.Product.SkuID.String(), "transaction", tx.number()), providers.No), nil
	}
	return found(c.deliver(ctx, tx, q.Kind, q.Target)), nil
}

// noSuchOrder matches the words for an order that is not known.
var noSuchOrder = regexp.MustCompile(`(?i)not found|invalid correlation|no (such )?(transaction|record|correlation)|does not exist|unknown (transaction|correlation)`)

// aboutOrder matches the same said of an order in so many words.
var aboutOrder = regexp.MustCompile(`(?i)(transaction|correlation|order)\W.*(not found|not exist)|(invalid|unknown|no such|no) (transaction|correlation)`)

// judge decides what a code other than 000, 851 and 852 says about the order.
func (c *Client) judge(ctx context.Context, env envelope, q providers.Query) (providers.Finding, error) {
	code := string(env.Code)
	_, known := refusals[code]
	if !known {
		c.describeCodes(ctx)
	}
	f, words := c.refusal(env), c.words(env)
	// The numbers of the older table may mean something else by now.
	if !f.documented && aboutOrder.MatchString(words) {
		return providers.Finding{Verdict: providers.NotFound}, nil
	}
	age, ends := providers.Age(q.SubmittedAt, c.c.Now()), !f.ofAccount && f.outcome != open
	switch {
	case f.ofAccount && age < settling:
		e := c.errorFor(env, wire.Read)
		e.Kind = providers.KindUnavailable
		return providers.Finding{}, e
	case !ends && age < settling:
		return found(processing(env, "")), nil
	case ends && !known && (noSuchOrder.MatchString(words) || age < inFlight):
		return providers.Finding{Verdict: providers.NotFound}, nil
	case !ends, !known && words == "":
		seen := strings.TrimSuffix(code+": "+words, ": ")
		return unclear(providers.Because("valuetopup.end_or_refusal"), providers.Quoted(seen), providers.NotKnown), nil
	}
	r := providers.Result{State: providers.StateFailed, ProviderStatus: code, Message: words}
	if known { // a refusal, asked for again
		r.Charged = providers.No
	}
	if words == "" {
		r.Why = providers.Because(f.why)
	}
	return found(r), nil
}

func unclear(expected, seen providers.Reason, supports providers.Truth) providers.Finding {
	return providers.Finding{Verdict: providers.Unclear, Evidence: []providers.Evidence{
		{Source: providers.Because("valuetopup.order_status"), Expected: expected, Seen: seen, Supports: supports},
	}}
}
