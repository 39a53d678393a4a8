package cli

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/text/language"

	"simdesk/providers"
	"simdesk/state/catalog"
)

// options are what the flags of a command say.
type options struct {
	provider, product, attempt, country, cursor string
	fields                                      map[string]string
	kinds                                       []providers.Kind
	sort                                        catalog.Sort
	states                                      []providers.State
	since, until                                time.Time
	limit                                       int // 0 where it was left out
	wait                                        time.Duration
	refresh, pending, csv, yes                  bool
	head, png, listen, scenario                 string
	seed                                        int64
}

// flagged is a command with its flags.
func flagged(cmd *cobra.Command, flags func(*cobra.Command)) *cobra.Command {
	flags(cmd)
	return cmd
}

// lookUps are the commands that ask, and send nothing that costs.
func (r *runner) lookUps() []*cobra.Command {
	o := &r.o
	return []*cobra.Command{
		{Use: "balances", Short: "Every provider's wallet", Args: cobra.NoArgs, RunE: r.withApp(r.balances)},
		flagged(&cobra.Command{Use: "catalog [WORDS…]", Short: "Search the catalogue: simdesk catalog japan 5gb",
			Long: "Search the catalogue of all providers, best match and cheapest first. Every word must be found:\n" +
				"a country, an amount of data (5gb), a validity (30d), an operator, a provider.",
			RunE: r.withApp(r.catalog)}, func(cmd *cobra.Command) {
			f := cmd.Flags()
			f.BoolVar(&o.refresh, "refresh", false, "fetch the catalogue from the providers first")
			f.Func("kind", "only this `KIND`: "+names(everyKind), several(&o.kinds, everyKind))
			f.Func("country", "only what works in this country (ISO `CODE`)", o.setCountry)
			f.StringVar(&o.provider, "provider", "", "only this `PROVIDER`")
			f.Func("limit", "at most `N` products (default 50 as a table, all as JSON)", o.setLimit)
			f.Func("sort", "`ORDER`: price, per-gb or name (default: best match and cheapest first)", one(&o.sort, everySort))
		}),
		flagged(&cobra.Command{Use: "usage ICCID", Short: "What is left on an eSIM, and its activation code", Args: cobra.ExactArgs(1),
			RunE: r.withApp(r.usage)}, func(cmd *cobra.Command) {
			cmd.Flags().StringVar(&o.provider, "provider", "", "ask this `PROVIDER` only")
		}),
		flagged(&cobra.Command{Use: "topups ICCID", Short: "Packages that fit an eSIM", Args: cobra.ExactArgs(1),
			RunE: r.withApp(r.topups)}, func(cmd *cobra.Command) {
			cmd.Flags().StringVar(&o.provider, "provider", "", "the eSIM's `PROVIDER`")
		}),
		flagged(&cobra.Command{Use: "orders [REF]", Short: "The orders, newest first, or one in full", Args: cobra.MaximumNArgs(1),
			Long: "The orders, newest first. REF is our id, our reference, the provider's id, an ICCID or its end, a phone number or its end.",
			RunE: r.withApp(r.orders)}, func(cmd *cobra.Command) {
			f := cmd.Flags()
			f.Func("state", "only orders in this `STATE`: "+names(everyState), several(&o.states, everyState))
			f.BoolVar(&o.pending, "pending", false, "only orders that are not settled")
			f.Func("since", "only orders made on this day or later (`WHEN`: 2026-07-01 or 2026-07-01T14:00:00Z)", r.moments(&o.since, 0))
			f.Func("until", "only orders made up to and with this day, or before this time (`WHEN`)", r.moments(&o.until, 1))
			f.Func("limit", "at most `N` orders (default 50, as CSV all)", o.setLimit)
			f.StringVar(&o.cursor, "cursor", "", "go on behind the page that gave this `CURSOR`")
			f.BoolVar(&o.csv, "csv", false, "print CSV")
		}),
		{Use: "reconcile", Short: "Find out what became of orders whose outcome is not known", Args: cobra.NoArgs,
			Long: "Asks the providers about every order that is not settled. It never charges.\n" +
				"Exit code 0 when nothing is left open, else 4.",
			RunE: r.withApp(r.reconcile)},
	}
}

// sales are the commands that spend.
func (r *runner) sales() []*cobra.Command {
	o := &r.o
	common := func(cmd *cobra.Command) {
		f := cmd.Flags()
		f.StringVar(&o.provider, "provider", "", "sell through this `PROVIDER`")
		f.Func("attempt", "name this attempt: a second call with the same `KEY` never charges again", o.setAttempt)
		f.BoolVar(&o.yes, "yes", false, "answer the question before it is asked")
		o.wait = defaultWait
		f.Var((*patience)(&o.wait), "wait", "how long to keep asking when the answer is lost or says \"in progress\"")
	}
	return []*cobra.Command{
		flagged(&cobra.Command{Use: "buy --provider P --product ID [--field NAME=VALUE]…", Args: cobra.NoArgs,
			Short: "Sell a product: eSIM, airtime, data, voucher, gift card, bill, SIM",
			Long: "Sell a product. What it costs and what the wallet holds afterwards is shown and asked before anything is sent.\n" +
				"simdesk catalog lists products and their ids; its --json says which fields a product takes.",
			RunE: r.saleOf(r.buy)}, func(cmd *cobra.Command) {
			common(cmd)
			cmd.Flags().StringVar(&o.product, "product", "", "the product's `ID`")
			cmd.Flags().Func("field", "what the product asks for, as `NAME=VALUE`; may be given again", o.addField)
		}),
		flagged(&cobra.Command{Use: "topup ICCID --provider P [--product ID]", Short: "Top up an eSIM", Args: cobra.ExactArgs(1),
			Long: "Top up an eSIM. Without --product the package is the only one that fits, or the one the eSIM was sold with;\n" +
				"simdesk topups ICCID lists those that fit.",
			RunE: r.saleOf(r.topup)}, func(cmd *cobra.Command) {
			common(cmd)
			cmd.Flags().StringVar(&o.product, "product", "", "the package's `ID`")
		}),
	}
}

// tools are the other commands.
func (r *runner) tools() []*cobra.Command {
	o := &r.o
	return []*cobra.Command{
		{Use: "demo", Short: "Open the console on built-in simulators: no network, no account, no money", Args: cobra.NoArgs, RunE: r.run(r.demo)},
		flagged(&cobra.Command{Use: "report", Short: "The day's report", Args: cobra.NoArgs, RunE: r.run(r.report)}, func(cmd *cobra.Command) {
			cmd.Flags().String("day", "", "the `DAY`, such as 2026-07-01")
			cmd.Flags().Bool("close", false, "write the numbered Z report")
		}),
		flagged(&cobra.Command{Use: "qr TEXT", Short: "Draw an activation code, or any text, as a QR code", Args: cobra.ExactArgs(1),
			RunE: r.run(r.qr)}, func(cmd *cobra.Command) {
			cmd.Flags().StringVar(&o.png, "png", "", "write it to the image `FILE` instead, readable to you only")
		}),
		flagged(&cobra.Command{Use: "simulate", Short: "Serve the five simulators over HTTP for other programs", Args: cobra.NoArgs,
			Long: "Serves the five simulators on this machine until interrupted. What it prints is a configuration:\n" +
				"simdesk simulate > sandbox.toml, then in another window simdesk --config sandbox.toml.",
			RunE: r.run(r.simulate)}, func(cmd *cobra.Command) {
			f := cmd.Flags()
			f.StringVar(&o.listen, "listen", "127.0.0.1:0", "listen on `HOST:PORT`, on this machine only; port 0 takes a free one")
			f.Int64Var(&o.seed, "seed", 1, "which world to open")
			f.StringVar(&o.scenario, "scenario", "", "play the scenario of this name or `FILE`")
		}),
		flagged(&cobra.Command{Use: "doctor", Short: "What works and what does not: configuration, credentials, clock, store, terminal", Args: cobra.NoArgs,
			RunE: r.run(r.doctor)}, func(cmd *cobra.Command) {
			cmd.Flags().StringVar(&o.head, "head", "", "also look for this `HEAD` of the history, as doctor or backup printed it earlier")
		}),
		{Use: "backup FILE", Short: "Copy the ledger into a new file while selling goes on", Args: cobra.ExactArgs(1),
			Long: "Copies the ledger into a new file, readable to you only, while consoles go on selling. A file that exists\n" +
				"is never overwritten, and the copy's history is verified before the command says that it is good.\n\n" +
				"To restore: close every simdesk, move the old file and its -wal and -shm aside, copy the backup into its\n" +
				"place, then run simdesk doctor and simdesk reconcile.",
			RunE: r.withApp(r.backup)},
		{Use: "version", Short: "Print the version", Args: cobra.NoArgs, RunE: r.run(func(context.Context, []string) error {
			return r.show(false, map[string]string{"version": r.d.Version}, "simdesk "+r.d.Version+"\n")
		})},
	}
}

// What some flags take.
var (
	everyKind = []providers.Kind{providers.KindESIM, providers.KindTopUp, providers.KindAirtime, providers.KindData, providers.KindPIN,
		providers.KindGiftCard, providers.KindBill, providers.KindSIMActivation, providers.KindSIMPortIn, providers.KindOther}
	everyState = []providers.State{providers.StateDrafted, providers.StateSubmitted, providers.StateProcessing, providers.StateCompleted,
		providers.StateFailed, providers.StateUnknown, providers.StateNeedsReview, providers.StateRefunded}
	everySort = []catalog.Sort{catalog.SortPrice, catalog.SortPerGB, catalog.SortName}
)

func plain[T ~string](words []T) []string {
	return each(words, func(w T) string { return string(w) })
}

func names[T ~string](words []T) string { return strings.Join(plain(words), ", ") }

// unfit is what is wrong with a flag's value. The flag's name stands before it.
func unfit(key string, args ...any) error { return errors.New(voice.Says(key, args...)) }

// one sets a flag that takes one of some words.
func one[T ~string](to *T, all []T) func(string) error {
	return func(s string) error {
		if *to = T(s); s != "" && !slices.Contains(all, *to) {
			return unfit("cli.takes", "choices", plain(all))
		}
		return nil
	}
}

// several sets a flag that takes some of some words, with commas between them.
func several[T ~string](to *[]T, all []T) func(string) error {
	return func(s string) error {
		for word := range strings.SplitSeq(s, ",") {
			var w T
			if err := one(&w, all)(word); err != nil {
				return err
			}
			if w != "" {
				*to = append(*to, w)
			}
		}
		return nil
	}
}

// moments sets a flag that takes a day in the shop's own zone, plus some, or an
// exact time.
func (r *runner) moments(to *time.Time, plus int) func(string) error {
	return func(s string) (err error) {
		if s == "" {
			*to = time.Time{}
			return nil
		}
		day, err := time.ParseInLocation(time.DateOnly, s, r.d.Now().Location())
		if err == nil {
			*to = day.AddDate(0, 0, plus)
			return nil
		}
		if *to, err = time.Parse(time.RFC3339, s); err != nil {
			return unfit("cli.takes_time")
		}
		return nil
	}
}

func (o *options) setLimit(s string) error {
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 {
		return unfit("cli.takes_number")
	}
	o.limit = n
	return nil
}

func (o *options) setCountry(s string) error {
	if o.country = ""; s == "" {
		return nil
	}
	region, err := language.ParseRegion(s)
	if err != nil || len(s) != 2 || !region.IsCountry() {
		return unfit("cli.takes_country")
	}
	o.country = region.Canonicalize().String()
	return nil
}

func (o *options) setAttempt(s string) error {
	if o.attempt = s; strings.TrimSpace(s) == "" {
		return unfit("cli.takes_key")
	}
	return nil
}

func (o *options) addField(s string) error {
	name, value, ok := strings.Cut(s, "=")
	if name = strings.TrimSpace(name); !ok || name == "" {
		return unfit("cli.takes_field")
	}
	if _, twice := o.fields[name]; twice {
		return unfit("cli.takes_once", "name", name)
	}
	if o.fields == nil {
		o.fields = map[string]string{}
	}
	o.fields[name] = value
	return nil
}

// patience is a time as the configuration has it: "90s", or a number of seconds.
type patience time.Duration

func (p *patience) String() string { return time.Duration(*p).String() }
func (p *patience) Type() string   { return "duration" }

func (p *patience) Set(s string) error {
	if _, err := strconv.Atoi(s); err == nil {
		s += "s"
	}
	d, err := time.ParseDuration(s)
	if err != nil || d < 0 {
		return unfit("cli.takes_wait")
	}
	*p = patience(d)
	return nil
}
