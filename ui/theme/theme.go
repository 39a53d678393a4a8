// Package theme is the one place for styles and colours.
package theme

import (
	"io"

	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"
)

// Mode chooses a palette.
type Mode string

// The modes that the configuration may name.
const (
	Auto     Mode = "auto"
	Dark     Mode = "dark"
	Light    Mode = "light"
	Contrast Mode = "contrast"
)

// Theme holds every style of the console by meaning. All are built once by
// New; drawing code only calls Render on them. No state is told by colour
// alone, so with NO_COLOR every style is plain text.
type Theme struct {
	Text     lipgloss.Style
	Dim      lipgloss.Style // secondary text, ages, what cannot be pressed
	Strong   lipgloss.Style
	Title    lipgloss.Style
	Accent   lipgloss.Style // the cursor's sign, prompts
	Selected lipgloss.Style // the row under the cursor
	Good     lipgloss.Style
	Warn     lipgloss.Style
	Bad      lipgloss.Style
	Banner   lipgloss.Style // SANDBOX
	Tab      lipgloss.Style // a view's name in the header
	TabOn    lipgloss.Style // the view that is shown
	Key      lipgloss.Style // a key's label
	KeyHelp  lipgloss.Style
	KeyOff   lipgloss.Style // a key that cannot work now, and its words
	Rule     lipgloss.Style
	Stale    lipgloss.Style // figures that are older than they should be
	Input    lipgloss.Style // what is typed
	Hint     lipgloss.Style // what could be typed

	renderer *lipgloss.Renderer
}

// palette is the colours of one mode as lipgloss colour text, "" for none.
type palette struct {
	dim, accent, selFG, selBG, good, warn, bad, bannerFG, bannerBG, rule string
}

var palettes = map[Mode]palette{
	Dark:     {"245", "39", "231", "24", "78", "214", "203", "16", "214", "239"},
	Light:    {"242", "25", "16", "153", "28", "130", "160", "231", "130", "250"},
	Contrast: {"", "", "16", "231", "", "", "", "16", "226", ""},
}

// New builds the styles for a palette. Auto counts as Dark here: Probe decides
// before. With plain nothing carries an escape sequence.
func New(mode Mode, plain bool) *Theme {
	profile := termenv.ANSI256
	if plain {
		profile = termenv.Ascii
	}
	return build(mode, profile)
}

func build(mode Mode, profile termenv.Profile) *Theme {
	r := lipgloss.NewRenderer(io.Discard, termenv.WithProfile(profile))
	r.SetColorProfile(profile)
	r.SetHasDarkBackground(mode != Light)
	p, ok := palettes[mode]
	if !ok {
		p = palettes[Dark]
	}
	plain := r.NewStyle()
	ink := func(c string) lipgloss.Style {
		if c == "" {
			return plain
		}
		return plain.Foreground(lipgloss.Color(c))
	}
	sel := ink(p.selFG).Background(lipgloss.Color(p.selBG))
	return &Theme{
		Text: plain, Dim: ink(p.dim), Strong: plain.Bold(true), Title: plain.Bold(true),
		Accent: ink(p.accent).Bold(true), Selected: sel.Bold(mode == Contrast),
		Good: ink(p.good), Warn: ink(p.warn).Bold(true), Bad: ink(p.bad).Bold(true),
		Banner: ink(p.bannerFG).Background(lipgloss.Color(p.bannerBG)).Bold(true),
		Tab:    ink(p.dim), TabOn: ink(p.accent).Bold(true).Underline(true),
		Key: plain.Bold(true), KeyHelp: ink(p.dim), KeyOff: ink(p.rule),
		Rule: ink(p.rule), Stale: ink(p.warn), Input: plain, Hint: ink(p.dim),
		renderer: r,
	}
}

// Install makes the theme's profile and background the process's own, so that
// library widgets never ask the terminal while the program runs.
func (t *Theme) Install() { lipgloss.SetDefaultRenderer(t.renderer) }
