// Package balances is the screen of the wallets: a row a provider, each with
// its own age, and a total of what can be added up.
package balances

import (
	"slices"
	"time"

	"simdesk/providers"
	"simdesk/state/desk"
	"simdesk/ui/keys"
	"simdesk/ui/screen"
	"simdesk/ui/widget/page"
)

// reading is what is known of one provider's wallet.
type reading struct {
	provider string
	title    string
	last     *desk.Wallet     // the newest answer with a balance
	err      *providers.Error // why the newest answer has none
	waiting  bool             // the provider is being asked
}

// Model is the Balances screen. The router reads the wallets and tells: this
// screen only remembers.
type Model struct {
	env      *screen.Env
	w, h     int
	readings []reading
	begun    time.Time // when the reading under way began
	reading  bool
	scroll   page.Scroll
}

// New returns the screen; nothing is known yet.
func New(env *screen.Env) *Model {
	m := &Model{env: env}
	for _, a := range env.Desk.Accounts() {
		m.readings = append(m.readings, reading{provider: a.Name, title: a.Title, err: a.Problem})
	}
	return m
}

// SetSize lays the screen out.
func (m *Model) SetSize(w, h int) { m.w, m.h = w, h }

// NextTick is when the seconds of a slow reading are counted.
func (m *Model) NextTick() time.Time {
	if !m.reading {
		return time.Time{}
	}
	return m.begun.Add(slowAfter)
}

// Typing is always false: nothing is typed here.
func (m *Model) Typing() bool { return false }

// Bindings are the keys that matter now.
func (m *Model) Bindings() []keys.Binding {
	k := m.env.Keys
	refresh := k.Refresh
	if m.reading {
		refresh = refresh.Off(screen.Voice.Says("balances.being_read"))
	}
	all := []keys.Binding{refresh, k.HideCosts}
	if len(m.lines()) > m.h {
		all = append(all, k.Down.As("scroll"), k.Up.As("scroll up").InHelpOnly())
	}
	return all
}

// take remembers the answers so far. What was known of a provider that has not
// answered stays, with its age.
func (m *Model) take(msg screen.WalletsMsg) {
	if msg.Done {
		m.reading = false
	} else if !m.reading {
		m.reading, m.begun = true, m.env.Now()
	}
	for i := range m.readings {
		r := &m.readings[i]
		r.waiting = slices.Contains(msg.Waiting, r.provider)
	}
	for _, w := range msg.Wallets {
		r := m.of(w)
		r.err = w.Error
		if w.Balance != nil && w.Error == nil {
			r.last = &w
		}
		if r.last != nil && w.Error != nil && w.InFlight != nil && w.InFlight.Currency == r.last.Balance.Available.Currency {
			stale := *r.last // what was sent since is in the ledger, whoever does not answer
			stale.InFlight = w.InFlight
			r.last = &stale
		}
	}
}

func (m *Model) of(w desk.Wallet) *reading {
	i := slices.IndexFunc(m.readings, func(r reading) bool { return r.provider == w.Provider })
	if i < 0 {
		m.readings = append(m.readings, reading{provider: w.Provider, title: w.Title})
		i = len(m.readings) - 1
	}
	return &m.readings[i]
}
