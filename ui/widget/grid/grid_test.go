package grid_test

import (
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"simdesk/ui/keys"
	"simdesk/ui/theme"
	"simdesk/ui/widget/grid"
)

var table = [][3]string{
	{"Docomo", "9.50 USD", "1.90"},
	{"東京テレコム株式会社", "1200 JPY", ""},
	{"اتصالات", "0.19785 EUR", "12.345"},
	{"e\u0301te\u0301 ❤\ufe0f Orange", "12345.00 USD", "—"},
	{"Türk Telekom", "—", "2"},
}

var columns = []grid.Column{
	{Title: "Name", Width: 8, Grow: 1},
	{Title: "Cost", Width: 6, Align: grid.Point},
	{Title: "Per GB", Width: 6, Align: grid.Point, Drop: 1},
}

func rows(n int) []int32 {
	r := make([]int32, n)
	for i := range r {
		r[i] = int32(i)
	}
	return r
}

func filled(w, h int) *grid.Grid {
	g := grid.New(theme.New(theme.Dark, true), columns)
	g.SetSize(w, h)
	g.SetRows(rows(len(table)), func(row int32, col int) string { return table[row][col] })
	return g
}

func TestColumnsLineUp(t *testing.T) {
	for name, w := range map[string]int{"wide": 60, "narrow": 34, "tiny": 20} {
		t.Run(name, func(t *testing.T) {
			g := filled(w, 10)
			for i, line := range strings.Split(g.View(), "\n") {
				if n := ansi.StringWidth(line); n > w {
					t.Errorf("line %d is %d cells wide", i, n)
				}
			}
			golden.RequireEqual(t, g.View()+"\n")
		})
	}
}

func press(t *testing.T, g *grid.Grid, names ...string) {
	t.Helper()
	for _, name := range names {
		k, ok := keys.Press(name)
		if !ok || !g.Update(k, keys.Default()) {
			t.Fatalf("%s is no key of the grid", name)
		}
	}
}

func TestCursor(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		keys []string
		want int32
	}{
		"start":       {nil, 0},
		"down":        {[]string{"down", "down"}, 2},
		"up stops":    {[]string{"up"}, 0},
		"end":         {[]string{"end"}, 99},
		"past end":    {[]string{"end", "down"}, 99},
		"page":        {[]string{"pgdown"}, 8},
		"page back":   {[]string{"pgdown", "pgdown", "pgup"}, 8},
		"home":        {[]string{"end", "home"}, 0},
		"page at end": {[]string{"end", "pgdown"}, 99},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := grid.New(theme.New(theme.Dark, true), columns)
			g.SetSize(40, 10)
			g.SetRows(rows(100), func(int32, int) string { return "x" })
			press(t, g, tc.keys...)
			if got, ok := g.Selected(); !ok || got != tc.want {
				t.Errorf("on %d, want %d", got, tc.want)
			}
			if !strings.Contains(g.View(), "▸") {
				t.Error("the cursor is out of sight")
			}
		})
	}
	g := filled(40, 10)
	if g.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("j")}, keys.Default()) {
		t.Error("a letter moved the cursor")
	}
}

func TestEmpty(t *testing.T) {
	t.Parallel()
	g := grid.New(theme.New(theme.Dark, true), columns)
	g.SetSize(40, 10)
	press(t, g, "down", "end", "pgup")
	if _, ok := g.Selected(); ok {
		t.Error("nothing is selected")
	}
}

func TestReplaceKeepsThePlace(t *testing.T) {
	t.Parallel()
	g := filled(40, 10)
	press(t, g, "down", "down", "down")
	g.ReplaceRows(rows(2), func(row int32, col int) string { return table[row][col] })
	if got, _ := g.Selected(); got != 1 {
		t.Errorf("on %d after the list became short", got)
	}
}

// TestDrawsOnlyWhatIsVisible: a catalogue of 100 000 rows costs what the
// window shows.
func TestDrawsOnlyWhatIsVisible(t *testing.T) {
	t.Parallel()
	asked := 0
	g := grid.New(theme.New(theme.Dark, true), columns)
	g.SetSize(60, 20)
	g.SetRows(rows(100_000), func(int32, int) string { asked++; return "1.5" })
	press(t, g, "end")
	g.View()
	if most := 20 * len(columns) * 2; asked > most {
		t.Errorf("%d cells were asked for, at most %d are visible", asked, most)
	}
}

// TestColourIsNeverCut: cells are cut before they are styled, so every line
// ends its colours itself.
func TestColourIsNeverCut(t *testing.T) {
	t.Parallel()
	th := theme.New(theme.Dark, false)
	cols := append([]grid.Column{}, columns...)
	cols[0].Style = func(int32) *lipgloss.Style { return &th.Bad }
	g := grid.New(th, cols)
	g.SetSize(24, 6)
	g.SetRows(rows(len(table)), func(row int32, col int) string { return table[row][col] })
	for i, line := range strings.Split(g.View(), "\n") {
		if strings.Contains(line, "\x1b[") && !strings.HasSuffix(strings.TrimRight(line[strings.LastIndex(line, "\x1b["):], " —0123456789.USDJPYER…"), "\x1b[0m") {
			t.Errorf("line %d leaves its colour on: %q", i, line)
		}
		if n := ansi.StringWidth(line); n > 24 {
			t.Errorf("line %d is %d cells wide", i, n)
		}
	}
}

// TestWordsAmongNumbers: "by amount" has no decimal point to line up on, so it
// must not push the prices away from it; a name too long keeps its end.
func TestWordsAmongNumbers(t *testing.T) {
	g := grid.New(theme.New(theme.Dark, true), []grid.Column{
		{Title: "What", Width: 14, Ends: true},
		{Title: "Data", Width: 6, Align: grid.Right, Tight: true},
		{Title: "Price", Width: 5, Align: grid.Point},
	})
	table := [][3]string{
		{"Airtel India: Rs. 7.47", "1 GB", "0.20 USD"},
		{"Airtel India: Rs. 74.70", "500 MB", "12.50 USD"},
		{"MTN", "", "by amount"},
	}
	g.SetSize(40, 10)
	g.SetRows(rows(len(table)), func(row int32, col int) string { return table[row][col] })
	golden.RequireEqual(t, g.View()+"\n")
}

func TestCellIsDrawnInItsStyle(t *testing.T) {
	dark := theme.New(theme.Dark, false)
	g := grid.New(dark, []grid.Column{{Width: 8, Style: func(int32) *lipgloss.Style { return &dark.Strong }}})
	g.SetSize(20, 5)
	g.SetRows(rows(len(table)), func(row int32, col int) string { return table[row][col] })
	for i, line := range strings.Split(g.View(), "\n")[1:] {
		if plain := ansi.Strip(line); line != "   "+dark.Strong.Render(plain[3:]) {
			t.Errorf("row %d: %q", i+1, line)
		}
	}
}
