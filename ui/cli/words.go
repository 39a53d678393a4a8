package cli

import (
	"cmp"
	"time"

	"simdesk/state/desk"
	"simdesk/ui/say"
)

// voice speaks at the command line.
var voice = say.Voice{Surface: say.Command}

// account is how a provider is configured, without a name where it is not.
func account(a *App, name string) desk.Account {
	for _, x := range a.Desk.Accounts() {
		if x.Name == name {
			return x
		}
	}
	return desk.Account{}
}

// titleOf is what people call a provider.
func titleOf(a *App, name string) string { return cmp.Or(account(a, name).Title, name) }

// moment is a time for people, in the clock's own zone.
func (r *runner) moment(t time.Time) string {
	if t.IsZero() {
		return "—"
	}
	return t.In(r.d.Now().Location()).Format("2006-01-02 15:04:05")
}

func orDash(s string) string { return cmp.Or(say.Plain(s), "—") }
