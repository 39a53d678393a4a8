package cli

import (
	"regexp"
	"strings"

	"simdesk/providers"
	"simdesk/state/ledger"
	"simdesk/ui/say"
)

var csvHead = []string{"id", "reference", "attempt", "created_at", "updated_at", "provider", "kind", "product_id", "product_name",
	"target", "state", "cost", "cost_currency", "price", "price_currency", "provider_order_id", "provider_status", "clerk",
	"error_kind", "error_code", "error", "sandbox"}

func csvRow(o ledger.Order) []string {
	cost, costCurrency := figure(o.Cost)
	price, priceCurrency := figure(o.Price)
	problem := value(o.Error)
	sandbox := ""
	if o.Sandbox {
		sandbox = "SANDBOX"
	}
	return []string{o.ID, cell(o.Reference), cell(o.Attempt), value(timestamp(o.CreatedAt)), value(timestamp(o.UpdatedAt)),
		cell(o.Provider), string(o.Kind), cell(o.ProductID), cell(o.ProductName), cell(o.Target), string(o.State),
		cost, costCurrency, price, priceCurrency, cell(o.ProviderOrderID), cell(o.ProviderStatus), cell(o.Clerk),
		string(problem.Kind), cell(problem.Code), cell(voice.Problem(problem)), sandbox}
}

func figure(m *providers.Money) (amount, currency string) {
	if m == nil {
		return "", ""
	}
	return m.Number(), m.Currency
}

// number is what a spreadsheet may take for a number and nothing worse, such
// as a phone number with its plus sign.
var number = regexp.MustCompile(`^[+-]?[0-9][0-9.]*$`)

// breaks are taken for the end of a line by some programs.
var breaks = strings.NewReplacer("\u2028", "", "\u2029", "")

// starts is where a spreadsheet may take what follows for a formula: at the
// beginning of the cell, and behind a mark that its locale separates cells by,
// with or without blanks or quotes. Full-width signs count as their plain ones.
var starts = regexp.MustCompile(`(^|[,;|])[\s\p{Z}"']*[=+@\x{ff1d}\x{ff0b}\x{ff0d}\x{ff20}\x{2212}-]`)

// cell is text on one line that no spreadsheet takes for a formula. Where one
// would start behind a separator, the quote stands at that place.
func cell(s string) string {
	s = breaks.Replace(say.Plain(s))
	if number.MatchString(s) {
		return s
	}
	return starts.ReplaceAllStringFunc(s, func(m string) string {
		if strings.ContainsRune(",;|", rune(m[0])) {
			return m[:1] + "'" + m[1:]
		}
		return "'" + m
	})
}
