// Package activation shows what an order delivered: the QR code as large as it
// fits, the same code in words, and whatever else a customer takes away.
package activation

import (
	"cmp"
	"time"

	"simdesk/providers"
	"simdesk/state/ledger"
	"simdesk/ui/keys"
	"simdesk/ui/screen"
	"simdesk/ui/widget/page"
)

var voice = screen.Voice

// shownFor is how long a code stays on the screen: who scans first owns the
// line.
const shownFor = 2 * time.Minute

// face is what the QR code holds.
type face int

const (
	faceCode face = iota
	faceIPhone
	faceAndroid
)

// Model shows the deliveries of one order, one at a time.
type Model struct {
	env    *screen.Env
	order  ledger.Order
	w, h   int
	at     int // which delivery
	face   face
	full   bool
	hidden bool
	since  time.Time // when it was shown
	saved  string    // the file that was saved last
	scroll page.Scroll
	fits   map[fitting]fitted // what was drawn for this size
}

// New returns the screen for an order.
func New(env *screen.Env, o ledger.Order) *Model {
	return &Model{env: env, order: o, since: env.Now(), fits: map[fitting]fitted{}}
}

// SetSize lays the screen out.
func (m *Model) SetSize(w, h int) { m.w, m.h, m.fits = w, h, map[fitting]fitted{} }

// NextTick is now while the seconds are counted until the code is hidden.
func (m *Model) NextTick() time.Time {
	if m.hidden {
		return time.Time{}
	}
	return m.since
}

// Typing is always false.
func (m *Model) Typing() bool { return false }

// Full asks for the whole window while the code is enlarged.
func (m *Model) Full() bool { return m.full && !m.hidden && m.scans() }

// Hidden hides the code when another screen comes to the front.
func (m *Model) Hidden() {
	m.hidden, m.full, m.face = true, false, faceCode
	clear(m.fits)
}

// Bindings are the keys that work on what is delivered.
func (m *Model) Bindings() []keys.Binding {
	k := m.env.Keys
	back := k.Back
	if m.face != faceCode {
		back = k.Back.As("the code")
	}
	if m.hidden {
		return []keys.Binding{k.Reveal.As("show again"), back}
	}
	var all []keys.Binding
	if m.scans() {
		enlarge := k.Enlarge.Off(m.whyNotLarger())
		if m.full {
			enlarge = k.Enlarge.As("smaller")
		}
		all = append(all, enlarge, k.Copy, back, k.IPhone, k.Android, k.SavePNG)
	} else {
		if m.secret() != "" {
			all = append(all, k.Copy)
		}
		all = append(all, back)
	}
	if len(m.order.Delivery) > 1 {
		all = append(all, k.Right.As("next one"), k.Left.As("previous").InHelpOnly())
	}
	if len(m.lines()) > m.h {
		all = append(all, k.Down.As("scroll"), k.Up.As("scroll up").InHelpOnly())
	}
	return all
}

// Tells: what was delivered is the outcome.
func (m *Model) Tells(o ledger.Order) bool { return o.ID == m.order.ID && o.State == m.order.State }

// delivery is the one that is shown, an empty one while there is none.
func (m *Model) delivery() providers.Delivery {
	if len(m.order.Delivery) == 0 {
		return providers.Delivery{}
	}
	return m.order.Delivery[m.at]
}

// activation is the eSIM's code, nil for what needs none.
func (m *Model) activation() *providers.Activation { return m.delivery().Activation }

func (m *Model) scans() bool { return m.activation() != nil }

// text is what the QR code holds now.
func (m *Model) text() string {
	a := m.activation()
	switch m.face {
	case faceIPhone:
		return a.IOS()
	case faceAndroid:
		return a.Android()
	case faceCode:
	}
	return a.LPA()
}

// secret is what can be copied of a delivery without a QR code.
func (m *Model) secret() string {
	d := m.delivery()
	return cmp.Or(d.PIN, d.CardNumber, d.Token, d.Link)
}

// sandbox reports whether the word SANDBOX stands on what is shown and saved:
// for any provider's sandbox, not only this order's.
func (m *Model) sandbox() bool { return m.env.Sandbox || m.order.Sandbox }

// stays is how much longer the code is shown.
func (m *Model) stays() time.Duration { return shownFor - m.env.Now().Sub(m.since) }
