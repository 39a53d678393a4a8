package cli

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"simdesk/providers"
	"simdesk/state/config"
)

func (r *runner) simulate() *cobra.Command {
	var listen, scenario string
	var seed int64
	cmd := &cobra.Command{
		Use: "simulate", Short: "Serve the five simulators over HTTP for other programs", Args: cobra.NoArgs,
		Long: "Serves the five simulators on this machine until interrupted. What it prints is a configuration:\n" +
			"simdesk simulate > sandbox.toml, then in another window simdesk --config sandbox.toml.",
		RunE: r.run(func(ctx context.Context, _ []string) error { return r.serve(ctx, listen, seed, scenario) }),
	}
	f := cmd.Flags()
	f.StringVar(&listen, "listen", "127.0.0.1:0", "listen on `HOST:PORT`, on this machine only; port 0 takes a free one")
	f.Int64Var(&seed, "seed", 1, "which world to open")
	f.StringVar(&scenario, "scenario", "", "play the scenario of this name or `FILE`")
	return cmd
}

// simulator is one provider as simulate announces it.
type simulator struct {
	Provider string            `json:"provider"`
	BaseURL  string            `json:"base_url"`
	Settings map[string]string `json:"settings"` // keys of its configuration section
}

func (r *runner) serve(ctx context.Context, listen string, seed int64, scenario string) error {
	var up []simulator
	var fault error
	err := r.d.Simulate(ctx, listen, seed, scenario, func(provider, url string) {
		s := simulator{Provider: provider, BaseURL: url, Settings: map[string]string{}}
		if r.d.SimulatorSettings != nil {
			s.Settings = r.d.SimulatorSettings(provider, url)
		}
		up = append(up, s)
		if len(up) == len(config.Names()) {
			fault = r.announce(up)
		}
	})
	switch {
	case err == nil:
		return fault
	case len(up) == 0 && !errors.Is(err, addressInUse):
		// What was asked for cannot be served: an address that others can
		// reach, a scenario that does not exist.
		return wrong("cli.simulators_not_begun", "said", err.Error())
	}
	return &providers.Error{Kind: providers.KindUnavailable, Outcome: providers.NotSent, Err: err,
		Why: providers.Because("cli.simulators_not_heard", "said", err.Error())}
}

// announce prints where the simulators are, as a configuration that works.
func (r *runner) announce(up []simulator) error {
	if r.g.JSON {
		return r.printJSON(map[string]any{"simulators": up})
	}
	var b strings.Builder
	b.WriteString(voice.Says("cli.simulators") + "\n\ncurrency = \"USD\"\n\n" +
		"[pricing]\nmarkup_percent = \"20\"\nrounding = \"0.10\"\n")
	for _, s := range up {
		fmt.Fprintf(&b, "\n[providers.%s]\nenvironment = \"sandbox\"\nbase_url = %q\n", s.Provider, s.BaseURL)
		for _, key := range slices.Sorted(maps.Keys(s.Settings)) {
			fmt.Fprintf(&b, "%s = %q\n", key, s.Settings[key])
		}
	}
	return r.print(b.String())
}

func (r *runner) report() *cobra.Command {
	cmd := &cobra.Command{
		Use: "report", Short: "The day's report", Args: cobra.NoArgs,
		RunE: r.run(func(context.Context, []string) error {
			return providers.Unsent("", providers.KindUnsupported, providers.Because("cli.no_report"))
		}),
	}
	cmd.Flags().String("day", "", "the `DAY`, such as 2026-07-01")
	cmd.Flags().Bool("close", false, "write the numbered Z report")
	return cmd
}
