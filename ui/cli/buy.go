package cli

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"simdesk/providers"
	"simdesk/state/desk"
)

// defaultWait is how long a lost or unfinished answer is asked for again.
const defaultWait = 20 * time.Second

// sale is what buy and topup were told.
type sale struct {
	provider, product string
	fields            []string
	attempt           string
	yes               bool
	wait              time.Duration
}

func (s *sale) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&s.provider, "provider", "", "sell through this `PROVIDER`")
	f.StringVar(&s.attempt, "attempt", "", "name this attempt: a second call with the same `KEY` never charges again")
	f.BoolVar(&s.yes, "yes", false, "answer the question before it is asked")
	s.wait = defaultWait
	f.Var((*patience)(&s.wait), "wait", "how long to keep asking when the answer is lost or says \"in progress\"")
}

// patience is a time as the configuration has it: "90s", or a number of seconds.
type patience time.Duration

func (p *patience) String() string { return time.Duration(*p).String() }
func (p *patience) Type() string   { return "duration" }

func (p *patience) Set(s string) error {
	if seconds, err := strconv.Atoi(s); err == nil {
		s = strconv.Itoa(seconds) + "s"
	}
	d, err := time.ParseDuration(s)
	if err != nil {
		return errors.New("write it like 20s")
	}
	*p = patience(d)
	return nil
}

func (r *runner) buy() *cobra.Command {
	var s sale
	cmd := &cobra.Command{
		Use: "buy --provider P --product ID [--field NAME=VALUE]…", Short: "Sell a product: eSIM, airtime, data, voucher, gift card, bill, SIM",
		Long: "Sell a product. What it costs and what the wallet holds afterwards is shown and asked before anything is sent.\n" +
			"simdesk catalog lists products and their ids; its --json says which fields a product takes.",
		Args: cobra.NoArgs,
	}
	s.flags(cmd)
	cmd.Flags().StringVar(&s.product, "product", "", "the product's `ID`")
	cmd.Flags().StringArrayVar(&s.fields, "field", nil, "what the product asks for, as `NAME=VALUE`; may be given again")
	cmd.RunE = r.saleCommand(cmd, &s, func([]string) (desk.QuoteRequest, error) {
		if strings.TrimSpace(s.product) == "" {
			return desk.QuoteRequest{}, wrong("cli.no_product")
		}
		fields, err := fieldsOf(s.fields)
		return desk.QuoteRequest{Provider: s.provider, ProductID: s.product, Fields: fields, Attempt: s.attempt}, err
	})
	return cmd
}

func (r *runner) topup() *cobra.Command {
	var s sale
	cmd := &cobra.Command{
		Use: "topup ICCID --provider P [--product ID]", Short: "Top up an eSIM",
		Long: "Top up an eSIM. Without --product the package is the only one that fits, or the one the eSIM was sold with;\n" +
			"simdesk topups ICCID lists those that fit.",
		Args: cobra.ExactArgs(1),
	}
	s.flags(cmd)
	cmd.Flags().StringVar(&s.product, "product", "", "the package's `ID`")
	cmd.RunE = r.saleCommand(cmd, &s, func(args []string) (desk.QuoteRequest, error) {
		iccid, ok := providers.CleanICCID(args[0])
		if !ok {
			return desk.QuoteRequest{}, wrong("desk.no_iccid", "typed", args[0])
		}
		return desk.QuoteRequest{Provider: s.provider, ProductID: s.product, ICCID: iccid, Attempt: s.attempt}, nil
	})
	return cmd
}

// saleCommand checks the command line before the shop is opened, so that wrong
// usage needs no configuration and sends nothing.
func (r *runner) saleCommand(cmd *cobra.Command, s *sale, request func(args []string) (desk.QuoteRequest, error)) func(*cobra.Command, []string) error {
	return func(_ *cobra.Command, args []string) error {
		r.spends = true
		switch {
		case strings.TrimSpace(s.provider) == "":
			return wrong("cli.no_provider")
		case cmd.Flags().Changed("attempt") && strings.TrimSpace(s.attempt) == "":
			return wrong("cli.no_attempt")
		case s.wait < 0:
			return wrong("cli.no_wait")
		}
		q, err := request(args)
		if err != nil {
			return err
		}
		if !s.yes && !r.d.Terminal {
			return wrong("cli.no_terminal")
		}
		return r.withApp(func(ctx context.Context, a *App, _ []string) error {
			q.Clerk = a.Clerk
			return r.sell(ctx, a, q, *s)
		})(cmd, args)
	}
}

func fieldsOf(given []string) (map[string]string, error) {
	fields := map[string]string{}
	for _, f := range given {
		name, value, ok := strings.Cut(f, "=")
		name = strings.TrimSpace(name)
		if !ok || name == "" {
			return nil, wrong("cli.no_field", "typed", f)
		}
		if _, twice := fields[name]; twice {
			return nil, wrong("cli.field_twice", "name", name)
		}
		fields[name] = value
	}
	return fields, nil
}
