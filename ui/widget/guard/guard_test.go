package guard_test

import (
	"bytes"
	"errors"
	"log/slog"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"simdesk/providers"
	"simdesk/ui/widget/guard"
)

// root is a model that breaks in one method.
var broken = providers.Because("ui.broke", "logged", "")

type root struct {
	in    string
	calls int
}

func (r *root) crack(in string) {
	r.calls++
	if r.in == in {
		panic("cracked in " + in)
	}
}

func (r *root) Init() tea.Cmd                       { r.crack("Init"); return nil }
func (r *root) Update(tea.Msg) (tea.Model, tea.Cmd) { r.crack("Update"); return r, nil }
func (r *root) View() string                        { r.crack("View"); return "root" }

// TestTheProgramIsEndedOnce: whatever breaks, the program is told to end, the
// model is left alone, and the error says it in words.
func TestTheProgramIsEndedOnce(t *testing.T) {
	t.Parallel()
	for calls, in := range []string{"Init", "Update", "View", "filter"} {
		r, ended := &root{in: in}, 0
		var log bytes.Buffer
		m := guard.New(r, func() { ended++ }, slog.New(slog.NewJSONHandler(&log, nil)))
		filter := m.Filter(func(model tea.Model, msg tea.Msg) tea.Msg {
			if model != tea.Model(r) {
				t.Errorf("the filter sees %T", model)
			}
			r.crack("filter")
			return msg
		})
		for range 2 {
			m.Init()
			m.Update(nil)
			_ = m.View()
			filter(m, tea.QuitMsg{})
		}
		if r.calls != calls+1 || ended != 1 || m.View() != "" {
			t.Errorf("%s: %d calls, ended %d times, draws %q", in, r.calls, ended, m.View())
		}
		if text := log.String(); strings.Count(text, "cracked in "+in) != 1 || !strings.Contains(text, "guard_test.go") {
			t.Errorf("%s: logged %s", in, text)
		}
		var e *providers.Error
		if err := m.Err(nil, broken); !errors.As(err, &e) || !e.Why.Equal(broken) || e.Kind != providers.KindInternal {
			t.Errorf("%s: %v", in, err)
		}
	}
}

// TestWhatIsNoMistakeStaysWhatItIs, and what the terminal library caught is one.
func TestWhatIsNoMistakeStaysWhatItIs(t *testing.T) {
	t.Parallel()
	m := guard.New(&root{}, func() { t.Error("ended") }, nil)
	m.Init()
	if err := m.Err(nil, broken); err != nil {
		t.Error(err)
	}
	if err := m.Err(tea.ErrProgramKilled, broken); !errors.Is(err, tea.ErrProgramKilled) {
		t.Error(err)
	}
	var e *providers.Error
	if err := m.Err(tea.ErrProgramPanic, broken); !errors.As(err, &e) || !errors.Is(err, tea.ErrProgramPanic) {
		t.Error(err)
	}
}
