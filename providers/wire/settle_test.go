package wire

import (
	"testing"

	"simdesk/providers"
)

// What an explanation says of the outcome is kept; what is open is never closed
// for a request that spends, and for a read the status closes it.
func TestWhatAnExplanationComesTo(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name      string
		safety    Safety
		status    int
		explained providers.Error
		kind      providers.ErrorKind
		outcome   providers.Outcome
		why       providers.Reason
	}{
		{"a duplicate is looked up, whatever its outcome", Once, 409, providers.Error{Duplicate: true, Outcome: providers.Refused, Why: providers.Quoted("m")}, providers.KindUnknownOutcome, providers.Unknown, because("wire.seen_before")},
		{"an unknown outcome stays one", Once, 400, providers.Error{Kind: providers.KindUnknownOutcome, Outcome: providers.Refused, Why: providers.Quoted("m")}, providers.KindUnknownOutcome, providers.Unknown, providers.Quoted("m")},
		{"a proved refusal", Once, 400, providers.Error{Kind: providers.KindDeclined, Outcome: providers.Refused, Why: providers.Quoted("m")}, providers.KindDeclined, providers.Refused, providers.Quoted("m")},
		{"a status proves nothing", Once, 400, providers.Error{Kind: providers.KindDeclined, Why: providers.Quoted("m")}, providers.KindUnknownOutcome, providers.Unknown, because("wire.not_said")},
		{"a read that is refused", Read, 400, providers.Error{Why: providers.Quoted("m")}, providers.KindInvalid, providers.Refused, providers.Quoted("m")},
		{"a read that says duplicate", Read, 400, providers.Error{Why: providers.Quoted("m"), Duplicate: true}, providers.KindInvalid, providers.Unknown, providers.Quoted("m")},
		{"a read of an unknown outcome", Read, 400, providers.Error{Why: providers.Quoted("m"), Kind: providers.KindUnknownOutcome}, providers.KindUnknownOutcome, providers.Unknown, providers.Quoted("m")},
		{"a read whose outcome is explained", Read, 503, providers.Error{Why: providers.Quoted("m"), Outcome: providers.Refused}, providers.KindUnavailable, providers.Refused, providers.Quoted("m")},
		{"401", Read, 401, providers.Error{}, providers.KindUnauthorized, providers.NotSent, because("wire.unauthorized")},
		{"402", Read, 402, providers.Error{}, providers.KindDeclined, providers.Refused, because("wire.declined")},
		{"404", Read, 404, providers.Error{}, providers.KindNotFound, providers.Refused, because("wire.not_found")},
		{"422", Read, 422, providers.Error{}, providers.KindInvalid, providers.Refused, because("wire.invalid")},
		{"429", Read, 429, providers.Error{}, providers.KindThrottled, providers.Refused, because("wire.throttled")},
		{"503", Read, 503, providers.Error{}, providers.KindUnavailable, providers.Unknown, because("wire.not_available", "status", 503)},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			client := New(Options{Provider: "acme", Title: "Acme", Explain: func(Response) *providers.Error { e := c.explained; return &e }})
			e := client.fault(Request{Safety: c.safety}, Response{Safety: c.safety, Status: c.status})
			if e.Kind != c.kind || e.Outcome != c.outcome || !e.Why.Equal(c.why) || e.Duplicate != c.explained.Duplicate {
				t.Errorf("%s, %s: %s", e.Kind, e.Outcome, e.Why)
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
