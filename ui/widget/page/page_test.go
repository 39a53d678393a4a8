package page_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/google/go-cmp/cmp"

	"simdesk/ui/keys"
	"simdesk/ui/theme"
	"simdesk/ui/widget/page"
)

func TestPageWrapsAndCutsNothing(t *testing.T) {
	t.Parallel()
	th := theme.New(theme.Dark, true)
	p := page.New(th, 30)
	p.Gap()
	p.Title("日本 5 GB\x1b[31m and \u202emore\nhere")
	p.Gap()
	p.Gap()
	p.Say(th.Bad, "! ", "a sentence that is longer than the line")
	p.Fact("Code", "LPA:1$rsp-3104.idemia.io$ABCDE")
	p.Fact("Nothing", " \n")
	p.Fact("A label that is long", "x")
	p.List("Until", []string{"15 Feb 10:00", "", "24 days left", "today"})
	want := []string{
		" 日本 5 GB[31m and more here", "",
		" ! a sentence that is longer", "   than the line",
		" Code      LPA:1$rsp-", "           3104.idemia.io$ABC", "           DE", " A label … x",
		" Until     15 Feb 10:00", "           24 days left", "           today",
	}
	if diff := cmp.Diff(want, p.Lines()); diff != "" {
		t.Error(diff)
	}
}

func TestPageStaysInItsWindow(t *testing.T) {
	t.Parallel()
	th := theme.New(theme.Dark, false)
	for w := range 40 {
		p := page.New(th, w)
		p.Title("العربية 日本語 mixed")
		p.Fact("Label", "some words and averyveryverylongwordindeed")
		for _, line := range p.Lines() {
			if n := ansi.StringWidth(line); n > w {
				t.Errorf("%d cells in a window of %d: %q", n, w, line)
			}
		}
	}
}

func TestScroll(t *testing.T) {
	t.Parallel()
	th, m := theme.New(theme.Dark, true), keys.Default()
	lines := make([]string, 10)
	for i := range lines {
		lines[i] = fmt.Sprint(i)
	}
	var s page.Scroll
	view := func() string { return strings.ReplaceAll(s.View(lines, 4, th), "\n", "|") }
	got := []string{view()}
	for _, key := range []string{"up", "down", "pgdown", "pgup", "end", "down", "home", "x"} {
		k, _ := keys.Press(key)
		moved := s.Update(k, m, len(lines), 4)
		got = append(got, fmt.Sprint(key, " ", moved, " ", view()))
	}
	want := []string{
		"0|1|2| ↓ 7 more lines", "up true 0|1|2| ↓ 7 more lines", "down true 1|2|3| ↑ 1 above  ↓ 6 more", "pgdown true 3|4|5| ↑ 3 above  ↓ 4 more",
		"pgup true 1|2|3| ↑ 1 above  ↓ 6 more", "end true 7|8|9| ↑ 7 lines above", "down true 7|8|9| ↑ 7 lines above",
		"home true 0|1|2| ↓ 7 more lines", "x false 0|1|2| ↓ 7 more lines",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if got := (page.Scroll{}).View(lines, 10, th); strings.Contains(got, "more") {
		t.Errorf("what fits is scrolled: %s", got)
	}
	if got := (page.Scroll{}).View(lines, 0, th); got != "" {
		t.Errorf("drawn into nothing: %s", got)
	}
}

// TestWhatNeedsNoCopy looks the same as what does.
func TestWhatNeedsNoCopy(t *testing.T) {
	t.Parallel()
	got := map[string]string{}
	for _, s := range []string{"", " ", "a", "a b", "a  b", " a", "a ", "a\tb", "a\nb", "日 本", "日  本", "a\x7fb"} {
		got[s] = page.Clean(s)
	}
	if diff := cmp.Diff(map[string]string{"": "", " ": "", "a": "a", "a b": "a b", "a  b": "a b", " a": "a", "a ": "a",
		"a\tb": "a b", "a\nb": "a b", "日 本": "日 本", "日  本": "日 本", "a\x7fb": "ab"}, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([][]string{{"a b"}, {"a", "b"}, {"a", "b"}, {"日"}}, [][]string{page.Wrap("a b", 3), page.Wrap("a b", 2),
		page.Wrap("a\nb", 9), page.Wrap("日", 2)}); diff != "" {
		t.Error(diff)
	}
}
