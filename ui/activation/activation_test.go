package activation

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"simdesk/providers"
	"simdesk/state/ledger"
	"simdesk/ui/screen"
	"simdesk/ui/theme"
	"simdesk/ui/uitest"
)

func start(t *testing.T, o ledger.Order) (*uitest.Driver, *Model, *screen.Env, *uitest.Clock) {
	t.Helper()
	env, clock := uitest.Env(t, uitest.Shop(t))
	m := New(env, o)
	return uitest.Screen(t, m), m, env, clock
}

func withCode(t *testing.T, length int) (ledger.Order, string) {
	t.Helper()
	o := uitest.ESIMOrder(t)
	lpa := "LPA:1$rsp-3104.idemia.io$"
	if length < 40 {
		lpa = "LPA:1$smdp.io$"
	}
	const filler = "ABCDE-FGHIJ-KLMNO-PQRST-UVWXY-01234-56789-"
	lpa += strings.Repeat(filler, 5)[:length-len(lpa)]
	a, err := providers.ParseActivation(lpa)
	if err != nil {
		t.Fatal(err)
	}
	o.Delivery[0].Activation = &a
	return o, lpa
}

// TestCodeScansFromTheScreen photographs the whole screen, words and all, as
// phones of 80×24 and larger windows would, on every theme.
func TestCodeScansFromTheScreen(t *testing.T) {
	for _, length := range []int{30, 48, 91, 143} {
		for _, plain := range []bool{false, true} {
			for name, mode := range map[string]theme.Mode{"dark": theme.Dark, "light": theme.Light} {
				t.Run(fmt.Sprintf("%d/%s/nocolor=%v", length, name, plain), func(t *testing.T) {
					o, lpa := withCode(t, length)
					env, _ := uitest.Env(t, uitest.Shop(t))
					env.Theme = theme.New(mode, plain)
					d := uitest.Screen(t, New(env, o))
					w, h := 80, 20
					if length > 48 {
						w, h = 110, 40
					}
					d.Size(w, h)
					d.Fits(t, w, h)
					term := uitest.DarkTerminal
					if mode == theme.Light {
						term = uitest.LightTerminal
					}
					if got := uitest.Scan(t, term.Photograph(d.Raw(), w, h)); got != lpa {
						t.Errorf("scanned %q, want %q", got, lpa)
					}
				})
			}
		}
	}
}

// TestEveryWindowScansOrSaysSo: no window shows a code that is cut.
func TestEveryWindowScansOrSaysSo(t *testing.T) {
	o, lpa := withCode(t, 91)
	for h := 11; h <= 41; h += 3 {
		for _, full := range []bool{false, true} {
			t.Run(fmt.Sprintf("%d/full=%v", h, full), func(t *testing.T) {
				d, _, _, _ := start(t, o)
				d.Size(80, h)
				if full {
					d.Press("e")
				}
				d.Fits(t, 80, h)
				drawn := strings.Contains(d.Raw(), "\x1b[38;5;16")
				said := strings.Contains(d.View(), "make the window larger") || strings.Contains(d.View(), "Press E to enlarge")
				if drawn == said {
					t.Fatalf("drawn %v, said %v:\n%s", drawn, said, d.View())
				}
				if !drawn {
					return
				}
				if got := uitest.Scan(t, uitest.LightTerminal.Photograph(d.Raw(), 80, h)); got != lpa {
					t.Errorf("scanned %q", got)
				}
			})
		}
	}
}

func TestOrdinaryCode(t *testing.T) {
	d, _, _, _ := start(t, uitest.ESIMOrder(t))
	d.Sizes(t, 4)
}

func TestEnlargedFillsTheWindow(t *testing.T) {
	o, lpa := withCode(t, 91)
	d, m, _, _ := start(t, o)
	t.Run("too small", d.Golden)
	d.Press("e")
	if !m.Full() {
		t.Fatal("not the whole window is asked for")
	}
	d.Size(80, 24)
	t.Run("enlarged", d.Golden)
	if got := uitest.Scan(t, uitest.LightTerminal.Photograph(d.Raw(), 80, 24)); got != lpa {
		t.Errorf("scanned %q", got)
	}
	d.Press("esc")
	if m.Full() || len(d.Sent()) != 0 {
		t.Error("esc did not only make it small again")
	}
}

func TestLinks(t *testing.T) {
	o := uitest.ESIMOrder(t)
	d, _, _, _ := start(t, o)
	d.Size(110, 40)
	for key, link := range map[string]string{"i": o.Delivery[0].Activation.IOS(), "a": o.Delivery[0].Activation.Android()} {
		d.Press(key)
		t.Run(key, d.Golden)
		if got := uitest.Scan(t, uitest.DarkTerminal.Photograph(d.Raw(), 110, 40)); got != link {
			t.Errorf("scanned %q, want %q", got, link)
		}
	}
	d.Press("esc")
	if got := uitest.Scan(t, uitest.DarkTerminal.Photograph(d.Raw(), 110, 40)); got != uitest.Code48 {
		t.Errorf("esc left %q", got)
	}
}

func TestHidesAfterAWhile(t *testing.T) {
	d, _, _, clock := start(t, uitest.ESIMOrder(t))
	clock.Advance(time.Minute)
	d.Send(screen.TickMsg{At: clock.Now()})
	if !strings.Contains(d.View(), "Hides in 1:00") {
		t.Errorf("after a minute:\n%s", d.View())
	}
	clock.Advance(time.Minute)
	d.Send(screen.TickMsg{At: clock.Now()})
	d.Golden(t)
	d.Press("s", "c", "e")
	if got := d.Sent(); len(got) != 0 {
		t.Errorf("what is hidden was handed out: %v", got)
	}
	d.Press("v")
	if !strings.Contains(d.View(), "rsp-3104.idemia.io") {
		t.Errorf("V did not show it again:\n%s", d.View())
	}
}

func TestEscapeHides(t *testing.T) {
	d, _, _, _ := start(t, uitest.ESIMOrder(t))
	d.Press("esc")
	uitest.Same(t, []tea.Msg{screen.BackMsg{}}, d.Sent())
	if v := d.View(); strings.Contains(v, "idemia") || strings.Contains(v, "▀") {
		t.Errorf("still shown:\n%s", v)
	}
}

func TestCopySaysNoMoreThanItKnows(t *testing.T) {
	d, _, env, _ := start(t, uitest.ESIMOrder(t))
	var out bytes.Buffer
	env.Terminal = &out
	d.Press("c")
	uitest.Same(t, []tea.Msg{screen.Notice("Sent to the clipboard, if the terminal allows it.")}, d.Sent())
	const want = "\x1b]52;c;TFBBOjEkcnNwLTMxMDQuaWRlbWlhLmlvJEFCQ0RFLUZHSElKLUtMTU5PLVBRUlNU\x07"
	if out.String() != want {
		t.Errorf("wrote %q", out.String())
	}
}

func TestSavedImageIsPrivateScansAndOverwritesNothing(t *testing.T) {
	d, _, env, _ := start(t, uitest.ESIMOrder(t))
	d.Press("s", "s")
	name := filepath.Join(env.SaveDir, "SANDBOX-simdesk-roamify-0197c5a0-1111-7000-8000-000000000001")
	uitest.Same(t, []tea.Msg{
		screen.Notice("Saved as " + filepath.Base(name) + ".png"),
		screen.Notice("Saved as " + filepath.Base(name) + "-2.png"),
	}, d.Sent())
	if view := regexp.MustCompile(`\s|█|▀|▄`).ReplaceAllString(d.View(), ""); !strings.Contains(view, "Savedforyoualoneas"+name+"-2.png") {
		t.Errorf("the whole path is not on the screen:\n%s", d.View())
	}
	info, err := os.Stat(name + ".png")
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v", info.Mode().Perm())
	}
	if got := uitest.ScanFile(t, name+".png"); got != uitest.Code48 {
		t.Errorf("scanned %q", got)
	}
}

func TestSavingFails(t *testing.T) {
	d, _, env, _ := start(t, uitest.ESIMOrder(t))
	env.SaveDir = filepath.Join(env.SaveDir, "missing")
	d.Press("s")
	sent := d.Sent()
	if n, ok := sent[0].(screen.NoticeMsg); !ok || !n.Bad || strings.Contains(n.Text, "LPA") {
		t.Errorf("said %v", sent)
	}
}

func TestOtherDeliveriesAreWords(t *testing.T) {
	for name, d := range map[string]providers.Delivery{
		"pin":     {Type: providers.DeliverPIN, PIN: "1234-5678-9012", Serial: "S-77", Expires: "2027-01-01", Instructions: "Dial *123*PIN# and press call."},
		"card":    {Type: providers.DeliverGiftCard, CardNumber: "6006 4912 3456", PIN: "9911", Link: "https://example.com/redeem"},
		"airtime": {Type: providers.DeliverAirtime, Phone: "+2348031234567", Delivered: providers.MustMoney("15100", "NGN").Ptr(), OperatorReference: "OP-1"},
		"bill":    {Type: providers.DeliverBill, Token: "1234 5678 9012 3456 7890", Units: "43.2 kWh"},
		"sim":     {Type: providers.DeliverSIM, SIMNumber: "8901260123456789012", Phone: "+12025550123"},
		"nocode":  {Type: providers.DeliverESIM, ICCID: "8944422711108338982"},
	} {
		t.Run(name, func(t *testing.T) {
			o := uitest.ESIMOrder(t)
			o.Delivery = []providers.Delivery{d}
			drv, _, _, _ := start(t, o)
			drv.Golden(t)
			drv.Fits(t, 80, 20)
		})
	}
}

// TestALiveDeliveryBesideASandbox: a shop may have one provider's sandbox and
// another's live account. The word stays everywhere; that a delivery is not real
// is said of the simulated ones only.
func TestALiveDeliveryBesideASandbox(t *testing.T) {
	for _, sandbox := range []bool{true, false} {
		o := uitest.ESIMOrder(t)
		o.Sandbox = sandbox
		d, _, env, _ := start(t, o)
		if got := strings.Contains(d.View(), "not a real delivery"); got != sandbox {
			t.Errorf("sandbox %v: said %v:\n%s", sandbox, got, d.View())
		}
		d.Press("s")
		if files, err := filepath.Glob(filepath.Join(env.SaveDir, "SANDBOX-*.png")); err != nil || len(files) != 1 {
			t.Errorf("sandbox %v: saved %v, %v", sandbox, files, err)
		}
		d.Size(120, 36)
		d.Press("e")
		d.Size(120, 40)
		if !strings.Contains(d.View(), "SANDBOX") {
			t.Errorf("sandbox %v: the enlarged code has no banner", sandbox)
		}
	}
}

func TestSeveralDeliveriesOneAtATime(t *testing.T) {
	o := uitest.ESIMOrder(t)
	o.Delivery = append(o.Delivery, providers.Delivery{Type: providers.DeliverPIN, PIN: "0000-1111"})
	d, _, _, _ := start(t, o)
	d.Press("right")
	d.Golden(t)
}

func TestNothingDelivered(t *testing.T) {
	d, _, _, _ := start(t, uitest.InState(uitest.ESIMOrder(t), providers.StateProcessing, nil))
	d.Golden(t)
}

// TestTheNameOfASavedImageIsOnTheScreen at every size, whole.
func TestTheNameOfASavedImageIsOnTheScreen(t *testing.T) {
	d, _, env, _ := start(t, uitest.ESIMOrder(t))
	env.SaveDir = "" // the working directory, as in the console
	here := t.TempDir()
	t.Chdir(here)
	d.Press("s")
	for _, size := range [][2]int{{60, 11}, {80, 20}, {120, 36}} {
		d.Size(size[0], size[1])
		d.Fits(t, size[0], size[1])
		view := regexp.MustCompile(`\s|█|▀|▄`).ReplaceAllString(d.View(), "")
		if !strings.Contains(view, "Savedforyoualoneas"+filepath.Join(here, "SANDBOX-simdesk-roamify-0197c5a0-1111-7000-8000-000000000001.png")) {
			t.Errorf("%v: not in\n%s", size, d.View())
		}
	}
	d.Press("e") // at 120×36 it is larger
	d.Size(120, 40)
	if !strings.Contains(d.View(), "SANDBOX  Esc: smaller, and where the PNG is saved") {
		t.Errorf("not said where no notice is seen:\n%s", d.View())
	}
}

// What is to be claimed from the provider is the shop's affair: the customer
// looks at this screen.
func TestACustomerReadsNoClaim(t *testing.T) {
	const claim = "Roamify charged this twice"
	for _, hidden := range []bool{false, true} {
		o, _ := withCode(t, 48)
		o.Error = &ledger.Problem{Kind: providers.KindDeclined, Message: claim}
		d, _, env, _ := start(t, o)
		env.HideCosts = func() bool { return hidden }
		d.Size(140, 45)
		got := strings.Join(strings.Fields(d.View()), " ")
		if strings.Contains(got, claim) == hidden || strings.Contains(got, "Orders tells what") != hidden {
			t.Errorf("hidden=%v:\n%s", hidden, got)
		}
	}
}

// TestLongInstructionsCanBeReadToTheEnd in the smallest window.
func TestLongInstructionsCanBeReadToTheEnd(t *testing.T) {
	o := uitest.ESIMOrder(t)
	o.Delivery = []providers.Delivery{{Type: providers.DeliverPIN, PIN: "1234-5678-9012", Serial: "S-77",
		Instructions: strings.Repeat("Dial *123*PIN# and press call. ", 20) + "That was all."}}
	d, _, _, _ := start(t, o)
	d.Size(60, 11)
	d.Fits(t, 60, 11)
	d.Press("end")
	if !strings.Contains(d.View(), "That was all.") {
		t.Errorf("the end is out of reach:\n%s", d.View())
	}
}

func BenchmarkUpdateView(b *testing.B) {
	env, _ := uitest.Env(b, uitest.Shop(b))
	m := New(env, uitest.ESIMOrder(b))
	m.SetSize(200, 56)
	for b.Loop() {
		m.Update(tea.KeyMsg{Type: tea.KeyDown})
		_, _ = m.View(), m.Bindings()
	}
}
