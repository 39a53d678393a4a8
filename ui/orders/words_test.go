package orders

import (
	"fmt"
	"strings"
	"testing"

	"simdesk/providers"
	"simdesk/state/desk"
	"simdesk/state/ledger"
	"simdesk/ui/screen"
	"simdesk/ui/uitest"
)

// TestAPersonsWordIsNotTheProviders, neither in the list nor where a key does
// nothing: no provider has refused or refunded.
func TestAPersonsWordIsNotTheProviders(t *testing.T) {
	for state, words := range map[providers.State][2]string{
		providers.StateFailed:    {"× decided: no", "There is nothing to decide: a person decided that it did not go through."},
		providers.StateRefunded:  {"← given back", "There is nothing to decide: a person decided that it was given back."},
		providers.StateCompleted: {"✓ done", "There is nothing to decide: done."},
	} {
		b := deciding(t)
		b.decide(t, desk.DecideRequest{ID: b.order.ID, State: state, Clerk: "ana", Reason: "seen"})
		b.Send(screen.OrderChangedMsg{Order: b.order})
		uitest.Same(t, words[1], b.m.whyNotDecide())
		b.Press("esc")
		if !strings.Contains(b.View(), words[0]) {
			t.Errorf("listed as\n%s", b.View())
		}
	}
	b := deciding(t)
	b.decide(t, desk.DecideRequest{ID: b.order.ID, State: providers.StateFailed, Clerk: "ana", Reason: "seen"})
	b.order.State = providers.StateCompleted // found after all
	b.Press("ctrl+r")
	uitest.Same(t, "There is nothing to decide: done.", b.m.whyNotDecide())
}

// TestATopUpHasNothingToOpen: no key is offered for a code that is not there.
func TestATopUpHasNothingToOpen(t *testing.T) {
	const whole = "There is no code in it: what was delivered stands here in full."
	for name, tc := range map[string]struct {
		delivery providers.Delivery
		named    string
		why      string
	}{
		"top-up":    {providers.Delivery{Type: providers.DeliverTopUp, ICCID: "8944422711108338982"}, "delivered: top-up …108338982", whole},
		"bare":      {providers.Delivery{Type: providers.DeliverTopUp}, "delivered: top-up", whole},
		"airtime":   {providers.Delivery{Type: providers.DeliverAirtime, Phone: "+2348031234567"}, "delivered: airtime …031234567", whole},
		"bill":      {providers.Delivery{Type: providers.DeliverBill, Units: "43 kWh"}, "delivered: bill", whole},
		"token":     {providers.Delivery{Type: providers.DeliverBill, Token: "7777"}, "delivered: bill", ""},
		"SIM":       {providers.Delivery{Type: providers.DeliverSIM, SIMNumber: "8901260123456789012"}, "delivered: SIM …456789012", whole},
		"eSIM":      {providers.Delivery{Type: providers.DeliverESIM, ICCID: "8944422711108338982"}, "delivered: eSIM …108338982", "The provider has not told the activation code yet."},
		"PIN":       {providers.Delivery{Type: providers.DeliverPIN, PIN: "1"}, "delivered: PIN", ""},
		"gift card": {providers.Delivery{Type: providers.DeliverGiftCard, Link: "https://example.com"}, "delivered: gift card", ""},
	} {
		t.Run(name, func(t *testing.T) {
			o := uitest.ESIMOrder(t)
			o.Delivery = []providers.Delivery{tc.delivery}
			d, m, _, _ := opened(t, o, []ledger.Event{event(t, 0, "ana", ledger.Change{State: o.State, Delivery: o.Delivery})})
			view := strings.Join(strings.Fields(d.View()), " ")
			if !strings.Contains(view, tc.named) || strings.Contains(view, "opens them") != (tc.why == "") {
				t.Errorf("drawn as\n%s", d.View())
			}
			for _, b := range m.Bindings() {
				if (b.Label == "A" || b.Label == "V") && b.Why != tc.why {
					t.Errorf("%s: %q", b.Label, b.Why)
				}
			}
			d.Press("a")
			if n := len(d.Sent()); (n == 1) != (tc.why == "") {
				t.Errorf("A sent %d messages", n)
			}
		})
	}
}

// TestNoNoticeRepeatsWhatTheOrderShows, unless it is scrolled out of sight.
func TestNoNoticeRepeatsWhatTheOrderShows(t *testing.T) {
	o, events := review(t)
	d, m, _, _ := opened(t, o, events)
	other := o
	other.ID = "another"
	told := func() [2]bool { return [2]bool{m.Tells(o), m.Tells(other)} }
	got := [][2]bool{told()}
	d.Press("pgdown")
	got = append(got, told())
	d.Press("home")
	got = append(got, told())
	d.Press("esc")
	got = append(got, told())
	uitest.Same(t, [][2]bool{{true, false}, {false, false}, {true, false}, {false, false}}, got)
}

// TestTheKeysOfEachRow: the footer names what the key does on this very row.
func TestTheKeysOfEachRow(t *testing.T) {
	b := deciding(t)
	b.Press("d")
	var got []string
	for range 3 {
		row := ""
		for _, k := range b.m.Bindings()[:3] {
			row += k.Label + " " + k.Help + ", "
		}
		got = append(got, row)
		b.Press("down")
	}
	uitest.Same(t, []string{"↵ next, → choose, Esc cancel, ", "↓ to record, ↑ row before, Esc cancel, ", "↵ record, ↑ row before, Esc cancel, "}, got)
}

// What the order itself says of the money is not contradicted by the sentence
// for its state.
func TestTheVerdictIsTheOrdersOwn(t *testing.T) {
	taken := "The provider took the order and then did not carry it out. Compare the wallet before you sell it anew: not every provider says that the money came back."
	claim := "Roamify charged this twice: 2 orders under one reference (A, B); claim all but one back."
	reversed := "The provider completed this order and now calls it FAILED. Ask it what became of the money, then decide."
	for name, c := range map[string]struct {
		state   providers.State
		problem string
		says    string
		not     string
	}{
		"taken and not carried out": {providers.StateFailed, taken, taken, "Nothing was charged"},
		"charged twice":             {providers.StateCompleted, claim, "Done, but look at it: " + claim, "Done. "},
		"completed, then failed":    {providers.StateNeedsReview, reversed, reversed, "nobody can tell whether"},
	} {
		for _, hidden := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s/hidden=%v", name, hidden), func(t *testing.T) {
				p := &ledger.Problem{Kind: providers.KindDeclined, Message: c.problem}
				o := uitest.InState(uitest.ESIMOrder(t), c.state, p)
				o.ProviderStatus, o.Charged = "FAILED", providers.Charged{}
				d, _, env, _ := opened(t, o, []ledger.Event{event(t, 0, "ana", ledger.Change{State: c.state})})
				env.HideCosts = func() bool { return hidden }
				d.Size(140, 45)
				got := strings.Join(strings.Fields(d.View()), " ")
				if strings.Contains(got, c.says) == hidden {
					t.Errorf("says it: %v\n%s", !hidden, got)
				}
				if strings.Contains(got, c.not) {
					t.Errorf("says %q:\n%s", c.not, got)
				}
			})
		}
	}
}
