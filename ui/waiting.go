package ui

import (
	"context"
	"strconv"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"simdesk/providers"
	"simdesk/state/ledger"
	"simdesk/ui/screen"
)

const (
	countEvery = time.Minute     // how often the waiting orders are counted
	countSoon  = 5 * time.Second // while there are some: another till may settle them
	saidFor    = 6 * time.Second // how long the notice at start has the line for itself
)

// waitingBoard is how many orders wait, for the tab of Orders: a restart must
// not hide what the last shift left open.
type waitingBoard struct {
	now     ledger.Waiting
	begun   time.Time
	reading bool
	again   bool      // something changed while they were being counted
	said    bool      // the notice at start was given, or was not needed
	until   time.Time // the notice at start stands till then
	failed  bool      // the last count failed, and that was said
}

// waitingCountedMsg is one count, or why there is none.
type waitingCountedMsg struct {
	now ledger.Waiting
	err error
}

// countWaiting counts the waiting orders, once more after a count under way.
func (r *Router) countWaiting(now time.Time) tea.Cmd {
	if r.waiting.reading {
		r.waiting.again = true
		return nil
	}
	r.waiting.begun, r.waiting.reading, r.waiting.again = now, true, false
	return unmarked(countOf(r.env.Base, r.env.Desk))
}

func countOf(ctx context.Context, d screen.Desk) tea.Cmd {
	return func() tea.Msg {
		now, err := d.Waiting(ctx)
		return waitingCountedMsg{now, err}
	}
}

func (r *Router) waitingCounted(msg waitingCountedMsg) tea.Cmd {
	b := &r.waiting
	b.reading = false
	if msg.err != nil {
		if !b.failed && r.env.Base.Err() == nil {
			r.env.Logger().Error("the waiting orders were not counted", "error", msg.err)
			r.notice.Say(screen.Voice.Says("ui.waiting_unknown", "why", r.env.Explain(providers.AsError(msg.err))), true, r.env.Now())
		}
		b.failed = true
	} else {
		b.now, b.failed = msg.now, false
		r.sayWaiting()
	}
	if b.again {
		return r.countWaiting(r.env.Now())
	}
	return nil
}

// sayWaiting says once, at the start, what the last shift left open.
func (r *Router) sayWaiting() {
	b := &r.waiting
	say := waitingSentence(b.now)
	if !b.said && say != "" {
		r.notice.Say(say, b.now.Review > 0, r.env.Now())
		b.until = r.env.Now().Add(saidFor)
	}
	b.said = true
}

func waitingSentence(w ledger.Waiting) string {
	switch {
	case w.Review > 0 && w.Asked > 0:
		return screen.Voice.Says("ui.waiting_both", "review", w.Review, "asked", w.Asked)
	case w.Review > 0:
		return screen.Voice.Says("ui.waiting_review", "n", w.Review)
	case w.Asked > 0:
		return screen.Voice.Says("ui.waiting_asked", "n", w.Asked)
	}
	return ""
}

// waitingDue is when the notice at start is over or, else, when the orders are
// counted next: sooner while something waits or is on its way. Zero is while they
// are being counted.
func (r *Router) waitingDue() time.Time {
	b := &r.waiting
	switch {
	case !b.until.IsZero():
		return b.until
	case b.reading:
		return time.Time{}
	case b.now != (ledger.Waiting{}) || r.env.Desk.InFlight() > 0:
		return b.begun.Add(countSoon)
	}
	return b.begun.Add(countEvery)
}

// waitingTick gives the line to the low wallets once the notice at start is
// over, and counts again in time.
func (r *Router) waitingTick(now time.Time) tea.Cmd {
	b := &r.waiting
	if !b.until.IsZero() && !now.Before(b.until) {
		b.until = time.Time{}
		r.sayLow(r.wallets.msg.Wallets) // it was held back
	}
	if b.reading || now.Before(r.waitingDue()) {
		return nil
	}
	return r.countWaiting(now)
}

// mostCounted is what a badge counts to: the header has no room for more.
const mostCounted = 99

// badge is what stands at the tab of Orders: "1!" for those that need a person,
// "2?" for those still asked about. A short one says the more urgent only.
func (r *Router) badge(short bool) string {
	t, w := r.env.Theme, r.waiting.now
	say := ""
	if w.Review > 0 {
		say = " " + t.Bad.Render(counted(w.Review)+"!")
	}
	if w.Asked > 0 && (say == "" || !short) {
		say += " " + t.Warn.Render(counted(w.Asked)+"?")
	}
	return say
}

func counted(n int) string {
	if n > mostCounted {
		return strconv.Itoa(mostCounted) + "+"
	}
	return strconv.Itoa(n)
}
