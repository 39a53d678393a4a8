package esim

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"simdesk/providers"
	"simdesk/state/desk"
	"simdesk/ui/screen"
	"simdesk/ui/widget/grid"
	"simdesk/ui/widget/page"
)

// Init does nothing: the box waits.
func (m *Model) Init() tea.Cmd { return nil }

// Update takes one message.
func (m *Model) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		return m.key(msg)
	case foundMsg:
		return m.found(msg)
	case lookedUpMsg:
		m.lookedUp(msg)
	case packagesMsg:
		m.packagesCame(msg)
	case screen.OpenESIMMsg:
		return m.sentHere(msg)
	case screen.OrderChangedMsg:
		return m.orderChanged(msg)
	case screen.CostsMsg:
		m.topUpGrid.SetColumns(m.topUpColumns())
	}
	return nil
}

// sentHere shows the eSIM that another screen asks for. After a top-up it is
// the one shown already: what it held before stays beside what it holds now.
func (m *Model) sentHere(msg screen.OpenESIMMsg) tea.Cmd {
	if m.before != nil && m.face == faceESIM && m.isShown(msg.ICCID) {
		return m.refresh()
	}
	m.box.SetValue(msg.ICCID)
	m.forget()
	return m.open(msg.ICCID, msg.Provider)
}

func (m *Model) key(k tea.KeyMsg) tea.Cmd {
	b := m.env.Keys
	switch {
	case b.Enter.Is(k):
		return m.enter()
	case b.Back.Is(k):
		return m.back()
	case b.Refresh.Is(k):
		return m.refresh()
	case b.TopUp.Is(k):
		return m.listTopUps()
	case qrCode.Is(k):
		return m.showCode()
	case m.moved(k):
		return nil
	}
	return m.typed(k)
}

// moved moves in what is listed or shown. Home and end belong to it too: the
// box is short.
func (m *Model) moved(k tea.KeyMsg) bool {
	b := m.env.Keys
	switch m.face {
	case faceTopUps:
		return m.topUpGrid.Update(k, b)
	case faceESIM:
		return m.scroll.Update(k, b, len(m.card()), m.room())
	case faceSearch:
	}
	return m.matchGrid.Update(k, b)
}

// typed types into the box. While an eSIM is shown the box holds what was
// looked up: a scanner's next number replaces it instead of growing it.
func (m *Model) typed(k tea.KeyMsg) tea.Cmd {
	if m.face != faceSearch && k.Type == tea.KeyRunes {
		m.box.Clear()
	}
	if !m.box.Update(k) && m.face == faceSearch {
		return nil
	}
	m.leave()
	cmd := m.search()
	if !k.Paste {
		return cmd
	}
	// A scanner's enter is lost in a paste, so a paste is looked up at once.
	if iccid := m.typedICCID(); iccid != "" {
		return m.open(iccid, "")
	}
	m.entered = m.find.Busy()
	return cmd
}

// leave goes back to the search; an answer that is on its way is dropped.
func (m *Model) leave() {
	m.look.Cancel()
	m.packages.Cancel()
	m.face = faceSearch
}

// forget empties the list of matches.
func (m *Model) forget() {
	m.find.Cancel()
	m.entered, m.searched = false, ""
	m.list(nil, 0)
	m.findErr = nil
}

// fewest is how much must be typed before the ledger is asked.
const fewest = 3

func (m *Model) search() tea.Cmd {
	text := m.text()
	m.forget()
	if len([]rune(text)) < fewest {
		return nil
	}
	ctx, gen := m.find.Begin(m.env.Base)
	return findESIMs(ctx, gen, m.env.Desk, text)
}

func (m *Model) found(msg foundMsg) tea.Cmd {
	if !m.find.Done(msg.gen) {
		return nil
	}
	entered := m.entered
	m.entered, m.searched, m.findErr = false, msg.text, providers.AsError(msg.err)
	m.list(msg.matches, msg.other)
	if entered && len(m.matches) == 1 {
		return m.open(m.matches[0].iccid, m.matches[0].provider)
	}
	return nil
}

func (m *Model) list(matches []match, other int) {
	m.matches, m.other = matches, other
	m.matchGrid.SetRows(grid.All(len(matches)), m.matchCell)
}

// enter opens what the box names. A whole ICCID needs no list; anything else
// waits for the answer to exactly what is typed.
func (m *Model) enter() tea.Cmd {
	switch m.face {
	case faceTopUps:
		return m.choose()
	case faceESIM:
		return nil
	case faceSearch:
	}
	if iccid := m.typedICCID(); iccid != "" {
		return m.open(iccid, "")
	}
	if m.find.Busy() {
		m.entered = true
		return nil
	}
	if row, ok := m.matchGrid.Selected(); ok {
		return m.open(m.matches[row].iccid, m.matches[row].provider)
	}
	return nil
}

// open asks for one eSIM; provider "" asks the ledger whose it is, then all.
func (m *Model) open(iccid, provider string) tea.Cmd {
	m.packages.Cancel()
	m.shown, m.before, m.lookErr, m.topUps = nil, nil, nil, nil
	m.scroll = page.Scroll{}
	m.face, m.iccid, m.provider = faceESIM, strings.TrimSpace(iccid), provider
	return m.read()
}

func (m *Model) read() tea.Cmd {
	ctx, gen := m.look.Begin(m.env.Base)
	m.since = m.env.Now()
	return lookUp(ctx, gen, m.env.Desk, m.iccid, m.provider)
}

func (m *Model) lookedUp(msg lookedUpMsg) {
	if !m.look.Done(msg.gen) {
		return
	}
	m.lookErr = msg.lookup.Why()
	if m.lookErr != nil && m.esim() != nil {
		m.shown.Orders = msg.lookup.Orders // what was read before stays, with its age
		return
	}
	m.iccid, m.shown = msg.lookup.ICCID, &msg.lookup
	if e := m.esim(); e != nil {
		m.provider = e.Provider
	}
}

func (m *Model) refresh() tea.Cmd {
	switch {
	case m.face == faceTopUps:
		return m.fetchPackages()
	case m.face == faceESIM && !m.look.Busy():
		return m.read()
	}
	return nil
}

// back goes one step back: from the packages to the eSIM, from there to the
// matches it was chosen from, and clears the box.
func (m *Model) back() tea.Cmd {
	if m.face == faceTopUps {
		m.packages.Cancel()
		m.face = faceESIM
		return nil
	}
	fromList := m.face == faceESIM && len(m.matches) > 1
	m.leave()
	if !fromList {
		m.box.Clear()
		m.forget()
	}
	return nil
}

func (m *Model) listTopUps() tea.Cmd {
	if m.face != faceESIM || m.whyNoTopUp() != "" {
		return nil
	}
	m.face, m.topUps = faceTopUps, nil
	return m.fetchPackages()
}

func (m *Model) fetchPackages() tea.Cmd {
	ctx, gen := m.packages.Begin(m.env.Base)
	m.topUpErr = nil
	return listPackages(ctx, gen, m.env.Desk, m.iccid, m.esim().Provider)
}

func (m *Model) packagesCame(msg packagesMsg) {
	if !m.packages.Done(msg.gen) {
		return
	}
	m.topUpErr = providers.AsError(msg.err)
	m.topUps = ranked(msg.entries, m.shown.Orders)
	m.topUpGrid.SetRows(grid.All(len(m.topUps)), m.topUpCell)
}

// choose opens the confirmation of a top-up. Nothing is bought by it.
func (m *Model) choose() tea.Cmd {
	row, ok := m.topUpGrid.Selected()
	if !ok || m.packages.Busy() || len(m.topUps) == 0 {
		return nil
	}
	e := m.topUps[row]
	return screen.Send(screen.OpenPurchaseMsg{Request: desk.QuoteRequest{Provider: e.Provider, ProductID: e.ID, ICCID: m.iccid}})
}

func (m *Model) showCode() tea.Cmd {
	if o, ok := m.codeOrder(); ok && m.face != faceSearch {
		return screen.Send(screen.OpenActivationMsg{Order: o})
	}
	return nil
}

// orderChanged reads the eSIM back once a top-up of it is done.
func (m *Model) orderChanged(msg screen.OrderChangedMsg) tea.Cmd {
	o := msg.Order
	done := o.State == providers.StateCompleted && o.Kind == providers.KindTopUp
	if m.face == faceSearch || !done || m.toppedUp[o.ID] || !m.isShown(o.Target) {
		return nil
	}
	m.toppedUp[o.ID] = true
	m.before = m.esim()
	m.face, m.scroll = faceESIM, page.Scroll{}
	return m.read()
}

func (m *Model) isShown(target string) bool {
	iccid, ok := providers.CleanICCID(target)
	return ok && m.iccid != "" && providers.SameICCID(iccid, m.iccid)
}
