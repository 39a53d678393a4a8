package form_test

import (
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
			f := form.New(theme.New(theme.Dark, true), product, tc.known)
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
	f := form.New(theme.New(theme.Dark, true), uitest.Airtime(), map[string]string{"phone": "+2348031234567"})
	if field, _ := f.Field(); field.Name != "amount" {
		t.Errorf("the cursor starts in %s", field.Name)
	}
	press(t, f, "7", "0")
	if f.Submit() {
		t.Error("70 is out of range")
	}
	if why := f.Error(1); why != "Amount must be between 1.00 and 50.00 USD." {
		t.Error(why)
	}
}

// TestGluedTextIsText, also where it spells the name of a key.
func TestGluedTextIsText(t *testing.T) {
	t.Parallel()
	f := form.New(theme.New(theme.Dark, true), product, nil)
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
	f := form.New(theme.New(theme.Dark, true), p, map[string]string{providers.FieldPhone: "+2348031234567"})
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
