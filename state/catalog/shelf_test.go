package catalog

import (
	"strings"

	"simdesk/providers"
)

// shelf is a small catalogue made by hand, in which each product has a reason
// to be found or not.
func shelf() []providers.Product {
	esim := func(provider, id, name, countries, region, operator string, data providers.Data, days int, cost string) providers.Product {
		p := providers.Product{
			Provider: provider, ID: id, Name: name, Kind: providers.KindESIM, Region: region, Operator: operator,
			Countries: strings.Fields(countries), Data: data, Days: days,
		}
		if cost != "" {
			p.Cost = providers.MustMoney(cost, "USD").Ptr()
		}
		return p
	}
	gb := func(n int64) providers.Data { return providers.Data{Bytes: n * providers.GB} }
	mb := func(n int64) providers.Data { return providers.Data{Bytes: n * providers.MB} }
	unlimited := providers.Data{Unlimited: true}
	list := []providers.Product{
		esim("roamify", "jp5", "Japan 5GB 30 Days", "JP", "", "Docomo", gb(5), 30, "9.50"),
		esim("fyatu", "jp5", "Japan 5 GB", "JP", "", "SoftBank", gb(5), 15, "9.80"),
		esim("giftapi", "as5", "Asia 5GB", "JP KR SG TH", "Asia", "", gb(5), 30, "10.10"),
		esim("giftapi", "as5b", "Asia five", "JP KR", "Asia", "", gb(5), 30, "9.80"),
		esim("roamify", "jp1", "Japan 1GB", "JP", "", "Docomo", gb(1), 7, "3.00"),
		esim("roamify", "jp15", "Japan 15GB", "JP", "", "Docomo", gb(15), 30, "19.00"),
		esim("roamify", "jpu", "Japan Unlimited 2GB/day", "JP", "", "KDDI", unlimited, 10, "25.00"),
		esim("fyatu", "jp5q", "Japan 5GB special", "JP", "", "KDDI", gb(5), 30, ""),
		esim("roamify", "tr5", "Türkiye 5GB", "TR", "", "Turkcell", gb(5), 30, "8.00"),
		esim("fyatu", "tr3", "İstanbul City Pass", "TR", "", "Türk Telekom", gb(3), 7, "6.00"),
		esim("fyatu", "tr1", "DİYARBAKIR ışık", "TR", "", "Vodafone", gb(1), 7, "2.00"),
		esim("roamify", "us5", "United States 5GB", "US", "", "AT&T", gb(5), 30, "11.00"),
		esim("roamify", "gb5", "United Kingdom 5GB", "GB", "", "O2", gb(5), 30, "7.00"),
		esim("roamify", "ae5", "United Arab Emirates 5GB", "AE", "", "Etisalat", gb(5), 30, "12.00"),
		esim("roamify", "kr500", "South Korea 500MB", "KR", "", "SK Telecom", mb(500), 3, "1.50"),
		esim("fyatu", "kr15", "Korea 1.5GB", "KR", "", "KT", mb(1536), 3, "2.50"),
		esim("roamify", "eu10", "Europe 10GB", "DE FR IT ES TR GB", "Europe", "", gb(10), 30, "15.00"),
		esim("fyatu", "bal3", "Balkan pass", "AL BA ME MK", "", "", gb(3), 15, "7.50"),
		esim("giftapi", "gl1", "Discover 1GB", "JP US GB DE TR NG AE", "Global", "", gb(1), 7, "9.00"),
		esim("fyatu", "in3", "India 3GB", "IN", "", "Jio", gb(3), 30, "4.00"),
		esim("fyatu", "id3", "Indonesia 3GB", "ID", "", "Telkomsel", gb(3), 30, "5.00"),
		esim("fyatu", "cn3", "China 3GB", "CN", "", "China Mobile", gb(3), 30, "6.50"),
		esim("fyatu", "hk3", "Hong Kong 3GB", "HK", "", "CSL", gb(3), 30, "3.50"),
		esim("fyatu", "iq3", "Iraq 3GB", "IQ", "", "Zain", gb(3), 30, "14.00"),
		esim("fyatu", "ci1", "Côte d’Ivoire 1GB", "CI", "", "MTN", gb(1), 7, "4.50"),
		esim("giftapi", "nodata", "Weekly 2GB bundle", "NG", "", "Glo", providers.Data{}, 0, "1.80"),
		esim("giftapi", "ru1", "Россия 3 ГБ", "RU", "", "МТС", gb(3), 30, "5.50"),
	}
	other := []providers.Product{
		{Provider: "reloadly", ID: "645", Name: "MTN Nigeria", Kind: providers.KindAirtime, Countries: []string{"NG"}, Operator: "MTN Nigeria"},
		{Provider: "reloadly", ID: "646:2.78", Name: "Airtel Nigeria 2000", Kind: providers.KindAirtime, Countries: []string{"NG"}, Operator: "Airtel", Cost: providers.MustMoney("2.78", "USD").Ptr()},
		{Provider: "valuetopup", ID: "77", Name: "T-Mobile PIN $10", Kind: providers.KindPIN, Countries: []string{"US"}, Operator: "T-Mobile", Cost: providers.MustMoney("9.20", "USD").Ptr()},
		{Provider: "giftapi", ID: "g1", Name: "Steam 20 EUR", Kind: providers.KindGiftCard, Operator: "Steam", Cost: providers.MustMoney("18.00", "EUR").Ptr()},
		{Provider: "giftapi", ID: "g2", Name: "Steam 10 GEL", Kind: providers.KindGiftCard, Operator: "Steam", Cost: providers.MustMoney("9.00", "GEL").Ptr()},
		{Provider: "reloadly", ID: "b1", Name: "Ikeja Electric", Kind: providers.KindBill, Countries: []string{"NG"}},
		{Provider: "fyatu", ID: "jpt", Name: "Japan top-up 5GB", Kind: providers.KindTopUp, Countries: []string{"JP"}, Data: gb(5), TopUpOnly: true, Cost: providers.MustMoney("8.00", "USD").Ptr()},
	}
	return append(list, other...)
}
