package form_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"simdesk/providers"
	"simdesk/ui/theme"
	"simdesk/ui/widget/form"
)

// TestHints: what may stay empty says so, however its value would look, and a
// number that is not the customer's is not read as one of the product's country.
func TestHints(t *testing.T) {
	t.Parallel()
	bill := providers.Product{Countries: []string{"NG", "GH"}, Fields: []providers.Field{
		{Name: providers.FieldPhone, Label: "Customer's number", Type: providers.TypePhone},
		{Name: providers.FieldSenderPhone, Label: "Sender's number", Type: providers.TypePhone},
		{Name: "mail", Label: "E-mail", Type: providers.TypeEmail},
		{Name: "name", Label: "Name", Type: providers.TypeText},
		{Name: "contact", Label: "Contact", Type: providers.TypePhone, Required: true},
		{Name: "number", Label: "Number on the SIM card itself", Type: providers.TypeText, Required: true},
	}}
	f := form.ForProduct(theme.New(theme.Dark, true), bill, map[string]string{providers.FieldPhone: "08031234567", "contact": "447400123456"})
	for w, want := range map[int][]string{
		100: {
			"   Customer's number                08031234567",
			"                                    +234 803 123 4567 · NG",
			" ▸ Sender's number                  may stay empty: + and country code",
			"   E-mail                           may stay empty: name@example.com",
			"   Name                             may stay empty",
			"   Contact *                        447400123456",
			"                                    +44 7400 123456 · GB",
			"   Number on the SIM card itself *",
		},
		60: {
			"   Customer's number          08031234567",
			"                              +234 803 123 4567 · NG",
			" ▸ Sender's number            may stay empty",
			"   E-mail                     may stay empty",
			"   Name                       may stay empty",
			"   Contact *                  447400123456",
			"                              +44 7400 123456 · GB",
			"   Number on the SIM card… *",
		},
	} {
		f.SetWidth(w)
		var got []string
		for _, line := range strings.Split(ansi.Strip(f.View(20)), "\n") {
			got = append(got, strings.TrimRight(line, " "))
		}
		if fmt.Sprintf("%q", got) != fmt.Sprintf("%q", want) {
			t.Errorf("%d cells:\n%s\nwant\n%s", w, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
}

// TestTheCursorIsNeverOutOfSight: a form that is longer than the window goes
// along with it.
func TestTheCursorIsNeverOutOfSight(t *testing.T) {
	t.Parallel()
	long := providers.Product{Countries: []string{"US"}}
	for i := range 16 {
		long.Fields = append(long.Fields, providers.Field{Name: fmt.Sprint("f", i), Label: fmt.Sprint("Field ", i), Type: providers.TypePhone, Required: i%2 == 0})
	}
	for _, h := range []int{2, 3, 9, 20} {
		f := form.ForProduct(theme.New(theme.Dark, true), long, map[string]string{"f3": "12"})
		f.SetWidth(60)
		for range 40 {
			field, _ := f.Field()
			view := ansi.Strip(f.View(h))
			if !strings.Contains(view, "▸ "+field.Label) {
				t.Fatalf("%d lines: %s is not in\n%s", h, field.Label, view)
			}
			if n := strings.Count(view, "\n") + 1; n > h {
				t.Fatalf("%d lines are drawn, %d fit", n, h)
			}
			if !strings.Contains(view, "Field 15") && !strings.Contains(view, " more") {
				t.Fatalf("not said that there is more:\n%s", view)
			}
			press(t, f, "tab")
		}
	}
}
