package ledger

import (
	"testing"

	"simdesk/providers"
)

// What a step that says nothing of the money proves, and what one that does
// changes.
func TestCharged(t *testing.T) {
	t.Parallel()
	const (
		drafted, submitted, unknown = providers.StateDrafted, providers.StateSubmitted, providers.StateUnknown
		processing, review          = providers.StateProcessing, providers.StateNeedsReview
		completed, failed, refunded = providers.StateCompleted, providers.StateFailed, providers.StateRefunded
	)
	own := &Problem{Kind: providers.KindDeclined, Provider: "fyatu", Code: "NO_MONEY"}
	say := func(text string) *providers.Charged {
		var c providers.Charged
		if err := c.UnmarshalText([]byte(text)); err != nil {
			t.Fatal(err)
		}
		return &c
	}
	for _, c := range []struct {
		from providers.State
		was  string
		step Change
		want string
	}{
		{"", "not known", Change{State: drafted}, "no:unsent"},
		{drafted, "no:unsent", Change{State: failed}, "no:unsent"},
		{drafted, "no:unsent", Change{State: submitted}, "not known"},
		{submitted, "not known", Change{State: completed}, "yes:answer"},
		{unknown, "not known", Change{State: completed}, "yes:look_up"},
		{review, "not known", Change{State: completed, Decided: true}, "yes:person"},
		{review, "not known", Change{State: failed, Decided: true}, "no:person"},
		{review, "yes:answer", Change{State: failed, Decided: true}, "no:person"},
		{review, "not known", Change{State: refunded, Decided: true}, "yes:person"},
		{completed, "yes:answer", Change{State: completed}, "yes:answer"},
		{completed, "yes:answer", Change{State: review}, "yes:answer"},
		{completed, "yes:answer", Change{State: refunded}, "yes:look_up"},
		{failed, "no:person", Change{State: completed}, "yes:look_up"},
		{failed, "no:answer", Change{State: failed}, "no:answer"},
		{failed, "no:person", Change{State: review}, "not known"},
		{submitted, "not known", Change{State: processing}, "not known"},
		{submitted, "not known", Change{State: failed, Error: own}, "no:answer"},
		{processing, "not known", Change{State: failed, Error: own}, "no:look_up"},
		{submitted, "not known", Change{State: failed}, "not known"},
		{submitted, "not known", Change{State: failed, Error: &Problem{Kind: providers.KindInvalid, Provider: "fyatu", Code: "HTTP_400"}}, "not known"},
		{submitted, "not known", Change{State: failed, Error: &Problem{Kind: providers.KindDeclined, Code: "CANCELLED"}}, "not known"},
		{submitted, "not known", Change{State: failed, Error: &Problem{Kind: providers.KindUnavailable, Provider: "fyatu"}}, "not known"},
		{submitted, "not known", Change{State: failed, Charged: say("no:unsent")}, "no:unsent"},
		{submitted, "not known", Change{State: failed, Error: own, Charged: say("not known")}, "not known"},
		{unknown, "yes:look_up", Change{State: review, Charged: say("not known")}, "yes:look_up"},
		{failed, "no:answer", Change{State: processing, Charged: say("not known")}, "not known"},
	} {
		if got := textOf(charged(Order{State: c.from, Charged: *say(c.was)}, c.step)); got != c.want {
			t.Errorf("%s (%s), then %+v: %s, want %s", c.from, c.was, c.step, got, c.want)
		}
	}
}
