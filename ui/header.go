package ui

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"

	"simdesk/ui/keys"
	"simdesk/ui/say"
	"simdesk/ui/screen"
)

const chrome = screen.Chrome

func (r *Router) resize(w, h int) {
	r.w, r.h = w, h
	r.ruleLine = r.env.Theme.Rule.Render(strings.Repeat("─", max(w, 0)))
	if r.actions != nil {
		r.actions.setSize(w, h-chrome)
	}
}

func (r *Router) tooSmall() bool { return r.w < minWidth || r.h < minHeight }

func (r *Router) viewTooSmall() string {
	text := fmt.Sprintf("window too small (have %d×%d, need %d×%d)", r.w, r.h, minWidth, minHeight)
	lines := []string{text}
	if r.env.Sandbox {
		lines = append(lines, "SANDBOX")
	}
	lines = append(lines, "^Q quits")
	for i, line := range lines {
		lines[i] = ansi.Truncate(line, max(r.w, 1), "")
	}
	return strings.Join(lines[:max(min(len(lines), r.h), 1)], "\n")
}

// frame draws header and footer around a body, which is filled up or cut to
// the lines between them. A style's height would do it in 1.0 ms and 107 kB at
// 200×60, more than the rest of the screen.
func (r *Router) frame(body string, bindings []keys.Binding) string {
	lines := make([]string, 0, r.h)
	lines = append(lines, r.header(), r.ruleLine)
	rows := strings.Split(body, "\n")
	for i := range r.h - chrome {
		if i < len(rows) {
			lines = append(lines, rows[i])
		} else {
			lines = append(lines, "")
		}
	}
	text := r.ruleLine
	if !r.notice.Empty() {
		text = r.notice.View(r.w)
	}
	lines = append(lines, text, r.footer(bindings))
	return strings.Join(lines, "\n")
}

// header is the views on the left; SANDBOX, providers, clerk and time on the
// right, the least important left out where the window is narrow.
func (r *Router) header() string {
	left, tight := r.tabs("  ", false), r.tabs(" ", false)
	rights := r.rightSides()
	for _, right := range rights {
		if full := " simdesk " + left; fits(full, right, r.w) {
			return spread(full, right, r.w)
		}
		if fits(left, right, r.w) {
			return spread(left, right, r.w)
		}
		if fits(tight, right, r.w) {
			return spread(tight, right, r.w)
		}
	}
	return ansi.Truncate(spread(r.tabs(" ", true), rights[len(rights)-1], r.w), r.w, "")
}

func fits(left, right string, w int) bool {
	return lipgloss.Width(left)+lipgloss.Width(right)+2 <= w
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
	return []string{
		sides(banner, r.signs(signsFull), clerk, clock),
		sides(banner, r.signs(signsTroubled), clerk, clock),
		sides(banner, r.signs(signsOnly), clerk, clock),
		sides(banner, r.signs(signsOnly), clock),
		sides(banner, r.signs(signsOnly)),
		sides(banner),
	}
}

func sides(parts ...string) string {
	kept := parts[:0]
	for _, p := range parts {
		if p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, "  ") + " "
}
