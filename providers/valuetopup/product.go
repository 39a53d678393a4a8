package valuetopup

import (
	"cmp"
	"encoding/json"
	"regexp"
	"strings"

	"simdesk/providers"
	"simdesk/providers/wire/loose"
)

// sku is one product as /catalog/skus and the number lookup list it.
type sku struct {
	SkuID           loose.Number    `json:"skuId"`
	ProductName     loose.Text      `json:"productName"`
	Description     loose.Text      `json:"productDescription"`
	BenefitType     loose.Text      `json:"benefitType"`
	Validity        loose.Text      `json:"validity"`
	FaceValue       loose.Number    `json:"faceValue"`
	MinAmount       loose.Number    `json:"minAmount"`
	MaxAmount       loose.Number    `json:"maxAmount"`
	Discount        loose.Number    `json:"discount"`
	Category        loose.Text      `json:"category"`
	Region          loose.Text      `json:"region"`
	SalesTaxCharged loose.Flag      `json:"isSalesTaxCharged"`
	SalesTax        loose.Number    `json:"salesTax"`
	ExchangeRate    loose.Number    `json:"exchangeRate"`
	CurrencyCode    loose.Text      `json:"currencyCode"`
	CountryCode     loose.Text      `json:"countryCode"`
	AllowDecimal    loose.Flag      `json:"allowDecimal"`
	Fee             loose.Number    `json:"fee"`
	OperatorName    loose.Text      `json:"operatorName"`
	DeliveryCode    loose.Text      `json:"deliveryCurrencyCode"`
	Currencies      loose.Text      `json:"supportedTransactionCurrencies"`
	CarrierName     loose.Text      `json:"carrierName"`
	Additional      json.RawMessage `json:"additionalInformation"` // a text, in the documents
}

// id is the SKU's number as text; ok is false without one.
func (s sku) id() (string, bool) {
	if !s.SkuID.Known || !s.SkuID.IsInteger() || s.SkuID.IsNegative() {
		return "", false
	}
	return s.SkuID.Truncate(0).String(), true
}

// kinds are the categories in lower-case letters without spaces and dashes:
// the documents name RTR and eSIM, the others are spelt differently by
// different callers.
var kinds = map[string]providers.Kind{
	"rtr": providers.KindAirtime, "topup": providers.KindAirtime, "airtime": providers.KindAirtime,
	"pin": providers.KindPIN, "pins": providers.KindPIN,
	"esim": providers.KindESIM, "esims": providers.KindESIM,
	"giftcard": providers.KindGiftCard, "giftcards": providers.KindGiftCard,
	"billpay": providers.KindBill, "bill": providers.KindBill, "bills": providers.KindBill, "billpayment": providers.KindBill,
	"sim": providers.KindSIMActivation, "sims": providers.KindSIMActivation, "simactivation": providers.KindSIMActivation, "simactivate": providers.KindSIMActivation,
	"portin": providers.KindSIMPortIn, "simportin": providers.KindSIMPortIn,
}

var together = strings.NewReplacer(" ", "", "-", "", "_", "")

var (
	portInName  = regexp.MustCompile(`(?i)\bport[\s-]?in\b`)
	benefitData = regexp.MustCompile(`(?i)\b(data|internet)\b`)
	benefitTalk = regexp.MustCompile(`(?i)\b(airtime|talk|voice|minutes?|sms|texts?|credit|top-?up)\b`)
)

func (s sku) kind() providers.Kind {
	kind, ok := kinds[strings.ToLower(together.Replace(string(s.Category)))]
	switch {
	case !ok:
		return providers.KindOther
	case kind == providers.KindAirtime && benefitData.MatchString(string(s.BenefitType)) && !benefitTalk.MatchString(string(s.BenefitType)):
		return providers.KindData
	case kind == providers.KindSIMActivation && portInName.MatchString(string(s.ProductName)):
		return providers.KindSIMPortIn
	}
	return kind
}

// takesAmount reports whether the request for this kind names an amount; for
// the others the SKU alone decides the price.
func takesAmount(k providers.Kind) bool {
	switch k {
	case providers.KindAirtime, providers.KindData, providers.KindBill, providers.KindGiftCard:
		return true
	default:
		return false
	}
}

// product is the SKU as it is sold from a wallet in this currency.
func (s sku) product(id, wallet string) providers.Product {
	p := providers.Product{
		Provider: name, ID: id, Kind: s.kind(),
		Name:      cmp.Or(loose.Plain(s.ProductName), "SKU "+id),
		Countries: countriesIn(string(s.CountryCode)),
		Operator:  cmp.Or(loose.Plain(s.OperatorName), loose.Plain(s.CarrierName)),
		Extra:     map[string]string{},
	}
	if len(p.Countries) != 1 {
		p.Region = loose.Plain(s.Region)
	}
	description := loose.Plain(s.Description)
	if p.Kind == providers.KindESIM || p.Kind == providers.KindData {
		p.Data = dataIn(p.Name+" "+loose.Plain(s.BenefitType), description)
		p.Days = daysIn(string(s.Validity), p.Name, description)
	} else {
		p.Days = daysIn(string(s.Validity))
	}
	if p.Kind == providers.KindESIM {
		p.CanTopUp = providers.No
	}
	if description != "" && description != p.Name {
		p.Notes = append(p.Notes, providers.Quoted(description))
	}
	if v := loose.Plain(s.Validity); v != "" {
		p.Notes = append(p.Notes, providers.Because("valuetopup.validity", "validity", v))
	}
	s.price(&p, wallet)
	s.fields(&p)
	return p
}
