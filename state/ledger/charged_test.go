package ledger

import (
	"context"
	"path/filepath"
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
		must(t, c.UnmarshalText([]byte(text)))
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

// A ledger from before keeps what its events prove, and verifies.
func TestChargedOfAnOldLedger(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "shop.db")
	l, err := Open(context.Background(), file, Options{Now: newClock().now})
	must(t, err)
	draft := mustDraft(t, l, draftOf(1))
	sold, refused, open, spoilt := mustSubmit(t, l, draftOf(2)), mustSubmit(t, l, draftOf(3)), mustSubmit(t, l, draftOf(4)), mustSubmit(t, l, draftOf(5))
	mustAppend(t, l, sold.ID, Change{State: providers.StateCompleted})
	mustAppend(t, l, refused.ID, Change{State: providers.StateFailed, Error: &Problem{Provider: "fyatu", Code: "NO_MONEY"}})
	mustAppend(t, l, spoilt.ID, Change{State: providers.StateCompleted})
	for _, text := range []string{
		"DROP TRIGGER events_never_change", "UPDATE events SET payload = '{' WHERE state = 'completed' AND order_id = '" + spoilt.ID + "'",
		"CREATE TRIGGER events_never_change BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'events are append-only'); END",
		"ALTER TABLE orders DROP COLUMN charged", "PRAGMA user_version = 4",
	} {
		_, err = l.write.Exec(text)
		must(t, err)
	}
	must(t, l.Close())
	again := raw(t, file)
	must(t, migrate(context.Background(), again, file))
	for id, want := range map[string]string{draft.ID: "no:unsent", sold.ID: "yes:answer", refused.ID: "no:answer", open.ID: "not known", spoilt.ID: "not known"} {
		var got string
		must(t, again.QueryRow("SELECT charged FROM orders WHERE id = ?", id).Scan(&got))
		if got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}
