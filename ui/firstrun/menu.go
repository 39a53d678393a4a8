package firstrun

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"simdesk/providers"
	"simdesk/ui/keys"
	"simdesk/ui/screen"
	"simdesk/ui/theme"
	"simdesk/ui/widget/page"
)

// option is one thing to choose, in words.
type option struct {
	id    string
	title string
	words string // beside the title, or under it where menus are tall
}

// choice is an option by its key, which has its title and its words.
func choice(id string, args ...any) option {
	why := providers.Because(id, args...)
	return option{id, screen.Voice.What(why), screen.Voice.Next(why)}
}

// menu is a list of which one is chosen.
type menu struct {
	options []option
	at      int
	tall    bool // the words stand under the titles
}

// moved moves the cursor and reports whether k was for it. A digit goes to its
// line and chooses nothing: enter does.
func (m *menu) moved(k tea.KeyMsg, b keys.Map) bool {
	n := len(m.options)
	switch {
	case b.Up.Is(k), b.Prev.Is(k):
		m.at = (m.at + n - 1) % n
	case b.Down.Is(k), b.Next.Is(k):
		m.at = (m.at + 1) % n
	case b.Home.Is(k):
		m.at = 0
	case b.End.Is(k):
		m.at = n - 1
	default:
		for i := range min(n, len(b.Plain)) {
			if b.Plain[i].Is(k) {
				m.at = i
				return true
			}
		}
		return false
	}
	return true
}

func (m *menu) chosen() string { return m.options[m.at].id }

// choose moves the cursor to an option, the first for none.
func (m *menu) choose(id string) {
	m.at = 0
	for i, o := range m.options {
		if o.id == id {
			m.at = i
		}
	}
}

// lines draws the options, the cursor told by a sign as well as by colour.
func (m *menu) lines(t *theme.Theme, w int) []string {
	widest := 0
	for _, o := range m.options {
		widest = max(widest, ansi.StringWidth(o.title))
	}
	var lines []string
	for i, o := range m.options {
		title := o.title
		if o.words != "" && !m.tall {
			title += strings.Repeat(" ", widest-ansi.StringWidth(title)+3) + o.words
		}
		title = ansi.Truncate(title, max(w-5, 1), "…")
		if i == m.at {
			lines = append(lines, " "+t.Accent.Render("▸")+" "+t.Selected.Render(title))
		} else {
			lines = append(lines, "   "+title)
		}
		if m.tall && o.words != "" {
			for _, line := range page.Wrap(o.words, max(w-7, 1)) {
				lines = append(lines, "     "+t.Dim.Render(line))
			}
		}
	}
	return lines
}
