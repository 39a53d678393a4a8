package catalog

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/shopspring/decimal"

	"simdesk/providers"
)

var noon = time.Date(2026, 6, 1, 12, 0, 0, 5, time.UTC)

func clock() time.Time { return noon.Add(time.Hour) }

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
	down := &providers.Error{Kind: providers.KindUnavailable, Provider: "fyatu", Why: providers.Quoted("down")}
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
	whole, other := fileOf(t, "fyatu", product("a")), fileOf(t, "roamify", product("a"))
	flipped := slices.Clone(whole)
	flipped[len(flipped)-3] ^= 1
	for name, content := range map[string][]byte{
		"empty": {}, "text": []byte("<html>"), "cut": whole[:len(whole)-1], "flipped": flipped,
		"another version": []byte(strings.Replace(string(whole), magic, "simdesk catalogue 2\n", 1)),
		"another's":       other,
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

// Who changes the markup finds the same products in the order of the new prices,
// of the same age, and the file is laid out once.
func TestAnotherPricingSortsAnew(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	with := func(rounding string) (*Store, string) {
		p := shopPricing()
		p.Rounding = decimal.RequireFromString(rounding)
		s, err := Open(dir, []string{"fyatu"}, p, clock)
		if err != nil {
			t.Fatal(err)
		}
		return s, ids(s.Index(), s.Index().Search(Query{}))
	}
	cheap, wide := product("cheap"), product("wide")
	cheap.Cost, wide.Cost = providers.MustMoney("9.00", "USD").Ptr(), providers.MustMoney("8.00", "USD").Ptr()
	wide.Countries = []string{"JP", "KR"}
	s, _ := with("0.10")
	replace(t, s, "fyatu", cheap, wide)
	if _, got := with("0.10"); got != "wide cheap" {
		t.Errorf("by the cent: %q", got)
	}
	s, got := with("20") // one price for both: the narrower first
	if got != "cheap wide" || s.Index().At(0).Price.String() != "20.00 USD" {
		t.Errorf("by twenties: %q, %v", got, s.Index().At(0).Price)
	}
	if d := cmp.Diff([]Source{{Provider: "fyatu", Products: 2, AsOf: noon}}, s.Sources()); d != "" {
		t.Error(d)
	}
	f, err := openFile(filepath.Join(dir, "fyatu.catalogue"), readFile)
	if err != nil || f.meta.Pricing != s.pricing.String() {
		t.Errorf("%v: laid out for %q", err, f.meta.Pricing)
	}
}

// A row of an index that was swapped is read where its file lay, however often
// that was replaced since.
func TestAnOldIndexOutlivesItsFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := open(t, dir)
	defer runtime.KeepAlive(s)
	replace(t, s, "fyatu", product("old"))
	old := s.Index()
	defer runtime.KeepAlive(old)
	for i := range 20 {
		replace(t, s, "fyatu", product(fmt.Sprint(i)))
		runtime.GC()
	}
	if got := ids(old, old.Search(Query{Text: "japan"})); got != "old" {
		t.Errorf("got %q", got)
	}
	// The files that nobody holds are let go: the present one and the old stay.
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(time.Millisecond) {
		maps, err := os.ReadFile("/proc/self/maps")
		if err != nil || bytes.Count(maps, []byte(dir)) == 2 {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("still mapped: %d", bytes.Count(maps, []byte(dir)))
		}
		runtime.GC()
	}
}

func TestDataIsKnownWithoutTheRow(t *testing.T) {
	t.Parallel()
	x := Build(generate(500), shopPricing())
	for row := range int32(x.Len()) {
		want := x.At(row).Data
		want.Raw = ""
		if got := x.Data(row); got != want {
			t.Errorf("row %d: %+v, want %+v", row, got, want)
		}
	}
	if got := x.Data(-1); got != (providers.Data{}) {
		t.Errorf("of no row: %+v", got)
	}
}
