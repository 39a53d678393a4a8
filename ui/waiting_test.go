package ui

import (
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"simdesk/providers"
	"simdesk/state/ledger"
	"simdesk/ui/screen"
	"simdesk/ui/uitest"
)

func header(d *uitest.Driver) string { return strings.Split(d.View(), "\n")[0] }

// TestWhatWaitsIsSaidAtStart on the view that comes first, before anybody has
// looked at Orders; the low wallet is said after it.
func TestWhatWaitsIsSaidAtStart(t *testing.T) {
	for name, c := range map[string]struct {
		waits ledger.Waiting
		tab   string
		said  string
	}{
		"asked":  {ledger.Waiting{Asked: 2}, "Orders 2?", "· 2 orders are open: Alt+4 shows them, simdesk keeps asking."},
		"one":    {ledger.Waiting{Asked: 1}, "Orders 1?", "· 1 order is open: Alt+4 shows it, simdesk keeps asking."},
		"review": {ledger.Waiting{Review: 1}, "Orders 1!", "! 1 order needs you: Alt+4 shows it."},
		"both":   {ledger.Waiting{Asked: 3, Review: 2}, "Orders 2! 3?", "! 2 orders need you, 3 are still open: Alt+4 shows them."},
	} {
		t.Run(name, func(t *testing.T) {
			shop := uitest.Shop(t)
			shop.WaitingFunc = func() (ledger.Waiting, error) { return c.waits, nil }
			d, _, clock, _ := console(t, shop)
			if !strings.Contains(header(d), c.tab) || !strings.Contains(d.View(), c.said) {
				t.Errorf("want %q and %q in\n%s", c.tab, c.said, d.View())
			}
			if c.waits.Asked > 0 && c.waits.Review > 0 {
				d.Sizes(t, 0)
				d.Size(80, 24)
			}
			clock.Advance(7 * time.Second)
			d.Send(screen.TickMsg{At: clock.Now()})
			if !strings.Contains(d.View(), "Fyatu 12.40 USD") || strings.Contains(d.View(), "Alt+4") {
				t.Errorf("the low wallet was not said after it:\n%s", d.View())
			}
			d.Send(screen.OrderChangedMsg{Order: uitest.InState(uitest.ESIMOrder(t), providers.StateProcessing, nil)})
			if strings.Contains(d.View(), c.said) {
				t.Error("it was said twice")
			}
		})
	}
}

// TestWhatWaitsIsCountedAgain on news, each minute, and sooner while something
// waits: another till may settle it and tells nobody here.
func TestWhatWaitsIsCountedAgain(t *testing.T) {
	shop := uitest.Shop(t)
	waits, counts := ledger.Waiting{}, 0
	shop.WaitingFunc = func() (ledger.Waiting, error) { counts++; return waits, nil }
	d, _, clock, _ := console(t, shop)
	step := func(after time.Duration, wantCounts int, tab string) {
		t.Helper()
		clock.Advance(after)
		d.Send(screen.TickMsg{At: clock.Now()})
		if counts != wantCounts || !strings.Contains(header(d), tab+" Services") {
			t.Errorf("counted %d times, want %d and %q:\n%s", counts, wantCounts, tab, header(d))
		}
	}
	step(59*time.Second, 1, "Orders")
	step(time.Second, 2, "Orders")
	waits.Review = 1
	d.Send(screen.OrderChangedMsg{Order: uitest.InState(uitest.ESIMOrder(t), providers.StateNeedsReview, nil)})
	step(0, 3, "Orders 1!")
	waits.Review = 0
	step(4*time.Second, 3, "Orders 1!")
	step(time.Second, 4, "Orders")
	shop.InFlightFunc = func() int { return 1 }
	waits.Asked = 1
	step(5*time.Second, 5, "Orders 1?")
}

// TestNewsDuringACountIsCounted: the count under way may be older than it.
func TestNewsDuringACountIsCounted(t *testing.T) {
	shop := uitest.Shop(t)
	waits, counts := ledger.Waiting{}, 0
	shop.WaitingFunc = func() (ledger.Waiting, error) { counts++; return waits, nil }
	d, _, _, _ := console(t, shop)
	d.Hold()
	news := screen.OrderChangedMsg{Order: uitest.InState(uitest.ESIMOrder(t), providers.StateUnknown, nil)}
	for range 50 {
		d.Send(news)
	}
	waits.Asked = 1
	d.Run()
	if counts != 3 || !strings.Contains(header(d), "Orders 1?") {
		t.Errorf("counted %d times, once at start and twice for all that news wanted:\n%s", counts, header(d))
	}
}

// TestACountThatFailsIsSaidOnceAndStandsAsItWas.
func TestACountThatFailsIsSaidOnceAndStandsAsItWas(t *testing.T) {
	shop := uitest.Shop(t)
	waits, failure := ledger.Waiting{Review: 1}, error(nil)
	shop.WaitingFunc = func() (ledger.Waiting, error) { return waits, failure }
	d, r, clock, _ := console(t, shop)
	failure = &providers.Error{Kind: providers.KindUnavailable, Why: providers.Quoted("The ledger is busy.")}
	tick := func() {
		clock.Advance(10 * time.Second)
		d.Send(screen.TickMsg{At: clock.Now()})
	}
	tick()
	if !strings.Contains(d.View(), "It is not known which orders wait. The ledger is busy.") || !strings.Contains(header(d), "Orders 1!") {
		t.Errorf("after a failure:\n%s", d.View())
	}
	r.notice.Clear()
	tick()
	if !r.notice.Empty() {
		t.Errorf("said again:\n%s", d.View())
	}
	failure = nil
	waits.Review = 2
	tick()
	if !strings.Contains(header(d), "Orders 2!") {
		t.Errorf("after it went well:\n%s", d.View())
	}
}

// TestTheBadgeFitsTheSmallestWindow whatever it counts, on every view.
func TestTheBadgeFitsTheSmallestWindow(t *testing.T) {
	for _, c := range []struct {
		waits ledger.Waiting
		want  string
	}{
		{ledger.Waiting{Asked: 1, Review: 1}, "1! 1?"}, {ledger.Waiting{Asked: 250, Review: 12}, "12!"},
		{ledger.Waiting{Asked: 250}, "99+?"}, {ledger.Waiting{Asked: 1_000_000, Review: 1_000_000}, "99+!"},
	} {
		shop := uitest.Shop(t)
		shop.WaitingFunc = func() (ledger.Waiting, error) { return c.waits, nil }
		d, _, _, _ := console(t, shop)
		d.Size(60, 15)
		for _, view := range []string{"alt+1", "alt+4", "alt+5"} {
			d.Press(view)
			head := header(d)
			if !strings.Contains(head, c.want) || !strings.Contains(head, "Day") || !strings.Contains(head, "SANDBOX") || ansi.StringWidth(head) > 60 {
				t.Errorf("%s: want %q in %q", view, c.want, head)
			}
		}
	}
}
