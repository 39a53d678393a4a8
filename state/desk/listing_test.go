package desk

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"simdesk/providers"
	"simdesk/state/catalog"
	"simdesk/state/ledger"
)

// A catalogue is fetched page by page, each step is told, and what fails keeps
// the snapshot that was there.
func TestARefreshTellsItsSteps(t *testing.T) {
	t.Parallel()
	down := &providers.Error{Kind: providers.KindUnavailable, Provider: "fake", Why: providers.Quoted("Down.")}
	more := japan
	more.ID = "jp-9gb"
	pages := []providers.CatalogPage{{Products: []providers.Product{japan}, Page: 1, Pages: 3}, {Page: 0}, {Products: []providers.Product{lagos, more}, Page: 3, Pages: 2}}
	step := func(page, pages, products int) Progress {
		return Progress{Provider: "fake", Page: page, Pages: pages, Products: products}
	}
	steps := []Progress{step(1, 3, 1), step(1, 3, 1), step(3, 3, 3)}
	for name, c := range map[string]struct {
		err    error
		last   Progress
		source catalog.Source
	}{
		"it ends":    {nil, Progress{Provider: "fake", Products: 3, Done: true}, catalog.Source{Provider: "fake", Products: 3}},
		"it is down": {down, Progress{Provider: "fake", Products: 3, Done: true, Error: down}, catalog.Source{Provider: "fake", Products: 2, Error: down}},
	} {
		s := newShop(t)
		c.source.AsOf = s.clock.Now()
		s.clock.advance(time.Hour)
		if c.err == nil {
			c.source.AsOf = s.clock.Now()
		}
		s.o.Providers = []providers.Provider{bare{"bare"}, listsOf{s.fake, func(_ context.Context, page func(providers.CatalogPage) error) error {
			for _, p := range pages {
				if err := page(p); err != nil {
					return err
				}
			}
			return c.err
		}}}
		var told []Progress
		if err := s.Refresh(t.Context(), func(p Progress) { told = append(told, p) }); err != nil {
			t.Error(err)
		}
		if d := cmp.Diff(append(steps[:3:3], c.last), told, cmpopts.IgnoreFields(Progress{}, "Waiting")); d != "" {
			t.Errorf("%s: %s", name, d)
		}
		if d := cmp.Diff([]catalog.Source{c.source}, s.Sources()); d != "" {
			t.Errorf("%s: %s", name, d)
		}
		none := providers.AsError(s.refreshOne(t.Context(), "bare", nil))
		if d := cmp.Diff(providers.Unsupported(bare{"bare"}, providers.CanCatalog), none); d != "" {
			t.Errorf("of one that has none: %s", d)
		}
		if err := s.refreshOne(t.Context(), "fake", func(Progress) {}); (err != nil) != (c.err != nil) {
			t.Errorf("%s: %v", name, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := newShop(t).Refresh(ctx, func(Progress) {}); err == nil {
		t.Error("nobody was waiting, and yet it ended well")
	}
}

// While a page is waited for, how long is told every second, from the page
// before on; a listing that is stopped says why.
func TestAFetchTellsHowLongItWaits(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := listsOf{&fake{}, func(ctx context.Context, page func(providers.CatalogPage) error) error {
			for i := range 2 {
				time.Sleep(2400 * time.Millisecond)
				if err := page(providers.CatalogPage{Products: []providers.Product{japan}, Page: i + 1}); err != nil {
					return err
				}
			}
			return nil
		}}
		waits := func(page, products int, ms time.Duration) Progress {
			return Progress{Provider: "fake", Page: page, Products: products, Waiting: ms * time.Millisecond}
		}
		want := []Progress{waits(0, 0, 1000), waits(0, 0, 2000), waits(1, 1, 0), waits(1, 1, 600), waits(1, 1, 1600), waits(2, 2, 0)}
		var told []Progress
		all, err := fetch(t.Context(), c, c, catalog.NewBuilder("fake", catalog.Pricing{}), func(p Progress) { told = append(told, p) })
		if d := cmp.Diff(want, told); d != "" || err != nil || all != 2 {
			t.Errorf("%d products, %v %s", all, err, d)
		}
	})
	ctx, cancel := context.WithCancel(t.Context())
	c := listsOf{&fake{}, func(_ context.Context, page func(providers.CatalogPage) error) error {
		cancel()
		return page(providers.CatalogPage{})
	}}
	if _, err := fetch(ctx, c, c, catalog.NewBuilder("fake", catalog.Pricing{}), func(Progress) {}); !errors.Is(err, context.Canceled) {
		t.Errorf("went on when nobody waited: %v", err)
	}
}

// What cannot be listed to its end says so, at the provider's name.
func TestWhatAStoppedFetchSays(t *testing.T) {
	t.Parallel()
	for n, fails := range map[int]bool{mostProducts: false, mostProducts + 1: true} {
		c := listsOf{&fake{}, func(_ context.Context, page func(providers.CatalogPage) error) error {
			return page(providers.CatalogPage{Products: make([]providers.Product, n)})
		}}
		_, err := fetch(t.Context(), c, c, catalog.NewBuilder("fake", catalog.Pricing{}), func(Progress) {})
		want := &providers.Error{Kind: providers.KindUnavailable, Outcome: providers.NotSent, Provider: "fake",
			Why: providers.Because("desk.too_many_products", "provider", "Fake")}
		if !fails {
			want = nil
		}
		if d := cmp.Diff(want, providers.AsError(err)); d != "" {
			t.Errorf("%d: %s", n, d)
		}
	}
}

// So is one whose texts take more than is kept, and not one byte less.
func TestTheTextsOfACatalogueAreCounted(t *testing.T) {
	t.Parallel()
	most := slices.Repeat([]providers.Product{{Region: strings.Repeat("a", 1<<20)}}, mostText>>20)
	for name, pages := range map[string][][]providers.Product{
		"just kept": {most[1:], most[:1]},
		"too long":  {most[1:], most[:1], {{ID: "x"}}},
	} {
		c := listsOf{&fake{}, func(_ context.Context, page func(providers.CatalogPage) error) error {
			for _, products := range pages {
				if err := page(providers.CatalogPage{Products: products}); err != nil {
					return err
				}
			}
			return nil
		}}
		if _, err := fetch(t.Context(), c, c, catalog.NewBuilder("fake", catalog.Pricing{}), func(Progress) {}); (err != nil) != (name == "too long") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A listing that stands still is given up in the second after its time.
func TestWhenAFetchIsGivenUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := listsOf{&fake{}, func(ctx context.Context, _ func(providers.CatalogPage) error) error {
			<-ctx.Done()
			return ctx.Err()
		}}
		began := time.Now()
		_, err := fetch(t.Context(), c, c, catalog.NewBuilder("fake", catalog.Pricing{}), func(Progress) {})
		want := &providers.Error{Kind: providers.KindUnavailable, Outcome: providers.NotSent, Provider: "fake",
			Why: providers.Because("desk.catalogue_stalled", "provider", "Fake")}
		if d := cmp.Diff(want, providers.AsError(err)); d != "" || time.Since(began) != noPage+time.Second {
			t.Errorf("after %s: %s", time.Since(began), d)
		}
	})
}

// Every text of a product counts, as much as it takes.
func TestTheTextOfAProduct(t *testing.T) {
	t.Parallel()
	p := providers.Product{ID: "1", Name: "22", Region: "333", Operator: "4444", Instructions: providers.Quoted("55555"),
		Networks: make([]providers.Network, 2), Fields: make([]providers.Field, 3), Ranges: make([]providers.Range, 4),
		Notes: providers.Quotes("666666", "7"), Extra: map[string]string{"88": "999"}}
	if got, want := textOf(&p), 15+2*48+7*100+7+5+3*len("quote"+"text"); got != want {
		t.Errorf("%d, want %d", got, want)
	}
}

// The products that reach a number come from all who can tell, each one's best
// first, and only those that are sold.
func TestWhatReachesANumber(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.o.Providers = []providers.Provider{knows{bare: bare{"fake"}, ids: []string{"ng-airtime", "gone", "jp-5gb"}},
		knows{bare: bare{"down"}, ids: []string{"ng-airtime"}, err: lostAnswer}, bare{"bare"}}
	found, err := s.Detect(t.Context(), "0803 123 4567", "NG")
	var ids []string
	for _, e := range found {
		ids = append(ids, e.Provider+" "+e.ID)
	}
	if d := cmp.Diff([]string{"fake ng-airtime", "fake jp-5gb"}, ids); d != "" || err != nil {
		t.Errorf("%v %s", err, d)
	}
	want := &providers.Error{Kind: providers.KindInvalid, Outcome: providers.NotSent,
		Why: providers.Because("desk.no_number_in", "typed", "12", "country", "NG")}
	if _, err := s.Detect(t.Context(), "12", "NG"); !cmp.Equal(want, providers.AsError(err)) {
		t.Errorf("%+v", err)
	}
}

// What the ledger has is listed, found and told with its steps.
func TestOrdersAreToldFromTheLedger(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	o := s.sell(t, oneJapan)
	page, err := s.Orders(t.Context(), ledger.Filter{})
	if d := cmp.Diff(ledger.Page{Orders: []ledger.Order{o}}, page, sealed); d != "" || err != nil {
		t.Errorf("listed: %v %s", err, d)
	}
	found, err := s.FindOrders(t.Context(), o.Reference)
	if d := cmp.Diff([]ledger.Order{o}, found, sealed); d != "" || err != nil {
		t.Errorf("found: %v %s", err, d)
	}
	got, events, err := s.History(t.Context(), o.ID)
	if d := cmp.Diff(o, got, sealed); d != "" || err != nil || len(events) != 3 {
		t.Errorf("%d steps, %v %s", len(events), err, d)
	}
	if _, _, err := s.History(t.Context(), "none"); !providers.IsKind(err, providers.KindNotFound) {
		t.Errorf("the history of none: %v", err)
	}
	db, err := sql.Open("sqlite", s.ledger.Path())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	const odd = `INSERT INTO events (seq, order_id, at, clerk, state, payload, prev_hash, hash)
		SELECT MAX(seq) + 1, order_id, 'yesterday', clerk, state, payload, hash, 'x' FROM events`
	if _, err := db.Exec(odd); err != nil {
		t.Fatal(err)
	}
	if got, _, err := s.History(t.Context(), o.ID); err == nil || got.ID != o.ID {
		t.Errorf("the steps of %q cannot be read, and nobody is told", got.ID)
	}
	if err := s.ledger.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Waiting(t.Context()); err == nil {
		t.Error("nothing waits in a ledger that cannot be read")
	}
}

// What came before an answer broke off is forgotten.
func TestARefreshBegunAnew(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.o.Providers = []providers.Provider{listsOf{s.fake, func(_ context.Context, page func(providers.CatalogPage) error) error {
		for _, p := range []providers.CatalogPage{{Products: []providers.Product{japan}}, {Anew: true, Products: []providers.Product{lagos}, Page: 1}} {
			if err := page(p); err != nil {
				return err
			}
		}
		return nil
	}}}
	var last Progress
	if err := s.Refresh(t.Context(), func(p Progress) { last = p }); err != nil {
		t.Fatal(err)
	}
	_, japans := s.Index().Find("fake", japan.ID)
	_, lagoses := s.Index().Find("fake", lagos.ID)
	if japans || !lagoses || s.Index().Len() != 1 || last.Products != 1 {
		t.Errorf("japan %t, lagos %t, %d rows, %d told", japans, lagoses, s.Index().Len(), last.Products)
	}
}
