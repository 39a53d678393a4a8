package desk

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode"

	"simdesk/providers"
	"simdesk/state/ledger"
)

// CodeDecided marks the error of an order that failed because a person decided
// so, as long as no provider has said it.
const CodeDecided = "DECIDED_BY_PERSON"

// givenUpFor is how long the provider is still asked about an order that a
// person gave up: if it took the money after all, somebody must hear of it.
const givenUpFor = 7 * 24 * time.Hour

// leastReason is how many letters and digits make a reason rather than a key
// that was pressed to get on.
const leastReason = 4

// DecideRequest is a person's word on an order that nobody else can settle.
type DecideRequest struct {
	ID     string
	State  providers.State // completed, failed or refunded
	Clerk  string          // who decides
	Reason string
}

// Check returns what the request lacks, an error of kind invalid, nil when it
// lacks nothing.
func (r DecideRequest) Check() error {
	switch {
	case r.State != providers.StateCompleted && r.State != providers.StateFailed && r.State != providers.StateRefunded:
		return undecided("Choose what became of it: it went through, it did not, or it was given back.")
	case letters(r.Reason) < leastReason:
		return undecided("Give the reason in a few words: what was seen, or who said so.")
	case letters(r.Clerk) == 0:
		return undecided("Say who decides: a decision carries a name.")
	}
	return nil
}

func undecided(message string) error {
	return &providers.Error{Kind: providers.KindInvalid, Outcome: providers.NotSent, Message: message}
}

func letters(s string) int {
	n := 0
	for _, r := range s {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			n++
		}
	}
	return n
}

// Decide settles an order under review by a person's word, with the evidence
// that the ledger holds, and asks no provider. Of several that decide at once
// one counts. An error of kind invalid says what is missing, or who was faster;
// then the order is returned as it stands.
func (d *Desk) Decide(ctx context.Context, r DecideRequest) (ledger.Order, error) {
	r.Clerk, r.Reason = oneLine(r.Clerk), oneLine(r.Reason)
	if err := r.Check(); err != nil {
		return ledger.Order{}, err
	}
	o, events, err := d.History(ctx, r.ID)
	if err != nil {
		return ledger.Order{}, err
	}
	if o.State != providers.StateNeedsReview {
		return o, d.notToDecide(o, events)
	}
	// Once a person has said so, it is written, whoever leaves the screen.
	ctx = context.WithoutCancel(ctx)
	after, err := d.o.Ledger.AppendFrom(ctx, r.ID, providers.StateNeedsReview, r.Clerk, r.change(events))
	if errors.Is(err, ledger.ErrBackwards) {
		if o, events, err = d.History(ctx, r.ID); err == nil {
			err = d.notToDecide(o, events)
		}
		return o, err
	}
	if err == nil {
		d.publish(after)
	}
	return after, err
}

// oneLine is text without line breaks and control characters: it is read in a
// list, and a name must not look like another one.
func oneLine(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsGraphic(r):
			return r
		}
		return -1
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

func (r DecideRequest) change(events []ledger.Event) ledger.Change {
	charged := providers.Charged{Taken: providers.TruthOf(r.State != providers.StateFailed), By: providers.ByPerson}
	c := ledger.Change{State: r.State, Charged: &charged, Decided: true, Note: r.Reason, Evidence: newestEvidence(events)}
	if r.State != providers.StateCompleted {
		c.Error = &ledger.Problem{Kind: providers.KindDeclined, Code: CodeDecided,
			Message: r.Clerk + " decided that " + decisionWords[r.State] + ": " + r.Reason}
	}
	return c
}

var decisionWords = map[providers.State]string{
	providers.StateCompleted: "it went through",
	providers.StateFailed:    "it did not go through",
	providers.StateRefunded:  "it was given back",
}

// newestEvidence is what the last event with evidence compared.
func newestEvidence(events []ledger.Event) []providers.Evidence {
	for i := len(events) - 1; i >= 0; i-- {
		var c ledger.Change
		_ = json.Unmarshal(events[i].Payload, &c) // the ledger has read it before
		if len(c.Evidence) > 0 {
			return c.Evidence
		}
	}
	return nil
}

// notToDecide says why an order is not for a person to decide, or no longer.
func (d *Desk) notToDecide(o ledger.Order, events []ledger.Event) error {
	var last ledger.Change
	if n := len(events); n > 0 && json.Unmarshal(events[n-1].Payload, &last) == nil && last.Decided {
		return undecided(events[n-1].Clerk + " has already decided that " + decisionWords[o.State] + ". Nothing more was recorded.")
	}
	if o.State.Settled() {
		return undecided("It is settled without a decision: " + string(o.State) + ". Nothing more was recorded.")
	}
	return undecided("simdesk is still finding out what became of it. A person decides only what nobody can find out: wait, or ask the provider again.")
}

// AskedUntil returns until when the provider is asked about an order that a
// person gave up, the zero time for any other.
func AskedUntil(o ledger.Order) time.Time {
	if o.State != providers.StateFailed || o.Error == nil || o.Error.Code != CodeDecided {
		return time.Time{}
	}
	return o.UpdatedAt.Add(givenUpFor)
}

func (d *Desk) givenUp(o ledger.Order) bool {
	return !AskedUntil(o).IsZero() && d.age(o.UpdatedAt) < givenUpFor
}

// over reports whether nobody asks about an order any more.
func (d *Desk) over(o ledger.Order) bool { return o.State.Settled() && !d.givenUp(o) }

// news leaves of a look what belongs into the history. An order that stays
// under review gets another event only when a person has asked and there is
// something else to compare than before; one that a person gave up goes back to
// review only for what that person had not seen.
func (d *Desk) news(ctx context.Context, o ledger.Order, c *ledger.Change, asked bool) *ledger.Change {
	if c != nil && c.State == providers.StateProcessing && o.State == c.State {
		return d.unrepeated(ctx, o, *c)
	}
	review := o.State == providers.StateNeedsReview
	if c == nil || c.State != providers.StateNeedsReview || !review && o.State != providers.StateFailed {
		return c
	}
	if review && !asked || len(c.Evidence) == 0 {
		return nil
	}
	events, err := d.o.Ledger.Events(ctx, o.ID)
	if err != nil || slices.Equal(newestEvidence(events), c.Evidence) {
		return nil
	}
	return c
}

// unrepeated leaves out what the history says of an order in progress already.
// It is looked at every minute, and most providers say the same each time.
func (d *Desk) unrepeated(ctx context.Context, o ledger.Order, c ledger.Change) *ledger.Change {
	if c.Note == "" && len(c.Evidence) == 0 {
		return &c // the ledger itself finds out whether the rest is new
	}
	events, err := d.o.Ledger.Events(ctx, o.ID)
	if err != nil {
		return nil // it is asked about again
	}
	if newestNote(events) == c.Note {
		c.Note = ""
	}
	if slices.Equal(newestEvidence(events), c.Evidence) {
		c.Evidence = nil
	}
	return &c
}

// newestNote is what the last event with a note says.
func newestNote(events []ledger.Event) string {
	for i := len(events) - 1; i >= 0; i-- {
		var c ledger.Change
		_ = json.Unmarshal(events[i].Payload, &c)
		if c.Note != "" {
			return c.Note
		}
	}
	return ""
}
