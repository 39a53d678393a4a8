package wire

import (
	"testing"

	"simdesk/providers"
)

// A reason for a refusal is none for what is open; one for that is kept.
func TestWhichReasonIsKept(t *testing.T) {
	t.Parallel()
	refusal, doubt := providers.Because("x.refused"), providers.Because("x.open")
	for name, c := range map[string]struct {
		safety    Safety
		explained providers.Error
		want      providers.Reason
	}{
		"a proved refusal":      {Once, providers.Error{Kind: providers.KindDeclined, Outcome: providers.Refused, Why: refusal}, refusal},
		"a refusal not proved":  {Once, providers.Error{Kind: providers.KindDeclined, Why: refusal}, because("wire.not_said")},
		"a duplicate":           {Once, providers.Error{Kind: providers.KindUnknownOutcome, Duplicate: true, Why: doubt}, because("wire.seen_before")},
		"an outcome left open":  {Once, providers.Error{Kind: providers.KindUnknownOutcome, Why: doubt}, doubt},
		"a read that is denied": {Read, providers.Error{Kind: providers.KindDeclined, Why: refusal}, refusal},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := New(Options{Provider: "acme", Title: "Acme", Explain: func(Response) *providers.Error { e := c.explained; return &e }})
			e := client.fault(Request{Safety: c.safety}, Response{Safety: c.safety, Status: 400})
			same(t, c.want, e.Why)
		})
	}
}

// What a reason names of an answer keeps no secret.
func TestReasonsKeepNoSecret(t *testing.T) {
	t.Parallel()
	hidden := secrets{words: []string{"s3cret"}}
	e := &providers.Error{Why: providers.Because("x.answered", "status", "no s3cret", "n", 2, "names", []string{"s3cret"},
		"why", providers.Quoted("my s3cret"))}
	hidden.blankError(e)
	want := providers.Because("x.answered", "status", "no "+blanked, "n", 2, "names", []string{blanked}, "why", providers.Quoted("my "+blanked))
	if !e.Why.Equal(want) {
		t.Errorf("%s, want %s", e.Why, want)
	}
}
