package config

import (
	"cmp"
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
	for _, step := range []func(*Config) *providers.Error{f.checkFloats, f.checkMoney, f.checkRates, f.checkProviders} {
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
	if err := f.set(setting{"currency", &c.Currency, defaultCurrency, asCurrency}); err != nil {
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

// setting is a text of the file with its default; one that stays empty is not
// checked.
type setting struct {
	key      string
	value    *string
	standard string
	check    func(value, standard string) (clean string, why providers.Reason) // nil for any
}

// set fills in the default of a section's setting, or refuses its value.
func (f *file) set(s setting, section ...string) *providers.Error {
	*s.value = cmp.Or(*s.value, s.standard)
	if *s.value == "" || s.check == nil {
		return nil
	}
	clean, why := s.check(*s.value, s.standard)
	if !why.IsZero() {
		return f.wrong(append(section, strings.Split(s.key, ".")...), why)
	}
	*s.value = clean
	return nil
}

func asCurrency(value, _ string) (string, providers.Reason) {
	unit, err := currency.ParseISO(value)
	if err != nil {
		return "", providers.Because("config.currency")
	}
	return unit.String(), providers.Reason{}
}

func asAddress(value, _ string) (string, providers.Reason) { return CheckURL(value) }

func asEnvironment(value, _ string) (string, providers.Reason) {
	if value != Live && value != Sandbox {
		return "", providers.Because("config.environment")
	}
	return value, providers.Reason{}
}

func asTerms(value, _ string) (string, providers.Reason) {
	if value != TermsPrepaid && value != TermsCredit && value != TermsPlain {
		return "", providers.Because("config.terms")
	}
	return value, providers.Reason{}
}

func asPath(value, standard string) (string, providers.Reason) {
	switch {
	case !strings.HasPrefix(value, "/") || strings.ContainsAny(value, "?# "):
		return "", providers.Because("config.path", "like", standard)
	case strings.Contains(standard, "{iccid}") && strings.Count(value, "{iccid}") != 1:
		return "", providers.Because("config.path_without_iccid", "like", standard)
	}
	return value, providers.Reason{}
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

func (f *file) checkProviders(c *Config) *providers.Error {
	for _, s := range c.sections() {
		for _, setting := range s.settings {
			if err := f.set(setting, "providers", s.name); err != nil {
				return err
			}
		}
		if s.account.LowBalance != nil && s.account.LowBalance.IsNegative() {
			return f.wrong(toml.Key{"providers", s.name, "low_balance"}, providers.Because("config.negative"))
		}
	}
	if p := c.Providers.Reloadly; p != nil {
		for i, code := range p.Countries {
			region, err := language.ParseRegion(code)
			if err != nil || len(code) != 2 || !region.IsCountry() {
				return f.wrong(toml.Key{"providers", NameReloadly, "countries"}, providers.Because("config.countries"))
			}
			p.Countries[i] = strings.ToUpper(code)
		}
	}
	return nil
}

// CheckURL returns an address as the configuration keeps it, without a slash
// at its end as paths begin with one, or why it can't be one.
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
