package form

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"simdesk/ui/widget/page"
)

// fewestLabel is the least cells that the labels' column has.
const fewestLabel = 9

// mark stands behind the label of a field that must be filled. It is never cut.
const mark = " *"

// labelWidth is the cells of the labels' column: as long as the longest, but
// never half of the line, which the boxes need more.
func (f *Form) labelWidth() int {
	longest := fewestLabel
	for _, field := range f.fields {
		longest = max(longest, ansi.StringWidth(field.Label)+ansi.StringWidth(field.mark())+2)
	}
	return min(longest, max(f.w*9/20, fewestLabel))
}

func (f Field) mark() string {
	if f.Required {
		return mark
	}
	return ""
}

// View draws a line a field, and under it why the value cannot be used or what
// there is to say about it. Of more than h lines it draws those around the
// cursor.
func (f *Form) View(h int) string {
	var lines []string
	cursor := 0
	for i, field := range f.fields {
		if i == f.at {
			cursor = len(lines)
		}
		lines = append(lines, f.Row(i == f.at, field.Label, field.mark(), f.box(i)))
		if i == f.at && f.room(field.mark()) < ansi.StringWidth(field.Label) {
			// What is asked for here must be readable in any window.
			whole := f.theme.Dim.Render(ansi.Truncate("("+field.Label+")", max(f.w-4, 10), "…"))
			lines = append(lines, "   "+whole)
		}
		lines = append(lines, f.below(i)...)
	}
	return page.Around(cursor, len(lines), h).View(lines, h, f.theme)
}

// room is the cells that a label has before its mark.
func (f *Form) room(mark string) int { return f.labelWidth() - 2 - ansi.StringWidth(mark) }

// Row draws one line as those of the fields are: for what only stands there.
func (f *Form) Row(on bool, label, mark, text string) string {
	label = ansi.Truncate(label, f.room(mark), "…") + mark
	label += strings.Repeat(" ", f.labelWidth()-ansi.StringWidth(label))
	if on {
		return f.Sign(on) + f.theme.Strong.Render(label) + text
	}
	return f.Sign(on) + label + text
}

// Sign stands in front of a line: where the cursor is must be seen without
// colour.
func (f *Form) Sign(on bool) string {
	if on {
		return " " + f.theme.Accent.Render("▸") + " "
	}
	return "   "
}

// box draws what is typed, or the options with the chosen one in brackets.
func (f *Form) box(i int) string {
	if !f.fields[i].Options {
		return f.inputs[i].View()
	}
	var words []string
	for _, choice := range f.fields[i].Choices {
		if choice == f.inputs[i].Value() {
			words = append(words, f.theme.TabOn.Render("["+choice+"]"))
		} else {
			words = append(words, f.theme.Tab.Render(" "+choice+" "))
		}
	}
	return strings.Join(words, " ")
}

func (f *Form) below(i int) []string {
	value, why := f.value(i), f.Error(i)
	style, say := f.theme.Dim, ""
	switch {
	case i == f.at && f.note != "":
		style, say = f.theme.Warn, "! "+f.note
	case why != "" && (f.left[i] || value != "" && i != f.at):
		style, say = f.theme.Bad, "! "+why
	case f.fields[i].Say != nil && (value != "" || i == f.at):
		say = f.fields[i].Say(value, f.Values())
	}
	if say == "" {
		return nil
	}
	indent := f.labelWidth() + 3
	lines := page.Wrap(say, max(f.w-indent-1, 10))
	for n, line := range lines {
		lines[n] = strings.Repeat(" ", indent) + style.Render(line)
	}
	return lines
}
