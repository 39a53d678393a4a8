package cli

import (
	"context"
	"strings"
	"time"

	"simdesk/providers"
	"simdesk/state/config"
	"simdesk/state/desk"
	"simdesk/state/ledger"
	"simdesk/ui/say"
)

// How a check may end.
const (
	checkOK   = "ok"
	checkWarn = "warn"
	checkFail = "fail"
)

// worstSkew is the difference of clocks that is worth a word. Signed orders
// are refused from five minutes on.
const worstSkew = time.Minute

// staleCatalogue is the age from which prices are worth fetching anew.
const staleCatalogue = 24 * time.Hour

type check struct {
	Name    string `json:"name"`
	Status  string `json:"status"`
	Message string `json:"message"`
}

// examination collects what doctor finds; code is the exit code it comes to.
type examination struct {
	checks []check
	code   int
}

func (x *examination) add(name, status, message string) {
	x.checks = append(x.checks, check{name, status, say.Plain(message)})
}

// examiner speaks for doctor: the console's next steps name no command, and
// never the one that is being run.
var examiner = say.Voice{Surface: say.Console}

// fail also remembers whether the configuration is to blame, which tells more
// than any other failure.
func (x *examination) fail(name string, err error) {
	e := providers.AsError(err)
	x.add(name, checkFail, examiner.Message(e))
	x.code = max(x.code, min(codeOf(e), exitUsage))
}

func (r *runner) doctor(ctx context.Context, _ []string) error {
	x := &examination{}
	a, err := r.open(ctx)
	if err != nil {
		r.examineOpening(x, err)
	} else {
		defer r.close(a)
		x.add("configuration", checkOK, r.whichConfiguration(a))
		r.examineProviders(ctx, x, a)
		r.examineStore(ctx, x, a)
		r.examineCatalogue(x, a)
		examineOrders(ctx, x, a)
	}
	r.examineTerminal(x)
	if err := r.printChecks(a, x); err != nil {
		return err
	}
	return printed(x.code)
}

// examineOpening says which of the pieces kept the shop from opening.
func (r *runner) examineOpening(x *examination, err error) {
	if strings.HasPrefix(providers.AsError(err).Code, "ledger_") {
		x.add("configuration", checkOK, config.Path(r.g.Config, r.d.Getenv))
		x.fail("store", err)
		return
	}
	x.fail("configuration", err)
}

func (r *runner) whichConfiguration(a *App) string {
	if a.Config == nil {
		return voice.Says("cli.doctor_demo")
	}
	return a.Config.File()
}

// examineProviders asks each for its wallet: the cheapest call that needs the
// credentials.
func (r *runner) examineProviders(ctx context.Context, x *examination, a *App) {
	wallets := a.Desk.Wallets(ctx, func(desk.Wallet) {})
	if len(wallets) == 0 {
		x.add("providers", checkWarn, voice.Says("cli.doctor_no_accounts"))
	}
	for _, w := range wallets {
		switch {
		case w.Error != nil && w.Error.Kind == providers.KindUnsupported:
			x.add(w.Provider, checkWarn, voice.Says("cli.doctor_unchecked", "why", examiner.Message(w.Error)))
		case w.Error != nil:
			x.fail(w.Provider, w.Error)
		case w.Low:
			x.add(w.Provider, checkWarn, voice.Says("cli.doctor_wallet_low", "left", w.Balance.Available))
		default:
			x.add(w.Provider, checkOK, voice.Says("cli.doctor_wallet", "left", w.Balance.Available))
		}
	}
	for _, p := range a.Providers {
		examineClock(x, p)
	}
}

func examineClock(x *examination, p providers.Provider) {
	c, ok := p.(interface{ Skew() (time.Duration, bool) })
	if !ok {
		return
	}
	ahead, known := c.Skew()
	if !known {
		return
	}
	name, off := p.Name()+" clock", ahead.Abs().Round(time.Second)
	switch {
	case off < worstSkew:
		x.add(name, checkOK, voice.Says("cli.doctor_clock", "off", max(off, time.Second)))
	case ahead < 0:
		x.add(name, checkWarn, voice.Says("cli.doctor_clock_ahead", "off", off))
	default:
		x.add(name, checkWarn, voice.Says("cli.doctor_clock_behind", "off", off))
	}
}

func (r *runner) examineStore(ctx context.Context, x *examination, a *App) {
	told, stop := r.verifying()
	err := a.Ledger.Verify(ctx, told)
	stop()
	if err != nil {
		x.fail("store", err)
		return
	}
	if err := writable(ctx, a.Ledger); err != nil {
		x.fail("store", err)
		return
	}
	x.add("store", checkOK, voice.Says("cli.doctor_store", "file", a.Ledger.Path()))
	if err := a.Ledger.Intact(ctx); err != nil {
		x.fail("history", err)
		return
	}
	if _, err := a.Ledger.KeptHead(); err != nil {
		x.add("history", checkWarn, voice.Says("cli.doctor_head_unkept", "said", err.Error()))
	}
	examineHead(ctx, x, a, r.o.head)
}

// examineHead says what to write down: a history whose newest events were cut
// off, together with their orders, looks whole from inside.
func examineHead(ctx context.Context, x *examination, a *App, noted string) {
	if noted != "" {
		if err := a.Ledger.CheckHead(ctx, noted); err != nil {
			x.fail("history", err)
			return
		}
		x.add("history", checkOK, voice.Says("cli.doctor_head_found", "head", strings.TrimSpace(noted)))
	}
	head, err := a.Ledger.Head(ctx)
	switch {
	case err != nil:
		x.fail("history", err)
	case head.Events == 0:
		x.add("history", checkOK, voice.Says("cli.doctor_not_begun"))
	default:
		x.add("history", checkOK, voice.Says("cli.doctor_head", "n", head.Events, "head", head.String()))
	}
}

// writable takes and gives back a lease: a write that leaves nothing behind.
func writable(ctx context.Context, book *ledger.Ledger) error {
	if _, err := book.Acquire(ctx, "doctor", "doctor", time.Second); err != nil {
		return err
	}
	return book.Release(ctx, "doctor", "doctor")
}

func (r *runner) examineCatalogue(x *examination, a *App) {
	for _, s := range a.Desk.Sources() {
		if !a.Desk.Why(s.Provider, providers.CanCatalog).IsZero() {
			continue
		}
		name, now := s.Provider+" catalogue", r.d.Now()
		switch {
		case s.Error != nil:
			x.add(name, checkWarn, examiner.Message(s.Error))
		case s.AsOf.IsZero():
			x.add(name, checkWarn, voice.Says("cli.doctor_not_fetched"))
		case providers.Age(s.AsOf, now) > staleCatalogue:
			x.add(name, checkWarn, voice.Says("cli.doctor_catalogue_old", "n", s.Products, "age", say.AsOf(s.AsOf, now)))
		default:
			x.add(name, checkOK, voice.Says("cli.doctor_catalogue", "n", s.Products, "age", say.AsOf(s.AsOf, now)))
		}
	}
}

func examineOrders(ctx context.Context, x *examination, a *App) {
	open := 0
	f := ledger.Filter{Limit: 1000, States: []providers.State{providers.StateSubmitted, providers.StateProcessing,
		providers.StateUnknown, providers.StateNeedsReview}}
	for more := true; more; more = f.Cursor != "" {
		page, err := a.Desk.Orders(ctx, f)
		if err != nil {
			x.fail("orders", err)
			return
		}
		open, f.Cursor = open+len(page.Orders), page.Next
	}
	if open > 0 {
		x.add("orders", checkWarn, voice.Says("cli.doctor_open", "n", open))
		return
	}
	x.add("orders", checkOK, voice.Says("cli.doctor_settled"))
}

func (r *runner) examineTerminal(x *examination) {
	colours := voice.Says("cli.colours")
	if !r.d.Colour || r.g.NoColor {
		colours = voice.Says("cli.no_colours")
	}
	cols, rows, ok := r.size()
	switch {
	case !ok:
		x.add("terminal", checkOK, voice.Says("cli.doctor_no_window"))
	case !r.utf8():
		x.add("terminal", checkWarn, voice.Says("cli.doctor_locale", "cols", cols, "rows", rows, "colours", colours))
	case cols < 60 || rows < 15:
		x.add("terminal", checkWarn, voice.Says("cli.doctor_window_small", "cols", cols, "rows", rows, "colours", colours))
	default:
		x.add("terminal", checkOK, voice.Says("cli.doctor_window", "cols", cols, "rows", rows, "colours", colours))
	}
}

// utf8 reads the locale as programs do: the first variable that is set counts.
func (r *runner) utf8() bool {
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if v := r.d.Getenv(name); v != "" {
			v = strings.ToUpper(v)
			return strings.Contains(v, "UTF-8") || strings.Contains(v, "UTF8")
		}
	}
	return false
}

func (r *runner) printChecks(a *App, x *examination) error {
	if r.g.JSON {
		return r.printJSON(map[string][]check{"checks": x.checks})
	}
	t := newTable("", "", "")
	for _, c := range x.checks {
		t.add(c.Status, c.Name, c.Message)
	}
	_, rows, _ := strings.Cut(t.String(), "\n") // without the empty headings
	return r.print(banner(a != nil && a.Sandbox) + rows)
}
