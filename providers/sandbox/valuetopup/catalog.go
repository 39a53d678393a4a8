package valuetopup

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"simdesk/providers/sandbox/sim"
)

// number reads an optional whole number from the query, 0 for none.
func number(r *http.Request, name string) (int, bool) {
	text := query(r, name)
	if text == "" {
		return 0, true
	}
	n, err := strconv.ParseInt(text, 10, 32)
	return int(n), err == nil
}

func notValid(name, value string) sim.Answer {
	return problem(name, "The value '"+value+"' is not valid.")
}

// choose lists the SKUs that fit the query's skuId and productId.
func (s *Simulator) choose(r *http.Request) ([]*sku, *sim.Answer) {
	skuID, okSku := number(r, "skuId")
	productID, okProduct := number(r, "productId")
	for name, ok := range map[string]bool{"skuId": okSku, "productId": okProduct} {
		if !ok {
			a := notValid(name, query(r, name))
			return nil, &a
		}
	}
	out := []*sku{}
	for _, k := range s.skus {
		if (skuID == 0 || k.SkuID == skuID) && (productID == 0 || k.ProductID == productID) {
			out = append(out, k)
		}
	}
	return out, nil
}

// listSkus is the whole catalogue at once: there are no pages.
func (s *Simulator) listSkus(r *http.Request) sim.Answer {
	list, refusal := s.choose(r)
	if refusal != nil {
		return *refusal
	}
	return success(list)
}

func (s *Simulator) descriptions(r *http.Request) sim.Answer {
	list, refusal := s.choose(r)
	if refusal != nil {
		return *refusal
	}
	out := make([]map[string]any, len(list))
	for i, k := range list {
		out[i] = map[string]any{"skuId": k.SkuID, "productName": k.ProductName, "description": k.ProductDescription}
	}
	return success(out)
}

// logos has one picture a product.
func (s *Simulator) logos(r *http.Request) sim.Answer {
	list, refusal := s.choose(r)
	if refusal != nil {
		return *refusal
	}
	out := []map[string]any{}
	last := 0
	for _, k := range list {
		if k.ProductID == last {
			continue
		}
		last = k.ProductID
		out = append(out, map[string]any{"productId": k.ProductID, "productName": k.of.name,
			"imageUrl": "https://img.sandbox.example/valuetopup/" + strconv.Itoa(k.ProductID) + ".png"})
	}
	return success(out)
}

func (s *Simulator) exchangeRate(r *http.Request) sim.Answer {
	id, err := strconv.ParseInt(r.PathValue("skuId"), 10, 32)
	if err != nil {
		return notValid("skuId", r.PathValue("skuId"))
	}
	k := s.byID[int(id)]
	if k == nil {
		return failed(noSku)
	}
	return success(map[string]any{"skuId": k.SkuID, "productName": k.ProductName, "currencyCode": k.DeliveryCurrencyCode, "exchangeRate": k.ExchangeRate})
}

func (s *Simulator) carriers(r *http.Request) sim.Answer {
	country, currency := query(r, "countryCode"), query(r, "currencyCode")
	out := []map[string]any{}
	for _, p := range s.products {
		if country != "" && !strings.EqualFold(country, p.country.Code) {
			continue
		}
		if currency != "" && !strings.EqualFold(currency, p.skus[0].DeliveryCurrencyCode) {
			continue
		}
		out = append(out, map[string]any{"carrierId": p.operatorID, "carrierName": p.name, "category": p.kind.category(),
			"countryCode": p.country.Code, "productId": p.id, "operator": p.operator, "denominationType": p.denomination()})
	}
	return success(out)
}

// countries writes the calling code as one text, where a SKU has a list.
func (s *Simulator) countries(*http.Request) sim.Answer {
	out := []map[string]string{}
	for _, c := range sim.Countries() {
		if len(c.Networks) == 0 {
			continue
		}
		out = append(out, map[string]string{"countryCode": c.Code, "countryName": c.Name, "region": c.Region,
			"internationalCountryCode": c.Calling, "areaCodes": strings.Join(areas[c.Code], ","), "numberLength": strconv.Itoa(c.DigitsMax)})
	}
	return success(out)
}

// offers are the promotions: a country, the hours that its clocks are ahead of
// UTC, and what is promised.
var offers = []struct {
	country, zone string
	ahead         float64
	text          string
}{
	{"NG", "(UTC+01:00) West Central Africa", 1, "Double data with every recharge"},
	{"PH", "(UTC+08:00) Manila", 8, "100 free texts"},
	{"MX", "(UTC-06:00) Mexico City", -6, "Three times the airtime"},
	{"JM", "(UTC-05:00) Kingston", -5, "Half as much again"},
	{"IN", "(UTC+05:30) Chennai, Kolkata", 5.5, "1 GB a day for a week"},
	{"GH", "(UTC+00:00) Accra", 0, "Free calls on Sunday"},
}

func (s *Simulator) currentPromotions(*http.Request) sim.Answer { return s.promotions(0) }

func (s *Simulator) upcomingPromotions(*http.Request) sim.Answer { return s.promotions(1) }

// promotions lists every second offer: those that run since yesterday, or
// those that begin in two days. Times are the destination's own.
func (s *Simulator) promotions(later int) sim.Answer {
	out := []map[string]any{}
	for i := later; i < len(offers); i += 2 {
		o := offers[i]
		local := s.world.Now().UTC().Add(time.Duration(o.ahead * float64(time.Hour))).Truncate(24 * time.Hour)
		start := local.AddDate(0, 0, 3*later-1)
		for _, p := range s.products {
			if p.kind != airtime || p.country.Code != o.country {
				continue
			}
			out = append(out, promotion(i, o.zone, o.text, start, p))
			break
		}
	}
	return success(out)
}

func promotion(n int, zone, text string, start time.Time, p *product) map[string]any {
	return map[string]any{
		"promotionId": 301 + n, "promotionName": p.operator + ": " + text, "countryTimeZone": zone,
		"startDate": stamp(start), "endDate": stamp(start.AddDate(0, 0, 4)), "description": text + ", on recharges of 5 USD and more.",
		"restriction": "Prepaid numbers only", "promotionalBalanceExpiration": "7 days",
		"promotionMinMax": []map[string]any{{"currencyCode": "USD", "minAmount": 5, "maxAmount": 100}},
		"product":         map[string]any{"productId": p.id, "productName": p.name, "countryCode": p.country.Code, "operatorName": p.operator},
		"operator": map[string]any{"operatorId": p.operatorID, "operatorName": p.operator,
			"countryCode": p.country.Code, "countryName": p.country.Name},
	}
}
