package catalog

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"simdesk/providers"
)

var (
	hundredThousand = sync.OnceValue(func() *Index { return Build(generate(100_000), shopPricing()) })
	million         = sync.OnceValue(func() *Index { return Build(generate(1_000_000), shopPricing()) })
)

// BenchmarkSearch is one keystroke, as the Sell screen asks.
func BenchmarkSearch(b *testing.B) {
	for _, size := range []struct {
		name string
		make func() *Index
	}{{"100k", hundredThousand}, {"1M", million}} {
		for _, text := range []string{"", "j", "a", "an", "japan", "japan 5", "japan 5gb", "japan 5gb 30d docomo", "europe airtime", "japn 5gb", "ese", "zzzzzz"} {
			b.Run(fmt.Sprintf("%s/%q", size.name, text), func(b *testing.B) {
				x := size.make()
				b.ReportAllocs()
				for b.Loop() {
					x.Search(Query{Text: text, First: providers.KindESIM, Limit: 1000})
				}
			})
		}
	}
}

func BenchmarkSearchAllRows(b *testing.B) {
	x := hundredThousand()
	b.ReportAllocs()
	for b.Loop() {
		x.Search(Query{Text: "esim"})
	}
}

func BenchmarkBuild100k(b *testing.B) {
	products := generate(100_000)
	for b.Loop() {
		Build(products, shopPricing())
	}
}

func BenchmarkLoad100k(b *testing.B) {
	dir := b.TempDir()
	names := []string{"roamify", "fyatu", "valuetopup", "reloadly", "giftapi"}
	s := New(dir, names, shopPricing(), time.Now)
	if err := s.Load(); err != nil {
		b.Fatal(err)
	}
	products := generate(100_000)
	for _, name := range names {
		mine := products[:0:0]
		for _, p := range products {
			if p.Provider == name {
				mine = append(mine, p)
			}
		}
		if err := s.Replace(name, mine, time.Now()); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Open(dir, names, shopPricing(), time.Now); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAt(b *testing.B) {
	x := hundredThousand()
	b.ReportAllocs()
	row := int32(0)
	for b.Loop() {
		x.At(row % int32(x.Len()))
		row++
	}
}
