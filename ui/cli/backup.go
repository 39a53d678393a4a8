package cli

import (
	"context"
)

type copyView struct {
	File   string `json:"file"`
	Orders int64  `json:"orders"`
	Events int64  `json:"events"`
	Head   string `json:"head"` // to be noted down, see doctor --head
}

func (r *runner) backup(ctx context.Context, a *App, args []string) error {
	if args[0] == "" {
		return wrong("cli.no_file")
	}
	stop := r.asking("cli.copying")
	c, err := a.Ledger.Backup(ctx, args[0])
	stop()
	if err != nil {
		return err
	}
	if c.Orders == 0 {
		r.note(voice.Says("cli.no_orders_yet", "file", a.Ledger.Path()))
	}
	return r.show(a.Sandbox, map[string]copyView{"backup": {c.File, c.Orders, c.Head.Events, c.Head.String()}},
		voice.Says("cli.copied", "n", c.Orders, "file", c.File, "events", c.Head.Events, "head", c.Head.String())+"\n")
}
