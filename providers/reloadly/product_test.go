package reloadly

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"simdesk/providers"
	"simdesk/providers/providertest/clienttest"
	"simdesk/providers/wire/loose"
)

func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }

func usd(s string) *providers.Money { return providers.MustMoney(s, "USD").Ptr() }

var (
	phoneField  = providers.Field{Name: "phone", Label: "Customer's number", Type: "phone", Required: true, Choices: []string{}}
	amountField = providers.Field{Name: "amount", Label: "Amount", Type: "amount", Required: true, Choices: []string{}}
	fromField   = providers.Field{Name: "sender_phone", Label: "Sender's number", Type: "phone", Choices: []string{}}
)

var estimated = providers.Because("reloadly.estimated")

// worthOf is the note on what an amount such as "10.00 INR" is at the operator.
func worthOf(amount string) providers.Reason {
	figure, currency, _ := strings.Cut(amount, " ")
	return providers.Because("reloadly.worth", "money", providers.MustMoney(figure, currency))
}

func productsOf(t *testing.T, s string) []providers.Product {
	t.Helper()
	list, err := operatorOf(t, s).products()
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestRangeOperator(t *testing.T) {
	t.Parallel()
	got := productsOf(t, string(clienttest.Load(t, name, "operator-range").Body))
	want := []providers.Product{{
		Provider: "reloadly", ID: "174", Name: "Natcom Haiti", Kind: providers.KindAirtime, Countries: []string{"HT"}, Operator: "Natcom Haiti",
		Ranges: []providers.Range{{Currency: "USD", Min: dec("0.45"), Max: dec("104"),
			CostCurrency: "USD", CostFactor: dec("0.87"), CostFlat: dec("0.94"), DeliveredCurrency: "HTG", DeliveredFactor: dec("67.12")}},
		Fields: []providers.Field{phoneField, amountField, fromField},
		Notes:  []providers.Reason{estimated},
		Extra:  map[string]string{"operator_id": "174", "country": "HT"},
	}}
	if d := cmp.Diff(want, got, decimals); d != "" {
		t.Error(d)
	}
	// 10 USD less 13 %, and the fee; the recipient gets 10 x 67.12.
	if r := got[0].Ranges[0]; r.CostOf(dec("10")).String() != "9.64 USD" || r.DeliveredOf(dec("5")).String() != "335.60 HTG" {
		t.Error(r.CostOf(dec("10")), r.DeliveredOf(dec("5")))
	}
}

func TestTwoCurrencies(t *testing.T) {
	t.Parallel()
	got := productsOf(t, with(t, nigeria, map[string]any{"fees": map[string]any{"local": 300, "localPercentage": 0}}))
	want := []providers.Product{{
		Provider: "reloadly", ID: "341", Name: "MTN Nigeria", Kind: providers.KindAirtime, Countries: []string{"NG"}, Operator: "MTN Nigeria",
		Ranges: []providers.Range{
			{Currency: "USD", Min: dec("0.2"), Max: dec("100"), CostCurrency: "USD", CostFactor: dec("0.97"), DeliveredCurrency: "NGN", DeliveredFactor: dec("500")},
			{Currency: "NGN", Min: dec("50"), Max: dec("50000"), CostCurrency: "USD", CostFactor: dec("0.002"), CostFlat: dec("0.6"), DeliveredCurrency: "NGN", DeliveredFactor: dec("1")},
		},
		Fields: []providers.Field{phoneField, amountField,
			{Name: "currency", Label: "Amount's currency (USD unless chosen)", Type: "choice", Choices: []string{"USD", "NGN"}}, fromField},
		Notes: []providers.Reason{estimated},
		Extra: map[string]string{"operator_id": "341", "country": "NG", "local_currency": "NGN"},
	}}
	if d := cmp.Diff(want, got, decimals); d != "" {
		t.Error(d)
	}
	cost := got[0].CostWith(map[string]string{"amount": "1000", "currency": "NGN"})
	if d := cmp.Diff(usd("2.6"), cost, decimals); d != "" {
		t.Error(d)
	}
}

// fixedNigeria is the documented operator with what its print leaves out.
func fixedNigeria(t *testing.T, changes map[string]any) string {
	t.Helper()
	printed := with(t, string(clienttest.Load(t, name, "operator-fixed").Body), map[string]any{
		"senderCurrencyCode": "USD", "destinationCurrencyCode": "NGN", "country": map[string]any{"isoName": "NG"}, "internationalDiscount": 8,
	})
	return with(t, printed, changes)
}

func TestFixedOperator(t *testing.T) {
	t.Parallel()
	product := func(id, text, amount, cost, worth string, data providers.Data, days int) providers.Product {
		return providers.Product{
			Provider: "reloadly", ID: id, Name: "9Mobile (Etisalat) Nigeria Data: " + text, Kind: providers.KindData, Countries: []string{"NG"},
			Operator: "9Mobile (Etisalat) Nigeria Data", Data: data, Days: days, Cost: usd(cost),
			Fields: []providers.Field{phoneField, fromField},
			Notes:  []providers.Reason{worthOf(worth), estimated},
			Extra:  map[string]string{"operator_id": "645", "country": "NG", "amount": amount},
		}
	}
	want := []providers.Product{
		product("645:0.14", "25MB (24 hours)", "0.14", "0.1288", "50.00 NGN", providers.Data{Bytes: 25 * providers.MB, Raw: "25 MB"}, 1),
		product("645:2.78", "Data 1GB (30 days)", "2.78", "2.5576", "1000.00 NGN", providers.Data{Bytes: providers.GB, Raw: "1 GB"}, 30),
	}
	if d := cmp.Diff(want, productsOf(t, fixedNigeria(t, nil)), decimals); d != "" {
		t.Error(d)
	}
}

func TestFixedVariants(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name    string
		changes map[string]any
		want    []string // id | name | notes without the estimate
	}{
		{"descriptions as an empty list", map[string]any{"fixedAmountsDescriptions": []any{}, "localFixedAmounts": []any{}},
			[]string{"645:0.14 | 9Mobile (Etisalat) Nigeria Data 0.14 USD | ", "645:2.78 | 9Mobile (Etisalat) Nigeria Data 2.78 USD | "}},
		{"descriptions as null", map[string]any{"fixedAmounts": []any{5}, "fixedAmountsDescriptions": nil, "localFixedAmounts": nil},
			[]string{"645:5.00 | 9Mobile (Etisalat) Nigeria Data 5.00 USD | "}},
		{"keys match by value, not by spelling", map[string]any{"fixedAmounts": []any{5.0, 12.5}, "fixedAmountsDescriptions": map[string]any{"5.00": "Small", "12.50": "Large"}},
			[]string{"645:5.00 | 9Mobile (Etisalat) Nigeria Data: Small | reloadly.worth (money=50.00 NGN)", "645:12.50 | 9Mobile (Etisalat) Nigeria Data: Large | reloadly.worth (money=1000.00 NGN)"}},
		{"HTML and entities", map[string]any{"fixedAmounts": []any{5}, "fixedAmountsDescriptions": map[string]any{"5": "<p>Small &amp; <b>good</b></p>&#8238;<br/>"}, "localFixedAmounts": nil},
			[]string{"645:5.00 | 9Mobile (Etisalat) Nigeria Data: Small & good | "}},
		{"lists of different length do not line up", map[string]any{"fixedAmounts": []any{5}, "fixedAmountsDescriptions": nil},
			[]string{"645:5.00 | 9Mobile (Etisalat) Nigeria Data 5.00 USD | "}},
		{"plan names", map[string]any{"fixedAmounts": []any{5, 6}, "localFixedAmounts": nil,
			"fixedAmountsDescriptions": map[string]any{"5": "Small"}, "fixedAmountsPlanNames": map[string]any{"5": "Starter", "6": "Runner"}},
			[]string{"645:5.00 | 9Mobile (Etisalat) Nigeria Data: Small | quote (text=Starter)", "645:6.00 | 9Mobile (Etisalat) Nigeria Data: Runner | "}},
		{"amounts that differ behind the second decimal", map[string]any{"fixedAmounts": []any{dec("0.19785"), dec("0.2"), dec("0.20")}, "fixedAmountsDescriptions": nil, "localFixedAmounts": nil},
			[]string{"645:0.19785 | 9Mobile (Etisalat) Nigeria Data 0.19785 USD | ", "645:0.20 | 9Mobile (Etisalat) Nigeria Data 0.20 USD | "}},
		{"an amount with more decimals, alone", map[string]any{"fixedAmounts": []any{dec("0.19785")}, "fixedAmountsDescriptions": nil, "localFixedAmounts": nil},
			[]string{"645:0.20 | 9Mobile (Etisalat) Nigeria Data 0.19785 USD | "}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, p := range productsOf(t, fixedNigeria(t, tc.changes)) {
				var texts []string
				for _, n := range p.Notes[:len(p.Notes)-1] {
					texts = append(texts, n.String())
				}
				notes := strings.Join(texts, " / ")
				got = append(got, p.ID+" | "+p.Name+" | "+notes)
			}
			if d := cmp.Diff(tc.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

// India sells by circle. An order names operator and amount alone, so one
// amount is one product whatever the number of circles that have it.
func TestGeographicalPlans(t *testing.T) {
	t.Parallel()
	printed := string(clienttest.Load(t, name, "operator-plan").Body)
	kerala := `{"locationCode":"KL","locationName":"Kerala","fixedAmounts":[0.14,2.5,3],"localAmounts":[10,180],
		"fixedAmountsDescriptions":{"0.14":"Get Talktime of Rs. 8.00","2.50":"Full talktime"},"fixedAmountsPlanNames":{"2.50":"FULL TT"}}`
	delhi := `{"locationCode":"DL","locationName":null,"fixedAmounts":[2.5],"fixedAmountsDescriptions":{"2.5":"Full talktime"}}`
	o := `{"operatorId":200,"name":"Airtel India","denominationType":"FIXED","senderCurrencyCode":"USD","destinationCurrencyCode":"INR","internationalDiscount":10,
		"country":{"isoName":"IN"},"fx":{"rate":72},"fixedAmounts":[],"fixedAmountsDescriptions":{},"supportsGeographicalRechargePlans":true,
		"geographicalRechargePlans":[` + printed + `,` + kerala + `,` + delhi + `]}`
	product := func(amount, name, cost string, notes ...providers.Reason) providers.Product {
		return providers.Product{
			Provider: "reloadly", ID: "200:" + dec(amount).StringFixed(2), Name: "Airtel India" + name, Kind: providers.KindAirtime, Countries: []string{"IN"},
			Operator: "Airtel India", Cost: usd(cost), Fields: []providers.Field{phoneField, fromField}, Notes: append(notes, estimated),
			Extra: map[string]string{"operator_id": "200", "country": "IN", "amount": amount},
		}
	}
	want := []providers.Product{
		product("0.14", " 0.14 USD (by region)", "0.126", worthOf("10.00 INR"),
			providers.Quoted("Andhra Pradesh: Get Talktime of Rs. 7.47"), providers.Quoted("Kerala: Get Talktime of Rs. 8.00")),
		product("1.39", " 1.39 USD (Andhra Pradesh)", "1.251", worthOf("100.00 INR"), providers.Because("reloadly.sold_in", "region", "Andhra Pradesh")),
		product("2.5", ": Full talktime", "2.25", providers.Quoted("Kerala: FULL TT, Full talktime"), providers.Quoted("DL: Full talktime")),
		product("3", " 3.00 USD (Kerala)", "2.7", providers.Because("reloadly.sold_in", "region", "Kerala")),
	}
	if d := cmp.Diff(want, productsOf(t, o), decimals); d != "" {
		t.Error(d)
	}
}

func TestKinds(t *testing.T) {
	t.Parallel()
	for flags, want := range map[string]providers.Kind{
		"": providers.KindAirtime, "data": providers.KindData, "bundle": providers.KindData, "comboProduct": providers.KindData,
		"pin": providers.KindPIN, "pin data": providers.KindPIN, "bundle data": providers.KindData,
	} {
		changes := map[string]any{}
		for _, f := range strings.Fields(flags) {
			changes[f] = true
		}
		if got := productsOf(t, with(t, nigeria, changes))[0].Kind; got != want {
			t.Errorf("%q: %s", flags, got)
		}
	}
}

func TestNautaIsKnownByNameAndCountry(t *testing.T) {
	t.Parallel()
	email := providers.Field{Name: "email", Label: "Customer's address (@nauta.com.cu or @nauta.co.cu)", Type: "email", Required: true, Choices: []string{}}
	for _, tc := range []struct {
		name, country string
		field         providers.Field
		extra         string
	}{
		{"Nauta Cuba", "CU", email, "email"}, {"Cubacel NAUTA", "cu", email, "email"},
		{"Cubacel Cuba", "CU", phoneField, ""}, {"Nauta Nigeria", "NG", phoneField, ""},
	} {
		p := productsOf(t, with(t, nigeria, map[string]any{"name": tc.name, "country": map[string]any{"isoName": tc.country}, "supportsLocalAmounts": false}))[0]
		if d := cmp.Diff([]providers.Field{tc.field, amountField, fromField}, p.Fields); d != "" || p.Extra["recipient"] != tc.extra {
			t.Error(tc.name, d, p.Extra)
		}
	}
}

func TestNotesTellStatusAndPromotions(t *testing.T) {
	t.Parallel()
	promotion := `{"title":"Bonus <b>5x</b>","title2":null,"endDate":null}`
	printed := string(clienttest.Load(t, name, "promotion").Body)
	o := strings.Replace(nigeria, "{", `{"status":"SUSPENDED","promotions":[`+printed+`,`+promotion+`,{}],`, 1)
	want := []providers.Reason{estimated, providers.Because("reloadly.marked", "status", "SUSPENDED"),
		providers.Because("reloadly.promotion_until", "title", "… Bonus 5x", "ends", "2021-01-01 10:59:00"), providers.Because("reloadly.promotion", "title", "Bonus 5x")}
	if d := cmp.Diff(want, productsOf(t, o)[0].Notes); d != "" {
		t.Error(d)
	}
	active := productsOf(t, with(t, nigeria, map[string]any{"status": "active"}))[0].Notes
	if d := cmp.Diff([]providers.Reason{estimated}, active); d != "" {
		t.Error(d)
	}
}

func TestDataAndDaysInADescription(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		text  string
		bytes int64
		days  int
	}{
		{"Data 1GB (30 days)", providers.GB, 30},
		{"25MB (24 hours)", 25 * providers.MB, 1},
		{"Small Plan - 2GB, 7 Days", 2 * providers.GB, 7},
		{"1.5 gb for 2 weeks", 3 * providers.GB / 2, 14},
		{"512KB 36 hours", 512 * providers.KB, 0},
		{"1TB", 1024 * providers.GB, 0},
		{"1GB + 500MB night, 7 days", 0, 7},
		{"1GB daily for 7 days", 0, 0},
		{"500MB/day, 7 days", 0, 0},
		{"2GB per week, 30 days", 0, 0},
		{"1,5GB", 0, 0}, {"1,024MB", 0, 0}, {"4G network", 0, 0}, {"Get Talktime of Rs. 7.47", 0, 0},
		{"5GBP", 0, 0}, {"0GB", 0, 0}, {"99999999999999999999GB", 0, 0}, {"", 0, 0},
		{"3 days + 2 days", 0, 0},
	} {
		if got, days := dataIn(tc.text), daysIn(tc.text); got.Bytes != tc.bytes || days != tc.days {
			t.Errorf("%q: %d bytes, %d days", tc.text, got.Bytes, days)
		}
	}
}

func TestHostileTextIsHarmless(t *testing.T) {
	t.Parallel()
	o := with(t, nigeria, map[string]any{"name": "MTN\x1b]0;owned\x07 &#27;[31mNigeria\u202e"})
	var got operator
	if err := loose.Decode([]byte(o), &got); err != nil {
		t.Fatal(err)
	}
	if p := got.rangeProduct(); p.Name != "MTN Nigeria" {
		t.Errorf("%q", p.Name)
	}
}
