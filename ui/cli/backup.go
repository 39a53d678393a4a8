package cli

import (
	"context"

	"github.com/spf13/cobra"
)

func (r *runner) backup() *cobra.Command {
	return &cobra.Command{
		Use: "backup FILE", Short: "Copy the ledger into a new file while selling goes on", Args: cobra.ExactArgs(1),
		Long: "Copies the ledger into a new file, readable to you only, while consoles go on selling. A file that exists\n" +
			"is never overwritten, and the copy's history is verified before the command says that it is good.\n\n" +
			"To restore: close every simdesk, move the old file and its -wal and -shm aside, copy the backup into its\n" +
			"place, then run simdesk doctor and simdesk reconcile.",
		RunE: r.withApp(func(ctx context.Context, a *App, args []string) error {
			if args[0] == "" {
				return wrong("cli.no_file")
			}
			return r.copyLedger(ctx, a, args[0])
		}),
	}
}

type copyView struct {
	File   string `json:"file"`
	Orders int64  `json:"orders"`
	Events int64  `json:"events"`
	Head   string `json:"head"` // to be noted down, see doctor --head
}

func (r *runner) copyLedger(ctx context.Context, a *App, file string) error {
	stop := r.asking("cli.copying")
	c, err := a.Ledger.Backup(ctx, file)
	stop()
	if err != nil {
		return err
	}
	if c.Orders == 0 {
		r.note(voice.Says("cli.no_orders_yet", "file", a.Ledger.Path()))
	}
	if r.g.JSON {
		return r.printJSON(map[string]copyView{"backup": {c.File, c.Orders, c.Head.Events, c.Head.String()}})
	}
	return r.print(banner(a.Sandbox) + voice.Says("cli.copied", "n", c.Orders, "file", c.File, "events", c.Head.Events, "head", c.Head.String()) + "\n")
}
