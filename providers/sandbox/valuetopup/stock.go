package valuetopup

import (
	"fmt"
	"strconv"

	"github.com/shopspring/decimal"

	"simdesk/providers/sandbox/sim"
)

func dollars(n int64) decimal.Decimal { return decimal.NewFromInt(n) }

// salesTax is charged on airtime in these countries, in percent.
var salesTax = map[string]int64{"MX": 16, "CO": 19, "GT": 12, "GH": 15, "KE": 16}

// stock makes the catalogue.
func (s *Simulator) stock() {
	for _, c := range sim.Countries() {
		for i, network := range c.Networks {
			s.stockAirtime(c, network, i)
		}
	}
	s.stockAmerican()
	s.stockPins()
	s.stockESIMs()
	s.stockCards()
	s.stockBills()
}

// stockAirtime gives every third network fixed denominations and the first of
// each country data bundles.
func (s *Simulator) stockAirtime(c sim.Country, network string, n int) {
	p := s.add(airtime, network+" "+c.Name, network, c)
	terms := func(k *sku) {
		k.discount = decimal.New(20+s.world.Rand(Name, "discount", c.Code, network).Int64N(70), -1)
		k.tax = dollars(salesTax[c.Code])
	}
	if n%3 == 2 {
		for _, usd := range []int64{5, 10, 20, 50} {
			s.put(p, fmt.Sprintf("%s %d USD", p.name, usd), dollars(usd), dollars(usd), terms)
		}
	} else {
		s.put(p, p.name, dollars(1), dollars(100), terms)
	}
	if n > 0 {
		return
	}
	for _, b := range []struct{ gb, days int }{{1, 7}, {10, 30}} {
		cost := s.world.Price(Name+" bundle", c, int64(b.gb)*1024, b.days)
		s.put(p, fmt.Sprintf("%s Data %d GB", p.name, b.gb), cost, cost, func(k *sku) {
			terms(k)
			k.BenefitType, k.Validity = "Data", fmt.Sprintf("%d Days", b.days)
			k.ProductDescription = fmt.Sprintf("%d GB of data for %d days on %s", b.gb, b.days, p.name)
			k.gone = b.gb == 10 && c.Code == "BG"
		})
	}
}

// stockAmerican holds what the document mentions by name: Boost Mobile with
// its PIN and Lyca's bundles for several months, and the SIMs to activate.
func (s *Simulator) stockAmerican() {
	us, _ := sim.CountryOf("US")
	boost := s.add(airtime, "Boost Mobile United States", "Boost Mobile", us)
	for _, usd := range []int64{25, 50} {
		s.put(boost, fmt.Sprintf("Boost Mobile %d USD", usd), dollars(usd), dollars(usd), func(k *sku) {
			k.discount, k.boost = dollars(4), true
			k.AdditionalInformation = "boostPin: the PIN of the Boost Mobile number, 4 to 6 digits"
		})
	}
	plan := func(k *sku) {
		k.discount, k.monthly, k.BenefitType, k.Validity = dollars(6), true, "Plan", "30 Days"
		k.ProductDescription = k.ProductName + ": unlimited talk and text for 30 days"
	}
	lyca := s.add(airtime, "Lyca Mobile United States", "Lyca Mobile", us)
	sims := s.add(activation, "Lyca Mobile SIM", "Lyca Mobile", us)
	for _, usd := range []int64{19, 29, 39} {
		s.put(lyca, fmt.Sprintf("Lyca Mobile Bundle %d USD", usd), dollars(usd), dollars(usd), plan)
		s.put(sims, fmt.Sprintf("Lyca Mobile SIM %d USD", usd), dollars(usd), dollars(usd), plan)
	}
}

func (s *Simulator) stockPins() {
	for n, code := range []string{"US", "GB", "CA", "NG", "GH", "PH", "IN", "MX", "ZA", "KE", "JM", "PK"} {
		c, _ := sim.CountryOf(code)
		for _, network := range c.Networks[:2] {
			p := s.add(pin, network+" PIN "+c.Name, network, c)
			for _, usd := range []int64{5, 10, 20} {
				s.put(p, fmt.Sprintf("%s %d USD", p.name, usd), dollars(usd), dollars(usd), func(k *sku) {
					k.discount = dollars(int64(3 + n%5))
					k.gone = usd == 20 && code == "KE"
				})
			}
		}
	}
}

func (s *Simulator) stockESIMs() {
	for _, c := range sim.Countries() {
		if len(c.Networks) == 0 {
			continue
		}
		p := s.add(esim, "eSIM "+c.Name, "PPN eSIM", c)
		for _, z := range []struct{ gb, days int }{{1, 7}, {5, 30}, {20, 30}} {
			s.putESIM(p, c.Name, z.gb, z.days, s.world.Price(Name, c, int64(z.gb)*1024, z.days))
		}
	}
	for _, r := range sim.Regions() {
		p := s.add(esim, "eSIM "+r.Name, "PPN eSIM", sim.Country{Name: r.Name, Region: r.Name})
		for _, z := range []struct{ gb, days int }{{1, 7}, {3, 30}, {10, 30}, {50, 90}} {
			s.putESIM(p, r.Name, z.gb, z.days, s.world.PriceIn(Name, r, int64(z.gb)*1024, z.days))
		}
	}
}

// putESIM adds an eSIM. There is no field for its size: name and description
// tell it.
func (s *Simulator) putESIM(p *product, place string, gb, days int, cost decimal.Decimal) {
	s.put(p, fmt.Sprintf("%s %d GB %d Days", place, gb, days), cost, cost, func(k *sku) {
		k.ProductDescription = fmt.Sprintf("eSIM with %d GB of data, valid for %d days in %s", gb, days, place)
		k.BenefitType, k.Validity, k.DeliveryCurrencyCode, k.SupportedTransactionCurrencies = "Data", strconv.Itoa(days)+" Days", "USD", "USD"
		k.rate, k.bytes, k.days = dollars(1), int64(gb)<<30, days
		k.LocalPhoneNumberLength, k.InternationalCountryCode = 0, []string{}
		k.gone = place == "Algeria" && gb == 20
	})
}

// stockCards has brands with denominations in local money and brands with a
// range. Of the first ones the highest end badly: the supplier turns out to
// have none left, or fails.
func (s *Simulator) stockCards() {
	for _, code := range []string{"US", "GB", "DE", "CA", "AU", "AE", "MX", "ZA"} {
		c, _ := sim.CountryOf(code)
		rate, _ := sim.PerUSD(c.Currency)
		for n, brand := range []string{"Amazon", "Apple", "Google Play", "PlayStation", "Steam", "Netflix"} {
			p := s.add(giftCard, brand+" "+c.Name, brand, c)
			card := func(k *sku) {
				k.BenefitType, k.Validity, k.discount, k.fee = "Gift Card", "1 Year", decimal.New(int64(10+5*n), -1), decimal.New(25, -2)
				k.LocalPhoneNumberLength, k.InternationalCountryCode = 0, []string{}
				k.bare = brand == "Steam"
			}
			if n%3 == 0 {
				s.put(p, p.name, dollars(5), dollars(200), card)
				continue
			}
			for step, face := range sim.RoundSums(c.Currency, 10, 25, 50) {
				usd := dollars(face).DivRound(rate, 2)
				s.put(p, fmt.Sprintf("%s %d %s", p.name, face, c.Currency), usd, usd, func(k *sku) {
					card(k)
					if step == 2 {
						k.ends = map[int]string{1: soldOut, 2: "015", 4: "520", 5: "999"}[n]
					}
					k.gone = brand == "Netflix" && code == "ZA"
				})
			}
		}
	}
}

func (s *Simulator) stockBills() {
	for _, code := range []string{"NG", "GH", "KE", "PH", "IN", "MX", "JM", "ZA", "CO", "BD"} {
		c, _ := sim.CountryOf(code)
		for n, what := range []string{"Prepaid Electricity", "Water", "Cable TV", "Postpaid Mobile"} {
			p := s.add(bill, what+" "+c.Name, what+" "+c.Code, c)
			s.put(p, p.name, dollars(1), dollars(500), func(k *sku) {
				k.BenefitType, k.fee, k.prepaid = "Bill", decimal.New(50, -2), n == 0
			})
		}
	}
}
