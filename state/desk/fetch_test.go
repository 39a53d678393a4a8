package desk

import (
	"context"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"simdesk/providers"
	"simdesk/state/catalog"
)

// listsOf is a catalogue as scripted.
type listsOf struct {
	*fake
	list func(ctx context.Context, page func(providers.CatalogPage) error) error
}

func (l listsOf) Catalog(ctx context.Context, page func(providers.CatalogPage) error) error {
	return l.list(ctx, page)
}

// A catalogue that stands still is given up, and until then it is said how long
// it is waited for. One that goes on is not, however long it takes.
func TestACatalogueThatStandsStill(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		pause time.Duration // between two pages
		pages int
		fails bool
	}{
		"nothing comes": {time.Hour, 1, true},
		"slowly":        {time.Minute, 10, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				c := listsOf{&fake{}, func(ctx context.Context, page func(providers.CatalogPage) error) error {
					for range tc.pages {
						select {
						case <-time.After(tc.pause):
						case <-ctx.Done():
							return ctx.Err()
						}
						if err := page(providers.CatalogPage{}); err != nil {
							return err
						}
					}
					return nil
				}}
				start, waited := time.Now(), time.Duration(0)
				_, err := fetch(t.Context(), c, c, catalog.NewBuilder("fake", catalog.Pricing{}), func(p Progress) { waited = max(waited, p.Waiting) })
				if (err != nil) != tc.fails || tc.fails && (time.Since(start) > 100*time.Second || !strings.Contains(err.Error(), "desk.catalogue_stalled")) {
					t.Errorf("after %s: %v", time.Since(start), err)
				}
				if waited < 50*time.Second || waited > noPage+2*time.Second {
					t.Errorf("was said to wait %s", waited)
				}
			})
		})
	}
}

// A catalogue without end ends here.
func TestACatalogueWithoutEnd(t *testing.T) {
	t.Parallel()
	for name, p := range map[string]providers.Product{
		"of many":  {ID: "x"},
		"of texts": {ID: "x", Instructions: providers.Quoted(strings.Repeat("a", 1<<20))},
	} {
		c := listsOf{&fake{}, func(_ context.Context, page func(providers.CatalogPage) error) error {
			for {
				if err := page(providers.CatalogPage{Products: slices.Repeat([]providers.Product{p}, 100), Page: 1}); err != nil {
					return err
				}
			}
		}}
		all, err := fetch(t.Context(), c, c, catalog.NewBuilder("fake", catalog.Pricing{}), func(Progress) {})
		if !providers.IsKind(err, providers.KindUnavailable) || all > mostProducts+100 {
			t.Errorf("%s: %d products, %v", name, all, err)
		}
	}
}

// A product that cannot be laid out ends the refresh, and nothing else.
func TestAMistakeInLayingOutEndsNothing(t *testing.T) {
	t.Parallel()
	c := listsOf{&fake{}, func(_ context.Context, page func(providers.CatalogPage) error) error {
		for range 3 {
			if err := page(providers.CatalogPage{Products: []providers.Product{{ID: "x"}}}); err != nil {
				return err
			}
		}
		return nil
	}}
	if _, err := fetch(t.Context(), c, c, nil, func(Progress) {}); !providers.IsKind(err, providers.KindInternal) {
		t.Errorf("%v", err)
	}
}
