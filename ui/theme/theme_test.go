package theme_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/charmbracelet/lipgloss"

	"simdesk/ui/theme"
)

// styles are all styles of a theme by name.
func styles(t *theme.Theme) map[string]lipgloss.Style {
	m := map[string]lipgloss.Style{}
	v := reflect.ValueOf(t).Elem()
	for i := range v.NumField() {
		if !v.Type().Field(i).IsExported() {
			continue
		}
		if s, ok := v.Field(i).Interface().(lipgloss.Style); ok {
			m[v.Type().Field(i).Name] = s
		}
	}
	return m
}

func TestNoColourMeansNoSequence(t *testing.T) {
	t.Parallel()
	for _, mode := range []theme.Mode{theme.Dark, theme.Light, theme.Contrast, theme.Auto} {
		for name, s := range styles(theme.New(mode, true)) {
			if got := s.Render("x"); got != "x" {
				t.Errorf("%s %s draws %q", mode, name, got)
			}
		}
	}
}

func TestStylesKeepTheWidth(t *testing.T) {
	t.Parallel()
	for _, mode := range []theme.Mode{theme.Dark, theme.Light, theme.Contrast} {
		coloured := 0
		for name, s := range styles(theme.New(mode, false)) {
			got := s.Render("word")
			if lipgloss.Width(got) != 4 {
				t.Errorf("%s %s is %d cells wide", mode, name, lipgloss.Width(got))
			}
			if strings.Contains(got, "\x1b[") {
				coloured++
			}
		}
		if coloured == 0 {
			t.Errorf("%s has no style at all", mode)
		}
	}
}

func TestNoColorVariableWins(t *testing.T) {
	t.Setenv("NO_COLOR", "1")
	var b strings.Builder
	th := theme.Probe(theme.Auto, &b, false)
	if got := th.Bad.Render("x"); got != "x" {
		t.Errorf("drew %q", got)
	}
	if b.Len() != 0 {
		t.Errorf("the terminal was asked: %q", b.String())
	}
}
