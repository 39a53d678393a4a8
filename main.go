// Command simdesk is a terminal console from which a shop sells eSIMs,
// airtime, vouchers and bills through five providers.
//
// This file builds the pieces and hands them over. It is the only one that
// knows which providers exist, and the only one that may exit.
package main

import (
	"cmp"
	"context"
	"errors"
	"io"
	"log"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/mattn/go-isatty"
	"github.com/shopspring/decimal"

	"simdesk/providers"
	"simdesk/providers/fyatu"
	"simdesk/providers/giftapi"
	"simdesk/providers/reloadly"
	"simdesk/providers/roamify"
	"simdesk/providers/sandbox"
	"simdesk/providers/valuetopup"
	"simdesk/state/catalog"
	"simdesk/state/config"
	"simdesk/state/desk"
	"simdesk/state/ledger"
	"simdesk/state/ledger/sqlite"
	"simdesk/ui"
	"simdesk/ui/cli"
	"simdesk/ui/firstrun"
	"simdesk/ui/keys"
	"simdesk/ui/screen"
	"simdesk/ui/theme"
	"simdesk/ui/theme/unasked"
)

// version is set by make build.
var version = "unknown"

func main() {
	unasked.Restore()
	config.ReadZone(os.Getenv("TZ"))
	// net/http reports answers that nobody asked for to the standard logger: on
	// the screen, with what they deliver.
	log.SetOutput(io.Discard)
	ctx, stop := cli.Signals(context.Background())
	code := cli.Run(ctx, os.Args[1:], cli.Deps{
		Version: version, In: os.Stdin, Out: os.Stdout, Err: os.Stderr,
		Terminal: isatty.IsTerminal(os.Stdin.Fd()) && isatty.IsTerminal(os.Stderr.Fd()),
		Colour:   isatty.IsTerminal(os.Stdout.Fd()) && os.Getenv("NO_COLOR") == "",
		Getenv:   os.Getenv, Now: time.Now,
		Open: open, Console: console, FirstRun: firstRun, Simulate: simulate, SimulatorSettings: simulatorSettings,
	})
	stop()
	os.Exit(code)
}

// open opens the shop of the configuration, or the demo.
func open(ctx context.Context, g cli.Global) (*cli.App, error) {
	log, closeLog, err := cli.OpenLog(g.Log)
	if err != nil {
		return nil, err
	}
	b := builder{log: log}
	b.onClose(closeLog)
	if g.Demo {
		err = b.demo(g)
	} else {
		err = b.shop(g)
	}
	if err == nil {
		err = b.store(ctx)
	}
	if err != nil {
		_ = b.close()
		return nil, err
	}
	return b.app(ctx, g), nil
}

// firstRun offers the demo or writes a configuration, for Open to find.
func firstRun(ctx context.Context, g cli.Global) (demo bool, err error) {
	path := config.Path(g.Config, os.Getenv)
	outcome, err := firstrun.Run(ctx, firstrun.Options{
		Path: path, Theme: theme.Probe(theme.Auto, os.Stdout, g.NoColor), Check: checkAt(path), Providers: firstrun.Providers(),
	})
	return outcome == firstrun.Demo, err
}

// checkAt reads a wallet with the client that the shop would build from what
// the set-up is about to write to path.
func checkAt(path string) func(ctx context.Context, provider string, values map[string]string) error {
	return func(ctx context.Context, provider string, values map[string]string) error {
		text, err := firstrun.File(provider, values)
		if err != nil {
			return err
		}
		cfg, err := config.Parse(path, text, config.System())
		if err != nil {
			return err
		}
		b := builder{log: slog.New(slog.DiscardHandler)}
		a := b.configured(cfg)[0]
		if a.problem != nil {
			return a.problem
		}
		wallet, ok := a.client.(providers.Balancer)
		if !ok {
			return providers.Unsupported(a.client, providers.CanBalance)
		}
		_, err = wallet.Balance(ctx)
		return err
	}
}

// console runs the full-screen program. The desk keeps settling what is open
// behind it.
func console(ctx context.Context, a *cli.App, g cli.Global) error {
	env := screenEnv(a, g)
	env.Theme = theme.Probe(theme.Auto, os.Stdout, g.NoColor)
	follow, stop := context.WithCancel(ctx)
	var background sync.WaitGroup
	background.Go(func() { a.Desk.Follow(follow) })
	defer background.Wait()
	defer stop()
	return ui.Run(ctx, env, ui.Screens())
}

// screenEnv is what the screens are given of a shop, all but the theme.
func screenEnv(a *cli.App, g cli.Global) *screen.Env {
	return &screen.Env{
		Now: time.Now, Desk: screen.Of(a.Desk), Keys: keys.Default(), TypeAmountAbove: a.Config.TypeAmountAbove(),
		Clerk: a.Clerk, Shop: a.Shop, Currency: a.Currency, Sandbox: a.Sandbox, HideCostsAtStart: a.HideCosts, Log: a.Log, LogFile: g.Log,
	}
}

// simulate serves the simulators for other programs until ctx ends.
func simulate(ctx context.Context, listen string, seed int64, scenario string, ready func(provider, url string)) error {
	sims := sandbox.New(sandbox.Options{Seed: seed})
	if scenario != "" {
		s, err := sandbox.LoadScenario(scenario)
		if err != nil {
			return err
		}
		if err := sims.Play(s); err != nil {
			return err
		}
	}
	running, err := sims.Listen(listen)
	if err != nil {
		return err
	}
	for _, a := range demoAccounts(running, nil) {
		ready(a.name, running.URL(a.name))
	}
	<-ctx.Done()
	return running.Close()
}

// simulatorSettings is what reaches a simulator beside its base URL.
func simulatorSettings(provider, url string) map[string]string {
	keys := sandbox.Credentials(provider)
	if provider == config.NameReloadly {
		keys["auth_url"] = url
	}
	return keys
}

// builder collects the pieces of one shop.
type builder struct {
	cfg      *config.Config
	accounts []account
	dsn      string
	heads    string // the folder where the ledger's newest head is kept
	cache    string // where catalogue snapshots lie, "" keeps them in memory
	log      *slog.Logger
	ledger   *ledger.Ledger
	catalog  *catalog.Store
	closers  []func() error
}

// account is a configured provider: its client, or why there is none.
type account struct {
	name, title string
	sandbox     bool
	client      providers.Provider
	problem     *providers.Error
	noESIMs     bool // known of an account with a problem
}

// shop takes everything from the configuration file.
func (b *builder) shop(g cli.Global) error {
	cfg, err := config.Load(g.Config, config.System())
	if err != nil {
		return err
	}
	b.cfg, b.cache = cfg, filepath.Join(config.CacheDir(os.Getenv), "catalogue")
	b.accounts = b.configured(cfg)
	dsn, err := cfg.StoreDSN()
	if err != nil && g.Store == "" {
		return err
	}
	b.dsn, b.heads = config.StorePath(cmp.Or(g.Store, dsn), os.Getenv), heads()
	return nil
}

// configured builds a client for each section of the configuration. It is the
// list of all providers; CONTRIBUTING.md says where else a new one stands.
func (b *builder) configured(cfg *config.Config) []account {
	p, log := cfg.Providers, b.log
	var out []account
	add := func(name, title string, sandbox bool, build func() providers.Provider) {
		a := account{name: name, title: title, sandbox: sandbox, problem: cfg.Resolve(name)}
		if client := build(); a.problem == nil {
			a.client = client
		} else {
			a.noESIMs = !desk.Has(client, providers.CanReadESIM)
		}
		out = append(out, a)
	}
	if c := p.Roamify; c != nil {
		add(config.NameRoamify, "Roamify", c.IsSandbox(), func() providers.Provider {
			return roamify.New(roamify.Config{BaseURL: c.BaseURL, APIKey: c.APIKey.Reveal(), Sandbox: c.IsSandbox(), Timeout: c.Timeout.Duration, Log: log})
		})
	}
	if c := p.Fyatu; c != nil {
		add(config.NameFyatu, "Fyatu", c.IsSandbox(), func() providers.Provider {
			return fyatu.New(fyatu.Config{BaseURL: c.BaseURL, AppID: c.AppID.Reveal(), SecretKey: c.SecretKey.Reveal(), Sandbox: c.IsSandbox(), Timeout: c.Timeout.Duration, Log: log})
		})
	}
	if c := p.ValueTopup; c != nil {
		add(config.NameValueTopup, "Value Topup", c.IsSandbox(), func() providers.Provider {
			return valuetopup.New(valuetopup.Config{BaseURL: c.BaseURL, Username: c.Username.Reveal(), Password: c.Password.Reveal(), Sandbox: c.IsSandbox(),
				Timeout: c.Timeout.Duration, Currency: c.Currency, BalanceTerms: c.BalanceTerms, Log: log})
		})
	}
	if c := p.Reloadly; c != nil {
		add(config.NameReloadly, "Reloadly", c.IsSandbox(), func() providers.Provider {
			return reloadly.New(reloadly.Config{BaseURL: c.BaseURL, AuthURL: c.AuthURL, Audience: c.Audience, ClientID: c.ClientID.Reveal(),
				ClientSecret: c.ClientSecret.Reveal(), Countries: c.Countries, Sandbox: c.IsSandbox(), Timeout: c.Timeout.Duration, Log: log})
		})
	}
	if c := p.GiftAPI; c != nil {
		add(config.NameGiftAPI, "GiftAPI", c.IsSandbox(), func() providers.Provider {
			return giftapi.New(giftapi.Config{BaseURL: c.BaseURL, Token: c.Token.Reveal(), Secret: c.Secret.Reveal(), Locale: c.Locale,
				Paths: giftapi.Paths(c.Paths), Sandbox: c.IsSandbox(), Timeout: c.Timeout.Duration, Log: log})
		})
	}
	return out
}

// demo starts the simulators and builds the same clients against them. Its
// ledger goes with it unless one is named.
func (b *builder) demo(g cli.Global) error {
	sims := sandbox.New(sandbox.Options{Seed: 1, Latency: sandbox.DemoLatency, Serial: int(time.Now().Unix())})
	running, err := sims.Listen("127.0.0.1:0")
	if err != nil {
		return err
	}
	b.onClose(running.Close)
	b.accounts = demoAccounts(running, b.log)
	b.dsn, b.heads = g.Store, heads()
	if b.dsn == "" {
		dir, err := os.MkdirTemp("", "simdesk-demo-")
		if err != nil {
			return err
		}
		b.onClose(func() error { return os.RemoveAll(dir) })
		b.dsn, b.heads = filepath.Join(dir, "ledger.db"), "" // it goes with the demo
	}
	return nil
}

func demoAccounts(at *sandbox.Running, log *slog.Logger) []account {
	clients := []providers.Provider{
		roamify.New(roamify.Config{BaseURL: at.URL("roamify"), APIKey: sandbox.RoamifyKey, Sandbox: true, Log: log}),
		fyatu.New(fyatu.Config{BaseURL: at.URL("fyatu"), AppID: sandbox.FyatuAppID, SecretKey: sandbox.FyatuSecretKey, Sandbox: true, Log: log}),
		valuetopup.New(valuetopup.Config{BaseURL: at.URL("valuetopup"), Username: sandbox.ValueTopupUsername, Password: sandbox.ValueTopupPassword, Sandbox: true, Log: log}),
		reloadly.New(reloadly.Config{BaseURL: at.URL("reloadly"), AuthURL: at.URL("reloadly"), ClientID: sandbox.ReloadlyClientID, ClientSecret: sandbox.ReloadlySecret, Sandbox: true, Log: log}),
		giftapi.New(giftapi.Config{BaseURL: at.URL("giftapi"), Token: sandbox.GiftAPIToken, Secret: sandbox.GiftAPISecret, Sandbox: true, Log: log}),
	}
	out := make([]account, len(clients))
	for i, c := range clients {
		out[i] = account{name: c.Name(), title: c.Title(), sandbox: true, client: c}
	}
	return out
}

func heads() string { return filepath.Join(config.StateDir(os.Getenv), "heads") }

// store opens the ledger and the last catalogue.
func (b *builder) store(ctx context.Context) error {
	book, err := sqlite.Open(ctx, b.dsn, sqlite.Options{Heads: b.heads})
	if err != nil {
		return err
	}
	b.ledger = book
	b.onClose(book.Close)
	names := make([]string, len(b.accounts))
	for i, a := range b.accounts {
		names[i] = a.name
	}
	b.catalog = catalog.New(b.cache, names, b.pricing(), time.Now)
	if b.cfg != nil {
		for _, name := range names {
			b.catalog.Of(name, b.cfg.AccountKey(name))
		}
	}
	return b.catalog.Load()
}

// oldest is how old a cost may be that is sold by, 0 for the desk's own.
func (b *builder) oldest() time.Duration {
	if b.cfg == nil {
		return 0
	}
	return b.cfg.Pricing.Oldest.Duration
}

// pricing is the configured one; the demo sells with a fifth on top.
func (b *builder) pricing() catalog.Pricing {
	if b.cfg == nil {
		return catalog.Pricing{Currency: "USD", MarkupPercent: decimal.NewFromInt(20), Rounding: decimal.New(10, -2)}
	}
	p := b.cfg.Pricing
	return catalog.Pricing{Currency: b.cfg.Currency, MarkupPercent: p.MarkupPercent.Decimal, Rounding: p.Rounding.Decimal, Rates: b.cfg.RateTable()}
}

func (b *builder) app(ctx context.Context, g cli.Global) *cli.App {
	a := &cli.App{Ledger: b.ledger, Config: b.cfg, Currency: b.pricing().Currency, Clerk: cmp.Or(g.Clerk, os.Getenv("USER")), Log: b.log}
	var broken []desk.Account
	marks := map[string]decimal.Decimal{}
	for _, x := range b.accounts {
		a.Sandbox = a.Sandbox || x.sandbox
		if x.problem != nil {
			broken = append(broken, desk.Account{Name: x.name, Title: x.title, Sandbox: x.sandbox, Problem: x.problem, NoESIMs: x.noESIMs})
			continue
		}
		a.Providers = append(a.Providers, x.client)
		if b.cfg == nil {
			continue
		}
		if section, ok := b.cfg.Account(x.name); ok && section.LowMark() != nil {
			marks[x.name] = *section.LowMark()
		}
	}
	if b.cfg != nil {
		a.Shop, a.HideCosts = b.cfg.Shop.Name, b.cfg.Pricing.HideCosts
	}
	a.Desk = desk.New(desk.Options{Providers: a.Providers, Broken: broken, Ledger: b.ledger, Catalog: b.catalog, Pricing: b.pricing(),
		LowMarks: marks, Clerk: a.Clerk, Log: b.log, Oldest: b.oldest()})
	a.Close = func() error {
		// The signal that ends simdesk must not end this wait with it.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), cli.LastWait)
		defer cancel()
		return errors.Join(a.Desk.Drain(ctx), b.close())
	}
	return a
}

func (b *builder) onClose(f func() error) { b.closers = append(b.closers, f) }

// close undoes in the reverse order of opening.
func (b *builder) close() error {
	var err error
	for i := len(b.closers) - 1; i >= 0; i-- {
		err = errors.Join(err, b.closers[i]())
	}
	b.closers = nil
	return err
}
