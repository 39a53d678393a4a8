package reloadly

import (
	"cmp"
	"slices"

	"github.com/shopspring/decimal"

	"simdesk/providers"
	"simdesk/providers/wire/loose"
)

// denomination is one fixed amount of an operator and what it is in each
// region that has it. A top-up names operator and amount only, the number
// decides the region: so one amount is one product, with its regions told.
type denomination struct {
	amount decimal.Decimal
	local  *providers.Money // the same in the operator's currency, where it is listed
	plans  []place
}

// place is what an amount buys in one region, "" for everywhere.
type place struct{ region, description, planName string }

func (o operator) fixedProducts() []providers.Product {
	var list []providers.Product
	all := o.denominations()
	for _, d := range all {
		list = append(list, o.fixedProduct(o.id()+":"+d.amountID(all), d))
	}
	return list
}

// amountID is the amount with two decimals, or in full where two amounts of
// one operator come to the same: the one that is exact keeps the short form.
func (d denomination) amountID(all []denomination) string {
	short := d.amount.StringFixed(2)
	same := func(other denomination) bool {
		return !other.amount.Equal(d.amount) && other.amount.StringFixed(2) == short
	}
	if !d.amount.Equal(d.amount.Round(2)) && slices.ContainsFunc(all, same) {
		return d.amount.String()
	}
	return short
}

// denominations lists each distinct amount once, in Reloadly's order.
func (o operator) denominations() []denomination {
	var list []denomination
	everywhere := plan{Fixed: o.Fixed, FixedDescriptions: o.FixedDescriptions, FixedPlanNames: o.FixedPlanNames, Local: o.LocalFixed}
	for _, p := range append([]plan{everywhere}, o.Plans...) {
		region := cmp.Or(loose.Plain(p.Name), loose.Plain(p.Code))
		for i, n := range p.Fixed {
			if !n.IsPositive() {
				continue
			}
			at := slices.IndexFunc(list, func(d denomination) bool { return d.amount.Equal(n.Decimal) })
			if at < 0 {
				list, at = append(list, denomination{amount: n.Decimal}), len(list)
			}
			list[at].plans = append(list[at].plans, place{region, p.FixedDescriptions.at(n.Decimal), p.FixedPlanNames.at(n.Decimal)})
			// The two lists line up, unless one of them is longer.
			if len(p.Local) == len(p.Fixed) && list[at].local == nil {
				list[at].local = p.Local[i].Money(o.localCurrency())
			}
		}
	}
	return list
}

func (o operator) fixedProduct(id string, d denomination) providers.Product {
	p := o.product(id)
	face := providers.Money{Amount: d.amount, Currency: o.currency()}
	says := d.descriptions()
	switch len(says) {
	case 0:
		p.Name += " " + face.String()
	case 1:
		p.Name += ": " + says[0]
		p.Data, p.Days = dataIn(says[0]), daysIn(says[0])
	default:
		p.Name += " " + face.String() + " (by region)"
	}
	if len(d.plans) == 1 && d.plans[0].region != "" {
		p.Name += " (" + d.plans[0].region + ")"
	}
	if p.Kind == providers.KindAirtime {
		p.Data = providers.Data{}
	}
	p.Cost = o.cost(d.amount)
	p.Notes = append(d.notes(), p.Notes...)
	p.Extra[extraAmount] = d.amount.String()
	return p
}

// descriptions are the different things that the amount is called.
func (d denomination) descriptions() []string {
	var all []string
	for _, p := range d.plans {
		s := cmp.Or(p.description, p.planName)
		if s != "" && !slices.Contains(all, s) {
			all = append(all, s)
		}
	}
	return all
}

// notes tell what the amount is worth and what it buys in each region.
func (d denomination) notes() []providers.Reason {
	var notes []providers.Reason
	if d.local != nil {
		notes = append(notes, providers.Because("reloadly.worth", "money", d.local))
	}
	for _, p := range d.plans {
		if note := p.note(); !note.IsZero() {
			notes = append(notes, note)
		}
	}
	return notes
}

// note is what the product's name does not say about the place.
func (p place) note() providers.Reason {
	switch {
	case p.region == "" && p.description != "" && p.planName != p.description:
		return providers.Quoted(p.planName)
	case p.region == "":
		return providers.Reason{}
	case p.description == "" && p.planName == "":
		return providers.Because("reloadly.sold_in", "region", p.region)
	case p.description == "" || p.planName == "" || p.planName == p.description:
		return providers.Quoted(p.region + ": " + cmp.Or(p.description, p.planName))
	}
	return providers.Quoted(p.region + ": " + p.planName + ", " + p.description)
}
