// Package sell is the screen that finds a product: a few letters, every
// provider side by side, cheapest first.
package sell

import (
	"strings"

	"simdesk/providers"
	"simdesk/state/catalog"
	"simdesk/state/desk"
	"simdesk/ui/keys"
	"simdesk/ui/say"
	"simdesk/ui/screen"
	"simdesk/ui/widget/filter"
	"simdesk/ui/widget/grid"
)

// most is how many rows a search keeps: nobody pages further, and the count of
// all is shown beside them.
const most = 1000

// mostCells is how many drawn rows are remembered: what is typed and taken back
// shows the same ones again and again.
const mostCells = 2000

// kind is one choice of the kinds that tab goes through.
type kind struct {
	name  string
	kinds []providers.Kind // none is all
}

var kinds = []kind{
	{"All", nil},
	{"eSIM", []providers.Kind{providers.KindESIM}},
	{"Airtime", []providers.Kind{providers.KindAirtime}},
	{"Data", []providers.Kind{providers.KindData}},
	{"Voucher", []providers.Kind{providers.KindPIN}},
	{"Gift card", []providers.Kind{providers.KindGiftCard}},
	{"Bill", []providers.Kind{providers.KindBill}},
	{"SIM", []providers.Kind{providers.KindSIMActivation, providers.KindSIMPortIn}},
	{"Other", []providers.Kind{providers.KindOther}},
}

// Model is the Sell screen. The rows shown always belong to the words in the
// box: searching takes less than a frame, so it happens with the key.
type Model struct {
	env  *screen.Env
	box  *filter.Box
	grid *grid.Grid
	w, h int
	kind int

	index   *catalog.Index
	result  catalog.Result
	cells   map[int32]*row // what was drawn of the index's rows, or of found
	sources []catalog.Source
	wallets []desk.Wallet

	noData    bool          // the columns were laid out without data, since nothing listed has any
	dataCells int           // the width of the column of data
	placed    bool          // the clerk moved the cursor since the words last changed
	opened    catalog.Entry // what was last chosen
	sold      bool          // and sold: what is typed next is for the next customer

	refresh  screen.Request
	progress map[string]desk.Progress

	detect    screen.Request
	number    string          // the number that found is for, "" for a plain search
	found     []catalog.Entry // operators that reach number
	early     bool            // found was asked for in a catalogue that is not whole yet
	unfound   string          // why the operators are not known, "" when nothing went wrong
	elsewhere []int           // the kinds that have what the chosen one has not
}

// New returns the screen over the desk's catalogue.
func New(env *screen.Env) *Model {
	m := &Model{env: env, box: filter.New(env.Theme, " Search: ", screen.Voice.Says("sell.hint"))}
	m.grid = grid.New(env.Theme, m.columns())
	m.reload()
	return m
}

// SetSize lays the screen out; a wide one has a side panel.
func (m *Model) SetSize(w, h int) {
	m.w, m.h = w, h
	m.box.SetWidth(w)
	m.grid.SetSize(m.listWidth(), max(h-headLines, 0))
}

// Typing is always true: the search box has the cursor.
func (m *Model) Typing() bool { return true }

// Bindings are the keys that matter now.
func (m *Model) Bindings() []keys.Binding {
	k, says := m.env.Keys, screen.Voice.Says
	enter := k.Enter
	switch {
	case m.phone() != "" && m.number == "":
		enter = enter.As("find operator")
	case m.dialling():
		enter = enter.As("find operator").Off(says("sell.whole_number"))
	case m.rows() == 0 && m.refresh.Busy():
		enter = enter.Off(says("sell.first_products"))
	case m.rows() == 0:
		enter = enter.Off(says("sell.nothing_listed"))
	}
	refresh := k.Refresh
	if m.refresh.Busy() {
		refresh = refresh.Off(says("sell.being_fetched"))
	}
	next := k.Next.As(says("sell.next_kind", "kind", kinds[m.turned(1)].name))
	return []keys.Binding{enter, next, refresh, k.HideCosts, k.Back.As("clear").InHelpOnly(), k.Prev.As("previous kind").InHelpOnly()}
}

// reload takes the desk's present index and searches it.
func (m *Model) reload() {
	m.takeIndex()
	m.search()
}

func (m *Model) takeIndex() {
	m.index, m.sources = m.env.Desk.Index(), m.env.Desk.Sources()
	if m.number == "" {
		m.cells = map[int32]*row{}
	}
}

// search lists what matches the box, with the cursor on the first row.
func (m *Model) search() {
	if m.number != "" || len(m.cells) > mostCells {
		m.cells = map[int32]*row{}
	}
	m.number, m.found, m.placed, m.unfound = "", nil, false, ""
	m.detect.Cancel()
	m.result = catalog.Result{}
	if !m.dialling() && m.phone() == "" {
		m.result = m.index.Search(m.query(kinds[m.kind], most))
	}
	m.elsewhere = m.otherKinds()
	m.layData(m.result.Rows)
	m.grid.SetRows(m.result.Rows, m.cell)
}

// query asks for the words in the box. Among all kinds eSIMs come first, each
// cheapest first: a traveller who says "japan 5gb" wants a new line, not a
// recharge of a Japanese SIM that costs a little less.
func (m *Model) query(k kind, limit int) catalog.Query {
	q := catalog.Query{Text: m.box.Value(), Kinds: k.kinds, Limit: limit}
	if k.kinds == nil && strings.TrimSpace(q.Text) != "" {
		q.First = providers.KindESIM
	}
	return q
}

// layData gives what the columns of data don't need to the names, judging by
// the first rows: the rest is seldom looked at.
func (m *Model) layData(rows []int32) {
	const (
		judged = 50
		fewest = 6 // "500 MB"
	)
	none, cells := len(rows) > 0, fewest
	for _, r := range rows[:min(len(rows), judged)] {
		if d := m.data(r); d.Unlimited || d.Bytes > 0 {
			none, cells = false, max(cells, len(say.Data(d)))
		}
	}
	if none != m.noData || cells != m.dataCells {
		m.noData, m.dataCells = none, cells
		m.grid.SetColumns(m.columns())
	}
}

// otherKinds are the kinds that have what the chosen one has not, so that a
// clerk need not go through all of them.
func (m *Model) otherKinds() []int {
	if m.kind == 0 || m.result.Total > 0 || m.box.Value() == "" || m.dialling() || m.phone() != "" {
		return nil
	}
	if m.index.Search(m.query(kinds[0], 1)).Total == 0 {
		return nil
	}
	var list []int
	for by := 1; by < len(kinds); by++ {
		i := (m.kind + by) % len(kinds)
		if m.index.Search(m.query(kinds[i], 1)).Total > 0 {
			list = append(list, i)
		}
	}
	return list
}

// searchAgain is search after the index was swapped. A cursor that the clerk
// placed stays on its product; one that nobody touched stays on the first row,
// which is the cheapest.
func (m *Model) searchAgain() {
	if m.number != "" || m.detect.Busy() || m.unfound != "" {
		m.takeIndex()
		return
	}
	was, had := m.selected()
	placed := m.placed
	m.reload()
	if !had || !placed {
		return
	}
	m.placed = true
	for i, r := range m.result.Rows {
		if e := m.index.At(r); e.Provider == was.Provider && e.ID == was.ID {
			m.grid.Select(i)
			return
		}
	}
}

// entry returns the product of a row of what is listed.
func (m *Model) entry(r int32) catalog.Entry {
	if m.number != "" {
		return m.found[r]
	}
	return m.index.At(r)
}

// data is the data of a row of what is listed: most rows are never drawn, and
// need not be decoded for it.
func (m *Model) data(r int32) providers.Data {
	if m.number != "" {
		return m.found[r].Data
	}
	return m.index.Data(r)
}

func (m *Model) rows() int { return m.grid.Len() }

func (m *Model) selected() (catalog.Entry, bool) {
	r, ok := m.grid.Selected()
	if !ok {
		return catalog.Entry{}, false
	}
	return m.entry(r), true
}

// typedNumber is the phone number in the box, with how many digits it has so far;
// "" when the words are none.
func (m *Model) typedNumber() (number string, digits int) {
	number = strings.TrimSpace(m.box.Value())
	rest, plus := strings.CutPrefix(number, "+")
	if !plus || strings.Trim(rest, "0123456789 -().") != "" {
		return "", 0
	}
	for _, r := range rest {
		if r >= '0' && r <= '9' {
			digits++
		}
	}
	return number, digits
}

// fewestDigits is how many digits make a number that can be asked about.
const fewestDigits = 6

// dialling reports whether the box holds the beginning of a phone number:
// "+12" must not find, and open, something with twelve months.
func (m *Model) dialling() bool {
	number, digits := m.typedNumber()
	return number != "" && digits < fewestDigits
}

// phone is the number in the box, "" for none and for the beginning of one.
func (m *Model) phone() string {
	if number, digits := m.typedNumber(); digits >= fewestDigits {
		return number
	}
	return ""
}
