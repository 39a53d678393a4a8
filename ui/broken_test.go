package ui

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"simdesk/providers"
	"simdesk/state/desk"
	"simdesk/state/ledger"
	"simdesk/ui/keys"
	"simdesk/ui/screen"
	"simdesk/ui/uitest"
)

// fragile is a screen that breaks in one of its methods, while in says which.
type fragile struct {
	stub
	in    string
	calls *int // how often it broke
}

func (f *fragile) crack(in string) {
	if f.in == in {
		*f.calls++
		panic("cracked in " + in)
	}
}

func (f *fragile) Init() tea.Cmd              { f.crack("Init"); return f.stub.Init() }
func (f *fragile) Shown() tea.Cmd             { f.crack("Shown"); return f.stub.Shown() }
func (f *fragile) Hidden()                    { f.crack("Hidden"); f.stub.Hidden() }
func (f *fragile) SetSize(w, h int)           { f.crack("SetSize"); f.stub.SetSize(w, h) }
func (f *fragile) Typing() bool               { f.crack("Typing"); return f.stub.Typing() }
func (f *fragile) Full() bool                 { f.crack("Full"); return false }
func (f *fragile) Tells(o ledger.Order) bool  { f.crack("Tells"); return f.stub.Tells(o) }
func (f *fragile) View() string               { f.crack("View"); return f.stub.View() }
func (f *fragile) Bindings() []keys.Binding   { f.crack("Bindings"); return f.stub.Bindings() }
func (f *fragile) Update(msg tea.Msg) tea.Cmd { f.crack("Update"); return f.stub.Update(msg) }

// fragileConsole has a Sell that breaks in one method each time it is made,
// for as long as *in says so, and an Orders that never does.
func fragileConsole(t *testing.T, in *string) (d *uitest.Driver, r *Router, broke *int, log *bytes.Buffer) {
	t.Helper()
	env, _ := uitest.Env(t, uitest.Shop(t))
	broke, log = new(int), new(bytes.Buffer)
	env.Log = slog.New(slog.NewJSONHandler(log, nil))
	var makers Makers
	makers.Views[Sell] = func(*screen.Env) screen.Screen {
		if *in == "New" {
			*broke++
			panic("cracked in New")
		}
		return &fragile{stub: stub{name: "sell"}, in: *in, calls: broke}
	}
	makers.Views[Orders] = func(*screen.Env) screen.Screen { return &stub{name: "orders"} }
	r = New(env, makers)
	return uitest.Program(t, r), r, broke, log
}

const brokeWords = "simdesk made a mistake on this screen and closed it"

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// TestABrokenScreenIsReplaced: whatever breaks in it, the console goes on, the
// screen breaks once and not at each frame, and esc starts it anew.
func TestABrokenScreenIsReplaced(t *testing.T) {
	for _, in := range []string{"New", "Init", "Shown", "SetSize", "Typing", "Full", "View", "Bindings", "Update"} {
		t.Run(in, func(t *testing.T) {
			crack := in
			d, r, broke, log := fragileConsole(t, &crack)
			d.Press("j", "ctrl+y")
			for range 3 {
				d.Fits(t, 80, 24)
			}
			if view := d.View(); !strings.Contains(view, brokeWords) || strings.Contains(view, "cracked") || *broke != 1 {
				t.Fatalf("broke %d times:\n%s", *broke, view)
			}
			if text := log.String(); !strings.Contains(text, "cracked in "+in) || !strings.Contains(text, "broken_test.go") {
				t.Errorf("logged without the panic or its stack: %s", text)
			}
			d.Press("alt+4")
			if r.view != Orders || !strings.Contains(d.View(), "orders") {
				t.Errorf("the other views are gone:\n%s", d.View())
			}
			d.Press("alt+1")
			if !strings.Contains(d.View(), brokeWords) || *broke != 1 {
				t.Errorf("coming back started it anew without a word, broke %d times:\n%s", *broke, d.View())
			}
			crack = ""
			d.Press("esc")
			if view := d.View(); strings.Contains(view, brokeWords) || !strings.Contains(view, " sell") {
				t.Errorf("esc did not start it anew:\n%s", view)
			}
		})
	}
}

// TestABrokenScreenStartsAnewByItsView: alt+N on the broken screen, and one
// that breaks again breaks once more, not for ever.
func TestABrokenScreenStartsAnewByItsView(t *testing.T) {
	crack := "View"
	d, _, broke, _ := fragileConsole(t, &crack)
	_ = d.View()
	d.Press("alt+1")
	if view := d.View(); !strings.Contains(view, brokeWords) || *broke != 2 {
		t.Fatalf("broke %d times:\n%s", *broke, view)
	}
	crack = ""
	d.Press("f2")
	if view := d.View(); !strings.Contains(view, " sell") {
		t.Errorf("alt+1 did not start it anew:\n%s", view)
	}
}

// TestAScreenMayBreakWhenItIsLeft, or asked what it shows of an order.
func TestAScreenMayBreakWhenItIsLeft(t *testing.T) {
	for _, in := range []string{"Hidden", "Tells"} {
		crack := in
		d, _, broke, _ := fragileConsole(t, &crack)
		d.Send(screen.OrderChangedMsg{Order: uitest.ESIMOrder(t)})
		d.Press("alt+4", "alt+1")
		if view := d.View(); !strings.Contains(view, brokeWords) || *broke != 1 {
			t.Errorf("%s broke %d times:\n%s", in, *broke, view)
		}
	}
}

// TestABrokenScreenSaysWhatToDo at every size.
func TestABrokenScreenSaysWhatToDo(t *testing.T) {
	crack := "Update"
	d, _, _, _ := fragileConsole(t, &crack)
	d.Press("j")
	d.Sizes(t, 0)
}

// TestABrokenScreenTakesNoTyping: what was on its way to the screen that broke
// is neither a digit that leaves the view nor a key that spends.
func TestABrokenScreenTakesNoTyping(t *testing.T) {
	crack := "Update"
	d, r, _, _ := fragileConsole(t, &crack)
	d.Press("j")
	d.Glue("4jj?")
	d.Type("4?")
	d.Paste("4\r\x19")
	d.Press("enter", "ctrl+y")
	if r.view != Sell || r.overlay != overlayNone || !strings.Contains(d.View(), brokeWords) {
		t.Errorf("view %d, overlay %d:\n%s", r.view, r.overlay, d.View())
	}
}

// TestAnOrderOutlivesItsScreen: the screen that waits for the order breaks; the
// order stays the desk's, no key sends it again, its outcome is said, quitting
// asks, and esc is back at the list.
func TestAnOrderOutlivesItsScreen(t *testing.T) {
	d, r, clock, ticket, shop := sellingConsole(t)
	inFlight := 0
	shop.InFlightFunc = func() int { return inFlight }
	d.Type("japan 5gb")
	d.Press("enter")
	clock.Advance(time.Second)
	d.Hold()
	d.Press("ctrl+y")
	r.active().screen = &fragile{stub: stub{name: "purchase"}, in: "View", calls: new(int)}
	_ = d.View()
	inFlight = 1
	d.Press("ctrl+y", "enter", "ctrl+y")
	clock.Advance(time.Second)
	d.Press("ctrl+y")
	ticket.Answer(uitest.ESIMOrder(t), nil)
	d.Run()
	if got := shop.Bought(); len(got) != 1 {
		t.Fatalf("bought %d times", len(got))
	}
	if view := d.View(); !strings.Contains(view, brokeWords) || !strings.Contains(oneLine(view), "Esc goes back to Sell.") {
		t.Errorf("the purchase does not say what became of it:\n%s", view)
	}
	d.Press("ctrl+q")
	if d.Quit() || r.overlay != overlayQuit {
		t.Error("quitting did not ask")
	}
	d.Press("x")
	d.Send(screen.OrderChangedMsg{Order: uitest.ESIMOrder(t)})
	if view := d.View(); !strings.Contains(view, "Japan 5 GB 30 days: done. Alt+4 shows it in Orders.") {
		t.Errorf("the outcome is not said:\n%s", view)
	}
	d.Press("esc")
	if view := d.View(); strings.Contains(view, brokeWords) || !strings.Contains(view, "Search:") || len(r.stacks[Sell]) != 1 {
		t.Errorf("esc did not go back:\n%s", view)
	}
}

// TestAScreenThatBreaksBehindAnother leaves the one in front as it is.
func TestAScreenThatBreaksBehindAnother(t *testing.T) {
	d, r, clock, _, _ := sellingConsole(t)
	d.Type("japan 5gb")
	d.Press("enter")
	clock.Advance(time.Second)
	r.stacks[Sell][0].screen = &fragile{stub: stub{name: "sell"}, in: "Update", calls: new(int)}
	d.Send(screen.CatalogMsg{})
	if view := d.View(); !strings.Contains(view, "^Y buys for") {
		t.Errorf("the offer is gone:\n%s", view)
	}
	d.Press("esc")
	if view := d.View(); !strings.Contains(view, brokeWords) {
		t.Errorf("what broke is not said:\n%s", view)
	}
	d.Press("esc")
	if view := d.View(); !strings.Contains(view, "Search:") {
		t.Errorf("esc did not start it anew:\n%s", view)
	}
}

// TestAnOrderIsShownThoughOrdersBroke: who asks for an order sees it.
func TestAnOrderIsShownThoughOrdersBroke(t *testing.T) {
	d, r, _, stubs := console(t, uitest.Shop(t))
	d.Press("alt+4")
	r.active().screen = &fragile{in: "Update", calls: new(int)}
	d.Press("j", "alt+1")
	stubs[Sell].reply = screen.Send(screen.OpenOrderMsg{ID: "42"})
	stubs[Orders].told = nil
	d.Press("r")
	uitest.Same(t, []tea.Msg{screen.OpenOrderMsg{ID: "42"}}, stubs[Orders].told)
}

// TestAStreamThatBreaksIsSaidInWords: its work runs beside the command that
// reads it, where nothing else would catch it.
func TestAStreamThatBreaksIsSaidInWords(t *testing.T) {
	d, _, _, stubs := console(t, uitest.Shop(t))
	stubs[Sell].told = nil
	stubs[Sell].reply = screen.Stream(t.Context(), func(_ context.Context, emit func(tea.Msg)) {
		emit(replyMsg{"first"})
		panic("nil map")
	})
	d.Press("r")
	uitest.Same(t, []tea.Msg{replyMsg{"first"}}, stubs[Sell].told)
	if view := d.View(); !strings.Contains(view, "simdesk made a mistake here") {
		t.Error(view)
	}
}

// breaking is a desk whose reading of the wallets breaks once.
type breaking struct {
	*uitest.Desk
	breaks bool
}

func (b *breaking) Wallets(ctx context.Context, each func(desk.Wallet)) []desk.Wallet {
	if b.breaks {
		b.breaks = false
		panic("nil map")
	}
	return b.Desk.Wallets(ctx, each)
}

// TestWalletsThatBreakAreAskedAgain: the console's own reading is caught, too.
func TestWalletsThatBreakAreAskedAgain(t *testing.T) {
	shop := &breaking{Desk: uitest.Shop(t)}
	shop.AccountList = append(shop.AccountList, desk.Account{Name: "odd", Title: "Odd"})
	env, clock := uitest.Env(t, shop)
	r := New(env, Makers{})
	d := uitest.Program(t, r)
	d.Hold()
	d.Send(screen.TickMsg{At: clock.Now().Add(2 * walletsEvery)})
	reads := r.wallets.req.Busy()
	shop.breaks = true
	d.Run()
	if view := d.View(); !reads || r.wallets.req.Busy() || !strings.Contains(view, "simdesk made a mistake here") {
		t.Errorf("reading %v, then %v:\n%s", reads, r.wallets.req.Busy(), view)
	}
}

// seen collects what a program draws.
type seen struct {
	mu   sync.Mutex
	text bytes.Buffer
	news chan struct{}
}

func (s *seen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case s.news <- struct{}{}:
	default:
	}
	return s.text.Write(p)
}

func (s *seen) wait(t *testing.T, text string) {
	t.Helper()
	for {
		s.mu.Lock()
		found := strings.Contains(s.text.String(), text)
		s.mu.Unlock()
		if found {
			return
		}
		select {
		case <-s.news:
		case <-t.Context().Done():
			t.Fatalf("never drawn: %q", text)
		case <-time.After(20 * time.Second):
			t.Fatalf("%q is not in %q", text, s.text.String())
		}
	}
}

// program runs the real program, on pipes instead of a terminal.
type program struct {
	*seen
	keys io.Writer
	done chan error
}

func startProgram(t *testing.T, env *screen.Env, r *Router) *program {
	t.Helper()
	// Pipes have no size to ask for.
	r.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	in, keys := io.Pipe()
	p := &program{seen: &seen{news: make(chan struct{}, 1)}, keys: keys, done: make(chan error, 1)}
	go func() {
		p.done <- run(t.Context(), env, r, tea.WithInput(in), tea.WithOutput(p.seen))
		_ = in.Close()
	}()
	t.Cleanup(func() { _ = keys.Close() })
	return p
}

func (p *program) press(t *testing.T, text string) {
	t.Helper()
	if _, err := io.WriteString(p.keys, text); err != nil {
		t.Fatal(err)
	}
}

// TestTheProgramOutlivesAScreen in the program itself: what broke in drawing
// is drawn as what replaced it, and the console quits as ever.
func TestTheProgramOutlivesAScreen(t *testing.T) {
	env, _ := uitest.Env(t, uitest.Shop(t))
	broke := 0
	var makers Makers
	makers.Views[Sell] = func(*screen.Env) screen.Screen { return &fragile{in: "View", calls: &broke} }
	makers.Views[Orders] = func(*screen.Env) screen.Screen { return &stub{name: "the orders"} }
	p := startProgram(t, env, New(env, makers))
	p.wait(t, "simdesk made a mistake on this screen")
	p.press(t, "\x1b4")
	p.wait(t, "the orders")
	p.press(t, "\x11")
	if err := <-p.done; err != nil || broke != 1 {
		t.Errorf("ended with %v, broke %d times", err, broke)
	}
}

// TestTheRouterItselfBreaks: the program ends in order and says so once, in an
// error that main prints after the terminal is restored.
func TestTheRouterItselfBreaks(t *testing.T) {
	shop := uitest.Shop(t)
	var breaks atomic.Bool
	shop.InFlightFunc = func() int {
		if breaks.Load() {
			panic("nil map")
		}
		return 0
	}
	env, _ := uitest.Env(t, shop)
	var log bytes.Buffer
	env.Log, env.LogFile = slog.New(slog.NewJSONHandler(&log, nil)), "/var/log/simdesk.log"
	p := startProgram(t, env, New(env, Makers{}))
	p.wait(t, "actions")
	breaks.Store(true)
	p.press(t, "\x11")
	err := <-p.done
	var e *providers.Error
	if !errors.As(err, &e) || e.Kind != providers.KindInternal || errors.Is(err, tea.ErrProgramPanic) {
		t.Fatalf("ended with %v", err)
	}
	want := "The console made a mistake and had to close. What was sent is in the ledger and is not charged twice. " +
		"Start it again. The reason is in /var/log/simdesk.log."
	if said := screen.Voice.Reason(e.Why); said != want {
		t.Errorf("says %q", said)
	}
	if text := log.String(); !strings.Contains(text, "nil map") || !strings.Contains(text, "router.go") {
		t.Errorf("logged without the panic or its stack: %s", text)
	}
	if drawn := p.text.String(); strings.Contains(drawn, "nil map") || !strings.HasSuffix(drawn, "\x1b[?25h\x1b[?1002l\x1b[?1003l\x1b[?1006l") {
		t.Errorf("the terminal is left as %q", drawn[max(len(drawn)-200, 0):])
	}
}
