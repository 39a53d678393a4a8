package ui

import (
	"slices"
	"strings"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"

	"simdesk/ui/keys"
	"simdesk/ui/say"
	"simdesk/ui/screen"
	"simdesk/ui/widget/footer"
)

const chrome = screen.Chrome

func (r *Router) resize(w, h int) {
	r.w, r.h = w, h
	r.ruleLine = r.env.Theme.Rule.Render(strings.Repeat("─", max(w, 0)))
	if r.actions != nil {
		r.actions.setSize(w, h-chrome)
	}
}

func (r *Router) tooSmall() bool { return screen.TooSmall(r.w, r.h) }

func (r *Router) viewTooSmall() string {
	if r.env.Sandbox {
		return screen.ViewTooSmall(r.w, r.h, "SANDBOX")
	}
	return screen.ViewTooSmall(r.w, r.h)
}

// frame draws header and footer around a body, which is filled up or cut to
// the lines between them. A style's height would do it in 1.0 ms and 107 kB at
// 200×60, more than the rest of the screen.
func (r *Router) frame(body string, bindings []keys.Binding) string {
	lines := make([]string, 0, r.h)
	lines = append(lines, r.header(), r.ruleLine)
	lines = append(lines, strings.Split(body, "\n")...)
	lines = append(lines, make([]string, max(r.h-2-len(lines), 0))...)[:r.h-2]
	last := r.ruleLine
	if !r.notice.Empty() {
		last = r.notice.View(r.w)
	}
	return strings.Join(append(lines, last, footer.Line(r.env.Theme, bindings, []keys.Binding{r.env.Keys.Actions, r.env.Keys.Help}, r.w)), "\n")
}

// header is the views on the left; SANDBOX, providers, clerk and time on the
// right, the least important left out where the window is narrow.
func (r *Router) header() string {
	wide := r.tabs("  ", false)
	lefts, rights := []string{" simdesk " + wide, wide, r.tabs(" ", false)}, r.rightSides()
	for _, right := range rights {
		for _, left := range lefts {
			if lipgloss.Width(left)+lipgloss.Width(right)+2 <= r.w {
				return spread(left, right, r.w)
			}
		}
	}
	return ansi.Truncate(spread(r.tabs(" ", true), rights[len(rights)-1], r.w), r.w, "")
}

func spread(left, right string, w int) string {
	return left + " " + lipgloss.PlaceHorizontal(w-lipgloss.Width(left)-1, lipgloss.Right, right)
}

// tabs draws the views; brackets mark the active one, as colour may be off.
// Beside Orders stands how many wait.
func (r *Router) tabs(gap string, short bool) string {
	t := r.env.Theme
	parts := make([]string, views)
	for v := range parts {
		name, badge := r.env.Keys.Views[v].Help, ""
		if View(v) == Orders {
			badge = r.badge(short)
		}
		if View(v) == r.view {
			parts[v] = t.TabOn.Render("["+name) + badge + t.TabOn.Render("]")
		} else {
			parts[v] = t.Tab.Render(name) + badge
		}
	}
	return gap + strings.Join(parts, gap)
}

// rightSides are the right halves of the header, from the most to the least
// that they say. SANDBOX is in all of them.
func (r *Router) rightSides() []string {
	t := r.env.Theme
	clock := r.env.Now().Format("15:04")
	clerk := ansi.Truncate(say.Plain(r.env.Clerk), 12, "…")
	banner := ""
	if r.env.Sandbox {
		banner = t.Banner.Render(" SANDBOX ")
	}
	only := r.signs(signsOnly)
	return []string{
		sides(banner, r.signs(signsFull), clerk, clock), sides(banner, r.signs(signsTroubled), clerk, clock),
		sides(banner, only, clerk, clock), sides(banner, only, clock), sides(banner, only), sides(banner),
	}
}

func sides(parts ...string) string {
	parts = slices.DeleteFunc(parts, func(p string) bool { return p == "" })
	return strings.Join(parts, "  ") + " "
}
