package uitest

import (
	"testing"

	"github.com/shopspring/decimal"

	"simdesk/providers"
	"simdesk/state/catalog"
	"simdesk/state/desk"
	"simdesk/state/ledger"
)

// Shop returns a desk with five accounts, their wallets and a small catalogue.
// Everything else is unexpected until a test sets it.
func Shop(t testing.TB) *Desk {
	t.Helper()
	return &Desk{
		T: t, Catalog: catalog.Build(Products(), Pricing()), WalletList: Wallets(),
		AccountList: []desk.Account{
			{Name: "roamify", Title: "Roamify", Sandbox: true},
			{Name: "fyatu", Title: "Fyatu", Sandbox: true},
			{Name: "valuetopup", Title: "Value Topup", Sandbox: true},
			{Name: "reloadly", Title: "Reloadly", Sandbox: true},
			{Name: "giftapi", Title: "GiftAPI", Sandbox: true},
		},
		SourceList: []catalog.Source{
			{Provider: "roamify", Products: 3, AsOf: Start.Add(-60e9)},
			{Provider: "fyatu", Products: 2, AsOf: Start.Add(-60e9)},
			{Provider: "valuetopup", Products: 1, AsOf: Start.Add(-60e9)},
			{Provider: "reloadly", Products: 2, AsOf: Start.Add(-60e9)},
			{Provider: "giftapi", Products: 2, AsOf: Start.Add(-60e9)},
		},
		Missing: map[string]map[providers.Capability]providers.Reason{
			"valuetopup": {providers.CanTopUp: providers.Quoted("Value Topup has no top-up for an eSIM: sell a new one.")},
		},
	}
}

// Pricing is a shop in dollars with a markup of 20 %, rounded to 10 cents.
func Pricing() catalog.Pricing {
	return catalog.Pricing{
		Currency: "USD", MarkupPercent: decimal.NewFromInt(20), Rounding: decimal.New(1, -1),
		Rates: map[string]decimal.Decimal{"EUR": decimal.New(108, -2)},
	}
}

// USD is an amount of dollars, for fields that may be unknown.
func USD(amount string) *providers.Money { return providers.MustMoney(amount, "USD").Ptr() }

// Wallets are five wallets: Fyatu's is low, Reloadly's is not known.
func Wallets() []desk.Wallet {
	wallet := func(name, title, available string) desk.Wallet {
		m := providers.MustMoney(available, "USD")
		return desk.Wallet{Provider: name, Title: title, Balance: &providers.Balance{Available: m, Balance: m, AsOf: Start}}
	}
	low := wallet("fyatu", "Fyatu", "12.40")
	low.Low, low.LowMark = true, USD("50")
	return []desk.Wallet{
		wallet("roamify", "Roamify", "812.35"), low, wallet("valuetopup", "Value Topup", "240"),
		{Provider: "reloadly", Title: "Reloadly", Error: &providers.Error{
			Kind: providers.KindUnavailable, Outcome: providers.NotSent, Provider: "reloadly",
			Why: providers.Quoted("Reloadly does not answer.")}},
		wallet("giftapi", "GiftAPI", "95.10"),
	}
}

// Products are the small catalogue.
func Products() []providers.Product {
	stock := 3
	return []providers.Product{
		esim("roamify", "jp-5gb-30d", "Japan 5 GB 30 days", "Docomo", 5, 30, "9.50", providers.Yes, "JP"),
		esim("roamify", "jp-10gb-30d", "Japan 10 GB 30 days", "Docomo", 10, 30, "16.20", providers.Yes, "JP"),
		esim("roamify", "tr-5gb-7d", "Türkiye 5 GB 7 days", "Turkcell", 5, 7, "6.10", providers.Yes, "TR"),
		esim("fyatu", "sakura-15days-5gb", "Sakura 5 GB 15 days", "SoftBank", 5, 15, "9.80", providers.Yes, "JP"),
		esim("fyatu", "merhaba-7days-5gb", "Merhaba 5 GB 7 days", "Türk Telekom", 5, 7, "5.90", providers.Yes, "TR"),
		esim("valuetopup", "40117", "Japan 3 GB 日本 eSIM", "KDDI", 3, 15, "7.25", providers.No, "JP"),
		{
			Provider: "giftapi", ID: "8812", Name: "Asia 5 GB 30 days", Kind: providers.KindESIM, Region: "Asia",
			Countries: []string{"JP", "KR", "TH", "VN", "SG", "MY", "ID", "PH", "TW", "HK", "KH"},
			Data:      providers.Data{Bytes: 5 * providers.GB, Raw: "5 GB"}, Days: 30, Cost: USD("10.10"), Stock: &stock,
			Networks:     []providers.Network{{Country: "JP", Name: "KDDI", Types: []string{"4G", "5G"}}, {Country: "TH", Name: "AIS", Types: []string{"4G"}}},
			Notes:        providers.Quotes("Tethering is allowed."),
			Instructions: providers.Quoted("The validity starts with the first connection to a network."),
		},
		{
			Provider: "giftapi", ID: "9001", Name: "Steam 20 USD", Kind: providers.KindGiftCard, Operator: "Steam",
			Countries: []string{"US"}, Cost: USD("19.20"),
			Fields: []providers.Field{{Name: providers.FieldEmail, Label: "Customer's e-mail", Type: providers.TypeEmail}},
		},
		Airtime(),
		{
			Provider: "reloadly", ID: "173:10.00", Name: "Three UK 10", Kind: providers.KindAirtime, Operator: "Three",
			Countries: []string{"GB"}, Cost: USD("13.10"), Fields: []providers.Field{phoneField()},
		},
	}
}

// Airtime is a product with a range and a phone number.
func Airtime() providers.Product {
	return providers.Product{
		Provider: "reloadly", ID: "341", Name: "MTN Nigeria", Kind: providers.KindAirtime, Operator: "MTN", Countries: []string{"NG"},
		Fields: []providers.Field{phoneField(), {Name: providers.FieldAmount, Label: "Amount", Type: providers.TypeAmount, Required: true}},
		Ranges: []providers.Range{{
			Currency: "USD", Min: decimal.NewFromInt(1), Max: decimal.NewFromInt(50), CostCurrency: "USD",
			CostFactor: decimal.New(97, -2), DeliveredCurrency: "NGN", DeliveredFactor: decimal.NewFromInt(1510),
		}},
	}
}

func phoneField() providers.Field {
	return providers.Field{Name: providers.FieldPhone, Label: "Customer's number", Type: providers.TypePhone, Required: true}
}

func esim(provider, id, name, operator string, gb int64, days int, cost string, topUp providers.Truth, country string) providers.Product {
	return providers.Product{
		Provider: provider, ID: id, Name: name, Kind: providers.KindESIM, Countries: []string{country}, Operator: operator,
		Data: providers.Data{Bytes: gb * providers.GB}, Days: days, Cost: USD(cost), CanTopUp: topUp,
	}
}

// Code48 is an activation code of 48 characters.
const Code48 = "LPA:1$rsp-3104.idemia.io$ABCDE-FGHIJ-KLMNO-PQRST"

// ESIMOrder is a completed order of an eSIM.
func ESIMOrder(t testing.TB) ledger.Order {
	t.Helper()
	a, err := providers.ParseActivation(Code48)
	if err != nil {
		t.Fatal(err)
	}
	return ledger.Order{
		ID: "0197c5a0-1111-7000-8000-000000000001", Reference: "0197c5a0-2222-7000-8000-000000000002",
		Provider: "roamify", Kind: providers.KindESIM, ProductID: "jp-5gb-30d", ProductName: "Japan 5 GB 30 days",
		State: providers.StateCompleted, Charged: charged[providers.StateCompleted], Cost: USD("9.50"), Price: USD("11.40"), Clerk: "ana", Sandbox: true,
		ProviderOrderID: "RO-77120", ProviderStatus: "COMPLETED", CreatedAt: Start, UpdatedAt: Start,
		Delivery: []providers.Delivery{{Type: providers.DeliverESIM, ICCID: "8944422711108338982", Activation: &a}},
	}
}

// charged is what is usually known of the money in a state.
var charged = map[providers.State]providers.Charged{
	providers.StateDrafted:   {Taken: providers.No, By: providers.ByNotSending},
	providers.StateCompleted: {Taken: providers.Yes, By: providers.ByAnswer},
	providers.StateFailed:    {Taken: providers.No, By: providers.ByAnswer},
	providers.StateRefunded:  {Taken: providers.Yes, By: providers.ByLookUp},
}

// InState is an order in another state, with nothing delivered. A failed one was
// refused: the provider has no order and no word for it.
func InState(o ledger.Order, s providers.State, problem *ledger.Problem) ledger.Order {
	o.State, o.Charged, o.Error, o.Delivery, o.ProviderStatus = s, charged[s], problem, nil, ""
	if s == providers.StateFailed {
		o.ProviderOrderID = ""
	}
	return o
}
