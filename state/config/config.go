// Package config reads the configuration file into a typed Config: every value
// is checked at load, secrets are read only when their provider is used.
package config

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/shopspring/decimal"

	"simdesk/providers"
)

// Config is the whole configuration. Contracts.md section 3 says what each key
// means; config.example.toml holds every one with its unit and default.
type Config struct {
	Currency  string             `toml:"currency"` // the shop's, ISO 4217; default USD
	Shop      Shop               `toml:"shop"`
	Store     Store              `toml:"store"`
	Pricing   Pricing            `toml:"pricing"`
	Rates     map[string]Decimal `toml:"rates"` // one unit in the shop's currency, by ISO 4217 code
	Providers Providers          `toml:"providers"`

	path     string
	env      Env
	mu       sync.Mutex
	resolved map[string]*providers.Error // by provider, once its secrets were read
}

// Shop is what stands on receipts.
type Shop struct {
	Name    string `toml:"name"`
	Address string `toml:"address"`
	Footer  string `toml:"footer"`
}

// Store says where the ledger is.
type Store struct {
	// DSN is "" for the default file, a path, or postgres://…, which may hold
	// a password and therefore be a reference. Read it with Config.StoreDSN.
	DSN Secret `toml:"dsn"`
}

// Pricing is how a cost becomes a price.
type Pricing struct {
	MarkupPercent Decimal `toml:"markup_percent"` // default 0
	Rounding      Decimal `toml:"rounding"`       // default 0: the currency's minor unit
	HideCosts     bool    `toml:"hide_costs"`
	// Oldest is how old a cost may be that is sold by; 0 leaves the desk's own.
	Oldest Age `toml:"oldest"`
	// TypeAmountAbove is in the shop's currency. Read it with
	// Config.TypeAmountAbove.
	TypeAmountAbove Limit `toml:"type_amount_above"`
}

// Providers holds a section for each provider, nil for one that is left out.
type Providers struct {
	Roamify    *Roamify    `toml:"roamify"`
	Fyatu      *Fyatu      `toml:"fyatu"`
	ValueTopup *ValueTopup `toml:"valuetopup"`
	Reloadly   *Reloadly   `toml:"reloadly"`
	GiftAPI    *GiftAPI    `toml:"giftapi"`
}

// The provider names, as everywhere.
const (
	NameRoamify    = "roamify"
	NameFyatu      = "fyatu"
	NameValueTopup = "valuetopup"
	NameReloadly   = "reloadly"
	NameGiftAPI    = "giftapi"
)

// The two environments.
const (
	Live    = "live"
	Sandbox = "sandbox"
)

// Account is what every provider's section takes.
//
// The environment is live where none is given: a SANDBOX banner over an
// account that spends real money is the one mistake that nothing else would
// catch, while sandbox credentials on a live host are simply refused.
type Account struct {
	Environment string   `toml:"environment"`
	BaseURL     string   `toml:"base_url"`    // after loading never empty but for GiftAPI; no slash at the end
	LowBalance  *Decimal `toml:"low_balance"` // in the wallet's currency; nil for no mark
	Timeout     Duration `toml:"timeout"`     // for each request; 0 leaves the client's own
}

// IsSandbox reports whether sales here move no real money.
func (a Account) IsSandbox() bool { return a.Environment == Sandbox }

// pick is what holds in the account's environment.
func (a Account) pick(live, sandbox string) string {
	if a.IsSandbox() {
		return sandbox
	}
	return live
}

// LowMark returns the low-water mark of the wallet, nil for none.
func (a Account) LowMark() *decimal.Decimal {
	if a.LowBalance == nil {
		return nil
	}
	return &a.LowBalance.Decimal
}

// Roamify is the section of Roamify.
type Roamify struct {
	Account
	APIKey Secret `toml:"api_key"`
}

// Fyatu is the section of Fyatu.
type Fyatu struct {
	Account
	AppID     Secret `toml:"app_id"`
	SecretKey Secret `toml:"secret_key"`
}

// ValueTopup is the section of Value Topup.
type ValueTopup struct {
	Account
	Username     Secret `toml:"username"`
	Password     Secret `toml:"password"`
	Currency     string `toml:"currency"`      // the wallet's, ISO 4217; default USD
	BalanceTerms string `toml:"balance_terms"` // prepaid (default), credit, plain
}

// What a balance at Value Topup means.
const (
	TermsPrepaid = "prepaid" // a negative figure is money available
	TermsCredit  = "credit"  // the figure is owed
	TermsPlain   = "plain"   // as it stands
)

// Reloadly is the section of Reloadly.
type Reloadly struct {
	Account
	AuthURL      string   `toml:"auth_url"`
	Audience     string   `toml:"audience"` // after loading never empty
	ClientID     Secret   `toml:"client_id"`
	ClientSecret Secret   `toml:"client_secret"`
	Countries    []string `toml:"countries"` // ISO alpha-2, upper case; empty for all
}

// GiftAPI is the section of the Partner S2S API.
type GiftAPI struct {
	Account
	Token  Secret       `toml:"token"`
	Secret Secret       `toml:"secret"` // signs orders
	Locale string       `toml:"locale"` // default en
	Paths  GiftAPIPaths `toml:"paths"`
}

// GiftAPIPaths are appended to the base URL; {iccid} stands for the eSIM.
type GiftAPIPaths struct {
	Profile        string `toml:"profile"`
	Balance        string `toml:"balance"`
	BalanceHistory string `toml:"balance_history"`
	Products       string `toml:"products"`
	Pricelist      string `toml:"pricelist"`
	Categories     string `toml:"categories"`
	Orders         string `toml:"orders"`
	ESIMStatus     string `toml:"esim_status"`
	ESIMTopUp      string `toml:"esim_topup"`
}

// File returns the path that the configuration was read from.
func (c *Config) File() string { return c.path }

// TypeAmountAbove is the amount above which the console has a purchase's amount
// typed in, nil for never, and for no configuration.
func (c *Config) TypeAmountAbove() *providers.Money {
	if c == nil || c.Pricing.TypeAmountAbove.amount == nil {
		return nil
	}
	return &providers.Money{Amount: *c.Pricing.TypeAmountAbove.amount, Currency: c.Currency}
}

// RateTable returns the rates by currency.
func (c *Config) RateTable() map[string]decimal.Decimal {
	rates := make(map[string]decimal.Decimal, len(c.Rates))
	for code, rate := range c.Rates {
		rates[code] = rate.Decimal
	}
	return rates
}

// Account returns what a configured provider's section has in common with the
// others.
func (c *Config) Account(provider string) (Account, bool) {
	s, ok := c.section(provider)
	if !ok {
		return Account{}, false
	}
	return *s.account, true
}

// AccountKey names a provider's account for what is kept about it beside the
// configuration: the sandbox's prices are not the live ones. It tells nothing
// about the secrets, and is the same whether they can be read or not.
func (c *Config) AccountKey(provider string) string {
	sum := sha256.New()
	if s, ok := c.section(provider); ok {
		parts := []any{s.account.Environment, s.account.BaseURL}
		for _, k := range s.credentials {
			if scheme, _ := k.secret.scheme(); k.public || scheme != "" {
				parts = append(parts, k.secret.source)
			}
		}
		_, _ = fmt.Fprintf(sum, "%q", append(parts, s.prices...)) // a hash takes everything
	}
	return provider + "-" + hex.EncodeToString(sum.Sum(nil)[:6])
}

// section is one configured provider, in the terms in which all are checked.
type section struct {
	name        string
	account     *Account
	credentials []credential
	settings    []setting
	prices      []any // what else decides what is sold there, and for how much
}

type credential struct {
	key    string
	secret *Secret
	public bool // an identifier: no harm in a file that others read
}

func (c *Config) section(provider string) (section, bool) {
	all := c.sections()
	i := slices.IndexFunc(all, func(s section) bool { return s.name == provider })
	if i < 0 {
		return section{}, false
	}
	return all[i], true
}

// sections is one for each provider that is configured.
func (c *Config) sections() (list []section) {
	add := func(name string, a *Account, live, sandbox string, s section) {
		s.name, s.account = name, a
		s.settings = append([]setting{{"environment", &a.Environment, Live, asEnvironment}, {"base_url", &a.BaseURL, a.pick(live, sandbox), asAddress}}, s.settings...)
		list = append(list, s)
	}
	if p := c.Providers.Roamify; p != nil {
		add(NameRoamify, &p.Account, "https://api.getroamify.com", "https://api-dev.getroamify.com", section{
			credentials: []credential{{"api_key", &p.APIKey, false}},
		})
	}
	if p := c.Providers.Fyatu; p != nil {
		add(NameFyatu, &p.Account, "https://api.fyatu.com/api/v3", "https://api.fyatu.com/api/v3", section{
			credentials: []credential{{"app_id", &p.AppID, true}, {"secret_key", &p.SecretKey, false}},
		})
	}
	if p := c.Providers.ValueTopup; p != nil {
		add(NameValueTopup, &p.Account, "https://www.valuetopup.com", "https://sandbox.valuetopup.com", section{
			credentials: []credential{{"username", &p.Username, true}, {"password", &p.Password, false}},
			settings:    []setting{{"balance_terms", &p.BalanceTerms, TermsPrepaid, asTerms}, {"currency", &p.Currency, defaultCurrency, asCurrency}},
			prices:      []any{p.Currency},
		})
	}
	if p := c.Providers.Reloadly; p != nil {
		const live, sandbox = "https://topups.reloadly.com", "https://topups-sandbox.reloadly.com"
		add(NameReloadly, &p.Account, live, sandbox, section{
			credentials: []credential{{"client_id", &p.ClientID, true}, {"client_secret", &p.ClientSecret, false}},
			settings: []setting{
				{"auth_url", &p.AuthURL, "https://auth.reloadly.com", asAddress},
				// The public address, whatever base_url points at: the token is made out for it.
				{"audience", &p.Audience, p.pick(live, sandbox), nil},
			},
			prices: []any{p.Countries},
		})
	}
	if p := c.Providers.GiftAPI; p != nil { // its address is the owner's to give
		add(NameGiftAPI, &p.Account, "", "", section{
			credentials: []credential{{"token", &p.Token, false}, {"secret", &p.Secret, false}},
			settings: []setting{
				{"locale", &p.Locale, "en", nil},
				{"paths.profile", &p.Paths.Profile, "/me", asPath},
				{"paths.balance", &p.Paths.Balance, "/balance", asPath},
				{"paths.balance_history", &p.Paths.BalanceHistory, "/balance/history", asPath},
				{"paths.products", &p.Paths.Products, "/catalog/products", asPath},
				{"paths.pricelist", &p.Paths.Pricelist, "/catalog/pricelist", asPath},
				{"paths.categories", &p.Paths.Categories, "/catalog/categories", asPath},
				{"paths.orders", &p.Paths.Orders, "/orders", asPath},
				{"paths.esim_status", &p.Paths.ESIMStatus, "/services/esim/{iccid}/status", asPath},
				{"paths.esim_topup", &p.Paths.ESIMTopUp, "/services/esim/{iccid}/topup", asPath},
			},
			prices: []any{p.Locale, p.Paths.Pricelist},
		})
	}
	return list
}

// Names returns every provider name that a configuration may hold.
func Names() []string {
	return []string{NameRoamify, NameFyatu, NameValueTopup, NameReloadly, NameGiftAPI}
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
