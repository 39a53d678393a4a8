package catalog

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"simdesk/providers"
)

var noon = time.Date(2026, 6, 1, 12, 0, 0, 5, time.UTC)

func clock() time.Time { return noon.Add(time.Hour) }

var exactDecimal = cmp.Comparer(func(a, b decimal.Decimal) bool {
	return a.Exponent() == b.Exponent() && a.Coefficient().Cmp(b.Coefficient()) == 0
})

var ignoreCause = cmpopts.IgnoreFields(providers.Error{}, "Err")

func open(t *testing.T, dir string) *Store {
	t.Helper()
	s, err := Open(dir, []string{"fyatu", "roamify"}, shopPricing(), clock)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func replace(t *testing.T, s *Store, provider string, products ...providers.Product) {
	t.Helper()
	if err := s.Replace(provider, products, noon); err != nil {
		t.Fatal(err)
	}
}

func product(id string) providers.Product {
	return providers.Product{
		Provider: "fyatu", ID: id, Name: "Japan " + id, Kind: providers.KindESIM, Countries: []string{"JP"},
		Cost: providers.MustMoney("9.50", "USD").Ptr(),
	}
}

func TestSnapshotOutlivesTheStore(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "cache", "catalogue")
	replace(t, open(t, dir), "fyatu", product("a"), product("b"))

	s := open(t, dir)
	want := []Source{{Provider: "fyatu", Products: 2, AsOf: noon}, {Provider: "roamify"}}
	if d := cmp.Diff(want, s.Sources()); d != "" {
		t.Error(d)
	}
	if got := ids(s.Index(), s.Index().Search(Query{Text: "japan"})); got != "a b" {
		t.Errorf("got %q", got)
	}
	info, err := os.Stat(filepath.Join(dir, "fyatu.catalogue"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info, err)
	}
}

// The sandbox's prices were the live account's until somebody refreshed.
func TestASnapshotIsOfOneAccount(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	at := func(account string) *Store {
		s := New(dir, []string{"fyatu", "roamify"}, Pricing{Currency: "USD"}, func() time.Time { return noon })
		s.Of("fyatu", account)
		if err := s.Load(); err != nil {
			t.Fatal(err)
		}
		return s
	}
	replace(t, at("fyatu-sandbox"), "fyatu", product("a"))
	replace(t, at("fyatu-live"), "fyatu", product("b"), product("c"))
	for account, want := range map[string]int{"fyatu-sandbox": 1, "fyatu-live": 2, "fyatu-other": 0} {
		if got := at(account).Index().Len(); got != want {
			t.Errorf("%s: %d products, want %d", account, got, want)
		}
	}
}

// A snapshot tells what the shop pays: an old file that others may read must
// not pass its mode on.
func TestSnapshotIsPrivateWhateverItReplaces(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "fyatu.catalogue")
	if err := os.WriteFile(file, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(file, 0o644); err != nil { // past any umask
		t.Fatal(err)
	}
	s := open(t, dir)
	for range 2 {
		replace(t, s, "fyatu", product("a"))
		if info, err := os.Stat(file); err != nil || info.Mode() != 0o600 {
			t.Errorf("mode %v, %v; want 0600", info.Mode(), err)
		}
	}
	if names, err := os.ReadDir(dir); err != nil || len(names) != 1 {
		t.Errorf("the directory holds %v, %v", names, err)
	}
}

func TestReplaceKeepsTheOldIndexForItsHolders(t *testing.T) {
	t.Parallel()
	s := open(t, "")
	replace(t, s, "fyatu", product("a"), product("b"))
	old := s.Index()
	r := old.Search(Query{Text: "japan"})
	replace(t, s, "fyatu", product("c"))
	replace(t, s, "roamify", product("r"))
	if got := ids(old, r); got != "a b" {
		t.Errorf("the old index now shows %q", got)
	}
	if got := ids(s.Index(), s.Index().Search(Query{})); got != "c r" {
		t.Errorf("the new index shows %q", got)
	}
	if e, ok := s.Index().Find("roamify", "r"); !ok || e.Provider != "roamify" {
		t.Errorf("got %+v", e)
	}
}

func TestFailedRefreshKeepsTheLastSnapshot(t *testing.T) {
	t.Parallel()
	s := open(t, "")
	replace(t, s, "fyatu", product("a"))
	down := &providers.Error{Kind: providers.KindUnavailable, Provider: "fyatu", Message: "down"}
	s.Failed("fyatu", down)
	s.Failed("acme", down)
	want := []Source{{Provider: "fyatu", Products: 1, AsOf: noon, Error: down}, {Provider: "roamify"}}
	if d := cmp.Diff(want, s.Sources()); d != "" {
		t.Error(d)
	}
	replace(t, s, "fyatu", product("a"))
	if got := s.Sources()[0].Error; got != nil {
		t.Errorf("a refresh that worked left %v", got)
	}
}

func TestReplaceOfUnknownProviderIsRefused(t *testing.T) {
	t.Parallel()
	if err := open(t, "").Replace("acme", nil, noon); err == nil {
		t.Error("no error")
	}
}

func TestDamagedSnapshotIsLeftOutAndSaid(t *testing.T) {
	t.Parallel()
	whole, err := newSegment("fyatu", []providers.Product{product("a")}, noon)
	if err != nil {
		t.Fatal(err)
	}
	other, err := newSegment("roamify", []providers.Product{product("a")}, noon)
	if err != nil {
		t.Fatal(err)
	}
	flipped := append([]byte(nil), whole.blob...)
	flipped[len(flipped)-3] ^= 1
	for name, content := range map[string][]byte{
		"empty": {}, "text": []byte("<html>"), "cut": whole.blob[:len(whole.blob)-1], "flipped": flipped,
		"another version": []byte(strings.Replace(string(whole.blob), "catalogue 1", "catalogue 0", 1)),
		"another's":       other.blob,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			path := filepath.Join(dir, "fyatu.catalogue")
			if err := os.WriteFile(path, content, 0o600); err != nil {
				t.Fatal(err)
			}
			s := open(t, dir)
			got := s.Sources()[0]
			if got.Error == nil || got.Error.Kind != providers.KindInternal || got.Products != 0 || s.Index().Len() != 0 {
				t.Errorf("got %+v", got)
			}
			replace(t, s, "fyatu", product("a"))
			if d := cmp.Diff(Source{Provider: "fyatu", Products: 1, AsOf: noon}, open(t, dir).Sources()[0], ignoreCause); d != "" {
				t.Error(d)
			}
		})
	}
}

// A snapshot of a clock that was ahead keeps its time: as now, it would be sold
// by as if it were fresh.
func TestSnapshotFromTheFutureIsNotTakenForFresh(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := open(t, dir).Replace("fyatu", []providers.Product{product("a")}, noon.AddDate(1, 0, 0)); err != nil {
		t.Fatal(err)
	}
	if got := open(t, dir).Sources()[0].AsOf; providers.Age(got, clock()) < 24*time.Hour {
		t.Errorf("as of %v", got)
	}
}

func TestUnwritableDirectory(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(dir, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := Open(dir, []string{"fyatu"}, shopPricing(), clock)
	if !providers.IsKind(err, providers.KindConfig) {
		t.Errorf("got %v", err)
	}
	err = s.Replace("fyatu", []providers.Product{product("a")}, noon)
	if !providers.IsKind(err, providers.KindConfig) || s.Index().Len() != 1 {
		t.Errorf("got %v, %d products", err, s.Index().Len())
	}
}

func TestTheSameProductListedTwiceIsOne(t *testing.T) {
	t.Parallel()
	topUp := product("a")
	topUp.TopUpOnly = true
	later := product("a")
	later.Name = "Japan later"
	x := Build([]providers.Product{product("a"), product("b"), topUp, later}, shopPricing())
	if got := ids(x, x.Search(Query{TopUps: true})); got != "b a a" {
		t.Errorf("got %q", got)
	}
	if e, _ := x.Find("fyatu", "a"); e.Name != "Japan later" || e.TopUpOnly {
		t.Errorf("got %+v", e)
	}
}

// What is stored comes back whole, to the last digit and the last nil.
func TestProductsComeBackWhole(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		want := rapid.SliceOfNDistinct(anyProduct(), 0, 6, func(p providers.Product) string { return p.ID }).Draw(t, "products")
		s, err := newSegment("fyatu", want, noon)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.scan(); err != nil || s.len() != len(want) || !s.asOf.Equal(noon) {
			t.Fatalf("%v: %d products as of %v", err, s.len(), s.asOf)
		}
		for i := range want {
			got, ok := s.product(i)
			if d := cmp.Diff(want[i], got, exactDecimal); d != "" || !ok {
				t.Fatal(ok, d)
			}
		}
	})
}

func anyDecimal(t *rapid.T) decimal.Decimal {
	digits := rapid.StringMatching(`-?[0-9]{1,30}`).Draw(t, "digits")
	d, err := providers.ParseDecimal(fmt.Sprintf("%se%d", digits, rapid.IntRange(-30, 30).Draw(t, "exponent")))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func anyProduct() *rapid.Generator[providers.Product] {
	text := rapid.String()
	texts := rapid.OneOf(rapid.Just([]string(nil)), rapid.SliceOfN(text, 0, 3))
	number := rapid.OneOf(rapid.Just((*int)(nil)), rapid.Ptr(rapid.Int(), false))
	return rapid.Custom(func(t *rapid.T) providers.Product {
		p := providers.Product{
			Provider: "fyatu", ID: text.Draw(t, "id"), Name: text.Draw(t, "name"), Region: text.Draw(t, "region"),
			Kind:      rapid.SampledFrom([]providers.Kind{providers.KindESIM, providers.KindAirtime, "new kind"}).Draw(t, "kind"),
			Countries: rapid.OneOf(texts, rapid.Just([]string{"JP", "KR"})).Draw(t, "countries"),
			Operator:  text.Draw(t, "operator"), Days: rapid.Int().Draw(t, "days"),
			Data:      providers.Data{Bytes: rapid.Int64().Draw(t, "bytes"), Unlimited: rapid.Bool().Draw(t, "unlimited"), Raw: text.Draw(t, "raw")},
			TopUpOnly: rapid.Bool().Draw(t, "top-up"), CanTopUp: rapid.SampledFrom([]providers.Truth{0, 1, 2}).Draw(t, "truth"),
			Stock: number.Draw(t, "stock"), Notes: texts.Draw(t, "notes"), Instructions: text.Draw(t, "instructions"),
			Extra: rapid.OneOf(rapid.Just(map[string]string(nil)), rapid.MapOfN(text, text, 0, 3)).Draw(t, "extra"),
		}
		if rapid.Bool().Draw(t, "cost") {
			p.Cost = &providers.Money{Amount: anyDecimal(t), Currency: text.Draw(t, "currency")}
		}
		if rapid.Bool().Draw(t, "lists") {
			p.Fields = []providers.Field{{Name: text.Draw(t, "field"), Label: "Number", Type: providers.TypePhone, Required: true, Choices: texts.Draw(t, "choices"), MaxLength: number.Draw(t, "length")}}
			p.Networks = []providers.Network{{Country: "JP", Name: text.Draw(t, "network"), Types: texts.Draw(t, "types")}}
			p.Ranges = []providers.Range{{
				Currency: "NGN", Min: anyDecimal(t), Max: anyDecimal(t), Whole: rapid.Bool().Draw(t, "whole"), CostCurrency: "USD",
				CostFactor: anyDecimal(t), CostFlat: anyDecimal(t), DeliveredCurrency: "NGN", DeliveredFactor: anyDecimal(t),
			}}
		}
		return p
	})
}
