package giftapi

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"simdesk/providers/sandbox/sim"
)

// The document's own samples, which the catalogue has under the same numbers.
const (
	AppleUSA    = "019bc0dd-8423-739c-a557-5387d900152b"
	Apple2      = "019bc0dd-8434-7246-a0fa-a8a29b88eeee"
	Apple3      = "019bc0dd-844e-726d-af0a-24187668feef"
	Apple30     = "019bc0dd-8562-7173-afd9-a5cc534fafb7"
	CustomAED   = "019d732c-57c0-739a-8a38-b767229f881f"
	Europe10GB  = "029bc0dd-8562-7173-afd9-a5cc534fafb8"
	SampleICCID = "8944422711108338982"
)

// stock makes the catalogue.
func (s *Simulator) stock() {
	s.stockApple()
	s.stockVouchers()
	s.stockOpenRange()
	s.stockRecharges()
	s.stockGames()
	s.stockESIMs()
}

func (s *Simulator) add(p *product) *product {
	p.number = len(s.products) + 1
	if p.id == "" {
		p.id = s.world.UUID(Name, "product", strconv.Itoa(p.number))
	}
	if p.denominated == "" {
		p.denominated = "fixed"
	}
	s.products, s.byProduct[p.id] = append(s.products, p), p
	return p
}

func (s *Simulator) put(p *product, k *sku) *sku {
	k.number, k.of = len(s.skus)+1, p
	if k.id == "" {
		k.id = s.world.UUID(Name, "sku", strconv.Itoa(k.number))
	}
	k.custom = p.denominated == "custom"
	s.skus, s.bySku[k.id], p.skus = append(s.skus, k), k, append(p.skus, k)
	return k
}

func denomination(n int64, currency string) map[string]any {
	return map[string]any{"denomination": strconv.FormatInt(n, 10), "denomination_currency": currency}
}

func usd(text string) decimal.Decimal { return decimal.RequireFromString(text) }

// stockApple is the product of the document's samples and more of its kind.
func (s *Simulator) stockApple() {
	p := s.add(&product{id: AppleUSA, name: "Apple gift card | USA", russian: "Подарочная карта Apple | США", kind: "voucher", category: 18,
		about:      "<p>With the credit from a gift card, you can get music, movies, TV shows, apps, books, audiobooks, Apple Music memberships and more.</p>",
		attributes: map[string]any{"digital_acceptance": "online"}})
	for _, x := range []struct {
		id    string
		face  int64
		price string
		stock int
	}{{Apple2, 2, "2.2", 100}, {Apple3, 3, "3.3", 50}, {"", 10, "9.79", 80}, {"", 25, "24.31", 64}, {Apple30, 30, "29.09", 70}, {"", 100, "96.8", 12}} {
		s.put(p, &sku{id: x.id, name: fmt.Sprintf("$%d Apple Gift Card", x.face), price: usd(x.price), currency: "USD", stock: x.stock, most: 1,
			attributes: denomination(x.face, "USD")})
	}
}

func (s *Simulator) stockVouchers() {
	for _, brand := range []string{"Google Play", "Steam", "PlayStation", "Xbox", "Netflix", "Spotify", "Roblox", "Nintendo"} {
		for _, code := range []string{"US", "GB", "DE", "TR", "AE", "PL", "BR"} {
			c, _ := sim.CountryOf(code)
			p := s.add(&product{name: brand + " gift card | " + c.Name, russian: "Подарочная карта " + brand + " | " + c.Name, kind: "voucher", category: 18,
				about: "<p>A code for the " + brand + " shop of <strong>" + c.Name + "</strong>.</p><ul><li>Valid for accounts of that country</li></ul>", country: c})
			for step, n := range sim.RoundSums(c.Currency, 10, 25, 50) {
				s.putVoucher(p, brand, c, n, step == 2)
			}
		}
	}
}

// putVoucher adds a denomination. Roblox codes come later, and the highest
// never; of Nintendo's the supplier has only two at a time.
func (s *Simulator) putVoucher(p *product, brand string, c sim.Country, n int64, highest bool) {
	rate, _ := sim.PerUSD(c.Currency)
	price := decimal.NewFromInt(n).DivRound(rate, 6).Mul(decimal.New(97, -2)).Round(2)
	k := &sku{name: fmt.Sprintf("%d %s %s Gift Card", n, c.Currency, brand), price: price, currency: "USD", most: 10,
		stock: 20 + s.world.Rand(Name, "stock", brand, c.Code, strconv.FormatInt(n, 10)).IntN(100), attributes: denomination(n, c.Currency)}
	k.late = brand == "Roblox" || brand == "Nintendo"
	if brand == "Roblox" && highest {
		k.failsWith = "Supplier has no codes left"
	}
	if brand == "Nintendo" {
		k.supplierHolds = 2
	}
	if brand == "Netflix" && c.Code == "BR" {
		k.stock = 0
	}
	s.put(p, k)
}

// stockOpenRange is the document's custom denomination, and more of its kind.
func (s *Simulator) stockOpenRange() {
	for _, x := range []struct{ brand, code, id, rate string }{
		{"Noon", "AE", CustomAED, "0.272"}, {"Amazon", "AE", "", "0.2723"}, {"Amazon", "DE", "", "1.1655"}, {"Amazon", "GB", "", "1.3423"},
		{"IKEA", "PL", "", "0.2747"}, {"Zalando", "DE", "", "1.1655"}, {"Hepsiburada", "TR", "", "0.0239"},
	} {
		c, _ := sim.CountryOf(x.code)
		p := s.add(&product{name: x.brand + " gift card | " + c.Name, kind: "voucher_open_range", category: 18, denominated: "custom", country: c,
			about: "<p>A " + x.brand + " voucher of any amount.</p>", attributes: map[string]any{"digital_acceptance": "both"},
			fields: []field{{"amount", "Amount in " + c.Currency, "Сумма, " + c.Currency, "number", decimal.NewFromInt(10), decimal.NewFromInt(1000)}}})
		s.put(p, &sku{id: x.id, name: x.brand + " Gift Card", currency: c.Currency, stock: 9999, most: 99,
			attributes: map[string]any{"denomination_currency": c.Currency}, terms: terms{markup: decimal.NewFromInt(-2), rate: usd(x.rate)}})
	}
}

var phone = field{"phone", "Phone number", "Номер телефона", "text", decimal.Zero, decimal.Zero}

// stockRecharges has one operator a country with fixed amounts and one with
// any amount. They reach the phone a little later.
func (s *Simulator) stockRecharges() {
	for _, code := range []string{"NG", "GH", "KE", "ZA", "EG", "IN", "PK", "BD", "PH", "ID", "TH", "VN", "TR", "UA", "KZ", "UZ", "GE", "AM", "MX", "CO", "BR", "PE", "DO", "GB", "DE", "ES"} {
		c, _ := sim.CountryOf(code)
		rate, _ := sim.PerUSD(c.Currency)
		p := s.add(&product{name: c.Networks[0] + " | " + c.Name, kind: "recharge_fixed", category: 24, country: c, fields: []field{phone},
			about: "<p>Prepaid airtime on " + c.Networks[0] + ".</p>", attributes: map[string]any{"country_code": c.Code}})
		for _, n := range []int64{5, 10, 20} {
			s.put(p, &sku{name: fmt.Sprintf("$%d %s", n, c.Networks[0]), price: decimal.New(n*104, -2), currency: "USD", stock: 9999, most: 1,
				attributes: denomination(n, "USD"), terms: terms{late: true}})
		}
		whole := func(usd int64) decimal.Decimal { return decimal.NewFromInt(usd).Mul(rate).Ceil() }
		q := s.add(&product{name: c.Networks[1] + " | " + c.Name, kind: "recharge", category: 24, denominated: "custom", country: c,
			about: "<p>Prepaid airtime on " + c.Networks[1] + ", any amount.</p>", attributes: map[string]any{"country_code": c.Code},
			fields: []field{phone, {"amount", "Amount in " + c.Currency, "Сумма, " + c.Currency, "number", whole(1), whole(100)}}})
		s.put(q, &sku{name: c.Networks[1] + " recharge", currency: c.Currency, stock: 9999, most: 1,
			attributes: map[string]any{"denomination_currency": c.Currency},
			terms:      terms{late: true, markup: decimal.NewFromInt(3), rate: decimal.NewFromInt(1).DivRound(rate, 6)}})
	}
}

func (s *Simulator) stockGames() {
	player := field{"account", "Player ID", "ID игрока", "text", decimal.Zero, decimal.Zero}
	for _, g := range []struct{ name, unit string }{{"PUBG Mobile", "UC"}, {"Free Fire", "Diamonds"}, {"Mobile Legends", "Diamonds"}} {
		p := s.add(&product{name: g.name + " " + g.unit, kind: "recharge_fixed", category: 19, fields: []field{player}, about: "<p>" + g.unit + " for " + g.name + ".</p>"})
		for _, n := range []int64{60, 325, 660, 1800} {
			s.put(p, &sku{name: fmt.Sprintf("%d %s", n, g.unit), price: decimal.New(n*155, -4).Round(2), currency: "USD", stock: 400, most: 3, terms: terms{late: true}})
		}
	}
	steam := s.add(&product{name: "Steam wallet", kind: "recharge", category: 19, denominated: "custom", about: "<p>Money for a Steam account.</p>",
		fields: []field{{"account", "Steam login", "Логин Steam", "text", decimal.Zero, decimal.Zero},
			{"amount", "Amount in USD", "Сумма, USD", "number", decimal.NewFromInt(1), decimal.NewFromInt(300)}}})
	s.put(steam, &sku{name: "Steam wallet", currency: "USD", stock: 9999, most: 1, terms: terms{late: true, markup: decimal.NewFromInt(5), rate: decimal.NewFromInt(1)}})
	premium := s.add(&product{name: "Telegram Premium", kind: "other", category: 40, about: "<p>A subscription.</p>",
		fields: []field{{"account", "Telegram name", "Имя в Telegram", "text", decimal.Zero, decimal.Zero}}})
	s.put(premium, &sku{name: "3 months", price: usd("12.4"), currency: "USD", stock: 200, most: 1, terms: terms{late: true}})
	s.put(premium, &sku{name: "12 months", price: usd("30.1"), currency: "USD", stock: 200, most: 1, terms: terms{late: true}})
}

// sealed are the countries whose eSIMs cannot be topped up.
var sealed = []string{"CN", "EG", "MA", "TN"}

// esimSizes are gigabytes and days. A name tells only the gigabytes, as the
// document's does.
var esimSizes = []struct{ gb, days int }{{1, 7}, {3, 15}, {5, 30}, {10, 30}, {20, 30}}

func (s *Simulator) stockESIMs() {
	for _, c := range sim.Countries() {
		if len(c.Networks) == 0 {
			continue
		}
		p := s.add(&product{name: "eSIM " + c.Name, kind: "esim", category: 31, country: c, renewable: !slices.Contains(sealed, c.Code),
			about: "<p>Mobile data in " + c.Name + ".</p>", attributes: map[string]any{"country_code": c.Code}})
		for _, z := range esimSizes {
			s.putESIM(p, c.Name, z.gb, z.days, s.world.Price(Name, c, int64(z.gb)*1024, z.days))
		}
	}
	for _, r := range sim.Regions() {
		var codes []string
		for _, c := range r.Members {
			codes = append(codes, c.Code)
		}
		p := s.add(&product{name: "eSIM " + r.Name, kind: "esim", category: 31, region: &r, renewable: true,
			about:      "<p>Mobile data in " + strconv.Itoa(len(codes)) + " countries.</p>",
			attributes: map[string]any{"region": r.Name, "country_code": strings.Join(codes, ",")}})
		for _, z := range esimSizes {
			s.putESIM(p, r.Name, z.gb, z.days, s.world.PriceIn(Name, r, int64(z.gb)*1024, z.days))
		}
	}
}

// putESIM adds an eSIM. Those for a region take a while, but for the one of the
// document's sample.
func (s *Simulator) putESIM(p *product, place string, gb, days int, price decimal.Decimal) {
	k := &sku{name: fmt.Sprintf("%dGB %s Data", gb, place), price: price, currency: "USD", stock: 500, most: 5,
		attributes: map[string]any{"data_gb": strconv.Itoa(gb), "validity_days": strconv.Itoa(days)},
		terms:      terms{bytes: int64(gb) << 30, days: days, late: p.region != nil}}
	if k.name == "10GB Europe Data" {
		k.id, k.price, k.late = Europe10GB, decimal.NewFromInt(15), false
	}
	s.put(p, k)
}
