package ui

import (
	tea "github.com/charmbracelet/bubbletea"

	"simdesk/ui/keys"
	"simdesk/ui/screen"
	"simdesk/ui/widget/page"
)

// typed takes one key message of the terminal: a paste becomes one line of
// text, glued keys are taken apart while no box has the cursor.
func (r *Router) typed(k tea.KeyMsg) tea.Cmd {
	if k.Paste {
		return r.pasted(k)
	}
	var cmds []tea.Cmd
	for k.Type == tea.KeyRunes && len(k.Runes) > 1 && !r.typing() {
		// Each rune may open a box that the rest is typed into.
		cmds = append(cmds, r.press(keys.Split(k)[0]), r.settle())
		k.Runes = k.Runes[1:]
	}
	cmds = append(cmds, r.press(k))
	return tea.Batch(cmds...)
}

// pasted hands a paste to the box that has the cursor. It is never a key, so
// what it ends in presses nothing; a gate still hears it, as a disturbance.
func (r *Router) pasted(k tea.KeyMsg) tea.Cmd {
	clean, ok := keys.CleanPaste(k)
	if r.tooSmall() || r.overlay == overlayQuit || r.overlay == overlayHelp || !ok {
		return nil
	}
	if r.overlay == overlayActions {
		r.actions.update(clean, r.env.Keys)
		return nil
	}
	if !r.typing() {
		r.notice.Say(screen.Voice.Says("screen.paste_ignored"), false, r.env.Now())
	}
	return r.tell(r.active(), clean)
}

func (r *Router) typing() bool {
	switch r.overlay {
	case overlayActions:
		return true
	case overlayHelp, overlayQuit:
		return false
	case overlayNone:
	}
	return r.active().Typing()
}

// press routes one key.
func (r *Router) press(k tea.KeyMsg) tea.Cmd {
	m := r.env.Keys
	r.notice.Next()
	switch {
	case r.overlay == overlayQuit:
		return r.quitAnswer(k)
	case m.Quit.Is(k):
		return r.askQuit()
	case r.tooSmall():
		return nil
	case r.overlay == overlayHelp:
		r.helpKey(k)
		return nil
	}
	if cmd, taken := r.everywhere(k); taken {
		return cmd
	}
	if r.overlay == overlayActions {
		return r.actionKey(k)
	}
	return r.toScreen(k)
}

// everywhere takes the keys that mean the same on every screen.
func (r *Router) everywhere(k tea.KeyMsg) (cmd tea.Cmd, taken bool) {
	m := r.env.Keys
	for v := range m.Views {
		if m.Views[v].Is(k) || (!r.typing() && m.Plain[v].Is(k)) {
			r.switchTo(View(v))
			return nil, true
		}
	}
	switch {
	case m.Help.Is(k), !r.typing() && m.HelpPlain.Is(k):
		r.overlay, r.helpAt = overlayHelp, page.Scroll{}
	case m.HideCosts.Is(k):
		cmd = r.hideCosts(!r.hide)
	case m.Actions.Is(k):
		r.toggleActions()
	default:
		return nil, false
	}
	return cmd, true
}

// hideCosts turns the screens to the customer or back, all of them at once.
func (r *Router) hideCosts(hide bool) tea.Cmd {
	r.hide = hide
	r.nameHideCosts()
	// What was said about a wallet must not stay for the customer to read.
	r.notice.Clear()
	return r.tellAll(screen.CostsMsg{Hidden: hide})
}

// nameHideCosts says in every footer what the key does now.
func (r *Router) nameHideCosts() {
	r.env.Keys.HideCosts.Help = "hide costs"
	if r.hide {
		r.env.Keys.HideCosts.Help = "show costs"
	}
}

// toScreen hands a key to the active screen, unless its own bindings say why
// it cannot work now.
func (r *Router) toScreen(k tea.KeyMsg) tea.Cmd {
	s := r.active()
	if b, ok := keys.Match(s.Bindings(), k); ok && b.Why != "" {
		r.notice.Reply(b.Why, r.env.Now())
		return nil
	}
	return r.tell(s, k)
}
