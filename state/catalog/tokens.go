package catalog

import (
	"slices"
	"strings"

	"simdesk/providers"
)

// Tokens are what a row is found by: folded words, and tags. A tag begins with
// tagMark, which no word holds, and is asked for only as a whole.
const (
	tagMark     = "\x01"
	tagCountry  = tagMark + "c"
	tagKind     = tagMark + "k"
	tagProvider = tagMark + "p"
	tagTopUp    = tagMark + "t"
)

// locality is how much more than one country a product covers. At the same
// price the narrower product comes first.
type locality uint8

const (
	local locality = iota
	regional
	worldwide
	localities // how many there are
)

// globalFrom is how many countries make a region global, whatever it is called.
const globalFrom = 60

func localityOf(p *providers.Product) locality {
	if len(p.Countries) >= globalFrom || len(p.Countries) == 0 || hasGlobalWord(p.Region) {
		return worldwide
	}
	if len(p.Countries) > 1 || p.Region != "" {
		return regional
	}
	return local
}

func hasGlobalWord(region string) bool {
	f := fold(region)
	return strings.Contains(f, "global") || strings.Contains(f, "world")
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

// groupTokens returns the tokens that all products of one provider share that
// have the same kind, coverage and networks.
func groupTokens(p *providers.Product) []string {
	var t tokenSet
	t.add(tagKind+string(p.Kind), tagProvider+p.Provider)
	if p.TopUpOnly {
		t.add(tagTopUp)
	}
	for _, c := range p.Countries {
		t.add(tagCountry + strings.ToUpper(c))
	}
	t.addText(p.Provider, kindWords[p.Kind], p.Region)
	where := localityOf(p)
	if where != local {
		t.add(places().continentWords(p.Countries)...)
	}
	if where == worldwide && p.Region != "" {
		t.add("global", "world", "worldwide")
	}
	for _, n := range p.Networks {
		t.addText(n.Name)
	}
	return t
}

// ownTokens returns the tokens of one product's name, operator and amounts.
// What the provider states as a number wins over the name: a name's "5GB"
// counts only where the amount of data is not known otherwise.
func ownTokens(p *providers.Product) []string {
	t := make(tokenSet, 0, 12)
	known := [...]bool{notAmount: false, dataAmount: p.Data.Bytes > 0 || p.Data.Unlimited, daysAmount: p.Days > 0}
	for _, text := range [...]string{p.Name, p.Operator} {
		for _, w := range textWords(text) {
			if !known[w.amount] {
				t.add(w.text)
			}
		}
	}
	switch {
	case p.Data.Unlimited:
		t.add(unlimitedWord)
	case p.Data.Bytes > 0:
		t.add(dataWord(p.Data.Bytes))
	}
	if p.Days > 0 {
		t.add(daysWord(p.Days))
	}
	return t
}

type tokenSet []string

func (t *tokenSet) add(tokens ...string) {
	for _, s := range tokens {
		if !slices.Contains(*t, s) {
			*t = append(*t, s)
		}
	}
}

func (t *tokenSet) addText(texts ...string) {
	for _, text := range texts {
		for _, w := range textWords(text) {
			t.add(w.text)
		}
	}
}
