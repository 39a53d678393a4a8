package sandbox

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/BurntSushi/toml"
	"github.com/shopspring/decimal"

	"simdesk/providers/sandbox/sim"
)

//go:embed scenarios/*.toml
var embedded embed.FS

// Scenario is a kind of day at the counter.
type Scenario struct {
	Name  string `toml:"name"`
	About string `toml:"about"`
	// Settle is how long orders that settle late stay in progress; 0 keeps the
	// simulators' own.
	Settle time.Duration `toml:"settle"`
	// Clock is how far the providers' clocks are ahead of ours.
	Clock     time.Duration     `toml:"clock"`
	FyatuGone int               `toml:"fyatu_gone"`
	Wallets   map[string]string `toml:"wallets"`    // provider to balance
	Overdraft map[string]string `toml:"overdrafts"` // provider to limit
	Faults    []sim.Fault       `toml:"faults"`
}

// Scenarios lists the names of those that come with the program.
func Scenarios() []string {
	files, err := fs.Glob(embedded, "scenarios/*.toml")
	if err != nil {
		return nil
	}
	for i, f := range files {
		files[i] = strings.TrimSuffix(path.Base(f), ".toml")
	}
	return files
}

// LoadScenario reads a scenario that comes with the program, by its name, or
// else a file. Keys that no scenario has are errors.
func LoadScenario(name string) (Scenario, error) {
	text, err := embedded.ReadFile("scenarios/" + name + ".toml")
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrInvalid) {
		text, err = os.ReadFile(name)
	}
	if err != nil {
		return Scenario{}, fmt.Errorf("scenario %q is neither one of %s nor a file: %w", name, strings.Join(Scenarios(), ", "), err)
	}
	var sc Scenario
	meta, err := toml.Decode(string(text), &sc)
	if err != nil {
		return Scenario{}, fmt.Errorf("scenario %q: %w", name, err)
	}
	if extra := meta.Undecoded(); len(extra) > 0 {
		return Scenario{}, fmt.Errorf("scenario %q: unknown key %q", name, extra[0])
	}
	if err := sc.check(); err != nil {
		return Scenario{}, fmt.Errorf("scenario %q: %w", name, err)
	}
	return sc, nil
}

func (sc Scenario) check() error {
	for _, money := range []map[string]string{sc.Wallets, sc.Overdraft} {
		for provider, text := range money {
			if !known(provider) {
				return fmt.Errorf("there is no simulator for %q", provider)
			}
			if _, err := decimal.NewFromString(text); err != nil {
				return fmt.Errorf("%s: %q is no sum of money", provider, text)
			}
		}
	}
	for i, f := range sc.Faults {
		if f.Provider != "" && !known(f.Provider) {
			return fmt.Errorf("fault %d: there is no simulator for %q", i+1, f.Provider)
		}
		if f.Delay < 0 || f.Skip < 0 || f.Times < 0 || (f.Status != 0 && (f.Status < 200 || f.Status > 599)) {
			return fmt.Errorf("fault %d: delay, skip and times count up from 0, and a status is between 200 and 599", i+1)
		}
	}
	if !slices.Contains([]int{0, 404, 410, 501}, sc.FyatuGone) {
		return fmt.Errorf("fyatu_gone is %d, want 404, 410 or 501", sc.FyatuGone)
	}
	return nil
}

// Play makes it that kind of day. Call it before the server is in use.
func (s *Server) Play(sc Scenario) error {
	if err := sc.check(); err != nil {
		return fmt.Errorf("scenario %q: %w", sc.Name, err)
	}
	for provider, text := range sc.Wallets {
		if w := s.world.Opened(provider); w != nil {
			w.SetBalance(decimal.RequireFromString(text))
		}
	}
	for provider, text := range sc.Overdraft {
		if w := s.world.Opened(provider); w != nil {
			w.SetOverdraft(decimal.RequireFromString(text))
		}
	}
	for _, f := range sc.Faults {
		s.world.Faults.Add(f)
	}
	if sc.Settle != 0 {
		s.world.Settle = sc.Settle
	}
	s.world.Advance(sc.Clock)
	if sc.FyatuGone != 0 {
		s.setGone(sc.FyatuGone)
	}
	return nil
}
