// Package notice is the one line that says what just happened.
package notice

import (
	"time"

	"github.com/charmbracelet/x/ansi"

	"simdesk/ui/theme"
)

// stays is how long a notice is shown.
const stays = 6 * time.Second

// Line holds the notice that is shown now.
type Line struct {
	theme *theme.Theme
	text  string
	bad   bool
	until time.Time
	reply bool // answers one key, and goes with the next
}

// New returns an empty line.
func New(t *theme.Theme) *Line { return &Line{theme: t} }

// Say shows a sentence from now on for a few seconds.
func (l *Line) Say(text string, bad bool, now time.Time) {
	l.text, l.bad, l.until, l.reply = text, bad, now.Add(stays), false
}

// Reply answers the key that was just pressed: why it does nothing. It is
// forgotten with the next key, when it may not be true any more.
func (l *Line) Reply(text string, now time.Time) {
	l.Say(text, true, now)
	l.reply = true
}

// Next forgets a reply: another key was pressed.
func (l *Line) Next() {
	if l.reply {
		l.Clear()
	}
}

// Until is when the notice goes by itself, zero when there is none.
func (l *Line) Until() time.Time {
	if l.text == "" {
		return time.Time{}
	}
	return l.until
}

// Expire forgets a notice whose time is over.
func (l *Line) Expire(now time.Time) {
	if !now.Before(l.until) {
		l.text = ""
	}
}

// Clear forgets the notice at once.
func (l *Line) Clear() { l.text = "" }

// Empty reports whether there is nothing to say.
func (l *Line) Empty() bool { return l.text == "" }

// View draws the notice, cut to w cells. A sign stands in front, so that good
// and bad differ without colour.
func (l *Line) View(w int) string {
	if l.text == "" {
		return ""
	}
	if l.bad {
		return l.theme.Bad.Render(ansi.Truncate(" ! "+l.text, w, "…"))
	}
	return l.theme.Good.Render(ansi.Truncate(" · "+l.text, w, "…"))
}
