package ui

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"simdesk/ui/screen"
)

// wake is when the console next has something to do by time alone, and when
// that was found out.
type wake struct{ noted, at time.Time }

// due reports whether a tick has something to do. It may be asked beside
// Update. A clock that was set back is looked at again at once.
func (r *Router) due(now time.Time) bool {
	w := r.wake.Load()
	return w == nil || now.Before(w.noted) || !now.Before(w.at)
}

// noteWake finds the earliest moment at which time alone changes something.
func (r *Router) noteWake() {
	now := r.env.Now()
	next := now.Truncate(time.Minute).Add(time.Minute) // the clock in the header, and the ages
	for _, at := range []time.Time{r.notice.Until(), r.walletsDue(now), r.waitingDue(), r.screenDue()} {
		if !at.IsZero() && at.Before(next) {
			next = at
		}
	}
	r.wake.Store(&wake{now, next})
}

func (r *Router) screenDue() time.Time {
	if r.w == 0 {
		return time.Time{}
	}
	return r.active().NextTick()
}

func (r *Router) tick(msg screen.TickMsg) tea.Cmd {
	r.notice.Expire(msg.At)
	return tea.Batch(r.tell(r.active(), msg), r.walletsTick(msg.At), r.waitingTick(msg.At))
}
