// Package esim is the screen that says what is left on an eSIM: one box for
// whatever the customer has, ours first, then every provider that can answer.
package esim

import (
	"strings"
	"time"

	"simdesk/providers"
	"simdesk/state/catalog"
	"simdesk/state/desk"
	"simdesk/state/ledger"
	"simdesk/ui/keys"
	"simdesk/ui/screen"
	"simdesk/ui/widget/filter"
	"simdesk/ui/widget/grid"
	"simdesk/ui/widget/page"
)

// face is what the screen shows under the box.
type face int

const (
	faceSearch face = iota // the box, and what of ours matches it
	faceESIM               // one eSIM, or why it is not known
	faceTopUps             // the packages that fit it
)

// Model is the eSIM screen. The box always has the cursor.
type Model struct {
	env  *screen.Env
	box  *filter.Box
	w, h int
	face face

	// What of ours matches the box.
	find      screen.Request
	entered   bool // enter came before the answer: it opens what is found alone
	searched  string
	matches   []match
	other     int // orders that match and are no eSIM
	findErr   *providers.Error
	matchGrid *grid.Grid

	// The eSIM that is shown.
	look      screen.Request
	iccid     string
	provider  string // who was asked, "" for everybody
	since     time.Time
	shown     *desk.Lookup     // the last answer that has an eSIM, or the first without
	lookErr   *providers.Error // why the newest reading failed
	before    *providers.ESIM  // as it was before a top-up from here
	toppedUp  map[string]bool  // orders whose top-up was read back
	scroll    page.Scroll
	packages  screen.Request
	topUps    []choice
	topUpErr  *providers.Error
	topUpGrid *grid.Grid
}

// New returns the screen with an empty box.
func New(env *screen.Env) *Model {
	m := &Model{env: env, toppedUp: map[string]bool{}}
	m.box = filter.New(env.Theme, " eSIM: ", screen.Voice.Says("esim.hint"))
	m.matchGrid = grid.New(env.Theme, matchColumns())
	m.topUpGrid = grid.New(env.Theme, m.topUpColumns())
	return m
}

// SetSize lays the screen out.
func (m *Model) SetSize(w, h int) {
	m.w, m.h = w, h
	m.box.SetWidth(w)
	m.matchGrid.SetSize(w, m.room())
	m.topUpGrid.SetSize(w, m.room()-topUpHead)
}

// headLines are the box and the line under it.
const headLines = 2

func (m *Model) room() int { return max(m.h-headLines, 0) }

// NextTick is when the seconds of an answer that takes long are counted.
func (m *Model) NextTick() time.Time {
	if !m.look.Busy() {
		return time.Time{}
	}
	return m.since.Add(patience)
}

// Typing is always true: the box has the cursor.
func (m *Model) Typing() bool { return true }

// qrCode shows the activation code again. A letter cannot: it would be typed.
var qrCode = keys.New("^E", "QR code", "ctrl+e")

// Bindings are the keys that matter now.
func (m *Model) Bindings() []keys.Binding {
	k, says := m.env.Keys, screen.Voice
	switch m.face {
	case faceTopUps:
		enter := k.Enter.As("choose package")
		if len(m.topUps) == 0 {
			enter = enter.Off(says.Says("esim.no_choice"))
		}
		return []keys.Binding{enter, k.Back.As("the eSIM"), k.Refresh, k.HideCosts}
	case faceESIM:
		again := k.Refresh.As("read again")
		if m.look.Busy() {
			again = k.Refresh.Off(says.Says("esim.being_read"))
		}
		return []keys.Binding{k.TopUp.Off(m.whyNoTopUp()), qrCode.Off(m.whyNoCode()), again, k.Back.As("search"),
			k.Enter.Off(says.Says("esim.shown_already")).InHelpOnly(), k.HideCosts.InHelpOnly()}
	case faceSearch:
	}
	enter := k.Enter.As("look up")
	switch {
	case m.typedICCID() != "" && len(m.matches) == 0:
		enter = k.Enter.As("ask providers")
	case m.text() == "":
		enter = enter.Off(says.Says("esim.nothing_typed"))
	case len(m.matches) > 0:
		enter = k.Enter.As("open")
	}
	return []keys.Binding{enter, k.TopUp.Off(says.Says("esim.look_up_first")), k.Back.As("clear")}
}

// whyNoTopUp is the sentence on the dim key, "" when the eSIM can be topped up
// as far as anybody knows.
func (m *Model) whyNoTopUp() string {
	e := m.esim()
	if e == nil {
		return screen.Voice.Says("esim.not_known_yet")
	}
	if why := m.env.Desk.Why(e.Provider, providers.CanTopUp); !why.IsZero() {
		return screen.Voice.Reason(why)
	}
	if e.CanTopUp == providers.No {
		return screen.Voice.Says("esim.no_top_up", "who", m.env.Title(e.Provider))
	}
	return ""
}

func (m *Model) whyNoCode() string {
	if _, ok := m.codeOrder(); ok {
		return ""
	}
	return screen.Voice.Says("esim.no_code")
}

// esim is what is shown, nil while or where nobody could tell.
func (m *Model) esim() *providers.ESIM {
	if m.shown == nil {
		return nil
	}
	return m.shown.ESIM
}

// text is what is typed.
func (m *Model) text() string { return strings.TrimSpace(m.box.Value()) }

// typedICCID is the whole ICCID in the box, "" for anything else.
func (m *Model) typedICCID() string {
	iccid, ok := providers.CleanICCID(m.box.Value())
	if !ok {
		return ""
	}
	return iccid
}

// codeOrder is the order whose delivery shows the activation code: ours, or
// one made of what the provider tells.
func (m *Model) codeOrder() (ledger.Order, bool) {
	if m.shown == nil {
		return ledger.Order{}, false
	}
	for _, o := range m.shown.Orders {
		for _, d := range o.Delivery {
			if d.Type == providers.DeliverESIM && d.Activation != nil && providers.SameICCID(d.ICCID, m.iccid) {
				o.Delivery = []providers.Delivery{d}
				return o, true
			}
		}
	}
	e := m.esim()
	if e == nil || e.Activation == nil {
		return ledger.Order{}, false
	}
	return ledger.Order{
		ID: e.ICCID, Provider: e.Provider, Kind: providers.KindESIM, ProductName: e.Name, State: providers.StateCompleted,
		Sandbox: m.env.Account(e.Provider).Sandbox, CreatedAt: e.AsOf, UpdatedAt: e.AsOf,
		Delivery: []providers.Delivery{{Type: providers.DeliverESIM, ICCID: e.ICCID, Activation: e.Activation}},
	}, true
}

// choice is one package that fits, and whether this eSIM had it before.
type choice struct {
	catalog.Entry
	same bool
}
