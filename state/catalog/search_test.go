package catalog

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"simdesk/providers"
)

func ids(x *Index, r Result) string {
	out := make([]string, len(r.Rows))
	for i, row := range r.Rows {
		out[i] = x.At(row).ID
	}
	return strings.Join(out, " ")
}

// searches are queries of the shelf, each with the ids it finds in order.
var searches = []struct{ text, want, meant string }{
	{"japan 5gb", "jp5 jp5 as5b as5 jp5q", ""},
	{"5 gb japan", "jp5 jp5 as5b as5 jp5q", ""},
	{"JAPAN  5GB", "jp5 jp5 as5b as5 jp5q", ""},
	{"japan 5gb japan", "jp5 jp5 as5b as5 jp5q", ""},
	{"jp 5120mb", "jp5 jp5 as5b as5 jp5q", ""},
	{"jp 5gb 30d", "jp5 as5b as5 jp5q", ""},
	{"jp 5gb 30 days", "jp5 as5b as5 jp5q", ""},
	{"jp 5gb 30days docomo", "jp5", ""},
	{"jp 5gb 30 da", "jp5 as5b as5 jp5q", ""},
	{"japan 5 g", "jp5 jp5 as5b as5 jp5q", ""},
	{"japan 5", "jp5 jp5 as5b as5 jp5q", ""},
	{"japan 15", "jp5 jp15", ""},
	{"jap 5gb fyatu", "jp5 jp5q", ""},
	{"japn 5gb", "jp5 jp5 as5b as5 jp5q", "japan 5gb"},
	{"jaapn 15gb", "jp15", "japan 15gb"},
	{"turkyie", "tr1 tr3 tr5 gl1 eu10", "turkiye"},
	{"unitd kingdum 5gb", "gb5", "united kingdom 5gb"},
	{"docommo", "jp1 jp5 jp15", "docomo"},
	{"iran", "", ""}, // spelt right, sold by nobody: never Iraq
	{"jpn 5gb", "", ""},
	{"japan 4gb", "", ""},
	{"1.5gb", "kr15", ""},
	{"1,5 gb", "kr15", ""},
	{"500mb", "kr500", ""},
	{"0.5gb", "", ""}, // 512 MB
	{"unlimited", "jpu", ""},
	{"unlim", "jpu", ""},
	{"2gb", "nodata", ""}, // the name counts only where the amount is not known
	{"turkiye", "tr1 tr3 tr5 gl1 eu10", ""},
	{"TÜRKİYE 5gb", "tr5", ""},
	{"turkey 3gb", "tr3", ""},
	{"istanbul", "tr3", ""},
	{"ISTANBUL", "tr3", ""},
	{"İSTANBUL", "tr3", ""},
	{"diyarbakir isik", "tr1", ""},
	{"DIYARBAKIR IŞIK", "tr1", ""},
	{"cote ivoire", "ci1", ""},
	{"ivory coast", "ci1", ""},
	{"россия", "ru1", ""},
	{"usa 5gb", "us5", ""},
	{"us 5gb", "us5", ""},
	{"uk 5gb", "gb5", ""},
	{"uae 5gb", "ae5", ""},
	{"emirates 5gb", "ae5", ""},
	{"korea 500mb", "kr500", ""},
	{"kr 3d", "kr500 kr15", ""},
	{"europe", "bal3 gl1 eu10", ""},
	{"asia 5gb", "as5b as5", ""},
	{"global", "gl1", ""},
	{"worldwide", "gl1", ""},
	{"in 3gb", "in3 id3", ""}, // the code first, then what begins so
	{"china", "cn3", ""},      // not Hong Kong
	{"airtime nigeria", "646:2.78 645", ""},
	{"airtime", "646:2.78 645", ""},
	{"voucher", "77", ""},
	{"gift steam", "g1 g2", ""}, // no rate for GEL: price not known, last
	{"bill", "b1", ""},
	{"at&t", "us5", ""},
	{"tmobile", "cn3 77", "mobile"},
	{"oftban", "jp5", ""},
	{"zzzzzz", "", ""},
	{"...", "*", ""}, // no word at all: everything
}

func TestSearch(t *testing.T) {
	t.Parallel()
	x := Build(shelf(), shopPricing())
	for _, test := range searches {
		if test.want == "*" {
			test.want = ids(x, x.Search(Query{}))
		}
		t.Run(test.text, func(t *testing.T) {
			t.Parallel()
			r := x.Search(Query{Text: test.text})
			got := []any{ids(x, r), r.Meant, r.Total}
			want := []any{test.want, test.meant, len(strings.Fields(test.want))}
			if d := cmp.Diff(want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestSearchFilters(t *testing.T) {
	t.Parallel()
	x := Build(shelf(), shopPricing())
	for name, test := range map[string]struct {
		q     Query
		want  string
		total int
	}{
		"top-ups on request": {Query{Text: "japan 5gb", TopUps: true}, "jpt jp5 jp5 as5b as5 jp5q", 6},
		"limit":              {Query{Text: "japan 5gb", Limit: 2}, "jp5 jp5", 5},
		"limit across tiers": {Query{Text: "in 3gb", Limit: 2}, "in3 id3", 2},
		"kind":               {Query{Kinds: []providers.Kind{providers.KindPIN, providers.KindGiftCard}}, "77 g1 g2", 3},
		"country":            {Query{Country: "kr"}, "kr500 kr15 as5b as5", 4},
		"provider":           {Query{Provider: "reloadly", Text: "nigeria"}, "646:2.78 645 b1", 3},
		"unknown provider":   {Query{Provider: "acme"}, "", 0},
		"by price":           {Query{Text: "in 3gb", Sort: SortPrice}, "in3 id3", 2},
		"by name":            {Query{Text: "korea", Sort: SortName}, "as5 as5b kr15 kr500", 4},
		"eSIMs first":        {Query{Text: "nigeria", First: providers.KindESIM}, "nodata gl1 646:2.78 645 b1", 5},
		"misspelt the same":  {Query{Text: "nigria", First: providers.KindESIM, Limit: 3}, "nodata gl1 646:2.78", 5},
		"first is one sort":  {Query{Text: "nigeria", First: providers.KindESIM, Sort: SortPrice}, "nodata 646:2.78 gl1 645 b1", 5},
		"per GB":             {Query{Text: "japan", Sort: SortPerGB}, "jp15 jp5 jp5 as5b as5 jp1 gl1 jpu jp5q", 9},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := x.Search(test.q)
			if d := cmp.Diff([]any{test.want, test.total}, []any{ids(x, r), r.Total}); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestBuildOfNothing(t *testing.T) {
	t.Parallel()
	x := Build(nil, shopPricing())
	if r := x.Search(Query{Text: "japan"}); len(r.Rows) != 0 || r.Total != 0 || x.Len() != 0 {
		t.Errorf("got %+v", r)
	}
	if _, ok := x.Find("fyatu", "jp5"); ok {
		t.Error("found something")
	}
	if d := cmp.Diff(Entry{}, x.At(0)); d != "" {
		t.Error(d)
	}
}

func TestFindAndByIDs(t *testing.T) {
	t.Parallel()
	x := Build(shelf(), shopPricing())
	e, ok := x.Find("fyatu", "jp5")
	if !ok || e.Operator != "SoftBank" || e.Price.String() != "11.80 USD" || e.PerGB.String() != "2.36 USD" || e.Approx {
		t.Errorf("got %+v, %v", e, ok)
	}
	if e, _ := x.Find("giftapi", "g1"); !e.Approx || e.Price.String() != "23.40 USD" {
		t.Errorf("got %v", e.Price)
	}
	if e, _ := x.Find("giftapi", "g2"); e.Price != nil || e.Approx {
		t.Errorf("a price without a rate: %v", e.Price)
	}
	if _, ok := x.Find("roamify", "as5"); ok {
		t.Error("found another provider's product")
	}
	r := Result{Rows: x.ByIDs("reloadly", []string{"646:2.78", "gone", "645", "jp5"})}
	if got := ids(x, r); got != "646:2.78 645" {
		t.Errorf("got %q", got)
	}
}

// Everything that a plain reading of the rule finds is found, and nothing
// else, in order of closeness and then price, whatever the files hold.
func TestSearchAgreesWithPlainReading(t *testing.T) {
	t.Parallel()
	products := append(shelf(), generate(600)...)
	vocabulary := plainVocabulary(products)
	all := mapped(t, products)
	rapid.Check(t, func(t *rapid.T) {
		x := all
		if rapid.Bool().Draw(t, "few") {
			x = Build(rapid.SliceOfN(rapid.SampledFrom(products), 0, 40).Draw(t, "products"), shopPricing())
		}
		q := Query{Text: drawText(t, vocabulary), TopUps: rapid.Bool().Draw(t, "top-ups")}
		q.Limit = rapid.IntRange(0, 30).Draw(t, "limit")
		q.Country = rapid.SampledFrom([]string{"", "", "JP", "us"}).Draw(t, "country")
		r := x.Search(q)
		if r.Meant != "" {
			q.Text = r.Meant
		}
		want := plainSearch(x, q)
		if r.Total != len(want) {
			t.Fatalf("%+v: %d rows, a plain reading finds %d", q, r.Total, len(want))
		}
		if q.Limit > 0 {
			want = want[:min(len(want), q.Limit)]
		}
		if !slices.Equal(r.Rows, want) {
			t.Fatalf("%+v: rows %v, want %v", q, r.Rows, want)
		}
	})
}

// mapped is the index of products that were written and are read where they lie.
func mapped(t *testing.T, products []providers.Product) *Index {
	t.Helper()
	byProvider := map[string][]providers.Product{}
	for _, p := range products {
		byProvider[p.Provider] = append(byProvider[p.Provider], p)
	}
	names := slices.Sorted(maps.Keys(byProvider))
	dir := t.TempDir()
	s := New(dir, names, shopPricing(), clock)
	for _, name := range names {
		if err := s.Replace(name, byProvider[name], noon); err != nil {
			t.Fatal(err)
		}
	}
	s, err := Open(dir, names, shopPricing(), clock)
	if err != nil || s.Index().Len() != len(products) {
		t.Fatal(err, s.Index().Len())
	}
	return s.Index()
}

// A keystroke costs the same few allocations whatever the catalogue's size.
func TestSearchAllocatesNothingPerProduct(t *testing.T) {
	x := Build(generate(20_000), shopPricing())
	for _, text := range []string{"", "a", "japan 5gb", "japn 5gb", "zzzzzz"} {
		q := Query{Text: text, First: providers.KindESIM, Limit: 100}
		if n := testing.AllocsPerRun(5, func() { x.Search(q) }); n > 300 {
			t.Errorf("%q: %v allocations", text, n)
		}
	}
}

func drawText(t *rapid.T, vocabulary []string) string {
	n := rapid.IntRange(0, 3).Draw(t, "words")
	words := make([]string, n)
	for i := range words {
		w := []rune(rapid.SampledFrom(vocabulary).Draw(t, "word"))
		from := 0
		if rapid.Bool().Draw(t, "inner") {
			from = rapid.IntRange(0, len(w)-1).Draw(t, "from")
		}
		words[i] = string(w[from:rapid.IntRange(from+1, len(w)).Draw(t, "to")])
	}
	return strings.Join(words, " ")
}
