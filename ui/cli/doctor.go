package cli

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

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

func (x *examination) add(name, status, format string, args ...any) {
	x.checks = append(x.checks, check{name, status, say.Plain(fmt.Sprintf(format, args...))})
}

// examiner speaks for doctor: the console's next steps name no command, and
// never the one that is being run.
var examiner = say.Voice{Surface: say.Console}

func (r *runner) examined(e *providers.Error) string {
	return examiner.Message(e)
}

// fail also remembers whether the configuration is to blame, which tells more
// than any other failure.
func (x *examination) fail(name string, e *providers.Error, message string) {
	x.add(name, checkFail, "%s", message)
	x.code = max(x.code, min(codeOf(e), exitUsage))
}

func (r *runner) doctor() *cobra.Command {
	var head string
	cmd := &cobra.Command{
		Use: "doctor", Short: "What works and what does not: configuration, credentials, clock, store, terminal", Args: cobra.NoArgs,
		RunE: r.run(func(ctx context.Context, _ []string) error { return r.examine(ctx, head) }),
	}
	cmd.Flags().StringVar(&head, "head", "", "also look for this `HEAD` of the history, as doctor or backup printed it earlier")
	return cmd
}

func (r *runner) examine(ctx context.Context, head string) error {
	x := &examination{}
	a, err := r.d.Open(ctx, r.g)
	if err != nil {
		r.examineOpening(x, err)
	} else {
		defer r.close(a)
		x.add("configuration", checkOK, "%s", r.whichConfiguration(a))
		r.examineProviders(ctx, x, a)
		r.examineStore(ctx, x, a, head)
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
	if errors.Is(err, config.ErrNone) {
		e := r.noConfiguration()
		x.fail("configuration", e, examiner.Reason(e.Why))
		return
	}
	e := providers.AsError(err)
	if strings.HasPrefix(e.Code, "ledger_") {
		x.add("configuration", checkOK, "%s", config.Path(r.g.Config, r.getenv))
		x.fail("store", e, r.examined(e))
		return
	}
	x.fail("configuration", e, r.examined(e))
}

func (r *runner) whichConfiguration(a *App) string {
	if a.Config == nil {
		return "The demo needs none."
	}
	return a.Config.File()
}

// examineProviders asks each for its wallet: the cheapest call that needs the
// credentials.
func (r *runner) examineProviders(ctx context.Context, x *examination, a *App) {
	wallets := a.Desk.Wallets(ctx, func(desk.Wallet) {})
	if len(wallets) == 0 {
		x.add("providers", checkWarn, "No provider is configured. Add one to the configuration; config.example.toml has a section for each.")
	}
	for _, w := range wallets {
		switch {
		case w.Error != nil && w.Error.Kind == providers.KindUnsupported:
			x.add(w.Provider, checkWarn, "%s Its credentials are checked by the first sale.", r.examined(w.Error))
		case w.Error != nil:
			x.fail(w.Provider, w.Error, r.examined(w.Error))
		case w.Low:
			x.add(w.Provider, checkWarn, "The credentials work. The wallet is low: %s. Put money in.", w.Balance.Available)
		default:
			x.add(w.Provider, checkOK, "The credentials work. The wallet holds %s.", w.Balance.Available)
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
	if off < worstSkew {
		x.add(name, checkOK, "This machine's clock agrees to within %s.", max(off, time.Second))
		return
	}
	which := "behind"
	if ahead < 0 {
		which = "ahead"
	}
	x.add(name, checkWarn, "This machine's clock is %s %s: set it right, or signed orders will be refused.", off, which)
}

func (r *runner) examineStore(ctx context.Context, x *examination, a *App, head string) {
	told, stop := r.counted("Verifying the history")
	err := a.Ledger.Verify(ctx, told)
	stop()
	if err != nil {
		e := providers.AsError(err)
		x.fail("store", e, examiner.Reason(e.Why))
		return
	}
	if err := writable(ctx, a.Ledger); err != nil {
		e := providers.AsError(err)
		x.fail("store", e, examiner.Reason(e.Why))
		return
	}
	x.add("store", checkOK, "%s can be written, and its history is what was written.", a.Ledger.Path())
	if err := a.Ledger.Intact(ctx); err != nil {
		e := providers.AsError(err)
		x.fail("history", e, examiner.Reason(e.Why))
		return
	}
	if _, err := a.Ledger.KeptHead(); err != nil {
		x.add("history", checkWarn, "Its head cannot be kept (%v), so that a lost log would not be noticed. Make the folder writable.", err)
	}
	examineHead(ctx, x, a, head)
}

// examineHead says what to write down: a history whose newest events were cut
// off, together with their orders, looks whole from inside.
func examineHead(ctx context.Context, x *examination, a *App, noted string) {
	if noted != "" {
		if err := a.Ledger.CheckHead(ctx, noted); err != nil {
			e := providers.AsError(err)
			x.fail("history", e, examiner.Reason(e.Why))
			return
		}
		x.add("history", checkOK, "The head noted as %s is in it.", strings.TrimSpace(noted))
	}
	head, err := a.Ledger.Head(ctx)
	switch {
	case err != nil:
		e := providers.AsError(err)
		x.fail("history", e, examiner.Reason(e.Why))
	case head.Events == 0:
		x.add("history", checkOK, "It has not begun.")
	default:
		x.add("history", checkOK, "%s. Note the head down elsewhere: events cut off the end with their orders leave no trace here, and simdesk doctor --head %s finds them missing.",
			headText(head), head)
	}
}

func headText(h ledger.Head) string { return counted(h.Events, "event") + ", head " + h.String() }

func counted(n int64, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return strconv.FormatInt(n, 10) + " " + what + "s"
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
			x.add(name, checkWarn, "%s", r.examined(s.Error))
		case s.AsOf.IsZero():
			x.add(name, checkWarn, "Never fetched. Run simdesk catalog --refresh.")
		case providers.Age(s.AsOf, now) > staleCatalogue:
			x.add(name, checkWarn, "%d products, %s. Run simdesk catalog --refresh.", s.Products, say.AsOf(s.AsOf, now))
		default:
			x.add(name, checkOK, "%d products, %s.", s.Products, say.AsOf(s.AsOf, now))
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
			e := providers.AsError(err)
			x.fail("orders", e, examiner.Reason(e.Why))
			return
		}
		open, f.Cursor = open+len(page.Orders), page.Next
	}
	if open > 0 {
		x.add("orders", checkWarn, "%d not settled. Run simdesk reconcile, then look at simdesk orders --pending.", open)
		return
	}
	x.add("orders", checkOK, "Every order is settled.")
}

func (r *runner) examineTerminal(x *examination) {
	colour := "colours"
	if !r.d.Colour || r.g.NoColor {
		colour = "no colours"
	}
	cols, rows, ok := r.size()
	switch {
	case !ok:
		x.add("terminal", checkOK, "The output goes to a file or a program, so there is no window to judge.")
	case !r.utf8():
		x.add("terminal", checkWarn, "%d×%d, %s. The locale is not UTF-8, so QR codes may not show: set LANG to one such as C.UTF-8.", cols, rows, colour)
	case cols < 60 || rows < 15:
		x.add("terminal", checkWarn, "%d×%d, %s, UTF-8. The console needs 60×15, and 80×24 is comfortable: make the window larger.", cols, rows, colour)
	default:
		x.add("terminal", checkOK, "%d×%d, %s, UTF-8.", cols, rows, colour)
	}
}

// utf8 reads the locale as programs do: the first variable that is set counts.
func (r *runner) utf8() bool {
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if v := r.getenv(name); v != "" {
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
