package cli

import (
	"time"

	"simdesk/providers"
	"simdesk/ui/say"
)

// voice speaks at the command line.
var voice = say.Voice{Surface: say.Command}

// sentence is an error for people: who, what happened, what to do. What it means
// for the money is said where a command spends any.
func (r *runner) sentence(e *providers.Error) string {
	return say.Plain(say.Voice{Surface: say.Command, Money: r.spends}.Error(e))
}

// titleOf is what people call a provider.
func titleOf(a *App, name string) string {
	for _, x := range a.Desk.Accounts() {
		if x.Name == name {
			return x.Title
		}
	}
	return name
}

// moment is a time for people, in the clock's own zone.
func (r *runner) moment(t time.Time) string {
	if t.IsZero() {
		return "—"
	}
	return t.In(r.d.Now().Location()).Format("2006-01-02 15:04:05")
}

func orDash(s string) string {
	if s == "" {
		return "—"
	}
	return say.Plain(s)
}
