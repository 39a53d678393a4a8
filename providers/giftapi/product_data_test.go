package giftapi

import (
	"testing"

	"simdesk/providers"
)

func TestDataOf(t *testing.T) {
	t.Parallel()
	gb := func(n int64, raw string) providers.Data { return providers.Data{Bytes: n * providers.GB, Raw: raw} }
	tests := []struct {
		name     string
		sku      attr
		skuNamed string
		want     providers.Data
	}{
		{"the documented name", nil, "10GB Europe Data", gb(10, "10GB")},
		{"attribute wins", attr{"data": "5 GB"}, "10GB Europe Data", gb(5, "5 GB")},
		{"value and unit apart", attr{"data": "500", "data_unit": "MB"}, "", providers.Data{Bytes: 500 * providers.MB, Raw: "500 MB"}},
		{"unit in the key", attr{"data_gb": "1.5"}, "", providers.Data{Bytes: 3 * providers.GB / 2, Raw: "1.5 GB"}},
		{"bare number", attr{"data": "5"}, "", providers.Data{}},
		{"unlimited", nil, "Japan Unlimited 7 days", providers.Data{Unlimited: true, Raw: "Unlimited"}},
		{"unlimited flag", attr{"is_unlimited": "true"}, "5GB", providers.Data{Unlimited: true, Raw: "Unlimited"}},
		{"unlimited calls only", nil, "Unlimited calls", providers.Data{}},
		{"unlimited after an allowance", nil, "Unlimited, 5GB fast", providers.Data{Raw: "5GB"}},
		{"a day", nil, "Japan 1GB/day", providers.Data{Raw: "1GB/day"}},
		{"daily", nil, "Daily 1 GB Japan", providers.Data{Raw: "1 GB"}},
		{"two sizes", nil, "5GB + 1GB bonus", providers.Data{}},
		{"pounds are no data", nil, "10 GBP card", providers.Data{}},
		{"decimal comma", nil, "1,5 GB", providers.Data{Bytes: 3 * providers.GB / 2, Raw: "1,5 GB"}},
		{"thousands or one", nil, "1,000 MB", providers.Data{Raw: "1,000 MB"}},
		{"Russian", nil, "Турция 3 ГБ", gb(3, "3 ГБ")},
		{"per 30 days", nil, "5GB / 30 days", gb(5, "5GB")},
		{"nothing", nil, "Europe", providers.Data{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			same(t, "data", dataOf(tt.sku.facts(), nil, []string{tt.skuNamed}), tt.want)
		})
	}
}

func TestDaysOf(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name     string
		sku      attr
		skuNamed string
		want     int
	}{
		{"name", nil, "Japan 5GB 30 Days", 30}, {"glued", nil, "Japan 5GB 7days", 7}, {"letter", nil, "5GB 15D", 15},
		{"hyphen", nil, "30-day plan", 30}, {"two of them", nil, "7 days or 30 days", 0}, {"twice the same", nil, "7 days, 7d", 7},
		{"attribute", attr{"validity": "15 days"}, "30 days", 15}, {"key says days", attr{"validity_days": "10"}, "", 10},
		{"unit apart", attr{"validity": "10", "validity_unit": "days"}, "", 10},
		{"hours", attr{"validity": "24", "validity_unit": "hours"}, "", 0}, {"bare", attr{"validity": "24"}, "", 0},
		{"Russian", nil, "Турция 3 ГБ 30 дней", 30}, {"month", nil, "1 month", 0}, {"3D", nil, "3Dmark", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			same(t, "days", daysOf(tt.sku.facts(), nil, []string{tt.skuNamed}), tt.want)
		})
	}
}

func TestPlaces(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name      string
		sku       attr
		named     string
		esim      bool
		countries []string
		region    string
	}{
		{"code", attr{"country": "JP"}, "", true, []string{"JP"}, ""},
		{"name", attr{"country_name": "x", "country": "Türkiye"}, "", true, []string{"TR"}, ""},
		{"list", attr{"countries.0": "FR", "countries.1": "Germany", "countries.2": "Atlantis", "region": "Europe"}, "", true, []string{"FR", "DE"}, "Europe"},
		{"commas", attr{"coverage": "FR, GB; US"}, "", true, []string{"FR", "GB", "US"}, ""},
		{"eSIM name", nil, "Japan 5GB 30 Days", true, []string{"JP"}, ""},
		{"longest name", nil, "5GB Papua New Guinea", true, []string{"PG"}, ""},
		{"two countries", nil, "USA and Canada 5GB", true, nil, ""},
		{"region", nil, "10GB Europe Data", true, nil, "Europe"},
		{"longer region", nil, "Asia Pacific 3GB", true, nil, "Asia Pacific"},
		{"card part", nil, "Apple gift card | USA", false, []string{"US"}, ""},
		{"card in brackets", nil, "Steam (TR)", false, []string{"TR"}, ""},
		{"brand", nil, "Air Jordan gift card", false, nil, ""},
		{"Apple TV", nil, "Apple | TV", false, nil, ""},
		{"Kingdom", nil, "Netflix - United Kingdom", false, []string{"GB"}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			countries, region := places(tt.sku.facts(), nil, []string{tt.named}, tt.esim)
			same(t, "countries", countries, tt.countries)
			same(t, "region", region, tt.region)
		})
	}
}

func TestProductName(t *testing.T) {
	t.Parallel()
	tests := [][3]string{
		{"Apple gift card | USA", "$2 Apple Gift Card", "$2 Apple Gift Card"},
		{"Japan", "5 GB / 30 days", "Japan 5 GB / 30 days"},
		{"Japan", "", "Japan"}, {"", "5 GB", "5 GB"},
		{"Free Fire Diamonds", "60 Diamonds", "Free Fire 60 Diamonds"},
		{"Mobile Legends Diamonds", "60 Diamonds", "Mobile Legends 60 Diamonds"},
		{"eSIM Japan", "5GB Japan Data", "5GB Japan Data"},
	}
	for _, tt := range tests {
		if got := productName(tt[0], tt[1]); got != tt[2] {
			t.Errorf("productName(%q, %q) = %q, want %q", tt[0], tt[1], got, tt[2])
		}
	}
}

// attr are attributes as a test writes them.
type attr map[string]any

func (a attr) facts() facts { return flattened(map[string]any(a)) }
