package ui

import (
	tea "github.com/charmbracelet/bubbletea"

	"simdesk/ui/keys"
	"simdesk/ui/say"
	"simdesk/ui/screen"
	"simdesk/ui/widget/page"
)

// The keys' column in help and action list.
const (
	labelCells = 9
	helpIndent = "  " // before the keys, under their heading
)

// helpLines are the keys of the active screen and those that work everywhere.
func (r *Router) helpLines() []string {
	p := page.New(r.env.Theme, r.w).Labels(r.env.Theme.Key, len(helpIndent)+labelCells)
	if here := r.active().Bindings(); len(here) > 0 {
		p.Title(screen.Voice.Says("ui.keys_here", "view", r.env.Keys.Views[r.view].Help))
		p.Gap()
		helpOn(p, here)
		p.Gap()
	}
	p.Title("Keys everywhere")
	p.Gap()
	helpOn(p, append([]keys.Binding{r.env.Keys.Move}, r.keysOfAll...))
	return p.Lines()
}

// helpOn says what each key does, and why it does not now. Sentences are
// wrapped, which the library's help does not do.
func helpOn(p *page.Page, bs []keys.Binding) {
	for _, b := range bs {
		text := say.Capital(b.Sentence())
		if b.Why != "" {
			text = screen.Voice.Says("ui.not_now", "does", text, "why", b.Why)
		}
		p.Fact(helpIndent+b.Label, text)
	}
}

func (r *Router) viewHelp() string {
	return r.helpAt.View(r.helpLines(), r.h-chrome, r.env.Theme)
}

// helpKey scrolls the help; any key that does not scroll closes it.
func (r *Router) helpKey(k tea.KeyMsg) {
	if !r.helpAt.Update(k, r.env.Keys, len(r.helpLines()), r.h-chrome) {
		r.overlay = overlayNone
	}
}
