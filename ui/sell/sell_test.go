package sell

import (
	"context"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
	"simdesk/state/catalog"
	"simdesk/state/desk"
	"simdesk/ui/screen"
	"simdesk/ui/uitest"
)

func start(t *testing.T, d *uitest.Desk) (*uitest.Driver, *screen.Env) {
	t.Helper()
	env, _ := uitest.Env(t, d)
	return uitest.Screen(t, New(env)), env
}

func TestTypingListsCheapestFirst(t *testing.T) {
	d, _ := start(t, uitest.Shop(t))
	d.Type("japan 5gb")
	d.Sizes(t, 4)
}

func TestEnterOpensTheRowOfTheShownWords(t *testing.T) {
	d, _ := start(t, uitest.Shop(t))
	d.Glue("japan 5gb")
	d.Press("enter")
	want := []tea.Msg{screen.OpenPurchaseMsg{Request: desk.QuoteRequest{Provider: "roamify", ProductID: "jp-5gb-30d"}}}
	if diff := cmp.Diff(want, d.Sent()); diff != "" {
		t.Error(diff)
	}
}

func TestPasteSearchesAndPressesNothing(t *testing.T) {
	d, _ := start(t, uitest.Shop(t))
	d.Paste("japan 5gb")
	if got := d.Sent(); len(got) != 0 {
		t.Errorf("a paste sent %v", got)
	}
	d.Golden(t)
}

func TestCustomerIsLooking(t *testing.T) {
	env, _ := uitest.Env(t, uitest.Shop(t))
	hide := false
	env.HideCosts = func() bool { return hide }
	d := uitest.Screen(t, New(env))
	d.Send(screen.WalletsMsg{Wallets: uitest.Wallets()})
	d.Type("japan")
	hide = true
	d.Send(screen.CostsMsg{Hidden: true})
	d.Size(120, 20)
	d.Press("down")
	d.Golden(t)
}

func TestKinds(t *testing.T) {
	d, _ := start(t, uitest.Shop(t))
	d.Press("tab", "tab")
	d.Golden(t)
}

func TestNothingMatches(t *testing.T) {
	d, _ := start(t, uitest.Shop(t))
	d.Type("zzzzqq")
	d.Golden(t)
	d.Press("enter")
	if got := d.Sent(); len(got) != 0 {
		t.Errorf("enter on nothing sent %v", got)
	}
	d.Press("esc")
	if got := d.View(); got == "" {
		t.Error("nothing drawn")
	}
}

func TestEmptyCatalogueIsFetched(t *testing.T) {
	shop := uitest.Shop(t)
	shop.Catalog, shop.SourceList = nil, nil
	down := &providers.Error{Kind: providers.KindUnavailable, Outcome: providers.NotSent, Provider: "reloadly", Why: providers.Quoted("Reloadly does not answer.")}
	shop.RefreshFunc = func(_ context.Context, progress func(desk.Progress)) error {
		progress(desk.Progress{Provider: "fyatu", Page: 3, Pages: 12, Products: 75})
		progress(desk.Progress{Provider: "reloadly", Done: true, Error: down})
		return nil
	}
	env, _ := uitest.Env(t, shop)
	m := New(env)
	m.SetSize(80, 20)
	cmd := m.Init()
	msg := cmd()
	for i := 0; i < 2; i++ {
		step := msg.(screen.StreamMsg)
		m.Update(step.Msg)
		msg = step.Next()
	}
	t.Run("fetching", func(t *testing.T) { (uitest.Still(t, m)).Golden(t) })
	shop.Catalog = catalog.Build(uitest.Products(), uitest.Pricing())
	step := msg.(screen.StreamMsg)
	m.Update(step.Msg)
	t.Run("fetched", func(t *testing.T) { (uitest.Still(t, m)).Golden(t) })
}

func TestCursorStaysOnItsProductWhenTheCatalogueIsSwapped(t *testing.T) {
	shop := uitest.Shop(t)
	d, _ := start(t, shop)
	d.Type("japan 5gb")
	d.Press("down")
	more := append([]providers.Product{uitest.Products()[1]}, uitest.Products()...)
	more[0].ID, more[0].Name, more[0].Data.Bytes, more[0].Cost = "new", "Japan 5 GB special", 5*providers.GB, uitest.USD("1")
	shop.Catalog = catalog.Build(more, uitest.Pricing())
	d.Send(screen.CatalogMsg{})
	d.Press("enter")
	want := []tea.Msg{screen.OpenPurchaseMsg{Request: desk.QuoteRequest{Provider: "fyatu", ProductID: "sakura-15days-5gb"}}}
	if diff := cmp.Diff(want, d.Sent()); diff != "" {
		t.Error(diff)
	}
}

func TestUntouchedCursorStaysOnTheCheapest(t *testing.T) {
	shop := uitest.Shop(t)
	d, _ := start(t, shop)
	d.Type("japan 5gb")
	more := append([]providers.Product{uitest.Products()[1]}, uitest.Products()...)
	more[0].ID, more[0].Name, more[0].Data.Bytes, more[0].Cost = "new", "Japan 5 GB special", 5*providers.GB, uitest.USD("1")
	shop.Catalog = catalog.Build(more, uitest.Pricing())
	d.Send(screen.CatalogMsg{})
	d.Press("enter")
	want := []tea.Msg{screen.OpenPurchaseMsg{Request: desk.QuoteRequest{Provider: more[0].Provider, ProductID: "new"}}}
	if diff := cmp.Diff(want, d.Sent()); diff != "" {
		t.Error(diff)
	}
}

// A recharge of a Japanese SIM may cost less than a line for a traveller, and
// still is not what "japan 5gb" asks for.
func TestESIMsComeBeforeCheaperRecharges(t *testing.T) {
	shop := uitest.Shop(t)
	recharge := providers.Product{Provider: "reloadly", ID: "443:1.00", Name: "Docomo Japan Data 5GB", Kind: providers.KindData,
		Countries: []string{"JP"}, Data: providers.Data{Bytes: 5 * providers.GB}, Cost: uitest.USD("1")}
	shop.Catalog = catalog.Build(append(uitest.Products(), recharge), uitest.Pricing())
	d, _ := start(t, shop)
	d.Type("japan 5gb")
	d.Press("enter")
	d.Press("end", "enter")
	want := []tea.Msg{
		screen.OpenPurchaseMsg{Request: desk.QuoteRequest{Provider: "roamify", ProductID: "jp-5gb-30d"}},
		screen.OpenPurchaseMsg{Request: desk.QuoteRequest{Provider: "reloadly", ProductID: "443:1.00"}},
	}
	if diff := cmp.Diff(want, d.Sent()); diff != "" {
		t.Error(diff)
	}
}

func TestOldPartOfTheCatalogueIsFetched(t *testing.T) {
	shop := uitest.Shop(t)
	env, _ := uitest.Env(t, shop)
	if New(env).Init() != nil {
		t.Error("a fresh catalogue was fetched again")
	}
	shop.SourceList[2].AsOf = uitest.Start.Add(-13 * time.Hour)
	if New(env).Init() == nil {
		t.Error("an old one was not")
	}
}

func TestNumberFirstForAirtime(t *testing.T) {
	shop := uitest.Shop(t)
	shop.DetectFunc = func(_ context.Context, phone, country string) ([]catalog.Entry, error) {
		if phone != "+2348031234567" || country != "NG" {
			t.Errorf("asked for %q in %q", phone, country)
		}
		return []catalog.Entry{{Product: uitest.Airtime()}}, nil
	}
	d, _ := start(t, shop)
	d.Type("+2348031234567")
	t.Run("typed", d.Golden)
	d.Press("enter")
	t.Run("found", d.Golden)
	d.Press("enter")
	want := []tea.Msg{screen.OpenPurchaseMsg{Request: desk.QuoteRequest{
		Provider: "reloadly", ProductID: "341", Fields: map[string]string{"phone": "+2348031234567"}}}}
	if diff := cmp.Diff(want, d.Sent()); diff != "" {
		t.Error(diff)
	}
}

func TestLateOperatorsOfAnotherNumberAreDropped(t *testing.T) {
	shop := uitest.Shop(t)
	shop.DetectFunc = func(context.Context, string, string) ([]catalog.Entry, error) {
		return []catalog.Entry{{Product: uitest.Airtime()}}, nil
	}
	d, _ := start(t, shop)
	d.Type("+2348031234567")
	d.Hold()
	d.Press("enter", "esc")
	d.Type("japan")
	d.Run()
	d.Golden(t)
}

// TestPartThatIsOldOrMissingIsSaid: what could not be refreshed is shown with
// its age, never as fresh.
func TestPartThatIsOldOrMissingIsSaid(t *testing.T) {
	down := &providers.Error{Kind: providers.KindUnavailable, Provider: "reloadly"}
	for name, tc := range map[string]struct {
		source catalog.Source
		want   string
	}{
		"old":     {catalog.Source{Provider: "reloadly", Products: 2, AsOf: uitest.Start.Add(-30 * time.Hour), Error: down}, "10 found, Reloadly as of 30 Jun 08:02"},
		"missing": {catalog.Source{Provider: "reloadly", Error: down}, "10 found, Reloadly is missing"},
		"fresh":   {catalog.Source{Provider: "reloadly", Products: 2, AsOf: uitest.Start}, "10 found, as of 14:01"},
	} {
		shop := uitest.Shop(t)
		shop.SourceList[3] = tc.source
		env, _ := uitest.Env(t, shop)
		m := New(env)
		m.SetSize(80, 20)
		if got := m.news(60); got != tc.want {
			t.Errorf("%s: %q, want %q", name, got, tc.want)
		}
		if m.stale() != (name != "fresh") {
			t.Errorf("%s: stale is %v", name, m.stale())
		}
	}
}

// TestSeveralPartsInTroubleAreCounted, in every width, and the count of what is
// listed stays as long as there is room.
func TestSeveralPartsInTroubleAreCounted(t *testing.T) {
	down := &providers.Error{Kind: providers.KindUnavailable, Provider: "reloadly"}
	shop := uitest.Shop(t)
	shop.SourceList[1] = catalog.Source{Provider: "fyatu", Error: down}
	shop.SourceList[3] = catalog.Source{Provider: "reloadly", Products: 2, AsOf: uitest.Start.Add(-30 * time.Hour), Error: down}
	env, _ := uitest.Env(t, shop)
	m := New(env)
	m.SetSize(80, 20)
	m.Update(screen.WalletsMsg{})
	got := map[int]string{}
	for _, room := range []int{14, fewestNews, 25, 30, 35, 60} {
		got[room] = m.news(room)
	}
	if diff := cmp.Diff(map[int]string{14: "3 of 5 answer…", fewestNews: "10, 3 of 5 answered", 25: "10, 3 of 5 answered",
		30: "3 of 5 answered: ^R asks again", 35: "10, 3 of 5 answered: ^R asks again",
		60: "10 found, 3 of 5 providers answered: ^R asks again"}, got); diff != "" {
		t.Error(diff)
	}
	m.Update(screen.WalletsMsg{Wallets: []desk.Wallet{{Provider: "reloadly", Error: down}}})
	if got := m.news(60); got != "10 found, 3 of 5 providers answered: Alt+3 says why" {
		t.Error(got)
	}
	shop.SourceList[1] = catalog.Source{Provider: "fyatu", Products: 2, AsOf: uitest.Start}
	m.Update(screen.CatalogMsg{})
	if got := m.news(fewestNews); got != "10, Reloadly is old" {
		t.Error(got)
	}
}

func TestProviderThatCannotSellSaysWhy(t *testing.T) {
	shop := uitest.Shop(t)
	shop.Missing["roamify"] = map[providers.Capability]providers.Reason{providers.CanSell: providers.Quoted("Roamify sells nothing today.")}
	d, _ := start(t, shop)
	d.Type("japan 5gb")
	d.Press("enter")
	if diff := cmp.Diff([]tea.Msg{screen.Alarm("Roamify sells nothing today.")}, d.Sent()); diff != "" {
		t.Error(diff)
	}
}

func BenchmarkUpdateView(b *testing.B) {
	products := make([]providers.Product, 0, 100_000)
	for len(products) < cap(products) {
		for _, p := range uitest.Products() {
			p.ID += "-" + string(rune('a'+len(products)%26))
			products = append(products, p)
		}
	}
	shop := uitest.Shop(b)
	shop.Catalog = catalog.Build(products, uitest.Pricing())
	env, _ := uitest.Env(b, shop)
	m := New(env)
	m.SetSize(200, 56)
	keys := []tea.KeyMsg{
		{Type: tea.KeyRunes, Runes: []rune("j")}, {Type: tea.KeyRunes, Runes: []rune("a")}, {Type: tea.KeyDown},
		{Type: tea.KeyPgDown}, {Type: tea.KeyBackspace}, {Type: tea.KeyBackspace},
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		m.Update(keys[i%len(keys)])
		if m.View() == "" {
			b.Fatal("nothing drawn")
		}
	}
}
