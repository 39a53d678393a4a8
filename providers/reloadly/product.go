package reloadly

import (
	"errors"
	"fmt"
	"strings"

	"simdesk/providers"
	"simdesk/providers/wire/loose"
)

// What a product carries for the sale, in Product.Extra.
const (
	extraOperator      = "operator_id"
	extraCountry       = "country"        // of the operator and so of the number
	extraAmount        = "amount"         // of a fixed product, exact, wallet's currency
	extraLocalCurrency = "local_currency" // amounts in it are sent with useLocalAmount
	extraRecipient     = "recipient"      // "email" for Nauta, else absent
)

const byEmail = "email"

// products are what an operator sells: one for each fixed amount, else one
// whose amount is chosen. The error says what is missing when there is none.
func (o operator) products() ([]providers.Product, error) {
	switch {
	case o.id() == "":
		return nil, errors.New("it has no id")
	case len(o.country()) != 2:
		return nil, errors.New("its country is not told")
	case len(o.currency()) != 3:
		return nil, errors.New("its currency is not told")
	case o.inactive():
		return nil, fmt.Errorf("it is marked %s", o.Status)
	case o.ranged():
		return []providers.Product{o.rangeProduct()}, nil
	}
	list := o.fixedProducts()
	if len(list) == 0 {
		return nil, errors.New("it lists no amounts")
	}
	return list, nil
}

// product is what all of an operator's products share; without a range of amounts
// it is a fixed one.
func (o operator) product(id string, ranges ...providers.Range) providers.Product {
	p := providers.Product{
		Provider: name, ID: id, Name: loose.Plain(o.Name), Kind: o.kind(), Ranges: ranges,
		Countries: []string{o.country()}, Operator: loose.Plain(o.Name), Notes: o.notes(),
		Extra: map[string]string{extraOperator: o.id(), extraCountry: o.country()},
	}
	to := field(providers.FieldPhone, "Customer's number", providers.TypePhone, true)
	if o.nauta() {
		p.Extra[extraRecipient] = byEmail
		to = field(providers.FieldEmail, "Customer's address ("+strings.Join(nautaDomains, " or ")+")", providers.TypeEmail, true)
	}
	p.Fields = append(p.Fields, to)
	if len(ranges) > 0 {
		p.Fields = append(p.Fields, field(providers.FieldAmount, "Amount", providers.TypeAmount, true))
	}
	if len(ranges) > 1 {
		f := field(providers.FieldCurrency, "Amount's currency ("+ranges[0].Currency+" unless chosen)", providers.TypeChoice, false)
		f.Choices = []string{ranges[0].Currency, ranges[1].Currency}
		p.Fields = append(p.Fields, f)
	}
	p.Fields = append(p.Fields, field(providers.FieldSenderPhone, "Sender's number", providers.TypePhone, false))
	return p
}

func (o operator) rangeProduct() providers.Product {
	p := o.product(o.id(), o.ranges()...)
	if o.hasLocal() {
		p.Extra[extraLocalCurrency] = o.localCurrency()
	}
	return p
}

func field(name, label string, t providers.FieldType, required bool) providers.Field {
	return providers.Field{Name: name, Label: label, Type: t, Required: required, Choices: []string{}}
}

// notes are what Reloadly says about the operator as a whole.
// Beside every price it says that the cost is an estimate: the formulas of
// reloadly.md section 6 were worked out by others, in the sandbox.
func (o operator) notes() []providers.Reason {
	notes := []providers.Reason{providers.Because("reloadly.estimated")}
	if s := strings.ToUpper(string(o.Status)); s != "" && s != "ACTIVE" && s != "TRUE" && s != "1" {
		notes = append(notes, providers.Because("reloadly.marked", "status", string(o.Status)))
	}
	for _, p := range o.Promotions {
		title := strings.TrimSpace(loose.Plain(p.Title) + " " + loose.Plain(p.Title2))
		ends := loose.Plain(p.Ends)
		switch {
		case title == "":
		case ends == "":
			notes = append(notes, providers.Because("reloadly.promotion", "title", title))
		default:
			notes = append(notes, providers.Because("reloadly.promotion_until", "title", title, "ends", ends))
		}
	}
	return notes
}
