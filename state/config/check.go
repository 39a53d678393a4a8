package config

import (
	"net/netip"
	"net/url"
	"strings"

	"github.com/BurntSushi/toml"
	"github.com/shopspring/decimal"
	"golang.org/x/text/currency"
	"golang.org/x/text/language"

	"simdesk/providers"
)

// check fills in defaults and refuses values that would only fail later.
func (f *file) check(c *Config) error {
	for _, step := range []func(*Config) *providers.Error{
		f.checkFloats, f.checkMoney, f.checkRates, f.checkAccounts, f.checkValueTopup, f.checkReloadly, f.checkGiftAPI,
	} {
		if err := step(c); err != nil {
			return err
		}
	}
	return nil
}

// checkFloats refuses 0.10 without quotes: it would pass through binary
// floating point on its way here.
func (f *file) checkFloats(*Config) *providers.Error {
	for _, key := range f.meta.Keys() {
		if f.meta.Type(key...) == "Float" {
			return f.wrong(key, providers.Because("config.not_exact"))
		}
	}
	return nil
}

func (f *file) checkMoney(c *Config) *providers.Error {
	if err := f.checkCurrency(&c.Currency, "currency"); err != nil {
		return err
	}
	if m := c.Pricing.MarkupPercent; m.IsNegative() || m.GreaterThan(decimal.NewFromInt(10_000)) {
		return f.wrong(toml.Key{"pricing", "markup_percent"}, providers.Because("config.markup"))
	}
	if r := c.Pricing.Rounding; r.IsNegative() || r.IsPositive() && r.LessThan(decimal.New(1, -6)) {
		return f.wrong(toml.Key{"pricing", "rounding"}, providers.Because("config.rounding"))
	}
	if a := c.Pricing.TypeAmountAbove.amount; a != nil && a.IsNegative() {
		return f.wrong(toml.Key{"pricing", "type_amount_above"}, providers.Because("config.type_above"))
	}
	return nil
}

const defaultCurrency = "USD"

func (f *file) checkCurrency(code *string, key ...string) *providers.Error {
	if *code == "" {
		*code = defaultCurrency
		return nil
	}
	unit, err := currency.ParseISO(*code)
	if err != nil {
		return f.wrong(key, providers.Because("config.currency"))
	}
	*code = unit.String()
	return nil
}

func (f *file) checkRates(c *Config) *providers.Error {
	rates := make(map[string]Decimal, len(c.Rates))
	for _, code := range sortedKeys(c.Rates) {
		key := toml.Key{"rates", code}
		unit, err := currency.ParseISO(code)
		if err != nil {
			return f.wrong(key, providers.Because("config.rate_name"))
		}
		if !c.Rates[code].IsPositive() {
			return f.wrong(key, providers.Because("config.rate"))
		}
		if unit.String() == c.Currency {
			return f.wrong(key, providers.Because("config.rate_of_own"))
		}
		rates[unit.String()] = c.Rates[code]
	}
	c.Rates = rates
	return nil
}

func (f *file) checkAccounts(c *Config) *providers.Error {
	for _, s := range c.sections() {
		key := func(name string) toml.Key { return toml.Key{"providers", s.name, name} }
		a := s.account
		switch a.Environment {
		case "":
			a.Environment = Live
		case Live, Sandbox:
		default:
			return f.wrong(key("environment"), providers.Because("config.environment"))
		}
		if a.LowBalance != nil && a.LowBalance.IsNegative() {
			return f.wrong(key("low_balance"), providers.Because("config.negative"))
		}
		if a.BaseURL == "" {
			a.BaseURL = s.hosts[a.Environment]
		}
		if err := f.checkURL(&a.BaseURL, key("base_url")); err != nil {
			return err
		}
	}
	return nil
}

// checkURL also takes the slash off the end, as paths begin with one.
func (f *file) checkURL(address *string, key toml.Key) *providers.Error {
	if *address == "" {
		return nil
	}
	clean, why := CheckURL(*address)
	if !why.IsZero() {
		return f.wrong(key, why)
	}
	*address = clean
	return nil
}

// CheckURL returns an address as the configuration keeps it, without a slash
// at its end, or why it can't be one.
func CheckURL(address string) (clean string, why providers.Reason) {
	u, err := url.Parse(strings.TrimSpace(address))
	switch {
	case err != nil, u.Hostname() == "", u.Scheme != "http" && u.Scheme != "https":
		return "", providers.Because("config.no_address")
	case u.User != nil, u.RawQuery != "", u.Fragment != "":
		return "", providers.Because("config.address_with_more")
	case u.Scheme == "http" && !isLoopback(u.Hostname()):
		return "", providers.Because("config.not_https")
	}
	return strings.TrimRight(u.String(), "/"), providers.Reason{}
}

func isLoopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	a, err := netip.ParseAddr(host)
	return err == nil && a.Zone() == "" && a.Unmap().IsLoopback()
}

func (f *file) checkValueTopup(c *Config) *providers.Error {
	p := c.Providers.ValueTopup
	if p == nil {
		return nil
	}
	switch p.BalanceTerms {
	case "":
		p.BalanceTerms = TermsPrepaid
	case TermsPrepaid, TermsCredit, TermsPlain:
	default:
		return f.wrong(toml.Key{"providers", NameValueTopup, "balance_terms"}, providers.Because("config.terms"))
	}
	return f.checkCurrency(&p.Currency, "providers", NameValueTopup, "currency")
}

const reloadlyAuth = "https://auth.reloadly.com"

func (f *file) checkReloadly(c *Config) *providers.Error {
	p := c.Providers.Reloadly
	if p == nil {
		return nil
	}
	key := func(name string) toml.Key { return toml.Key{"providers", NameReloadly, name} }
	if p.AuthURL == "" {
		p.AuthURL = reloadlyAuth
	}
	if p.Audience == "" {
		// The public address, whatever base_url points at: the token is made
		// out for it.
		p.Audience = map[string]string{
			Live: "https://topups.reloadly.com", Sandbox: "https://topups-sandbox.reloadly.com",
		}[p.Environment]
	}
	for i, code := range p.Countries {
		region, err := language.ParseRegion(code)
		if err != nil || len(code) != 2 || !region.IsCountry() {
			return f.wrong(key("countries"), providers.Because("config.countries"))
		}
		p.Countries[i] = strings.ToUpper(code)
	}
	return f.checkURL(&p.AuthURL, key("auth_url"))
}

func (f *file) checkGiftAPI(c *Config) *providers.Error {
	p := c.Providers.GiftAPI
	if p == nil {
		return nil
	}
	if p.Locale == "" {
		p.Locale = "en"
	}
	for _, path := range []struct {
		key, standard string
		value         *string
		iccid         bool
	}{
		{"profile", "/me", &p.Paths.Profile, false},
		{"balance", "/balance", &p.Paths.Balance, false},
		{"balance_history", "/balance/history", &p.Paths.BalanceHistory, false},
		{"products", "/catalog/products", &p.Paths.Products, false},
		{"pricelist", "/catalog/pricelist", &p.Paths.Pricelist, false},
		{"categories", "/catalog/categories", &p.Paths.Categories, false},
		{"orders", "/orders", &p.Paths.Orders, false},
		{"esim_status", "/services/esim/{iccid}/status", &p.Paths.ESIMStatus, true},
		{"esim_topup", "/services/esim/{iccid}/topup", &p.Paths.ESIMTopUp, true},
	} {
		if *path.value == "" {
			*path.value = path.standard
		}
		if key := wrongPath(*path.value, path.iccid); key != "" {
			return f.wrong(toml.Key{"providers", NameGiftAPI, "paths", path.key}, providers.Because(key, "like", path.standard))
		}
	}
	return nil
}

// wrongPath is the key of what is wrong with a path, "" for nothing.
func wrongPath(path string, iccid bool) string {
	switch {
	case !strings.HasPrefix(path, "/") || strings.ContainsAny(path, "?# "):
		return "config.path"
	case iccid && strings.Count(path, "{iccid}") != 1:
		return "config.path_without_iccid"
	}
	return ""
}
