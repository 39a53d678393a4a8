package valuetopup

import (
	"encoding/json"

	"github.com/shopspring/decimal"

	"simdesk/providers/sandbox/sim"
)

// kind is what one selling operation sells.
type kind int

const (
	airtime kind = iota
	pin
	esim
	giftCard
	bill
	activation
	portIn
)

// category is the word in the catalogue. The document's text gives RTR and
// eSIM; the others are as the provider's pages about v2 spell them.
func (k kind) category() string {
	switch k {
	case airtime:
		return "RTR"
	case pin:
		return "PIN"
	case esim:
		return "eSIM"
	case giftCard:
		return "Gift Card"
	case bill:
		return "Bill Pay"
	default:
		return "SIM"
	}
}

// product is what one operator, brand or utility sells in one place.
type product struct {
	id, operatorID int
	name, operator string
	kind           kind
	country        sim.Country // no code for a region
	skus           []*sku
}

// denomination is the word for how amounts are chosen; the document gives the
// field and no values.
func (p *product) denomination() string {
	if p.skus[0].fixed() {
		return "Fixed"
	}
	return "Range"
}

// sku is a line of the catalogue. Amounts are in the wallet's currency.
type sku struct {
	SkuID                          int         `json:"skuId"`
	ProductID                      int         `json:"productId"`
	ProductName                    string      `json:"productName"`
	ProductDescription             string      `json:"productDescription"`
	BenefitType                    string      `json:"benefitType"`
	Validity                       string      `json:"validity"`
	FaceValue                      json.Number `json:"faceValue"`
	MinAmount                      json.Number `json:"minAmount"`
	MaxAmount                      json.Number `json:"maxAmount"`
	Discount                       json.Number `json:"discount"`
	Pricing                        string      `json:"pricing"`
	Category                       string      `json:"category"`
	Region                         string      `json:"region"`
	IsSalesTaxCharged              bool        `json:"isSalesTaxCharged"`
	SalesTax                       json.Number `json:"salesTax"`
	ExchangeRate                   json.Number `json:"exchangeRate"`
	CurrencyCode                   string      `json:"currencyCode"`
	CountryCode                    string      `json:"countryCode"`
	LocalPhoneNumberLength         int         `json:"localPhoneNumberLength"`
	InternationalCountryCode       []string    `json:"internationalCountryCode"`
	AllowDecimal                   bool        `json:"allowDecimal"`
	Fee                            json.Number `json:"fee"`
	OperatorName                   string      `json:"operatorName"`
	DeliveryCurrencyCode           string      `json:"deliveryCurrencyCode"`
	SupportedTransactionCurrencies string      `json:"supportedTransactionCurrencies"`
	CarrierName                    string      `json:"carrierName"`
	AdditionalInformation          string      `json:"additionalInformation"`
	LoanAmount                     json.Number `json:"loanAmount"`

	terms
}

// terms is what the simulator knows about a SKU beyond what it shows.
type terms struct {
	of             *product
	low, high      decimal.Decimal // equal for a fixed denomination
	discount       decimal.Decimal // percent of the face value
	fee, tax, rate decimal.Decimal
	bytes          int64 // of an eSIM
	days           int
	gone           bool   // out of stock
	ends           string // the code that a gift card settles with
	bare           bool   // the card's numbers only come from giftcard/fetch
	monthly        bool   // can be bought for several months at once
	boost          bool   // needs the customer's Boost Mobile PIN
	prepaid        bool   // a meter that is loaded with a token
}

func (k *sku) fixed() bool { return k.low.Equal(k.high) }

// price is what a face value costs: less the discount, plus the fee. The
// document gives the three figures and not how they hang together.
func (k *sku) price(face decimal.Decimal) (discount, invoice decimal.Decimal) {
	discount = face.Mul(k.discount).Shift(-2).Round(2)
	return discount, face.Sub(discount).Add(k.fee)
}

// add puts a product into the catalogue.
func (s *Simulator) add(k kind, name, operator string, c sim.Country) *product {
	p := &product{id: 1001 + len(s.products), name: name, operator: operator, kind: k, country: c, operatorID: 501 + len(s.products)}
	for _, other := range s.products {
		if other.operator == operator && other.country.Code == c.Code {
			p.operatorID = other.operatorID
		}
	}
	s.products = append(s.products, p)
	return p
}

// put adds a SKU with amounts from low to high. change says what is special
// about it.
func (s *Simulator) put(p *product, name string, low, high decimal.Decimal, change func(*sku)) {
	local := p.country.Currency
	if local == "" {
		local = "USD"
	}
	rate, ok := sim.PerUSD(local)
	if !ok {
		rate, local = decimal.NewFromInt(1), "USD"
	}
	k := &sku{
		SkuID: 20001 + len(s.skus), ProductID: p.id, ProductName: name, ProductDescription: name, BenefitType: "Airtime",
		Category: p.kind.category(), Region: p.country.Region, CurrencyCode: "USD", CountryCode: p.country.Code,
		LocalPhoneNumberLength: p.country.DigitsMax, InternationalCountryCode: []string{}, AllowDecimal: true,
		OperatorName: p.operator, DeliveryCurrencyCode: local, SupportedTransactionCurrencies: "USD", CarrierName: p.name,
		LoanAmount: "0", Pricing: "Range", terms: terms{of: p, low: low, high: high, rate: rate, ends: done},
	}
	if p.country.Calling != "" {
		k.InternationalCountryCode = append(k.InternationalCountryCode, p.country.Calling)
	}
	if local != "USD" {
		k.SupportedTransactionCurrencies = "USD," + local
	}
	if change != nil {
		change(k)
	}
	k.FaceValue, k.MinAmount, k.MaxAmount = "0", sim.Number(low), sim.Number(high)
	if k.fixed() {
		k.FaceValue, k.Pricing, k.AllowDecimal = sim.Number(low), "Fixed", false
	}
	k.Discount, k.Fee, k.ExchangeRate = sim.Number(k.discount), sim.Number(k.fee), sim.Number(k.rate)
	k.SalesTax, k.IsSalesTaxCharged = sim.Number(k.tax), k.tax.IsPositive()
	s.skus, s.byID[k.SkuID] = append(s.skus, k), k
	p.skus = append(p.skus, k)
}
