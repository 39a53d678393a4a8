// Package page sets facts and sentences as lines of a fixed width, wrapped and
// never cut, and scrolls them.
package page

import (
	"strings"
	"unicode"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"

	"simdesk/providers"
	"simdesk/ui/say"
	"simdesk/ui/theme"
)

var voice = say.Voice{Surface: say.Console}

const (
	margin = 1  // cells left of every line, and at least one right of it
	label  = 10 // cells of the labels' column where nobody says otherwise
	least  = 10 // cells that text gets in any window

	dot = " · "
)

// Page collects lines. It is made anew for each drawing.
type Page struct {
	theme  *theme.Theme
	w      int
	label  int // cells of the labels' column
	labels lipgloss.Style
	lines  []string
}

// New returns an empty page for a window of w cells.
func New(t *theme.Theme, w int) *Page { return &Page{theme: t, w: w, label: label, labels: t.Dim} }

// Labels sets how labels are drawn and the cells of their column, the gap
// behind it included.
func (p *Page) Labels(style lipgloss.Style, cells int) *Page {
	p.labels, p.label = style, cells
	return p
}

// Lines are what was collected, none wider than the window.
func (p *Page) Lines() []string { return p.lines }

// Room is the cells that a fact's text has.
func (p *Page) Room() int { return max(p.w-2*margin-p.label, least) }

// Gap adds an empty line, never two and never the first.
func (p *Page) Gap() {
	if n := len(p.lines); n > 0 && p.lines[n-1] != "" {
		p.lines = append(p.lines, "")
	}
}

// Title adds a heading.
func (p *Page) Title(s string) { p.Say(p.theme.Title, "", s) }

// Says adds what stands under a key: what happened as a heading, and under it
// what to do next, a paragraph a line. An empty line is a gap.
func (p *Page) Says(key string, args ...any) {
	why := providers.Because(key, args...)
	p.Title(voice.What(why))
	for _, line := range strings.Split("\n"+voice.Next(why), "\n") {
		if line == "" {
			p.Gap()
		}
		p.Say(p.theme.Text, "", line)
	}
}

// Say adds a sentence, wrapped, with a sign in front of its first line.
func (p *Page) Say(style lipgloss.Style, sign, s string) {
	s = Clean(s)
	if s == "" {
		return
	}
	indent := ansi.StringWidth(sign)
	for _, line := range Wrap(s, max(p.w-2*margin-indent, least)) {
		p.add(style.Render(sign + line))
		sign = strings.Repeat(" ", indent)
	}
}

// Fact adds a label and its text, wrapped beside it; nothing for no text.
func (p *Page) Fact(name, s string) { p.FactIn(p.theme.Text, name, s) }

// FactIn is Fact with the text in a style.
func (p *Page) FactIn(style lipgloss.Style, name, s string) {
	s = Clean(s)
	if s == "" {
		return
	}
	for i, line := range Wrap(s, p.Room()) {
		if i > 0 {
			name = ""
		}
		p.Line(name, style.Render(line))
	}
}

// List adds a label and parts with a dot between them; a line breaks between
// two parts rather than inside one.
func (p *Page) List(name string, parts []string) { p.ListIn(p.theme.Text, name, parts) }

// ListIn is List with the text in a style.
func (p *Page) ListIn(style lipgloss.Style, name string, parts []string) {
	line := ""
	for _, part := range parts {
		part = Clean(part)
		longer := line + dot + part
		switch {
		case part == "":
		case line == "":
			line = part
		case ansi.StringWidth(longer) <= p.Room():
			line = longer
		default:
			p.FactIn(style, name, line)
			name, line = "", part
		}
	}
	p.FactIn(style, name, line)
}

// Line adds a label and a text that is styled already and fits Room.
func (p *Page) Line(name, styled string) {
	name = ansi.Truncate(name, p.label-1, "…")
	fill := strings.Repeat(" ", p.label-ansi.StringWidth(name))
	p.add(p.labels.Render(name) + fill + styled)
}

// Row adds plain text that is laid out already and fits the window less its
// margins.
func (p *Page) Row(text string) { p.RowIn(p.theme.Text, text) }

// RowIn is Row in a style.
func (p *Page) RowIn(style lipgloss.Style, text string) { p.add(style.Render(text)) }

// add cuts only in windows that are narrower than anything is made for.
func (p *Page) add(line string) {
	p.lines = append(p.lines, ansi.Truncate(strings.Repeat(" ", margin)+line, max(p.w, 0), ""))
}

// Clean is text as one line: no control characters, white space of any kind
// and length as one space.
func Clean(s string) string {
	if clean(s) {
		return s
	}
	s = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return ' '
		}
		return r
	}, s)
	return strings.Join(strings.Fields(say.Plain(s)), " ")
}

// clean reports whether s is words of printable ASCII with one space between
// them, as most text is: it needs no copy.
func clean(s string) bool {
	last := byte(' ')
	for i := range len(s) {
		c := s[i]
		if c < ' ' || c > '~' || c == ' ' && last == ' ' {
			return false
		}
		last = c
	}
	return s == "" || last != ' '
}

// Wrap breaks plain text at spaces, and anywhere in a word that is longer than
// a line, such as a code.
func Wrap(s string, w int) []string {
	if len(s) <= w && clean(s) {
		return []string{s}
	}
	lines := strings.Split(ansi.Wrap(s, max(w, 1), ""), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " ")
	}
	return lines
}
