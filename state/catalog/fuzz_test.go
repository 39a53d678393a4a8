package catalog

import (
	"testing"
	"time"
	"unicode/utf8"

	"simdesk/providers"
)

// FuzzSnapshot gives the reader anything after a valid checksum: it may say
// that the snapshot is damaged, and must not do worse.
func FuzzSnapshot(f *testing.F) {
	whole := fileOf(f, "fyatu", shelf()...)
	f.Add(whole)
	f.Add([]byte{})
	f.Fuzz(func(_ *testing.T, body []byte) {
		s, err := parseFile(body)
		if err != nil {
			return
		}
		lookAtAll(newIndex(shopPricing(), []*file{s}))
	})
}

func FuzzSearch(f *testing.F) {
	x := Build(append(shelf(), product("a")), shopPricing())
	for _, text := range []string{"japan 5gb", "5 g", "1,5 gb", "İ ı ß ﬀ", "\xff\xfe", "99999999999gb", "1.9999999tb", ". . .", "\x01cJP"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r := x.Search(Query{Text: text})
		if len(r.Rows) != r.Total || r.Total > x.Len() {
			t.Errorf("%d rows of %d", len(r.Rows), r.Total)
		}
		folded := fold(text)
		if again := fold(folded); again != folded && utf8.ValidString(text) {
			t.Errorf("folded %q, again %q", folded, again)
		}
	})
}

func FuzzBuild(f *testing.F) {
	f.Add("Japan 5GB", "JP", int64(5<<30), 30)
	f.Fuzz(func(t *testing.T, name, country string, bytes int64, days int) {
		p := providers.Product{Provider: "fyatu", ID: name, Name: name, Countries: []string{country}, Days: days, Data: providers.Data{Bytes: bytes}}
		s, err := build("fyatu", []providers.Product{p}, time.Time{}, shopPricing())
		if err != nil || !s.fits() {
			t.Fatal(err)
		}
		if got, err := s.product(0); err != nil || got.Name != name {
			t.Errorf("%+v, %v", got, err)
		}
	})
}
