package firstrun

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
	"simdesk/state/config"
	"simdesk/ui/screen"
	"simdesk/ui/theme"
	"simdesk/ui/uitest"
)

// shownPath is the path in what is compared with golden files.
const shownPath = "/home/ana/.config/simdesk/config.toml"

// asked is a provider that is asked for a balance: it notes each question and
// gives its answers in order.
type asked struct {
	questions []string
	answers   []error
}

func (a *asked) check(_ context.Context, provider string, values map[string]string) error {
	a.questions = append(a.questions, fmt.Sprint(provider, values))
	if len(a.answers) == 0 {
		return nil
	}
	err := a.answers[0]
	a.answers = a.answers[1:]
	return err
}

func start(t *testing.T, path string, answers ...error) (*uitest.Driver, *model, *asked) {
	t.Helper()
	a := &asked{answers: answers}
	m := newModel(t.Context(), Options{Path: path, Theme: theme.New(theme.Dark, true), Check: a.check, Providers: Providers()})
	return uitest.Program(t, m), m, a
}

func wrongKey() error {
	return &providers.Error{Kind: providers.KindUnauthorized, Outcome: providers.NotSent, Provider: "roamify",
		Why: providers.Quoted("Roamify refused the API key. Check api_key in the configuration: a rotated key stops working at once.")}
}

func unreachable() error {
	return &providers.Error{Kind: providers.KindUnavailable, Outcome: providers.NotSent, Provider: "roamify",
		Why: providers.Quoted("Roamify cannot be reached: no such host. Check the network.")}
}

// toRoamify goes to the box for Roamify's key, in the sandbox.
func toRoamify(d *uitest.Driver) { d.Press("down", "enter", "enter", "down", "enter") }

func roamifyFile(t *testing.T, env, key string) string {
	t.Helper()
	text, err := File(config.NameRoamify, map[string]string{environment: env, "api_key": key})
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// ended compares how it ended and everything that is on disk then.
func ended(t *testing.T, d *uitest.Driver, m *model, dir string, want Outcome, files map[string]string) {
	t.Helper()
	if !d.Quit() || m.outcome != want {
		t.Errorf("quit %v with outcome %d, want %d:\n%s", d.Quit(), m.outcome, want, d.View())
	}
	if diff := cmp.Diff(files, tree(t, dir)); diff != "" {
		t.Error(diff)
	}
}

func TestScreens(t *testing.T) {
	t.Parallel()
	long := &providers.Error{Kind: providers.KindUnavailable, Why: providers.Quoted("Roamify cannot be reached. " + strings.Repeat("It is a long story. ", 40))}
	for name, tc := range map[string]struct {
		answer error
		drive  func(d *uitest.Driver)
	}{
		"welcome":      {nil, func(*uitest.Driver) {}},
		"providers":    {nil, func(d *uitest.Driver) { d.Press("down", "enter", "3") }},
		"environment":  {nil, func(d *uitest.Driver) { d.Press("down", "enter", "5", "enter") }},
		"boxes":        {nil, func(d *uitest.Driver) { d.Press("down", "enter", "end", "enter", "enter") }},
		"boxes filled": {nil, func(d *uitest.Driver) { fillGiftAPI(d); d.Press("tab") }},
		"boxes shown":  {nil, func(d *uitest.Driver) { fillGiftAPI(d); d.Press("ctrl+o") }},
		"boxes wrong": {nil, func(d *uitest.Driver) {
			d.Press("down", "enter", "end", "enter", "enter")
			d.Type("http://giftapi.example")
			d.Press("enter", "enter", "enter")
			d.Paste("one\ntwo")
		}},
		"no sandbox": {nil, func(d *uitest.Driver) { d.Press("down", "enter", "2", "enter") }},
		"asking":     {nil, func(d *uitest.Driver) { toRoamify(d); d.Type("k"); d.Hold(); d.Press("enter") }},
		"refused":    {wrongKey(), func(d *uitest.Driver) { toRoamify(d); d.Type("k"); d.Press("enter") }},
		"unreached":  {unreachable(), func(d *uitest.Driver) { toRoamify(d); d.Type("k"); d.Press("enter", "down", "down") }},
		"long story": {long, func(d *uitest.Driver) { toRoamify(d); d.Type("k"); d.Press("enter") }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, _, _ := start(t, shownPath, tc.answer)
			tc.drive(d)
			d.Sizes(t, 0)
		})
	}
}

func fillGiftAPI(d *uitest.Driver) {
	d.Press("down", "enter", "end", "enter", "enter")
	d.Paste("https://giftapi.example/partner\n")
	d.Press("enter")
	d.Paste("token-123\r\n")
	d.Press("enter")
	d.Glue("s3cret")
}

func TestDemoIsTheDefault(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	d, m, a := start(t, filepath.Join(dir, "config.toml"))
	d.Press("enter")
	ended(t, d, m, dir, Demo, map[string]string{})
	if a.questions != nil {
		t.Errorf("asked %v", a.questions)
	}
}

func TestSetUp(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	d, m, a := start(t, filepath.Join(dir, "simdesk", "config.toml"))
	toRoamify(d)
	d.Paste("  roamify_k\"e\\y#1\u200b\r\n")
	d.Press("enter")
	key := `roamify_k"e\y#1`
	ended(t, d, m, dir, Written, map[string]string{
		"simdesk": "drwx------", "simdesk/config.toml": "-rw------- " + roamifyFile(t, config.Sandbox, key),
	})
	if diff := cmp.Diff([]string{"roamifymap[api_key:" + key + " environment:sandbox]"}, a.questions); diff != "" {
		t.Error(diff)
	}
	cfg, err := config.Load(filepath.Join(dir, "simdesk", "config.toml"), config.Env{})
	if err != nil {
		t.Fatal(err)
	}
	if problem := cfg.Resolve(config.NameRoamify); problem != nil || cfg.Providers.Roamify.APIKey.Reveal() != key || !cfg.Providers.Roamify.IsSandbox() {
		t.Errorf("read %q, %v", cfg.Providers.Roamify.APIKey.Reveal(), problem)
	}
}

// TestWrongThenRight: a refused key leaves nothing behind and can be corrected
// in place, but not saved.
func TestWrongThenRight(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	d, m, a := start(t, filepath.Join(dir, "config.toml"), wrongKey(), wrongKey())
	toRoamify(d)
	d.Type("wrong")
	d.Press("enter")
	if strings.Contains(d.View(), "Save it unchecked") {
		t.Errorf("a refused key may be saved:\n%s", d.View())
	}
	d.Press("down", "enter") // ask again
	d.Press("enter")         // correct
	if diff := cmp.Diff(map[string]string{}, tree(t, dir)); diff != "" {
		t.Error(diff)
	}
	for range "wrong" {
		d.Press("backspace")
	}
	d.Type("right")
	d.Press("enter")
	ended(t, d, m, dir, Written, map[string]string{"config.toml": "-rw------- " + roamifyFile(t, config.Sandbox, "right")})
	want := []string{
		"roamifymap[api_key:wrong environment:sandbox]", "roamifymap[api_key:wrong environment:sandbox]",
		"roamifymap[api_key:right environment:sandbox]",
	}
	if diff := cmp.Diff(want, a.questions); diff != "" {
		t.Error(diff)
	}
}

// TestWhatMayBeSavedUnchecked: only credentials that nobody has refused.
func TestWhatMayBeSavedUnchecked(t *testing.T) {
	t.Parallel()
	for kind, want := range map[providers.ErrorKind]bool{
		providers.KindUnavailable: true, providers.KindThrottled: true, providers.KindNotFound: true,
		providers.KindUnauthorized: false, providers.KindInvalid: false, providers.KindConfig: false, providers.KindDeclined: false,
		providers.KindUnsupported: false, providers.KindUnknownOutcome: false, providers.KindInternal: false,
	} {
		dir := t.TempDir()
		d, m, _ := start(t, filepath.Join(dir, "config.toml"), &providers.Error{Kind: kind, Why: providers.Quoted("No.")})
		toRoamify(d)
		d.Type("k")
		d.Press("enter")
		if got := strings.Contains(d.View(), "Save it unchecked"); got != want {
			t.Errorf("%s may be saved: %v, want %v", kind, got, want)
		}
		if want {
			d.Press("end", "enter")
			ended(t, d, m, dir, Written, map[string]string{"config.toml": "-rw------- " + roamifyFile(t, config.Sandbox, "k")})
		}
	}
}

func TestUnwritable(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	inTheWay := filepath.Join(dir, "simdesk")
	if err := os.WriteFile(inTheWay, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	d, m, _ := start(t, filepath.Join(inTheWay, "config.toml"))
	toRoamify(d)
	d.Type("k")
	d.Press("enter")
	d.Size(300, 24) // the sentence on one line, however long the path is
	if want := "! " + inTheWay + " cannot be created: not a directory."; !strings.Contains(d.View(), want) {
		t.Errorf("no %q in\n%s", want, d.View())
	}
	d.Press("enter") // try again, in vain
	if err := os.Remove(inTheWay); err != nil {
		t.Fatal(err)
	}
	d.Press("enter")
	ended(t, d, m, dir, Written, map[string]string{
		"simdesk": "drwx------", "simdesk/config.toml": "-rw------- " + roamifyFile(t, config.Sandbox, "k"),
	})
}

// TestAnotherFileAppears while the provider is being asked: it stays, and the
// person is told.
func TestAnotherFileAppears(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "config.toml")
	d, m, _ := start(t, path)
	toRoamify(d)
	d.Type("k")
	d.Hold()
	d.Press("enter")
	if err := os.WriteFile(path, []byte("# theirs\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	d.Run()
	d.Size(300, 24)
	if want := "! " + path + " is there by now, and was not touched: there is a file already."; !strings.Contains(d.View(), want) {
		t.Errorf("no %q in\n%s", want, d.View())
	}
	if d.Quit() {
		t.Error("it went on without saying so")
	}
	d.Press("enter")
	ended(t, d, m, dir, Written, map[string]string{"config.toml": "-rw------- # theirs\n"})
}

// TestQuitWritesNothing, at whichever step.
func TestQuitWritesNothing(t *testing.T) {
	t.Parallel()
	steps := []string{"down", "enter", "enter", "down", "enter", "k", "enter", "down"}
	for _, quit := range []string{"ctrl+c", "ctrl+q"} {
		for n := range len(steps) + 1 {
			dir := t.TempDir()
			d, m, _ := start(t, filepath.Join(dir, "config.toml"), unreachable())
			d.Press(steps[:n]...)
			d.Press(quit)
			ended(t, d, m, dir, Quit, map[string]string{})
		}
	}
}

// TestQuitWhileAsking: the answer comes too late to write anything.
func TestQuitWhileAsking(t *testing.T) {
	t.Parallel()
	for _, leave := range []string{"ctrl+c", "esc"} {
		dir := t.TempDir()
		d, m, a := start(t, filepath.Join(dir, "config.toml"))
		toRoamify(d)
		d.Type("k")
		d.Hold()
		d.Press("enter", leave)
		d.Run()
		if diff := cmp.Diff(map[string]string{}, tree(t, dir)); diff != "" || len(a.questions) != 1 {
			t.Errorf("%s: asked %v, left %s", leave, a.questions, diff)
		}
		if m.outcome != Quit || d.Quit() != (leave == "ctrl+c") {
			t.Errorf("%s: quit %v, outcome %d", leave, d.Quit(), m.outcome)
		}
	}
}

// TestLeavingStopsTheCheck: nobody waits for the answer.
func TestLeavingStopsTheCheck(t *testing.T) {
	t.Parallel()
	var m *model
	var asking context.Context
	check := func(ctx context.Context, _ string, _ map[string]string) error {
		asking = ctx
		m.Update(tea.KeyMsg{Type: tea.KeyEsc})
		return ctx.Err()
	}
	m = newModel(t.Context(), Options{Path: shownPath, Theme: theme.New(theme.Dark, true), Check: check, Providers: Providers()})
	d := uitest.Program(t, m)
	toRoamify(d)
	d.Type("k")
	d.Press("enter")
	if asking == nil || asking.Err() == nil || m.step != stepCredentials {
		t.Errorf("the check goes on at step %d", m.step)
	}
}

// TestACheckThatBreaksIsSaidInWords: a mistake in a client must not end the
// set-up with what was typed.
func TestACheckThatBreaksIsSaidInWords(t *testing.T) {
	cmd := askProvider(t.Context(), 1, func(context.Context, string, map[string]string) error { panic("nil map") }, "fyatu", nil)
	msg, ok := cmd().(checkedMsg)
	if e := providers.AsError(msg.err); !ok || e.Kind != providers.KindInternal || screen.Voice.What(e.Why) != "simdesk made a mistake while asking fyatu." {
		t.Errorf("answered %+v", msg)
	}
}
