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
	s, err := newSegment("fyatu", shelf(), noon)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(s.blob[len(segmentMagic)+4:])
	f.Add([]byte{})
	f.Fuzz(func(_ *testing.T, body []byte) {
		s, err := parseSegment(body, body)
		if err != nil {
			return
		}
		k, err := s.scan()
		if err != nil {
			return
		}
		x := newIndex(shopPricing(), []*segment{s}, []*columns{k})
		for _, row := range x.Search(Query{Text: "japan 5gb", Limit: 50}).Rows {
			x.At(row)
		}
		for row := range min(x.Len(), 50) {
			x.At(int32(row))
		}
		x.Search(Query{Text: "japn", Sort: SortPerGB, Limit: 5})
		x.Find("fyatu", "jp5")
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
		s, err := newSegment("fyatu", []providers.Product{p}, time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.scan(); err != nil {
			t.Error(err)
		}
	})
}
