package cli

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"simdesk/providers"
	"simdesk/state/config"
)

// simulator is one provider as simulate announces it.
type simulator struct {
	Provider string            `json:"provider"`
	BaseURL  string            `json:"base_url"`
	Settings map[string]string `json:"settings"` // keys of its configuration section
}

func (r *runner) simulate(ctx context.Context, _ []string) error {
	var up []simulator
	var fault error
	err := r.d.Simulate(ctx, r.o.listen, r.o.seed, r.o.scenario, func(provider, url string) {
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

func (r *runner) report(context.Context, []string) error {
	return providers.Unsent("", providers.KindUnsupported, providers.Because("cli.no_report"))
}
