package reloadly

import (
	"cmp"
	"sort"
	"strings"

	"github.com/shopspring/decimal"

	"simdesk/providers"
	"simdesk/providers/wire"
)

// operator is one operator as GET /operators lists it. Everything may be
// null or missing.
type operator struct {
	ID                wire.Number   `json:"operatorId"`
	OtherID           wire.Number   `json:"id"`
	Name              wire.Text     `json:"name"`
	Bundle            wire.Flag     `json:"bundle"`
	Data              wire.Flag     `json:"data"`
	PIN               wire.Flag     `json:"pin"`
	Combo             wire.Flag     `json:"comboProduct"`
	TakesLocal        wire.Flag     `json:"supportsLocalAmounts"`
	Denomination      wire.Text     `json:"denominationType"`
	Currency          wire.Text     `json:"senderCurrencyCode"`
	LocalCurrency     wire.Text     `json:"destinationCurrencyCode"`
	Commission        wire.Number   `json:"commission"`
	Discount          wire.Number   `json:"internationalDiscount"` // percent
	LocalDiscount     wire.Number   `json:"localDiscount"`         // percent
	Min               wire.Number   `json:"minAmount"`
	Max               wire.Number   `json:"maxAmount"`
	LocalMin          wire.Number   `json:"localMinAmount"`
	LocalMax          wire.Number   `json:"localMaxAmount"`
	Fixed             []wire.Number `json:"fixedAmounts"`
	FixedDescriptions descriptions  `json:"fixedAmountsDescriptions"`
	FixedPlanNames    descriptions  `json:"fixedAmountsPlanNames"`
	LocalFixed        []wire.Number `json:"localFixedAmounts"`
	Plans             []plan        `json:"geographicalRechargePlans"`
	Promotions        []promotion   `json:"promotions"`
	Status            wire.Text     `json:"status"`
	Country           struct {
		ISO  wire.Text `json:"isoName"`
		Name wire.Text `json:"name"`
	} `json:"country"`
	FX struct {
		Rate     wire.Number `json:"rate"`
		Currency wire.Text   `json:"currencyCode"`
	} `json:"fx"`
	Fees struct {
		Flat         wire.Number `json:"international"` // account currency
		Percent      wire.Number `json:"internationalPercentage"`
		LocalFlat    wire.Number `json:"local"` // operator's currency
		LocalPercent wire.Number `json:"localPercentage"`
	} `json:"fees"`
}

// plan is what an operator sells in one region of a country.
type plan struct {
	Code              wire.Text     `json:"locationCode"`
	Name              wire.Text     `json:"locationName"`
	Fixed             []wire.Number `json:"fixedAmounts"`
	FixedDescriptions descriptions  `json:"fixedAmountsDescriptions"`
	FixedPlanNames    descriptions  `json:"fixedAmountsPlanNames"`
	Local             []wire.Number `json:"localAmounts"`
}

type promotion struct {
	Title  wire.Text `json:"title"`
	Title2 wire.Text `json:"title2"`
	Ends   wire.Text `json:"endDate"`
}

// descriptions are keyed by amounts written with two decimals, while the
// amounts themselves are not: they match by value.
type descriptions struct{ wire.Map[wire.Text] }

func (d descriptions) at(amount decimal.Decimal) string {
	keys := make([]string, 0, len(d.Map))
	for k := range d.Map {
		keys = append(keys, k)
	}
	sort.Strings(keys) // two spellings of one amount always give the same one
	for _, k := range keys {
		if n, err := providers.ParseDecimal(k); err == nil && n.Equal(amount) {
			return wire.Plain(d.Map[k])
		}
	}
	return ""
}

// id is the operator's id, "" when there is none.
func (o operator) id() string {
	for _, n := range []wire.Number{o.ID, o.OtherID} {
		if n.Int() > 0 {
			return n.BigInt().String()
		}
	}
	return ""
}

func (o operator) country() string  { return strings.ToUpper(string(o.Country.ISO)) }
func (o operator) currency() string { return strings.ToUpper(string(o.Currency)) }

func (o operator) localCurrency() string {
	return strings.ToUpper(cmp.Or(string(o.LocalCurrency), string(o.FX.Currency)))
}

func (o operator) kind() providers.Kind {
	switch {
	case o.PIN.Value:
		return providers.KindPIN
	case o.Data.Value, o.Bundle.Value, o.Combo.Value:
		return providers.KindData
	}
	return providers.KindAirtime
}

// inactive reports an operator that cannot be sold. A word that is not known
// does not hide it.
func (o operator) inactive() bool {
	switch strings.ToUpper(string(o.Status)) {
	case "INACTIVE", "FALSE", "0":
		return true
	}
	return false
}

// ranged reports whether the customer chooses the amount.
func (o operator) ranged() bool {
	switch strings.ToUpper(string(o.Denomination)) {
	case "RANGE":
		return true
	case "FIXED":
		return false
	}
	return len(o.Fixed) == 0 && len(o.Plans) == 0
}

// nauta reports the Cuban e-mail service, which is topped up by address. Its
// operator id has been seen as 683 and as 685, so the name decides.
func (o operator) nauta() bool {
	return o.country() == "CU" && strings.Contains(strings.ToUpper(string(o.Name)), "NAUTA")
}
