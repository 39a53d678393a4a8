package valuetopup

import (
	"cmp"
	"regexp"
	"strings"

	"simdesk/providers"
	"simdesk/providers/wire"
)

// sku is one product as /catalog/skus and the number lookup list it.
type sku struct {
	SkuID           wire.Number `json:"skuId"`
	ProductID       wire.Number `json:"productId"`
	ProductName     wire.Text   `json:"productName"`
	Description     wire.Text   `json:"productDescription"`
	BenefitType     wire.Text   `json:"benefitType"`
	Validity        wire.Text   `json:"validity"`
	FaceValue       wire.Number `json:"faceValue"`
	MinAmount       wire.Number `json:"minAmount"`
	MaxAmount       wire.Number `json:"maxAmount"`
	Discount        wire.Number `json:"discount"`
	Pricing         wire.Text   `json:"pricing"`
	Category        wire.Text   `json:"category"`
	Region          wire.Text   `json:"region"`
	SalesTaxCharged wire.Flag   `json:"isSalesTaxCharged"`
	SalesTax        wire.Number `json:"salesTax"`
	ExchangeRate    wire.Number `json:"exchangeRate"`
	CurrencyCode    wire.Text   `json:"currencyCode"`
	CountryCode     wire.Text   `json:"countryCode"`
	AllowDecimal    wire.Flag   `json:"allowDecimal"`
	Fee             wire.Number `json:"fee"`
	OperatorName    wire.Text   `json:"operatorName"`
	DeliveryCode    wire.Text   `json:"deliveryCurrencyCode"`
	Currencies      wire.Text   `json:"supportedTransactionCurrencies"`
	CarrierName     wire.Text   `json:"carrierName"`
	Additional      looseText   `json:"additionalInformation"`
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
		Name:      cmp.Or(wire.Plain(s.ProductName), "SKU "+id),
		Countries: countriesIn(string(s.CountryCode)),
		Operator:  cmp.Or(wire.Plain(s.OperatorName), wire.Plain(s.CarrierName)),
		Extra:     map[string]string{},
	}
	if len(p.Countries) != 1 {
		p.Region = wire.Plain(s.Region)
	}
	description := wire.Plain(s.Description)
	if p.Kind == providers.KindESIM || p.Kind == providers.KindData {
		p.Data = dataIn(p.Name+" "+wire.Plain(s.BenefitType), description)
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
	if v := wire.Plain(s.Validity); v != "" {
		p.Notes = append(p.Notes, providers.Because("valuetopup.validity", "validity", v))
	}
	s.price(&p, wallet)
	s.fields(&p)
	return p
}
