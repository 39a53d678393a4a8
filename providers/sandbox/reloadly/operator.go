package reloadly

import (
	"encoding/json"
	"strconv"

	"github.com/shopspring/decimal"

	"simdesk/providers/sandbox/sim"
)

// fate is how the top-ups of an operator end.
type fate int

const (
	prompt   fate = iota // SUCCESSFUL at once
	late                 // PROCESSING, then SUCCESSFUL
	refunded             // PROCESSING, then REFUNDED
	failed               // PROCESSING, then FAILED
	stalled              // a long wait, then a refusal that leaves no record
)

// operator is what the catalogue sells from: one network's airtime, data,
// bundles or PINs.
type operator struct {
	id      int
	name    string
	country sim.Country

	bundle, data, combo, pin bool // what is sold; none set is plain airtime
	email                    bool // Nauta: the recipient is an address
	inactive                 bool
	fate                     fate

	rate      decimal.Decimal // what one dollar delivers
	rateScale int32           // decimals that the rate is written with, 0 as a double
	discount  decimal.Decimal // percent, on orders in dollars
	local     bool            // takes orders in its own currency
	discountL decimal.Decimal // percent, on those
	fees      fees

	popular            decimal.Decimal
	min, max           decimal.Decimal // RANGE, as listed
	localMin, localMax decimal.Decimal
	plans              []plan // FIXED
	circles            []circle
	ragged             bool // its two lists differ in length
	suggests           bool // suggests amounts without being asked
	promotions         []promotion
}

// fees are flat in dollars and in the operator's currency, and in percent.
type fees struct{ international, internationalPercent, local, localPercent decimal.Decimal }

// plan is one denomination. Where the operator has no local prices, local is
// zero.
type plan struct {
	amount, local decimal.Decimal
	about         string
}

// circle is a region of India with plans of its own.
type circle struct {
	code, name string
	plans      []plan
}

func (o *operator) airtime() bool { return !o.bundle && !o.data && !o.combo && !o.pin && !o.email }

func (o *operator) fixed() bool { return o.plans != nil || o.circles != nil }

// all lists the plans, those of the circles too.
func (o *operator) all() []plan {
	list := o.plans
	for _, c := range o.circles {
		list = append(list[:len(list):len(list)], c.plans...)
	}
	return list
}

// listing is the operator as every catalogue answer prints it.
type listing struct {
	ID         int    `json:"id"`
	OperatorID int    `json:"operatorId"`
	Name       string `json:"name"`
	Bundle     bool   `json:"bundle"`
	Data       bool   `json:"data"`
	Pin        bool   `json:"pin"`
	Combo      bool   `json:"comboProduct"`
	Local      bool   `json:"supportsLocalAmounts"`
	Geographic bool   `json:"supportsGeographicalRechargePlans"`
	Type       string `json:"denominationType"`

	SenderCode        string      `json:"senderCurrencyCode"`
	SenderSymbol      string      `json:"senderCurrencySymbol"`
	DestinationCode   string      `json:"destinationCurrencyCode"`
	DestinationSymbol string      `json:"destinationCurrencySymbol"`
	Commission        json.Number `json:"commission"`
	International     json.Number `json:"internationalDiscount"`
	LocalDiscount     json.Number `json:"localDiscount"`

	MostPopular      any     `json:"mostPopularAmount"`
	MostPopularLocal any     `json:"mostPopularLocalAmount"`
	Min              any     `json:"minAmount"`
	Max              any     `json:"maxAmount"`
	LocalMin         any     `json:"localMinAmount"`
	LocalMax         any     `json:"localMaxAmount"`
	Country          country `json:"country"`
	FX               fx      `json:"fx"`
	Logos            any     `json:"logoUrls"`

	Fixed           []json.Number          `json:"fixedAmounts"`
	FixedAbout      any                    `json:"fixedAmountsDescriptions"`
	FixedNames      any                    `json:"fixedAmountsPlanNames,omitempty"`
	LocalFixed      []json.Number          `json:"localFixedAmounts"`
	LocalFixedAbout any                    `json:"localFixedAmountsDescriptions"`
	LocalFixedNames any                    `json:"localFixedAmountsPlanNames,omitempty"`
	Suggested       []json.Number          `json:"suggestedAmounts"`
	SuggestedMap    map[string]json.Number `json:"suggestedAmountsMap"`
	Fees            map[string]json.Number `json:"fees"`
	Circles         []circleListing        `json:"geographicalRechargePlans"`
	Promotions      []promotion            `json:"promotions"`
	Status          string                 `json:"status"`
}

type country struct {
	ISO  string `json:"isoName"`
	Name string `json:"name"`
}

type fx struct {
	Rate     json.Number `json:"rate"`
	Currency string      `json:"currencyCode"`
}

type circleListing struct {
	Code            string        `json:"locationCode"`
	Name            string        `json:"locationName"`
	Fixed           []json.Number `json:"fixedAmounts"`
	Local           []json.Number `json:"localAmounts"`
	FixedNames      any           `json:"fixedAmountsPlanNames"`
	FixedAbout      any           `json:"fixedAmountsDescriptions"`
	LocalFixedNames any           `json:"localFixedAmountsPlanNames"`
	LocalFixedAbout any           `json:"localFixedAmountsDescriptions"`
}

// list prints the operator. Suggestions come only when they are asked for, but
// for the one operator that was recorded with them unasked.
func (o *operator) list(suggest, suggestMap bool) listing {
	l := listing{
		ID: o.id, OperatorID: o.id, Name: o.name, Bundle: o.bundle, Data: o.data, Pin: o.pin, Combo: o.combo,
		Local: o.local, Geographic: o.circles != nil, Type: "RANGE",
		SenderCode: "USD", SenderSymbol: "$", DestinationCode: o.country.Currency, DestinationSymbol: o.country.Currency,
		Commission: double(o.discount), International: double(o.discount), LocalDiscount: double(o.discountL),
		MostPopular: some(o.popular), Min: some(o.min), Max: some(o.max), LocalMin: some(o.localMin), LocalMax: some(o.localMax),
		Country: country{o.country.Code, o.country.Name}, FX: o.fx(), Logos: o.logos(),
		Suggested: []json.Number{}, SuggestedMap: map[string]json.Number{}, Fees: o.fees.list(),
		Circles: []circleListing{}, Promotions: o.promotions, Status: "ACTIVE",
	}
	if o.local && !o.popular.IsZero() {
		l.MostPopularLocal = double(tidy(o.popular.Mul(o.rate)))
	}
	if o.inactive {
		l.Status = "INACTIVE"
	}
	if o.promotions == nil {
		l.Promotions = []promotion{}
	}
	o.listPlans(&l)
	o.listSuggestions(&l, suggest || o.suggests, suggestMap || o.suggests)
	return l
}

func (o *operator) fx() fx {
	if o.rateScale > 0 {
		return fx{scaled(o.rate, o.rateScale), o.country.Currency}
	}
	return fx{double(o.rate), o.country.Currency}
}

func (o *operator) logos() any {
	if o.id%17 == 5 {
		return nil
	}
	return []string{"https://img.sandbox.example/reloadly/" + strconv.Itoa(o.id) + "-size-1.png"}
}

func (f fees) list() map[string]json.Number {
	return map[string]json.Number{
		"international": double(f.international), "internationalPercentage": double(f.internationalPercent),
		"local": double(f.local), "localPercentage": double(f.localPercent),
	}
}

func (o *operator) listPlans(l *listing) {
	if o.fixed() {
		l.Type = "FIXED"
	}
	var about, aboutLocal map[string]string
	l.Fixed, l.LocalFixed, about, aboutLocal = o.columns(o.plans)
	l.FixedAbout, l.LocalFixedAbout = o.described(about), o.described(aboutLocal)
	for i, c := range o.circles {
		fixed, local, about, aboutLocal := o.columns(c.plans)
		names := map[string]string{}
		if i == 0 { // most circles name no plan
			names[c.plans[0].amount.StringFixed(2)] = "Talktime"
		}
		l.Circles = append(l.Circles, circleListing{c.code, c.name, fixed, local, names, about, map[string]string{}, aboutLocal})
	}
	if o.circles != nil && o.id%2 == 0 {
		l.FixedNames, l.LocalFixedNames = map[string]string{}, map[string]string{}
	}
}

// columns turns plans into the parallel lists and maps of an answer. The maps
// are keyed by the amount with two decimals, whatever the amount itself looks
// like.
func (o *operator) columns(plans []plan) (fixed, local []json.Number, about, aboutLocal map[string]string) {
	var amounts, locals []decimal.Decimal
	about, aboutLocal = map[string]string{}, map[string]string{}
	for i, p := range plans {
		amounts = append(amounts, p.amount)
		if p.about != "" {
			about[p.amount.StringFixed(2)] = p.about
		}
		if p.local.IsZero() || (o.ragged && i == len(plans)-1) {
			continue
		}
		locals = append(locals, p.local)
		if p.about != "" {
			aboutLocal[p.local.StringFixed(2)] = p.about
		}
	}
	return doubles(amounts), doubles(locals), about, aboutLocal
}

// described is a map of descriptions; an empty one is {}, [] or null, each of
// which was seen.
func (o *operator) described(m map[string]string) any {
	switch {
	case len(m) > 0 || o.id%3 == 0:
		return m
	case o.id%3 == 1:
		return []string{}
	default:
		return nil
	}
}
