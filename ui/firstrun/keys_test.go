package firstrun

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/go-cmp/cmp"

	"simdesk/ui/theme"
	"simdesk/ui/uitest"
)

// TestColoursFit: with colour the same words stand in the same cells.
func TestColoursFit(t *testing.T) {
	t.Parallel()
	plain, _, _ := start(t, shownPath)
	fillGiftAPI(plain)
	for _, mode := range []theme.Mode{theme.Dark, theme.Light, theme.Contrast} {
		m := newModel(t.Context(), Options{Path: shownPath, Theme: theme.New(mode, false), Providers: Providers()})
		d := uitest.Program(t, m)
		fillGiftAPI(d)
		d.Fits(t, 80, 24)
		if diff := cmp.Diff(plain.View(), d.View()); diff != "" {
			t.Errorf("%s: %s", mode, diff)
		}
		if !strings.Contains(d.Raw(), "\x1b[") {
			t.Errorf("%s has no colour", mode)
		}
	}
	if strings.Contains(plain.Raw(), "\x1b[") {
		t.Errorf("without colour there is a sequence: %q", plain.Raw())
	}
}

// TestRun is the real program: it ends with the key, and with its context.
func TestRun(t *testing.T) {
	o := Options{Path: filepath.Join(t.TempDir(), "config.toml"), Theme: theme.New(theme.Dark, true), Providers: Providers()}
	ended, end := context.WithCancel(t.Context())
	end()
	for name, tc := range map[string]struct {
		ctx  context.Context
		in   string
		want Outcome
	}{
		"demo":               {t.Context(), "\r", Demo},
		"ctrl+c":             {t.Context(), "\x03", Quit},
		"ctrl+q":             {t.Context(), "\x11", Quit},
		"end of the context": {ended, "", Quit},
	} {
		got, err := run(tc.ctx, o, tea.WithInput(strings.NewReader(tc.in)), tea.WithoutRenderer(), tea.WithOutput(&strings.Builder{}))
		if err != nil || got != tc.want {
			t.Errorf("%s: %d, %v", name, got, err)
		}
	}
}

func TestEscGoesBackAndKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	d, m, a := start(t, shownPath, unreachable())
	toRoamify(d)
	d.Type("key")
	d.Press("ctrl+o", "esc")
	var seen []step
	for range 4 {
		seen = append(seen, m.step)
		d.Press("esc")
	}
	if diff := cmp.Diff([]step{stepEnvironment, stepProvider, stepWelcome, stepWelcome}, seen); diff != "" {
		t.Error(diff)
	}
	if d.Quit() || !strings.Contains(d.View(), "^Q quits") {
		t.Errorf("esc on the first step:\n%s", d.View())
	}
	d.Press("enter", "enter", "enter") // each menu where it was left
	if strings.Contains(d.View(), "key\n") {
		t.Errorf("the secret is shown again:\n%s", d.View())
	}
	d.Press("enter")
	if diff := cmp.Diff([]string{"roamifymap[api_key:key environment:sandbox]"}, a.questions); diff != "" {
		t.Error(diff)
	}
	d.Press("esc", "esc", "esc", "down", "enter", "esc", "up", "enter", "enter", "enter") // another provider in between
	if got := m.form.Values()["api_key"]; got != "" {
		t.Errorf("the key was kept through another provider: %q", got)
	}
}

func TestGluedAndPasted(t *testing.T) {
	t.Parallel()
	d, m, a := start(t, shownPath, unreachable())
	d.Paste("2\r")
	if m.step != stepWelcome || m.menu.at != 0 || !strings.Contains(d.View(), "Pasted text was ignored") {
		t.Errorf("a paste chose something:\n%s", d.View())
	}
	d.Glue("212")
	if m.step != stepWelcome || m.menu.chosen() != chooseSetUp {
		t.Errorf("glued keys chose something:\n%s", d.View())
	}
	d.Press("enter", "4", "enter", "enter")
	d.Glue("client 7")
	d.Paste("\n\n")
	d.Press("tab")
	d.Paste("\tsecret\x1b[31m\n")
	if got := m.form.Values()["client_secret"]; got != "" {
		t.Errorf("an escape sequence was taken: %q", got)
	}
	d.Paste("\tse  cret\n")
	d.Glue("right") // text, whatever keys are called
	d.Paste("up")
	d.Press("enter")
	if diff := cmp.Diff([]string{"reloadlymap[client_id:client 7 client_secret:se  cretrightup environment:live]"}, a.questions); diff != "" {
		t.Error(diff)
	}
}

// TestSecretsAreDots until they are asked for, and again after any way out of
// the boxes.
func TestSecretsAreDots(t *testing.T) {
	t.Parallel()
	d, _, _ := start(t, shownPath, unreachable())
	toRoamify(d)
	d.Type("s3cret")
	shown := []bool{}
	look := func() { shown = append(shown, strings.Contains(d.View(), "s3cret")) }
	look()
	d.Press("ctrl+o")
	look()
	d.Press("ctrl+o")
	look()
	d.Press("ctrl+o", "enter") // refused
	look()
	d.Press("esc")
	look()
	if diff := cmp.Diff([]bool{false, true, false, false, false}, shown); diff != "" {
		t.Error(diff)
	}
}

func TestSmallWindowTakesNoKey(t *testing.T) {
	t.Parallel()
	d, m, _ := start(t, shownPath)
	for _, size := range [][2]int{{59, 24}, {80, 14}, {20, 1}, {1, 1}} {
		d.Size(size[0], size[1])
		d.Fits(t, size[0], size[1])
		d.Press("down", "enter")
		if m.step != stepWelcome || m.menu.at != 0 || d.Quit() {
			t.Fatalf("%v: a key was taken", size)
		}
	}
	d.Size(50, 10)
	if want := "window too small (have 50×10, need 60×15)\n^Q quits"; d.View() != want {
		t.Errorf("drew %q", d.View())
	}
	d.Press("ctrl+q")
	if !d.Quit() {
		t.Error("^Q does not quit")
	}
}
