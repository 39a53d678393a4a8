package ui

import (
	"simdesk/ui/keys"
	"simdesk/ui/widget/footer"
)

// footer draws the keys that matter here and now, and always the way to all
// the others.
func (r *Router) footer(bindings []keys.Binding) string {
	m := r.env.Keys
	here := make([]keys.Binding, len(bindings))
	for i, b := range bindings {
		if r.hide && len(b.Keys) > 0 && b.Keys[0] == m.HideCosts.Keys[0] {
			b.Help = "show costs"
		}
		here[i] = b
	}
	return footer.Line(r.env.Theme, here, []keys.Binding{m.Actions, m.Help}, r.w)
}

// globalBindings are the keys that work on every screen.
func globalBindings(m keys.Map) []keys.Binding {
	bs := append([]keys.Binding{}, m.Views[:]...)
	return append(bs, m.HideCosts, m.Actions, m.Help, m.Quit)
}
