package desk

import (
	"context"
	"errors"
	"strings"
	"unicode"

	"simdesk/providers"
	"simdesk/state/ledger"
	"simdesk/state/settle"
)

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
		return notSent(providers.KindInvalid, "", providers.Because("desk.no_outcome"))
	case letters(r.Reason) < leastReason:
		return notSent(providers.KindInvalid, "", providers.Because("desk.no_reason"))
	case letters(r.Clerk) == 0:
		return notSent(providers.KindInvalid, "", providers.Because("desk.no_name"))
	}
	return nil
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
func (d *settling) Decide(ctx context.Context, r DecideRequest) (ledger.Order, error) {
	r.Clerk, r.Reason = oneLine(r.Clerk), oneLine(r.Reason)
	if err := r.Check(); err != nil {
		return ledger.Order{}, err
	}
	o, past, err := d.read(ctx, r.ID)
	if err != nil {
		return ledger.Order{}, err
	}
	if o.State != providers.StateNeedsReview {
		return o, notToDecide(o, past)
	}
	// Once a person has said so, it is written, whoever leaves the screen.
	ctx = context.WithoutCancel(ctx)
	after, err := d.o.Ledger.AppendFrom(ctx, r.ID, providers.StateNeedsReview, r.Clerk, settle.Decided(r.State, r.Clerk, r.Reason, past))
	if errors.Is(err, ledger.ErrBackwards) {
		if o, past, err = d.read(ctx, r.ID); err == nil {
			err = notToDecide(o, past)
		}
		return o, err
	}
	d.publish(after)
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

// notToDecide says why an order is not for a person to decide, or no longer.
func notToDecide(o ledger.Order, past settle.History) error {
	switch {
	case past.By != "" && o.State == providers.StateCompleted:
		return notSent(providers.KindInvalid, "", providers.Because("desk.decided_completed", "clerk", past.By))
	case past.By != "" && o.State == providers.StateFailed:
		return notSent(providers.KindInvalid, "", providers.Because("desk.decided_failed", "clerk", past.By))
	case past.By != "":
		return notSent(providers.KindInvalid, "", providers.Because("desk.decided_given_back", "clerk", past.By))
	case o.State.Settled():
		return notSent(providers.KindInvalid, "", providers.Because("desk.settled_alone", "state", string(o.State)))
	}
	return notSent(providers.KindInvalid, "", providers.Because("desk.still_asking"))
}
