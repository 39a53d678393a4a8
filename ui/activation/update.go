package activation

import (
	"log/slog"
	"path/filepath"

	tea "github.com/charmbracelet/bubbletea"

	"simdesk/ui/screen"
	"simdesk/ui/widget/page"
)

// Init does nothing: what is shown is in the order already.
func (m *Model) Init() tea.Cmd { return nil }

// Update takes one message.
func (m *Model) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		return m.key(msg)
	case screen.TickMsg:
		if !m.hidden && m.stays() <= 0 {
			m.Hidden()
		}
	case screen.OrderChangedMsg:
		if msg.Order.ID == m.order.ID && len(msg.Order.Delivery) > m.at {
			m.order = msg.Order
		}
	case savedMsg:
		return m.savedAs(msg)
	}
	return nil
}

func (m *Model) key(k tea.KeyMsg) tea.Cmd {
	b := m.env.Keys
	switch {
	case b.Back.Is(k):
		return m.back()
	case m.hidden:
		if b.Reveal.Is(k) {
			m.hidden, m.since = false, m.env.Now()
		}
	case b.Right.Is(k):
		m.turn(1)
	case b.Left.Is(k):
		m.turn(-1)
	case b.Copy.Is(k):
		return m.copy()
	case m.scroll.Update(k, b, len(m.lines()), m.h):
	case !m.scans():
	case b.Enlarge.Is(k):
		m.full = !m.full && m.whyNotLarger() == ""
	case b.IPhone.Is(k):
		m.face = other(m.face, faceIPhone)
	case b.Android.Is(k):
		m.face = other(m.face, faceAndroid)
	case b.SavePNG.Is(k):
		return savePNG(m.env.SaveDir, m.fileName(), m.text(), m.stamp())
	}
	return nil
}

// other goes to a face, or back to the code from it.
func other(now, want face) face {
	if now == want {
		return faceCode
	}
	return want
}

// back makes the code small again, then goes back to it from a link, then
// leaves: the code is gone from the screen.
func (m *Model) back() tea.Cmd {
	switch {
	case m.full && !m.hidden:
		m.full = false
		return nil
	case m.face != faceCode:
		m.face = faceCode
		return nil
	}
	m.Hidden()
	return screen.Send(screen.BackMsg{})
}

func (m *Model) turn(by int) {
	if n := len(m.order.Delivery); n > 0 {
		m.at, m.face, m.since, m.saved, m.scroll = (m.at+by+n)%n, faceCode, m.env.Now(), "", page.Scroll{}
	}
}

func (m *Model) copy() tea.Cmd {
	text := m.secret()
	if m.scans() {
		text = m.text()
	}
	if text == "" {
		return nil
	}
	return screen.Copy(m.env.Terminal, text)
}

func (m *Model) savedAs(msg savedMsg) tea.Cmd {
	if msg.err != nil {
		m.env.Logger().Warn("saving a QR code failed", slog.Any("error", msg.err))
		return screen.Send(screen.Alarm(voice.Says("activation.not_saved", "why", msg.err.Error())))
	}
	m.saved = msg.file
	return screen.Send(screen.Notice(voice.Says("activation.saved", "file", filepath.Base(msg.file))))
}
