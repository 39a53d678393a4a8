package confirm_test

import (
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
	"simdesk/ui/keys"
	"simdesk/ui/theme"
	"simdesk/ui/uitest"
	"simdesk/ui/widget/confirm"
)

// press is one key after a pause.
type press struct {
	after time.Duration
	key   string
	paste bool
}

func TestGate(t *testing.T) {
	t.Parallel()
	const (
		no, early, untyped, yes = confirm.Nothing, confirm.TooEarly, confirm.Untyped, confirm.Confirmed
		quiet, moment           = confirm.Quiet, confirm.Moment
	)
	for name, tc := range map[string]struct {
		amount  *providers.Money
		presses []press
		want    []confirm.Answer
	}{
		"after quiet":           {nil, []press{{quiet, "ctrl+y", false}}, []confirm.Answer{yes}},
		"at once":               {nil, []press{{0, "ctrl+y", false}}, []confirm.Answer{early}},
		"after a moment":        {nil, []press{{moment, "ctrl+y", false}}, []confirm.Answer{yes}},
		"just too early":        {nil, []press{{moment - 1, "ctrl+y", false}, {quiet, "ctrl+y", false}}, []confirm.Answer{early, yes}},
		"early, then too soon":  {nil, []press{{moment - 1, "ctrl+y", false}, {quiet - 1, "ctrl+y", false}}, []confirm.Answer{early, early}},
		"held from before":      {nil, []press{{33e6, "ctrl+y", false}, {33e6, "ctrl+y", false}, {33e6, "ctrl+y", false}}, []confirm.Answer{early, early, early}},
		"typing goes on":        {nil, []press{{100e6, "x", false}, {300e6, "x", false}, {300e6, "ctrl+y", false}}, []confirm.Answer{no, no, early}},
		"armed stays armed":     {nil, []press{{quiet, "e", false}, {1e6, "ctrl+y", false}}, []confirm.Answer{no, yes}},
		"only once":             {nil, []press{{quiet, "ctrl+y", false}, {quiet, "ctrl+y", false}}, []confirm.Answer{yes, no}},
		"enter is not the key":  {nil, []press{{quiet, "enter", false}}, []confirm.Answer{no}},
		"y is not the key":      {nil, []press{{quiet, "y", false}}, []confirm.Answer{no}},
		"a paste disturbs":      {nil, []press{{quiet, "x", true}, {1e6, "ctrl+y", false}}, []confirm.Answer{no, early}},
		"amount missing":        {uitest.USD("120"), []press{{quiet, "ctrl+y", false}}, []confirm.Answer{untyped}},
		"amount typed":          {uitest.USD("12"), []press{{quiet, "1", false}, {1e6, "2", false}, {1e6, "ctrl+y", false}}, []confirm.Answer{no, no, yes}},
		"amount wrong":          {uitest.USD("12"), []press{{quiet, "1", false}, {1e6, "ctrl+y", false}}, []confirm.Answer{no, untyped}},
		"amount typed too soon": {uitest.USD("1"), []press{{0, "1", false}, {quiet, "ctrl+y", false}}, []confirm.Answer{no, untyped}},
		"amount pasted":         {uitest.USD("1"), []press{{quiet, "1", true}, {quiet, "ctrl+y", false}}, []confirm.Answer{no, untyped}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clock := uitest.NewClock()
			g := confirm.New(theme.New(theme.Dark, true), keys.Default().Buy, clock.Now)
			g.Open(tc.amount)
			var got []confirm.Answer
			for _, p := range tc.presses {
				clock.Advance(p.after)
				k, ok := keys.Press(p.key)
				if !ok {
					t.Fatal(p.key)
				}
				k.Paste = p.paste
				got = append(got, g.Press(k))
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestADoubtedGateWantsTheLongerQuiet(t *testing.T) {
	t.Parallel()
	clock := uitest.NewClock()
	g := confirm.New(theme.New(theme.Dark, true), keys.Default().Buy, clock.Now)
	g.Open(nil)
	g.Doubt()
	var got []confirm.Answer
	for _, pause := range []time.Duration{confirm.Quiet - 1, confirm.Quiet} {
		clock.Advance(pause)
		got = append(got, g.Press(tea.KeyMsg{Type: tea.KeyCtrlY}))
	}
	if diff := cmp.Diff([]confirm.Answer{confirm.TooEarly, confirm.Confirmed}, got); diff != "" {
		t.Error(diff)
	}
}

func TestClosedGateTakesNothing(t *testing.T) {
	t.Parallel()
	clock := uitest.NewClock()
	g := confirm.New(theme.New(theme.Dark, true), keys.Default().Buy, clock.Now)
	clock.Advance(time.Hour)
	if got := g.Press(tea.KeyMsg{Type: tea.KeyCtrlY}); got != confirm.Nothing {
		t.Errorf("a gate that was never opened answered %v", got)
	}
}
