package cli

import (
	"context"
	"errors"
	"time"

	"github.com/spf13/cobra"

	"simdesk/providers"
	"simdesk/state/config"
)

func (r *runner) root() *cobra.Command {
	cmd := &cobra.Command{
		Use: "simdesk", Short: "Sell eSIMs, airtime, vouchers and bills from a terminal",
		Long: "simdesk sells eSIMs, airtime, vouchers and bills through the providers of its\n" +
			"configuration. Without a command it opens the console; simdesk demo opens it\n" +
			"on built-in simulators, without a network, an account or money.\n\n" +
			"Exit codes: 0 done, 1 error and nothing charged, 2 wrong usage or configuration,\n" +
			"3 refused by the provider, 4 outcome not known yet (the order is in the ledger),\n" +
			"5 accepted and still in progress.",
		SilenceErrors: true, SilenceUsage: true, Version: r.d.Version,
		RunE: r.run(r.console),
	}
	cmd.SetIn(r.d.In)
	cmd.SetOut(r.d.Out)
	cmd.SetErr(r.d.Err)
	cmd.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return wrong("cli.command_line", "said", err.Error(), "command", c.CommandPath())
	})
	r.globals(cmd)
	cmd.AddCommand(r.lookUps()...)
	cmd.AddCommand(r.sales()...)
	cmd.AddCommand(r.tools()...)
	cmd.SetHelpCommand(r.help(cmd))
	cmd.InitDefaultCompletionCmd()
	if shells, _, err := cmd.Find([]string{"completion"}); err == nil {
		// By itself it would take any shell's name and print its help.
		shells.RunE = r.run(func(context.Context, []string) error { return wrong("cli.no_shell") })
	}
	return cmd
}

func (r *runner) globals(cmd *cobra.Command) {
	f := cmd.PersistentFlags()
	f.StringVar(&r.g.Config, "config", "", "configuration `FILE` (also $SIMDESK_CONFIG)")
	f.BoolVar(&r.g.Demo, "demo", false, "use the built-in simulators: no network, no account, no money")
	f.BoolVar(&r.g.Demo, "sandbox", false, "the same as --demo")
	f.BoolVar(&r.g.JSON, "json", false, "print one JSON object")
	f.StringVar(&r.g.Store, "store", "", "keep orders in `DSN` instead of [store] dsn")
	f.StringVar(&r.g.Clerk, "clerk", "", "`NAME` of who is at the counter")
	f.StringVar(&r.g.Log, "log", "", "write a log to `FILE`")
	f.BoolVar(&r.g.NoColor, "no-color", false, "no colours (also any non-empty $NO_COLOR)")
}

func (r *runner) help(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use: "help [COMMAND]", Short: "Explain a command",
		RunE: r.run(func(_ context.Context, args []string) error {
			cmd, _, err := root.Find(args)
			if err != nil {
				return wrong("cli.no_command", "name", args[0])
			}
			cmd.InitDefaultHelpFlag()
			return cmd.Help()
		}),
	}
}

// run is what cobra calls. The commands' errors get a type of ours, so that
// what cobra itself says about the command line can be told from them.
func (r *runner) run(do func(ctx context.Context, args []string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		if r.d.Getenv("NO_COLOR") != "" {
			r.g.NoColor = true
		}
		err := do(cmd.Context(), args)
		var f *failure
		switch {
		case err == nil, errors.As(err, &f):
			return err
		case errors.Is(err, context.Canceled):
			return r.interrupted(err)
		}
		return providers.AsError(err)
	}
}

// withApp opens the shop for one command and closes it after it.
func (r *runner) withApp(do func(ctx context.Context, a *App, args []string) error) func(*cobra.Command, []string) error {
	return r.run(func(ctx context.Context, args []string) error {
		a, err := r.open(ctx)
		if err != nil {
			return err
		}
		defer r.close(a)
		return do(ctx, a, args)
	})
}

// interrupted is what a command says that was told to end. What was sold stands
// in the ledger.
func (r *runner) interrupted(err error) error {
	if r.selling {
		return &providers.Error{Kind: providers.KindUnknownOutcome, Why: providers.Because("cli.interrupted_selling"), Err: err}
	}
	return &providers.Error{Kind: providers.KindUnavailable, Outcome: providers.NotSent, Why: providers.Because("cli.interrupted"), Err: err}
}

// open turns a missing configuration into what to do about it.
func (r *runner) open(ctx context.Context) (*App, error) {
	a, err := r.d.Open(ctx, r.g)
	if errors.Is(err, config.ErrNone) {
		err = &providers.Error{Kind: providers.KindConfig, Outcome: providers.NotSent, Err: config.ErrNone,
			Why: providers.Because("cli.no_configuration", "file", config.Path(r.g.Config, r.d.Getenv))}
	}
	return a, err
}

func (r *runner) close(a *App) {
	err := a.Close()
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		r.warn(&providers.Error{Kind: providers.KindUnknownOutcome, Why: providers.Because("cli.still_no_answer")})
	case err != nil:
		r.warn(providers.AsError(err))
	}
}

// console opens the full-screen program, after the first-run screen where
// there is no configuration.
func (r *runner) console(ctx context.Context, _ []string) error {
	if r.g.JSON {
		return wrong("cli.json_alone")
	}
	a, err := r.open(ctx)
	if errors.Is(err, config.ErrNone) && r.d.FirstRun != nil {
		demo, fault := r.d.FirstRun(ctx, r.g)
		if fault != nil {
			return fault
		}
		r.g.Demo = demo
		if a, err = r.open(ctx); errors.Is(err, config.ErrNone) {
			return nil // the clerk left without choosing
		}
	}
	if err != nil {
		return err
	}
	defer r.close(a)
	err = r.d.Console(ctx, a, r.g)
	if n := a.Desk.InFlight(); n > 0 {
		// Without it a clerk sees an empty terminal that takes no key, and shuts the window.
		r.note(voice.Says("cli.leaving", "n", n, "limit", LastWait))
	}
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		return nil // it was told to end, and has
	}
	return err
}

// LastWait is how long simdesk stays after being told to end while a charging
// request is under way. What is open after it is found by reconcile.
const LastWait = 30 * time.Second

func (r *runner) demo(ctx context.Context, _ []string) error {
	r.g.Demo = true
	return r.console(ctx, nil)
}
