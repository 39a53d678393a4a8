package giftapi

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"simdesk/providers"
	"simdesk/providers/wire/loose"
)

// catalogPage is a page of 200 eSIM SKUs as the products list has them.
func catalogPage() (body []byte, rows map[string]priceRow) {
	rows = map[string]priceRow{}
	var list []string
	for i := range 100 {
		var skus []string
		for j := range 2 {
			id := fmt.Sprintf("sku-%d-%d", i, j)
			rows[id] = priceRow{SKU: loose.Text(id), Price: number("4.5"), Currency: "USD", Stock: number("10"), MaxPerOrder: number("1")}
			skus = append(skus, fmt.Sprintf(`{"id":%q,"name":"Japan %dGB %d Days","image":"","attributes":{"data":"%d GB","validity":"%d days","country":"JP"}}`, id, j+1, i, j+1, i))
		}
		list = append(list, fmt.Sprintf(`{"id":"p-%d","name":"eSIM Japan","type":"esim","denomination_type":"fixed","category":{"id":1,"name":"eSIM"},"description":"<p>Fast data in Japan.</p>","attributes":{"network":"Docomo"},"fields":[],"skus":[%s]}`, i, strings.Join(skus, ",")))
	}
	return []byte(`{"success":true,"data":[` + strings.Join(list, ",") + `]}`), rows
}

// BenchmarkDecodePage is the floor: the same page, only decoded.
func BenchmarkDecodePage(b *testing.B) {
	body, _ := catalogPage()
	b.ReportAllocs()
	for b.Loop() {
		var e envelope[[]productJSON]
		if err := loose.Decode(body, &e); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkProductsOfPage is what the client adds to that.
func BenchmarkProductsOfPage(b *testing.B) {
	body, rows := catalogPage()
	var e envelope[[]productJSON]
	if err := loose.Decode(body, &e); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		l := lister{prices: prices{rows: rows}, seen: map[string]bool{}}
		got, err := l.products(context.Background(), offersOf(&l, *e.Data))
		if err != nil || len(got) != 200 || got[0].Kind != providers.KindESIM {
			b.Fatal(len(got), err)
		}
	}
}
