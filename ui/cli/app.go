// Package cli is the desk for scripts: the commands of contracts.md section 1,
// with their JSON, their exit codes and their one-sentence errors.
package cli

import (
	"context"
	"io"
	"log/slog"
	"time"

	"simdesk/providers"
	"simdesk/state/config"
	"simdesk/state/desk"
	"simdesk/state/ledger"
)

// Global holds the options that every command takes.
type Global struct {
	Config  string // --config FILE
	Store   string // --store DSN
	Clerk   string // --clerk NAME
	Log     string // --log FILE
	Demo    bool   // --demo, --sandbox
	JSON    bool   // --json
	NoColor bool   // --no-color
}

// App is an opened shop: what a command or the console works with.
type App struct {
	Desk      *desk.Desk
	Ledger    *ledger.Ledger
	Providers []providers.Provider // the usable accounts, for doctor
	Config    *config.Config       // nil in the demo
	Shop      string
	Currency  string
	Clerk     string
	Sandbox   bool // every answer says SANDBOX
	HideCosts bool
	Log       *slog.Logger
	// Close waits for charging requests under way, with a limit, and closes
	// the ledger.
	Close func() error
}

// Deps are what main hands over; commands touch nothing else of the outside.
type Deps struct {
	Version string
	In      io.Reader
	Out     io.Writer // data
	Err     io.Writer // everything else
	// Terminal reports whether a person sits at In and reads Err.
	Terminal bool
	// Colour reports whether Out may be coloured.
	Colour bool
	Getenv func(string) string
	Now    func() time.Time
	// Size is the terminal behind Out; nil asks the system.
	Size func() (cols, rows int, ok bool)
	// LastAnswer is how long a sale that is told to end waits for an answer
	// that is under way before it prints what is known; 0 is 10 seconds.
	LastAnswer time.Duration
	// Open opens the shop of the configuration, or the demo. config.ErrNone
	// means that there is no configuration yet.
	Open func(ctx context.Context, g Global) (*App, error)
	// Console runs the full-screen program until the clerk quits.
	Console func(ctx context.Context, a *App, g Global) error
	// FirstRun shows the screen for a machine without a configuration and
	// reports whether the demo was chosen.
	FirstRun func(ctx context.Context, g Global) (demo bool, err error)
	// Simulate serves the simulators until ctx ends; ready is called with each
	// provider's base URL.
	Simulate func(ctx context.Context, listen string, seed int64, scenario string, ready func(provider, url string)) error
	// SimulatorSettings gives what a configuration section needs beside
	// base_url to reach a simulator: its published credentials.
	SimulatorSettings func(provider, url string) map[string]string
}
