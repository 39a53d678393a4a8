package wire

import (
	"testing"

	"simdesk/providers"
)

// What an explanation says of the outcome is kept; what is open is never closed
// for a request that spends, and for a read the status closes it.
func TestWhatAnExplanationComesTo(t *testing.T) {
	t.Parallel()
	const (
		seenBefore = "Acme has seen this order before. It is not sent again: simdesk looks up what became of it."
		notSaid    = "Acme has not said whether it went through. It is not sent again: simdesk looks it up."
	)
	for _, c := range []struct {
		name      string
		safety    Safety
		status    int
		explained providers.Error
		kind      providers.ErrorKind
		outcome   providers.Outcome
		message   string
	}{
		{"a duplicate is looked up, whatever its outcome", Once, 409, providers.Error{Duplicate: true, Outcome: providers.Refused, Message: "m"}, providers.KindUnknownOutcome, providers.Unknown, seenBefore},
		{"an unknown outcome stays one", Once, 400, providers.Error{Kind: providers.KindUnknownOutcome, Outcome: providers.Refused, Message: "m"}, providers.KindUnknownOutcome, providers.Unknown, notSaid},
		{"a proved refusal", Once, 400, providers.Error{Kind: providers.KindDeclined, Outcome: providers.Refused, Message: "m"}, providers.KindDeclined, providers.Refused, "m"},
		{"a status proves nothing", Once, 400, providers.Error{Kind: providers.KindDeclined, Message: "m"}, providers.KindUnknownOutcome, providers.Unknown, notSaid},
		{"a read that is refused", Read, 400, providers.Error{Message: "m"}, providers.KindInvalid, providers.Refused, "m"},
		{"a read that says duplicate", Read, 400, providers.Error{Message: "m", Duplicate: true}, providers.KindInvalid, providers.Unknown, "m"},
		{"a read of an unknown outcome", Read, 400, providers.Error{Message: "m", Kind: providers.KindUnknownOutcome}, providers.KindUnknownOutcome, providers.Unknown, "m"},
		{"a read whose outcome is explained", Read, 503, providers.Error{Message: "m", Outcome: providers.Refused}, providers.KindUnavailable, providers.Refused, "m"},
		{"401", Read, 401, providers.Error{}, providers.KindUnauthorized, providers.NotSent, "Acme refused the credentials. Check them in the configuration; simdesk doctor tells which."},
		{"402", Read, 402, providers.Error{}, providers.KindDeclined, providers.Refused, "Acme declined. Nothing was charged; see its words for the reason."},
		{"404", Read, 404, providers.Error{}, providers.KindNotFound, providers.Refused, "Acme does not know this. Check the number or refresh the catalogue."},
		{"422", Read, 422, providers.Error{}, providers.KindInvalid, providers.Refused, "Acme did not accept the request. Check what was entered."},
		{"429", Read, 429, providers.Error{}, providers.KindThrottled, providers.Refused, "Acme asks for fewer requests. Wait a moment, then try again."},
		{"503", Read, 503, providers.Error{}, providers.KindUnavailable, providers.Unknown, "Acme is not available (HTTP 503). Try again in a moment."},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			client := New(Options{Provider: "acme", Title: "Acme", Explain: func(Response) *providers.Error { e := c.explained; return &e }})
			e := client.fault(Request{Safety: c.safety}, Response{Safety: c.safety, Status: c.status})
			if e.Kind != c.kind || e.Outcome != c.outcome || e.Message != c.message || e.Duplicate != c.explained.Duplicate {
				t.Errorf("%s, %s: %s", e.Kind, e.Outcome, e.Message)
			}
		})
	}
}

func TestHoldsNothing(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]bool{`{}`: true, `{"a":1}`: false, `null`: false, ``: false} {
		if got := (Response{Body: []byte(body)}).Holds(); got != want {
			t.Errorf("%s: %t", body, got)
		}
	}
}
