package form_test

import (
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
	"simdesk/ui/keys"
	"simdesk/ui/theme"
	"simdesk/ui/uitest"
	"simdesk/ui/widget/form"
)

var product = providers.Product{
	Provider: "x", Name: "Bill", Countries: []string{"NG"},
	Fields: []providers.Field{
		{Name: "account", Label: "Account", Type: providers.TypeText, Required: true},
		{Name: "plan", Label: "Plan", Type: providers.TypeChoice, Required: true, Choices: []string{"prepaid", "postpaid"}},
		{Name: "email", Label: "E-mail", Type: providers.TypeEmail},
	},
}

func press(t *testing.T, f *form.Form, names ...string) {
	t.Helper()
	for _, name := range names {
		k, ok := keys.Press(name)
		if !ok {
			t.Fatal(name)
		}
		f.Update(k, keys.Default())
	}
}

func TestForm(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		known map[string]string
		keys  []string
		want  map[string]string
		ok    bool
	}{
		"empty":               {nil, nil, map[string]string{"plan": "prepaid"}, false},
		"typed":               {nil, []string{"4", "2"}, map[string]string{"account": "42", "plan": "prepaid"}, true},
		"choice turns":        {nil, []string{"4", "tab", "right"}, map[string]string{"account": "4", "plan": "postpaid"}, true},
		"choice wraps":        {nil, []string{"4", "tab", "left"}, map[string]string{"account": "4", "plan": "postpaid"}, true},
		"choice misspelt":     {nil, []string{"4", "tab", "x"}, map[string]string{"account": "4", "plan": "prepaidx"}, false},
		"bad e-mail":          {map[string]string{"account": "4"}, []string{"x"}, map[string]string{"account": "4", "plan": "prepaid", "email": "x"}, false},
		"known is kept":       {map[string]string{"account": "7", "email": "a@b.example"}, nil, map[string]string{"account": "7", "plan": "prepaid", "email": "a@b.example"}, true},
		"boxes go round":      {nil, []string{"up", "up", "up", "9"}, map[string]string{"account": "9", "plan": "prepaid"}, true},
		"spaces are no value": {nil, []string{" ", " "}, map[string]string{"plan": "prepaid"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := form.ForProduct(theme.New(theme.Dark, true), product, tc.known)
			f.SetWidth(60)
			press(t, f, tc.keys...)
			if diff := cmp.Diff(tc.want, f.Values()); diff != "" {
				t.Error(diff)
			}
			if got := f.Submit(); got != tc.ok {
				t.Errorf("submit is %v, want %v:\n%s", got, tc.ok, f.View(20))
			}
		})
	}
}

func TestSubmitGoesToTheFirstError(t *testing.T) {
	t.Parallel()
	f := form.ForProduct(theme.New(theme.Dark, true), uitest.Airtime(), map[string]string{"phone": "+2348031234567"})
	if field, _ := f.Field(); field.Name != "amount" {
		t.Errorf("the cursor starts in %s", field.Name)
	}
	press(t, f, "7", "0")
	if f.Submit() {
		t.Error("70 is out of range")
	}
	if why := f.Error(1); why != "Amount must be between 1.00 USD and 50.00 USD." {
		t.Error(why)
	}
}

// TestGluedTextIsText, also where it spells the name of a key.
func TestGluedTextIsText(t *testing.T) {
	t.Parallel()
	f := form.ForProduct(theme.New(theme.Dark, true), product, nil)
	f.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("down")}, keys.Default())
	if diff := cmp.Diff(map[string]string{"account": "down", "plan": "prepaid"}, f.Values()); diff != "" {
		t.Error(diff)
	}
}

// A clerk in a hurry types what is needed and presses enter: what may stay
// empty must not stand in the way.
func TestReadyWithoutWhatMayStayEmpty(t *testing.T) {
	p := uitest.Airtime()
	p.Fields = append(p.Fields, providers.Field{Name: providers.FieldSenderPhone, Label: "Sender's number", Type: providers.TypePhone})
	f := form.ForProduct(theme.New(theme.Dark, true), p, map[string]string{providers.FieldPhone: "+2348031234567"})
	if f.Ready() {
		t.Error("ready without an amount")
	}
	for _, r := range "10" {
		f.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}}, keys.Default())
	}
	if !f.Ready() || f.Last() {
		t.Errorf("ready %v, in the last box %v", f.Ready(), f.Last())
	}
}

// TestOptionsTakeNoText: only left and right choose, and nothing is chosen at
// first. A secret is dots until it is asked for.
func TestOptionsTakeNoText(t *testing.T) {
	t.Parallel()
	f := form.New(theme.New(theme.Dark, true), []form.Field{
		{Name: "what", Label: "It", Choices: []string{"went through", "did not"}, Options: true},
		{Name: "key", Label: "Key", Secret: true},
	})
	f.SetWidth(60)
	press(t, f, "x", "ctrl+y")
	f.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("did not"), Paste: true}, keys.Default())
	f.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("right")}, keys.Default())
	if got := f.Values(); len(got) != 0 {
		t.Errorf("chosen by text: %v", got)
	}
	press(t, f, "left", "tab", "k", "3", "y")
	if diff := cmp.Diff(map[string]string{"what": "did not", "key": "k3y"}, f.Values()); diff != "" {
		t.Error(diff)
	}
	if view := f.View(9); strings.Contains(view, "k3y") || !strings.Contains(view, "[did not]") {
		t.Errorf("drawn as\n%s", view)
	}
	f.Show(true)
	if view := f.View(9); !strings.Contains(view, "k3y") {
		t.Errorf("not shown:\n%s", view)
	}
}
