package screen

import (
	"context"
	"io"
	"log/slog"
	"time"

	"simdesk/providers"
	"simdesk/state/desk"
	"simdesk/ui/keys"
	"simdesk/ui/say"
	"simdesk/ui/theme"
)

// Env is what every screen is given. Screens only read it.
type Env struct {
	Base     context.Context // ends when the program ends; reads hang off it
	Now      func() time.Time
	Desk     Desk
	Theme    *theme.Theme
	Keys     keys.Map
	Clerk    string
	Shop     string
	Currency string // the shop's currency, ISO 4217
	Sandbox  bool   // every screen says SANDBOX
	// HideCosts reports whether a customer is looking: no cost, no margin, no
	// wallet may be drawn. The router sets it and flips it with ctrl+o.
	HideCosts func() bool
	// HideCostsAtStart is the configuration's hide_costs.
	HideCostsAtStart bool
	// TypeAmountAbove asks to type the amount in for a purchase above it; nil
	// never asks.
	TypeAmountAbove *providers.Money
	SaveDir         string    // where PNG files go, "" is the working directory
	Terminal        io.Writer // where OSC 52 is written; nil does not copy
	Log             *slog.Logger
	LogFile         string // where Log is written, "" when it is not
}

// Account returns a provider's account; one that is not set up has its name for
// its title.
func (e *Env) Account(provider string) desk.Account {
	for _, a := range e.Desk.Accounts() {
		if a.Name == provider {
			return a
		}
	}
	return desk.Account{Name: provider, Title: say.Capital(provider)}
}

// Title returns what people read for a provider's name.
func (e *Env) Title(provider string) string { return e.Account(provider).Title }

// Explain is Explain with the provider's title in place of its name.
func (e *Env) Explain(err *providers.Error) string { return Explain(e.titled(err)) }

// ExplainSale is ExplainSale with the provider's title in place of its name.
func (e *Env) ExplainSale(err *providers.Error) string { return ExplainSale(e.titled(err)) }

// Brief is Brief with the provider's title in place of its name.
func (e *Env) Brief(err *providers.Error) string { return Brief(e.titled(err)) }

func (e *Env) titled(err *providers.Error) *providers.Error {
	if err == nil || err.Provider == "" {
		return err
	}
	titled := *err
	titled.Provider = e.Title(err.Provider)
	return &titled
}

// Logger is Log, or a logger that says nothing. Never pass it codes or
// credentials.
func (e *Env) Logger() *slog.Logger {
	if e.Log == nil {
		return slog.New(slog.DiscardHandler)
	}
	return e.Log
}

// WhereLogged says where the reason of a mistake can be read.
func (e *Env) WhereLogged() string {
	if e.LogFile == "" {
		return Voice.Says("screen.not_logged")
	}
	return Voice.Says("screen.logged", "file", say.Plain(e.LogFile))
}
