package reloadly

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"simdesk/providers"
	"simdesk/providers/wire/loose"
)

// operator is one operator as GET /operators lists it. Everything may be
// null or missing.
type operator struct {
	ID                loose.Number   `json:"operatorId"`
	OtherID           loose.Number   `json:"id"`
	Name              loose.Text     `json:"name"`
	Bundle            loose.Flag     `json:"bundle"`
	Data              loose.Flag     `json:"data"`
	PIN               loose.Flag     `json:"pin"`
	Combo             loose.Flag     `json:"comboProduct"`
	TakesLocal        loose.Flag     `json:"supportsLocalAmounts"`
	Denomination      loose.Text     `json:"denominationType"`
	Currency          loose.Text     `json:"senderCurrencyCode"`
	LocalCurrency     loose.Text     `json:"destinationCurrencyCode"`
	Commission        loose.Number   `json:"commission"`
	Discount          loose.Number   `json:"internationalDiscount"` // percent
	LocalDiscount     loose.Number   `json:"localDiscount"`         // percent
	Min               loose.Number   `json:"minAmount"`
	Max               loose.Number   `json:"maxAmount"`
	LocalMin          loose.Number   `json:"localMinAmount"`
	LocalMax          loose.Number   `json:"localMaxAmount"`
	Fixed             []loose.Number `json:"fixedAmounts"`
	FixedDescriptions descriptions   `json:"fixedAmountsDescriptions"`
	FixedPlanNames    descriptions   `json:"fixedAmountsPlanNames"`
	LocalFixed        []loose.Number `json:"localFixedAmounts"`
	Plans             []plan         `json:"geographicalRechargePlans"`
	Promotions        []promotion    `json:"promotions"`
	Status            loose.Text     `json:"status"`
	Country           struct {
		ISO loose.Text `json:"isoName"`
	} `json:"country"`
	FX struct {
		Rate     loose.Number `json:"rate"`
		Currency loose.Text   `json:"currencyCode"`
	} `json:"fx"`
	Fees struct {
		Flat         loose.Number `json:"international"` // account currency
		Percent      loose.Number `json:"internationalPercentage"`
		LocalFlat    loose.Number `json:"local"` // operator's currency
		LocalPercent loose.Number `json:"localPercentage"`
	} `json:"fees"`
}

// plan is what an operator sells in one region of a country.
type plan struct {
	Code              loose.Text     `json:"locationCode"`
	Name              loose.Text     `json:"locationName"`
	Fixed             []loose.Number `json:"fixedAmounts"`
	FixedDescriptions descriptions   `json:"fixedAmountsDescriptions"`
	FixedPlanNames    descriptions   `json:"fixedAmountsPlanNames"`
	Local             []loose.Number `json:"localAmounts"`
}

type promotion struct {
	Title  loose.Text `json:"title"`
	Title2 loose.Text `json:"title2"`
	Ends   loose.Text `json:"endDate"`
}

// descriptions are keyed by amounts written with two decimals, while the
// amounts themselves are not: they match by value.
type descriptions struct{ loose.Map[loose.Text] }

func (d descriptions) at(amount decimal.Decimal) string {
	for _, k := range slices.Sorted(maps.Keys(d.Map)) { // two spellings of one amount always give the same one
		if n, err := providers.ParseDecimal(k); err == nil && n.Equal(amount) {
			return loose.Plain(d.Map[k])
		}
	}
	return ""
}

// id is the operator's id, "" when there is none.
func (o operator) id() string {
	for _, n := range []loose.Number{o.ID, o.OtherID} {
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
	return slices.Contains([]string{"INACTIVE", "FALSE", "0"}, strings.ToUpper(string(o.Status)))
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
