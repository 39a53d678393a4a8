package sell

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"simdesk/providers"
	"simdesk/state/catalog"
	"simdesk/state/desk"
	"simdesk/ui/screen"
	"simdesk/ui/uitest"
)

// TestBeginningOfANumber: nothing is found for it, so enter cannot open
// something with twelve months in its name.
func TestBeginningOfANumber(t *testing.T) {
	shop := uitest.Shop(t)
	months := uitest.Products()[0]
	months.ID, months.Name = "premium-12", "Premium 12 months"
	shop.Catalog = catalog.Build([]providers.Product{months}, uitest.Pricing())
	d, _ := start(t, shop)
	d.Type("+12")
	d.Press("enter")
	if got := d.Sent(); len(got) != 0 {
		t.Errorf("enter sent %v", got)
	}
	d.Golden(t)
}

// TestKindsStayInPlace: whatever is said beside the kinds, all of them are
// shown where 80 cells are, and what is said is not cut.
func TestKindsStayInPlace(t *testing.T) {
	shop := uitest.Shop(t)
	for i := range shop.SourceList {
		shop.SourceList[i].Error, shop.SourceList[i].AsOf = nil, uitest.Start
	}
	env, _ := uitest.Env(t, shop)
	m := New(env)
	m.SetSize(80, 20)
	down := &providers.Error{Kind: providers.KindUnavailable, Provider: "valuetopup", Why: providers.Quoted("Down.")}
	type steps = map[string]desk.Progress
	for name, tc := range map[string]struct {
		set  func()
		want string
	}{
		"all":       {func() {}, "10 found, as of 14:02"},
		"many":      {func() { m.result.Total = 11357 }, "11357, as of 14:02"},
		"a number":  {func() { m.number = "+2348012345678" }, "10 products for it"},
		"detecting": {func() { m.detect.Begin(env.Base); m.box.SetValue("+2348012345678") }, "asking operators…"},
		"missing":   {func() { m.sources = []catalog.Source{{Provider: "valuetopup", Error: down}} }, "Value Topup missing"},
		"stale": {func() {
			m.sources = []catalog.Source{{Provider: "valuetopup", Error: down, AsOf: uitest.Start.Add(-30 * time.Hour)}}
		}, "Value Topup is old"},
		"first page": {func() { m.refresh.Begin(env.Base); m.progress = steps{"fyatu": {Page: 1}} }, "Fyatu 1 page"},
		"silent":     {func() { m.refresh.Begin(env.Base); m.progress = steps{"fyatu": {Waiting: 12 * time.Second}} }, "Fyatu waiting, 12 s"},
		"stuck": {func() {
			m.refresh.Begin(env.Base)
			m.progress = steps{"fyatu": {Page: 24, Pages: 26, Waiting: 12 * time.Second}}
		}, "Fyatu waiting, 12 s"},
		"one left": {func() { m.refresh.Begin(env.Base); m.progress = steps{"fyatu": {Page: 24, Pages: 26}} }, "Fyatu 24 of 26 pages"},
		"slow": {func() {
			m.refresh.Begin(env.Base)
			m.progress = steps{"roamify": {Done: true}, "fyatu": {Done: true}, "giftapi": {Done: true}, "valuetopup": {Done: true}}
		}, "waiting for Reloadly"},
		"three left": {func() {
			m.refresh.Begin(env.Base)
			m.progress = steps{"fyatu": {Page: 5, Pages: 26}, "reloadly": {Page: 1, Pages: 5}, "giftapi": {Page: 1}}
		}, "Fyatu 5/26, 2 more"},
	} {
		m.result, m.number, m.progress = catalog.Result{Total: 10, Rows: make([]int32, 10)}, "", nil
		m.detect.Cancel()
		m.refresh.Cancel()
		m.sources = shop.SourceList
		m.box.Clear()
		tc.set()
		line := strings.TrimPrefix(ansi.Strip(m.status()), " [All] eSIM Airtime Data Voucher Gift card Bill SIM Other")
		if strings.TrimSpace(line) != tc.want {
			t.Errorf("%s: %q, want %q", name, line, tc.want)
		}
	}
}

// TestCatalogueArrivesWhileOperatorsAreAsked: neither a part of the catalogue
// nor its end may lose the question that enter asked; what was found in a part
// is asked for again in the whole.
func TestCatalogueArrivesWhileOperatorsAreAsked(t *testing.T) {
	shop := uitest.Shop(t)
	asked := 0
	shop.DetectFunc = func(context.Context, string, string) ([]catalog.Entry, error) {
		asked++
		return []catalog.Entry{{Product: uitest.Airtime()}}, nil
	}
	env, _ := uitest.Env(t, shop)
	m := New(env)
	d := uitest.Screen(t, m)
	d.Type("+2348031234567")
	gen := 0
	_, gen = m.refresh.Begin(env.Base)
	d.Hold()
	d.Press("enter")
	d.Send(screen.CatalogMsg{})
	d.Run()
	if m.number != "+2348031234567" || m.rows() != 1 || asked != 1 {
		t.Fatalf("%q, %d rows, asked %d times:\n%s", m.number, m.rows(), asked, d.View())
	}
	d.Send(refreshedMsg{gen: gen})
	d.Run()
	if m.number != "+2348031234567" || m.rows() != 1 || asked != 2 || m.early {
		t.Fatalf("after the refresh: %q, %d rows, asked %d times", m.number, m.rows(), asked)
	}
}

func TestWrongNumberSaysWhyInFull(t *testing.T) {
	shop := uitest.Shop(t)
	shop.DetectFunc = func(context.Context, string, string) ([]catalog.Entry, error) {
		return nil, &providers.Error{Kind: providers.KindInvalid, Outcome: providers.NotSent,
			Why: providers.Quoted(`"+23480312345679" is not a phone number in NG. Write it with the country code, as +234 803 123 4567.`)}
	}
	d, _ := start(t, shop)
	d.Type("+23480312345679")
	d.Press("enter")
	d.Golden(t)
	d.Press("backspace")
	if strings.Contains(d.View(), "not known") {
		t.Errorf("the old answer stands beside another number:\n%s", d.View())
	}
}

// TestFoundUnderAnotherKind: what is not under the chosen kind is one key away.
func TestFoundUnderAnotherKind(t *testing.T) {
	d, _ := start(t, uitest.Shop(t))
	d.Press("tab")
	d.Type("steam")
	t.Run("not here", d.Golden)
	d.Press("tab")
	t.Run("there", d.Golden)
}

// TestNextCustomer: after a sale the words stand, and what is typed begins
// anew; after a refusal it goes on where it was.
func TestNextCustomer(t *testing.T) {
	d, _ := start(t, uitest.Shop(t))
	order := uitest.ESIMOrder(t)
	order.Provider, order.ProductID = "roamify", "jp-5gb-30d"
	for state, want := range map[providers.State]string{
		providers.StateCompleted: "Search: t ", providers.StateFailed: "Search: japan 5gbt ",
	} {
		d.Press("esc")
		d.Type("japan 5gb")
		d.Press("enter")
		order.State = state
		d.Send(screen.OrderChangedMsg{Order: order})
		if !strings.Contains(d.View(), "Search: japan 5gb") {
			t.Errorf("%s: the words went:\n%s", state, d.View())
		}
		d.Type("t")
		if !strings.Contains(strings.ReplaceAll(d.View(), "\n", " "), want) {
			t.Errorf("%s: want %q\n%s", state, want, d.View())
		}
	}
}
