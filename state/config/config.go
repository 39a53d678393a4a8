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
	for _, s := range c.sections() {
		if s.name == provider {
			return *s.account, true
		}
	}
	return Account{}, false
}

// AccountKey names a provider's account for what is kept about it beside the
// configuration: the sandbox's prices are not the live ones. It tells nothing
// about the secrets, and is the same whether they can be read or not.
func (c *Config) AccountKey(provider string) string {
	sum := sha256.New()
	for _, s := range c.sections() {
		if s.name != provider {
			continue
		}
		parts := []any{s.account.Environment, s.account.BaseURL}
		for _, k := range s.credentials {
			if k.public || k.secret.refers() {
				parts = append(parts, k.secret.source)
			}
		}
		switch provider {
		case NameValueTopup:
			parts = append(parts, c.Providers.ValueTopup.Currency)
		case NameReloadly:
			parts = append(parts, c.Providers.Reloadly.Countries)
		case NameGiftAPI:
			parts = append(parts, c.Providers.GiftAPI.Locale, c.Providers.GiftAPI.Paths.Pricelist)
		}
		_, _ = fmt.Fprintf(sum, "%q", parts) // a hash takes everything
	}
	return provider + "-" + hex.EncodeToString(sum.Sum(nil)[:6])
}

// section is one configured provider, in the terms in which all are checked.
type section struct {
	name        string
	account     *Account
	hosts       map[string]string // base URL by environment; empty where it is the owner's to give
	credentials []credential
}

type credential struct {
	key    string
	secret *Secret
	public bool // an identifier: no harm in a file that others read
}

func (c *Config) sections() []section {
	var list []section
	if p := c.Providers.Roamify; p != nil {
		list = append(list, section{NameRoamify, &p.Account, hosts("https://api.getroamify.com", "https://api-dev.getroamify.com"),
			[]credential{{"api_key", &p.APIKey, false}}})
	}
	if p := c.Providers.Fyatu; p != nil {
		list = append(list, section{NameFyatu, &p.Account, hosts("https://api.fyatu.com/api/v3", "https://api.fyatu.com/api/v3"),
			[]credential{{"app_id", &p.AppID, true}, {"secret_key", &p.SecretKey, false}}})
	}
	if p := c.Providers.ValueTopup; p != nil {
		list = append(list, section{NameValueTopup, &p.Account, hosts("https://www.valuetopup.com", "https://sandbox.valuetopup.com"),
			[]credential{{"username", &p.Username, true}, {"password", &p.Password, false}}})
	}
	if p := c.Providers.Reloadly; p != nil {
		list = append(list, section{NameReloadly, &p.Account, hosts("https://topups.reloadly.com", "https://topups-sandbox.reloadly.com"),
			[]credential{{"client_id", &p.ClientID, true}, {"client_secret", &p.ClientSecret, false}}})
	}
	if p := c.Providers.GiftAPI; p != nil {
		list = append(list, section{NameGiftAPI, &p.Account, nil,
			[]credential{{"token", &p.Token, false}, {"secret", &p.Secret, false}}})
	}
	return list
}

func hosts(live, sandbox string) map[string]string {
	return map[string]string{Live: live, Sandbox: sandbox}
}

// Names returns every provider name that a configuration may hold.
func Names() []string {
	return []string{NameRoamify, NameFyatu, NameValueTopup, NameReloadly, NameGiftAPI}
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
