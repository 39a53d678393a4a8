package cli

import (
	"context"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"simdesk/providers"
	"simdesk/state/desk"
)

// defaultWait is how long a lost or unfinished answer is asked for again.
const defaultWait = 20 * time.Second

// saleOf checks the command line of a sale before the shop is opened, so that
// wrong usage needs no configuration and sends nothing.
func (r *runner) saleOf(request func(args []string) (desk.QuoteRequest, error)) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		r.spends = true
		if strings.TrimSpace(r.o.provider) == "" {
			return wrong("cli.no_provider")
		}
		q, err := request(args)
		if err != nil {
			return err
		}
		q.Provider, q.ProductID, q.Attempt = r.o.provider, r.o.product, r.o.attempt
		if !r.o.yes && !r.d.Terminal {
			return wrong("cli.no_terminal")
		}
		return r.withApp(func(ctx context.Context, a *App, _ []string) error {
			q.Clerk = a.Clerk
			return r.sell(ctx, a, q)
		})(cmd, args)
	}
}

func (r *runner) buy([]string) (desk.QuoteRequest, error) {
	if strings.TrimSpace(r.o.product) == "" {
		return desk.QuoteRequest{}, wrong("cli.no_product")
	}
	return desk.QuoteRequest{Fields: r.o.fields}, nil
}

func (r *runner) topup(args []string) (desk.QuoteRequest, error) {
	iccid, ok := providers.CleanICCID(args[0])
	if !ok {
		return desk.QuoteRequest{}, wrong("desk.no_iccid", "typed", args[0])
	}
	return desk.QuoteRequest{ICCID: iccid}, nil
}
