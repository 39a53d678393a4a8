package cli

import (
	"encoding/json"
	"io"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"simdesk/ui/say"
	"simdesk/ui/widget/grid"
)

// printJSON writes one object and a line's end.
func (r *runner) printJSON(v any) error {
	e := json.NewEncoder(r.d.Out)
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

func (r *runner) print(s string) error {
	_, err := io.WriteString(r.d.Out, s)
	return err
}

// show prints what a command found: one object for programs, text for people.
func (r *runner) show(sandbox bool, object any, text string) error {
	if r.g.JSON {
		return r.printJSON(object)
	}
	return r.print(banner(sandbox) + text)
}

// banner is the word that stands on everything that cost no real money.
func banner(sandbox bool) string {
	if sandbox {
		return "SANDBOX\n"
	}
	return ""
}

// table is text in columns. A heading that ends in ">" has its numbers aligned
// on the decimal point.
type table struct {
	head []string
	rows [][]string
}

func newTable(head ...string) *table { return &table{head: head} }

func (t *table) add(cells ...string) {
	for i, c := range cells {
		cells[i] = say.Plain(c)
	}
	t.rows = append(t.rows, cells)
}

func (t *table) String() string {
	columns := make([][]string, len(t.head))
	for i, h := range t.head {
		cells := make([]string, len(t.rows))
		for j, row := range t.rows {
			cells[j] = row[i]
		}
		columns[i] = column(h, cells)
	}
	var b strings.Builder
	for j := range len(t.rows) + 1 {
		line := make([]string, len(columns))
		for i := range columns {
			line[i] = columns[i][j]
		}
		b.WriteString(strings.TrimRight(strings.Join(line, "  "), " ") + "\n")
	}
	return b.String()
}

// column returns heading and cells, all equally wide.
func column(head string, cells []string) []string {
	title, number := strings.CutSuffix(head, ">")
	if number {
		cells = alignPoints(cells)
	}
	out := append([]string{title}, cells...)
	width := 0
	for _, s := range out {
		width = max(width, ansi.StringWidth(s))
	}
	for i, s := range out {
		gap := strings.Repeat(" ", width-ansi.StringWidth(s))
		if number {
			out[i] = gap + s
		} else {
			out[i] = s + gap
		}
	}
	return out
}

// alignPoints makes what stands behind the last point equally wide, so that
// points stand under each other.
func alignPoints(cells []string) []string {
	tail, after := 0, make([]int, len(cells))
	for i, s := range cells {
		_, rest := grid.SplitPoint(s)
		after[i] = ansi.StringWidth(rest)
		tail = max(tail, after[i])
	}
	out := make([]string, len(cells))
	for i, s := range cells {
		if out[i] = s; strings.ContainsAny(s, "0123456789") {
			out[i] += strings.Repeat(" ", tail-after[i])
		}
	}
	return out
}

// pairs is a list of names and values; empty values are left out.
func pairs(names ...string) string {
	width := 0
	for i := 0; i < len(names); i += 2 {
		if names[i+1] != "" {
			width = max(width, ansi.StringWidth(names[i]))
		}
	}
	var b strings.Builder
	for i := 0; i < len(names); i += 2 {
		if names[i+1] != "" {
			b.WriteString(names[i] + strings.Repeat(" ", width-ansi.StringWidth(names[i])+2) + say.Plain(names[i+1]) + "\n")
		}
	}
	return b.String()
}
