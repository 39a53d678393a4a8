package fyatu

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"simdesk/providers"
)

func pageOf(n int) exchange {
	return exchange{Request: fmt.Sprintf("GET /esim/packages?page=%d&perPage=100", n)}
}

func packages(pagination string, first, last int) string {
	var list []string
	for i := first; i <= last; i++ {
		list = append(list, fmt.Sprintf(`{"packageId":"p%d"}`, i))
	}
	if pagination != "" {
		pagination = `,"pagination":` + pagination
	}
	return ok(`{"packages":[` + strings.Join(list, ",") + `]` + pagination + `}`)
}

func TestCatalogPages(t *testing.T) {
	t.Parallel()
	three := `{"page":1,"perPage":2,"totalItems":5,"totalPages":3}`
	cases := map[string]struct {
		answers []string
		ids     int
		pages   []providers.CatalogPage // products left out
	}{
		"as many as it says":       {[]string{packages(three, 1, 2), packages(three, 3, 4), packages(three, 5, 5)}, 5, []providers.CatalogPage{{Page: 1, Pages: 3}, {Page: 2, Pages: 3}, {Page: 3, Pages: 3}}},
		"counted in items":         {[]string{packages(`{"perPage":"2","totalItems":"3"}`, 1, 2), packages(`{"perPage":2,"totalItems":3}`, 3, 3)}, 3, []providers.CatalogPage{{Page: 1, Pages: 2}, {Page: 2, Pages: 2}}},
		"a page of old ones":       {[]string{packages(three, 1, 2), packages(three, 1, 2), packages(three, 5, 5)}, 3, []providers.CatalogPage{{Page: 1, Pages: 3}, {Page: 3, Pages: 3}}},
		"no pagination: until end": {[]string{packages("", 1, 50), packages("", 51, 60), packages("", 1, 0)}, 60, []providers.CatalogPage{{Page: 1}, {Page: 2}}},
		"page is ignored":          {[]string{packages("", 1, 50), packages("", 1, 50)}, 50, []providers.CatalogPage{{Page: 1}}},
		"pagination as PHP has it": {[]string{packages("[]", 1, 3), packages("[]", 1, 0)}, 3, []providers.CatalogPage{{Page: 1}}},
		"nothing sold":             {[]string{packages(`{"totalPages":0}`, 1, 0)}, 0, []providers.CatalogPage{{Page: 1, Pages: 1}}},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var say []exchange
			for i, a := range tc.answers {
				say = append(say, pageOf(i+1).With(200, a))
			}
			var pages []providers.CatalogPage
			ids := 0
			err := serve(t, say...).Catalog(context.Background(), func(p providers.CatalogPage) error {
				ids += len(p.Products)
				pages = append(pages, providers.CatalogPage{Page: p.Page, Pages: p.Pages})
				return nil
			})
			same(t, err, nil)
			same(t, ids, tc.ids)
			same(t, pages, tc.pages)
		})
	}
}

func TestCatalogThatBreaksOffIsAnError(t *testing.T) {
	t.Parallel()
	two := `{"totalPages":3}`
	cases := map[string]struct {
		second exchange
		want   verdict
	}{
		"a page fails":          {exchange{Status: 500, Answer: fails("INTERNAL_ERROR"), Times: 3}, verdict{providers.KindUnavailable, providers.Unknown, "INTERNAL_ERROR", false}},
		"throttled":             {exchange{Status: 429, Answer: fails("RATE_LIMIT_EXCEEDED"), Times: 3}, verdict{providers.KindThrottled, providers.Refused, "RATE_LIMIT_EXCEEDED", false}},
		"not there, asked once": {exchange{Status: 404, Answer: "<html>"}, verdict{providers.KindUnavailable, providers.Refused, "HTTP_404", false}},
		"empty too early":       {exchange{Answer: packages(two, 1, 0)}, verdict{providers.KindUnavailable, providers.Unknown, "", false}},
		"no list":               {exchange{Answer: ok(`{}`)}, verdict{providers.KindUnavailable, providers.Unknown, "", false}},
		"HTML":                  {exchange{Answer: `<html>`}, verdict{providers.KindUnavailable, providers.Unknown, "", false}},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tc.second.Request = pageOf(2).Request
			c := serve(t, pageOf(1).With(200, packages(two, 1, 2)), tc.second)
			err := c.Catalog(context.Background(), func(providers.CatalogPage) error { return nil })
			same(t, judged(err), tc.want)
		})
	}
}

func TestProducts(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		in   string
		want providers.Product
	}{
		"region, unlimited, premium": {`{"id":"eu-un","name":"Europe Unlimited","destination":{"name":"Europe","countryCode":"EU","type":"regional"},
			"data":{"amount":0,"display":"","isUnlimited":true},"validity":[],"price":"9.90","currency":"USD",
			"features":{"hasVoice":true,"hasSms":true,"voiceMinutes":50,"smsCount":20},"operator":{"name":"A &amp; B","apnType":"manual","apnValue":"web"},
			"coverage":[{"countryCode":"de","networks":[]},{"countryCode":"FR"},{"countryCode":"FR"},{"countryCode":"XKX"}],"shortInfo":null}`,
			providers.Product{Provider: "fyatu", ID: "eu-un", Name: "Europe Unlimited", Kind: providers.KindESIM, Countries: []string{"DE", "FR"}, Region: "Europe",
				Operator: "A & B", Data: providers.Data{Unlimited: true, Raw: "Unlimited"}, Cost: usd("9.90"),
				Notes: []providers.Reason{because("fyatu.minutes", "n", 50), because("fyatu.sms", "n", 20), because("fyatu.apn", "apn", "web")}}},
		"bare": {`{"packageId":"x","destination":"Turkey","data":null,"price":null}`,
			providers.Product{Provider: "fyatu", ID: "x", Name: "Turkey", Kind: providers.KindESIM}},
		"country without coverage": {`{"packageId":"y","name":"1 GB","destination":{"name":"Japan","countryCode":"jp","type":"local"},"data":{"amount":1024},"price":{"amount":4}}`,
			providers.Product{Provider: "fyatu", ID: "y", Name: "Japan, 1 GB", Kind: providers.KindESIM, Countries: []string{"JP"},
				Data: providers.Data{Bytes: providers.GB, Raw: "1024 MB"}, Cost: usd("4")}},
		"a top-up among them": {`{"packageId":"z","type":"TOPUP","data":{"amount":"512","display":"512 MB"},"validity":{"days":"7"}}`,
			providers.Product{Provider: "fyatu", ID: "z", Name: "z", Kind: providers.KindTopUp, TopUpOnly: true, Data: providers.Data{Bytes: 512 * providers.MB, Raw: "512 MB"}, Days: 7}},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := serve(t, pageOf(1).With(200, ok(`{"packages":[`+tc.in+`],"pagination":{"totalPages":1}}`)))
			err := c.Catalog(context.Background(), func(p providers.CatalogPage) error {
				same(t, p.Products, []providers.Product{tc.want})
				return nil
			})
			same(t, err, nil)
		})
	}
}

func TestBalance(t *testing.T) {
	t.Parallel()
	of := func(available, balance string, reserved *providers.Money) providers.Balance {
		return providers.Balance{Available: *usd(available), Balance: *usd(balance), Reserved: reserved, AsOf: noon}
	}
	cases := map[string]struct {
		data string
		want providers.Balance
	}{
		"as the example reads it":  {`{"balance":123.45}`, of("123.45", "123.45", nil)},
		"a numeric string":         {`{"balance":"123.45","currency":"usd"}`, of("123.45", "123.45", nil)},
		"as its successor has it":  {`{"available":80,"reserved":20,"total":100,"currency":"USD"}`, of("80", "100", usd("20"))},
		"availableBalance":         {`{"availableBalance":7}`, of("7", "7", nil)},
		"under a name":             {`{"wallet":{"balance":5}}`, of("5", "5", nil)},
		"several: the dollars pay": {`{"wallets":[{"balance":9,"currency":"EUR"},{"balance":5,"currency":"USD"}]}`, of("5", "5", nil)},
		"a list":                   {`[{"balance":5,"currency":"USD"}]`, of("5", "5", nil)},
		"balances":                 {`{"balances":[{"balance":5,"currency":"USD"}]}`, of("5", "5", nil)},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := serve(t, exchange{Request: "GET /account/wallet", Answer: ok(tc.data)}).Balance(context.Background())
			same(t, err, nil)
			same(t, got, tc.want)
		})
	}
}

func TestBalanceThatIsNotThereIsNotZero(t *testing.T) {
	t.Parallel()
	for _, data := range []string{`{}`, `null`, `{"balance":null}`, `{"currency":"USD"}`, `[]`} {
		t.Run(data, func(t *testing.T) {
			t.Parallel()
			_, err := serve(t, exchange{Request: "GET /account/wallet", Answer: ok(data)}).Balance(context.Background())
			same(t, judged(err), verdict{providers.KindUnavailable, providers.Unknown, "", false})
		})
	}
}
