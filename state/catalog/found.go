package catalog

import (
	"strings"

	"simdesk/providers"
)

// What a product is found by: the words of its three texts.

// Tags are found only as a whole. They are in capitals, which no folded word is.
const (
	tagCountry = "\x01"
	tagKind    = "\x02"
	tagTopUp   = "\x03"
)

func kindTag(k providers.Kind) string { return tagKind + strings.ToUpper(string(k)) }

func countryTag(code string) string { return tagCountry + strings.ToUpper(code) }

// coverWords are the words of kind, provider and coverage.
func coverWords(provider string, p *providers.Product) []string {
	words := []string{kindTag(p.Kind)}
	if p.TopUpOnly {
		words = append(words, tagTopUp)
	}
	for _, text := range []string{provider, kindWords[p.Kind], p.Region} {
		words = appendWords(words, text)
	}
	where := localityOf(p)
	if where == worldwide && p.Region != "" {
		words = append(words, "global", "world", "worldwide")
	}
	for _, code := range p.Countries {
		code = strings.ToUpper(code)
		words = append(append(words, countryTag(code)), places().names[code]...)
		if where != local {
			words = append(words, places().continents[code]...)
		}
	}
	return words
}

func networkWords(p *providers.Product) []string {
	words := appendWords(nil, p.Operator)
	for _, n := range p.Networks {
		words = appendWords(words, n.Name)
	}
	return words
}

func appendWords(words []string, text string) []string {
	for _, w := range textWords(text) {
		words = append(words, w.text)
	}
	return words
}

// nameWords are the words of a product's name. What the provider states as a
// number wins over them: "5GB" counts only where the amount of data is not
// known otherwise.
func nameWords(p *providers.Product) (words []string) {
	known := [...]bool{notAmount: false, dataAmount: p.Data.Bytes > 0 || p.Data.Unlimited, daysAmount: p.Days > 0}
	for _, w := range textWords(p.Name) {
		if !known[w.amount] {
			words = append(words, w.text)
		}
	}
	return words
}

func amountWords(p *providers.Product) (words []string) {
	switch {
	case p.Data.Unlimited:
		words = append(words, unlimitedWord)
	case p.Data.Bytes > 0:
		words = append(words, dataWord(p.Data.Bytes))
	}
	if p.Days > 0 {
		words = append(words, daysWord(p.Days))
	}
	return words
}

// kindWords are what people call the kinds.
var kindWords = map[providers.Kind]string{
	providers.KindESIM:          "esim",
	providers.KindTopUp:         "esim topup top up",
	providers.KindAirtime:       "airtime recharge",
	providers.KindData:          "data bundle",
	providers.KindPIN:           "pin voucher",
	providers.KindGiftCard:      "gift card giftcard",
	providers.KindBill:          "bill utility",
	providers.KindSIMActivation: "sim activation",
	providers.KindSIMPortIn:     "sim port in portin",
	providers.KindOther:         "",
}

// locality is how much more than one country a product covers. At the same
// price the narrower product comes first.
type locality uint8

const (
	local locality = iota
	regional
	worldwide
)

// globalFrom is how many countries make a region global, whatever it is called.
const globalFrom = 60

func localityOf(p *providers.Product) locality {
	switch n := len(p.Countries); {
	case n == 0 || n >= globalFrom || hasGlobalWord(p.Region):
		return worldwide
	case n > 1 || p.Region != "":
		return regional
	}
	return local
}

func hasGlobalWord(region string) bool {
	f := fold(region)
	return strings.Contains(f, "global") || strings.Contains(f, "world")
}
