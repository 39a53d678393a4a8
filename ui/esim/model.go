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
	finding   bool
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
	asking    bool
	since     time.Time
	shown     *desk.Lookup     // the last answer that has an eSIM, or the first without
	lookErr   *providers.Error // why the newest reading failed
	before    *providers.ESIM  // as it was before a top-up from here
	toppedUp  map[string]bool  // orders whose top-up was read back
	scroll    page.Scroll
	packages  screen.Request
	fetching  bool
	topUps    []choice
	topUpErr  *providers.Error
	topUpGrid *grid.Grid
	hidden    bool // the columns were laid out without costs
}

// New returns the screen with an empty box.
func New(env *screen.Env) *Model {
	m := &Model{env: env, toppedUp: map[string]bool{}, hidden: env.HideCosts()}
	m.box = filter.New(env.Theme, " eSIM: ", "ICCID or its end, phone or order number, name")
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
	if !m.asking {
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
	k := m.env.Keys
	switch m.face {
	case faceTopUps:
		enter := k.Enter.As("choose package")
		if len(m.topUps) == 0 {
			enter = enter.Off("There is no package to choose.")
		}
		return []keys.Binding{enter, k.Back.As("the eSIM"), k.Refresh, k.HideCosts}
	case faceESIM:
		return []keys.Binding{k.TopUp.Off(m.whyNoTopUp()), qrCode.Off(m.whyNoCode()), m.refreshKey(), k.Back.As("search"),
			k.Enter.Off("It is shown already. Type to search, ^R reads it again.").InHelpOnly(), k.HideCosts.InHelpOnly()}
	case faceSearch:
	}
	return []keys.Binding{m.enterKey(), k.TopUp.Off("Look an eSIM up first."), k.Back.As("clear")}
}

func (m *Model) enterKey() keys.Binding {
	k := m.env.Keys.Enter
	switch {
	case m.typedICCID() != "" && len(m.matches) == 0:
		return k.As("ask the providers")
	case strings.TrimSpace(m.box.Value()) == "":
		return k.As("look up").Off("Type or scan something first.")
	case len(m.matches) > 0:
		return k.As("open")
	}
	return k.As("look up")
}

func (m *Model) refreshKey() keys.Binding {
	if m.asking {
		return m.env.Keys.Refresh.Off("It is being read already.")
	}
	return m.env.Keys.Refresh.As("read again")
}

// whyNoTopUp is the sentence on the dim key, "" when the eSIM can be topped up
// as far as anybody knows.
func (m *Model) whyNoTopUp() string {
	e := m.esim()
	if e == nil {
		return "The eSIM is not known yet: nothing can be topped up."
	}
	if why := m.env.Desk.Why(e.Provider, providers.CanTopUp); !why.IsZero() {
		return screen.Voice.Reason(why)
	}
	if e.CanTopUp == providers.No {
		return "This eSIM cannot be topped up, says " + m.env.Title(e.Provider) + ". Sell a new one."
	}
	return ""
}

func (m *Model) whyNoCode() string {
	if _, ok := m.codeOrder(); ok {
		return ""
	}
	return "No activation code of this eSIM is known: it was not sold here, and the provider does not tell it."
}

// esim is what is shown, nil while or where nobody could tell.
func (m *Model) esim() *providers.ESIM {
	if m.shown == nil {
		return nil
	}
	return m.shown.ESIM
}

func (m *Model) typedICCID() string {
	if iccid, ok := providers.CleanICCID(m.box.Value()); ok {
		return iccid
	}
	return ""
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
		Sandbox: m.sandbox(e.Provider), CreatedAt: e.AsOf, UpdatedAt: e.AsOf,
		Delivery: []providers.Delivery{{Type: providers.DeliverESIM, ICCID: e.ICCID, Activation: e.Activation}},
	}, true
}

func (m *Model) sandbox(provider string) bool {
	for _, a := range m.env.Desk.Accounts() {
		if a.Name == provider {
			return a.Sandbox
		}
	}
	return false
}

// choice is one package that fits, and whether this eSIM had it before.
type choice struct {
	catalog.Entry
	same bool
}
