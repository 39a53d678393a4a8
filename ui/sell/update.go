package sell

import (
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/nyaruka/phonenumbers"

	"simdesk/providers"
	"simdesk/state/catalog"
	"simdesk/state/desk"
	"simdesk/ui/screen"
	"simdesk/ui/widget/grid"
)

// maxAge is how old a catalogue may be before it is fetched by itself:
// providers ask for once a day at least, and a shop opens in the morning.
const maxAge = 12 * time.Hour

// Init fetches the catalogue when a part of it is missing or old. What is
// there already can be sold meanwhile.
func (m *Model) Init() tea.Cmd {
	old := func(s catalog.Source) bool { return providers.Age(s.AsOf, m.env.Now()) > maxAge }
	if m.index.Len() == 0 || slices.ContainsFunc(m.env.Desk.Sources(), old) {
		return m.fetch()
	}
	return nil
}

// Update takes one message.
func (m *Model) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		return m.key(msg)
	case refreshStepMsg:
		m.stepped(msg)
	case refreshedMsg:
		return m.refreshed(msg)
	case detectedMsg:
		return m.detected(msg)
	case screen.CatalogMsg:
		m.searchAgain()
	case screen.OrderChangedMsg:
		o := msg.Order
		m.sold = m.sold || o.State == providers.StateCompleted && o.Provider == m.opened.Provider && o.ProductID == m.opened.ID
	case screen.WalletsMsg:
		m.wallets = msg.Wallets
	case screen.CostsMsg:
		m.grid.SetColumns(m.columns())
	}
	return nil
}

func (m *Model) key(k tea.KeyMsg) tea.Cmd {
	b := m.env.Keys
	switch {
	case b.Enter.Is(k):
		return m.choose()
	case b.Back.Is(k):
		m.box.Clear()
		m.search()
	case b.Next.Is(k):
		m.turn(1)
	case b.Prev.Is(k):
		m.turn(-1)
	case b.Refresh.Is(k):
		return m.fetch()
	case m.grid.Update(k, b): // home and end too: the box is short, the list is not
		m.placed = true
	default:
		m.typed(k)
	}
	return nil
}

// typed edits the words. After a sale they stand, as the next customer may want
// the same, but a letter or a digit begins anew: a second number written behind
// the first would be a wrong one.
func (m *Model) typed(k tea.KeyMsg) {
	if m.sold && k.Type == tea.KeyRunes {
		m.box.Clear()
	}
	if m.box.Update(k) {
		m.sold = false
		m.search()
	}
}

// turned is the next or the previous kind. Where the words are found in other
// kinds only, those that have nothing are passed over.
func (m *Model) turned(by int) int {
	switch n := len(m.elsewhere); {
	case n > 0 && by > 0:
		return m.elsewhere[0]
	case n > 0:
		return m.elsewhere[n-1]
	}
	return (m.kind + by + len(kinds)) % len(kinds)
}

func (m *Model) turn(by int) {
	m.kind = m.turned(by)
	m.grid.SetColumns(m.columns())
	m.search()
}

// choose opens the product under the cursor, or looks for the operators of the
// number in the box. It never spends.
func (m *Model) choose() tea.Cmd {
	if phone := m.phone(); phone != "" && m.number == "" {
		return m.find(phone)
	}
	e, ok := m.selected()
	if !ok {
		return nil
	}
	if why := m.env.Desk.Why(e.Provider, providers.CanSell); !why.IsZero() {
		return screen.Send(screen.Alarm(screen.Voice.Reason(why)))
	}
	m.opened, m.sold = e, false
	r := desk.QuoteRequest{Provider: e.Provider, ProductID: e.ID}
	if m.number != "" {
		r.Fields = map[string]string{providers.FieldPhone: m.number}
	}
	return screen.Send(screen.OpenPurchaseMsg{Request: r})
}

func (m *Model) find(phone string) tea.Cmd {
	ctx, gen := m.detect.Begin(m.env.Base)
	m.unfound, m.early = "", m.refresh.Busy()
	return detectOperators(ctx, gen, m.env.Desk, phone, region(phone))
}

func (m *Model) detected(msg detectedMsg) tea.Cmd {
	if !m.detect.Done(msg.gen) {
		return nil
	}
	if msg.err != nil {
		e := providers.AsError(msg.err)
		m.unfound = m.env.Explain(e)
		if e.Kind == providers.KindInvalid {
			m.unfound = screen.Voice.Reason(e.Why) // what to do about it is said below
		}
		return nil
	}
	m.number, m.found = msg.phone, msg.entries
	m.cells = map[int32]*row{}
	rows := grid.All(len(m.found))
	m.layData(rows)
	m.grid.SetRows(rows, m.cell)
	return nil
}

func (m *Model) fetch() tea.Cmd {
	if m.refresh.Busy() {
		return nil
	}
	ctx, gen := m.refresh.Begin(m.env.Base)
	m.progress = map[string]desk.Progress{}
	return refreshCatalog(ctx, gen, m.env.Desk)
}

func (m *Model) stepped(msg refreshStepMsg) {
	if !m.refresh.Current(msg.gen) {
		return
	}
	m.progress[msg.step.Provider] = msg.step
	if msg.step.Done {
		m.searchAgain()
	}
}

func (m *Model) refreshed(msg refreshedMsg) tea.Cmd {
	if !m.refresh.Done(msg.gen) {
		return nil
	}
	m.searchAgain()
	news := screen.Send(screen.CatalogMsg{})
	if m.early && m.number != "" && !m.placed {
		news = tea.Batch(news, m.find(m.number)) // what was not there yet may reach it too
	}
	if msg.err != nil {
		return tea.Batch(news, screen.Send(screen.Alarm(m.env.Explain(providers.AsError(msg.err)))))
	}
	return news
}

// region is the country of a number, "" when the number does not tell.
func region(phone string) string {
	n, err := phonenumbers.Parse(phone, "")
	if err != nil {
		return ""
	}
	return phonenumbers.GetRegionCodeForNumber(n)
}
