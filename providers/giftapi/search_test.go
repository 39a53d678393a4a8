package giftapi

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"simdesk/providers"
	"simdesk/providers/wire"
)

// near is so many orders whose references only look like ours.
func near(n int) []string {
	all := make([]string, n)
	for i := range all {
		all[i] = brief(fmt.Sprint(i), "ORD-123456", "completed", "")
	}
	return all
}

// goesOn is a page that is not the last.
func goesOn(orders ...string) string {
	return `{"success":true,"data":[` + strings.Join(orders, ",") + `],"meta":{"next_cursor":"next"}}`
}

// A search that finds ours ends there, and one that finds nothing of ours among
// very many is not the same as an order that does not exist.
func TestTrackSearchesSoFar(t *testing.T) {
	t.Parallel()
	ours := brief("o-1", "ORD-12345", "failed", "")
	found := providers.Finding{Verdict: providers.Found, Result: providers.Result{State: providers.StateFailed, ProviderOrderID: "o-1", ProviderStatus: "failed"}}
	for name, tt := range map[string]struct {
		first    []string
		requests int
	}{
		"at the end of the first page":  {append(near(maxFound-1), ours), 1},
		"alone":                         {[]string{ours}, 1},
		"on the next page":              {near(maxFound - 1), 2},
		"nowhere, after as many as fit": {near(maxFound), 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHost(t, map[string]http.HandlerFunc{"GET /orders": func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Query().Get("cursor") == "" {
					says(200, goesOn(tt.first...))(w, r)
					return
				}
				says(200, listed(ours))(w, r)
			}})
			got, err := h.client().Track(context.Background(), cardQuery())
			same(t, "requests", len(h.seen()), tt.requests)
			if len(tt.first) == maxFound && tt.first[maxFound-1] != ours {
				same(t, "fault", faultOf(t, err), fault{providers.KindUnavailable, providers.Unknown, "", false})
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			same(t, "finding", got, found)
		})
	}
}

// A list that is not whole does not say that an order is not there.
func TestTrackListThatIsNotWhole(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]http.HandlerFunc{
		"a cursor that is none":      says(200, `{"success":true,"data":[],"meta":{"next_cursor":{"id":1}}}`),
		"refused, with an empty one": says(422, `{"success":false,"message":"x","data":[]}`),
		"a circle":                   says(200, goesOn()),
		"a row that cannot be read":  says(200, listed(`{"id":"o-1","external_id":"ORD-12345","status":"failed","items":"x"}`)),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHost(t, map[string]http.HandlerFunc{"GET /orders": answer})
			if got, err := h.client().Track(context.Background(), cardQuery()); err == nil {
				t.Errorf("got %+v, want an error", got)
			}
		})
	}
}

// noEnd answers every page of a list with the cursor of another.
type noEnd struct{ pages int }

func (e *noEnd) RoundTrip(r *http.Request) (*http.Response, error) {
	e.pages++
	body := fmt.Sprintf(`{"success":true,"data":[],"meta":{"next_cursor":"%d"}}`, e.pages)
	return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
}

func TestListThatNeverEnds(t *testing.T) {
	t.Parallel()
	var log strings.Builder
	e := &noEnd{}
	c := New(Config{BaseURL: "http://localhost", Token: testToken, Log: slog.New(slog.NewTextHandler(&log, nil)),
		Wire: func(o *wire.Options) { o.Transport = e }})
	_, err := c.Track(context.Background(), cardQuery())
	same(t, "error", providers.AsError(err), &providers.Error{Kind: providers.KindUnavailable, Provider: Name,
		Why: providers.Because("giftapi.no_last_page", "list", "orders", "n", 1000)})
	same(t, "pages", e.pages, 1000)
	if !strings.Contains(log.String(), "op=orders") {
		t.Error("the log does not name what was asked")
	}
}

// Who reads the catalogue can stop it.
func TestCatalogStops(t *testing.T) {
	t.Parallel()
	h := documentedCatalog(t)
	enough := errors.New("enough")
	if err := h.client().Catalog(context.Background(), func(providers.CatalogPage) error { return enough }); !errors.Is(err, enough) {
		t.Errorf("got %v", err)
	}
	same(t, "requests", len(h.seen()), 1)
}

// An order's own page is believed about that order alone.
func TestTrackByIDAlone(t *testing.T) {
	t.Parallel()
	page := "GET /orders/" + orderID
	q := providers.Query{ProviderOrderID: orderID, Kind: providers.KindGiftCard}
	none := says(404, `{"message":"No query results"}`)
	for name, tt := range map[string]struct {
		answer    http.HandlerFunc
		reference string
		want      providers.Finding
	}{
		"known, without a reference":   {documented(t, "order"), "", providers.Finding{Verdict: providers.Found, Result: trackedCard()}},
		"unknown, without a reference": {none, "", providers.Finding{}},
		"not found, with a 200":        {says(200, `{"success":false,"message":"Order not found"}`), "ORD-12345", providers.Finding{Verdict: providers.Found, Result: trackedCard()}},
		"another order of ours": {says(200, `{"success":true,"data":{"id":"o-2","external_id":"ORD-12345","status":"failed"}}`), "ORD-12345",
			providers.Finding{Verdict: providers.Found, Result: trackedCard()}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			answers := map[string]http.HandlerFunc{page: tt.answer}
			q := q
			if q.Reference = tt.reference; q.Reference != "" {
				answers["GET /orders"] = documented(t, "orders")
			}
			got, err := newHost(t, answers).client().Track(context.Background(), q)
			if err != nil {
				t.Fatal(err)
			}
			same(t, "finding", got, tt.want)
		})
	}
	for _, body := range []string{`{"success":true}`, `{"success":true,"data":null}`} {
		q.Reference = "ORD-12345"
		if got, err := newHost(t, map[string]http.HandlerFunc{page: says(200, body)}).client().Track(context.Background(), q); err == nil {
			t.Errorf("%s: got %+v, want an error", body, got)
		}
	}
}

// An order under our reference is there, with or without its id; for another
// eSIM it is not the one that was sent.
func TestTrackWhatStandsUnderOurReference(t *testing.T) {
	t.Parallel()
	h := newHost(t, map[string]http.HandlerFunc{"GET /orders": says(200, listed(`{"external_id":"ORD-12345","status":"failed"}`))})
	got, err := h.client().Track(context.Background(), cardQuery())
	if err != nil {
		t.Fatal(err)
	}
	same(t, "without an id", got, providers.Finding{Verdict: providers.Found, Result: providers.Result{State: providers.StateFailed, ProviderStatus: "failed"}})
	h = newHost(t, map[string]http.HandlerFunc{"GET /orders": says(200, listed(`{"id":"o-1","external_id":"ORD-12345","status":"completed",`+item(`null`, `,"customer_data":{"iccid":"`+otherICCID+`"}`)+`}`))})
	got, err = h.client().Track(context.Background(), providers.Query{Reference: "ORD-12345", Kind: providers.KindTopUp, ProductID: appleSKU, Target: testICCID})
	if err != nil {
		t.Fatal(err)
	}
	same(t, "another eSIM", got, providers.Finding{Verdict: providers.Unclear, Evidence: []providers.Evidence{
		{Source: providers.Because("giftapi.ordered_esim"), Expected: providers.Quoted(testICCID), Seen: providers.Quoted(otherICCID), Supports: providers.No},
	}})
}

// Of several orders what delivered comes first, what failed last, whatever was
// made when; a word that nobody knows is one that is still open.
func TestTrackTellsTheMostTelling(t *testing.T) {
	t.Parallel()
	h := newHost(t, map[string]http.HandlerFunc{"GET /orders": says(200, listed(
		brief("f", "ORD-12345", "failed", "2026-01-05"), brief("c", "ORD-12345", "cancelled", "2026-01-04"),
		brief("h", "ORD-12345", "on_hold", "2026-01-03"), brief("p", "ORD-12345", "processing", "2026-01-02"),
		brief("d", "ORD-12345", "completed", "2026-01-01")))})
	q := cardQuery()
	q.Kind = providers.KindOther
	got, err := h.client().Track(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	var order []string
	for _, e := range got.Evidence {
		order = append(order, e.Source.Args["id"].Text)
	}
	same(t, "order", order, []string{"d", "h", "p", "c", "f"})
	same(t, "first", []any{got.Result.ProviderOrderID, got.Result.State}, []any{"d", providers.StateUnknown})
}
