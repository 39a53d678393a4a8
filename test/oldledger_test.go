package test

import (
	"compress/gzip"
	"io"
	"os"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
	"simdesk/state/ledger"
)

// A ledger of the version before whether money was taken was noted: some seventy
// sales in bad weather, the tills killed in the midst of it. It opens, verifies,
// says of the money what its events prove and no more, and is settled.
func TestALedgerOfTheVersionBefore(t *testing.T) {
	w := newWorld(t, 1)
	unpack(t, tree(t).path("testdata/ledgers/version4.db.gz"), w.file)
	x := w.start(false)
	defer x.kill()
	if err := x.book.Verify(t.Context()); err != nil {
		t.Fatal(err)
	}
	was := everyOrder(t, x.book)
	said := map[string]int{}
	for _, o := range was {
		text, _ := o.Charged.MarshalText() // always has one
		said[string(o.State)+", "+string(text)]++
	}
	want := map[string]int{"completed, yes:answer": 37, "completed, yes:look_up": 19, "completed, yes:person": 1, "failed, no:answer": 1, "failed, no:person": 1,
		"failed, not known": 2, "needs_review, not known": 3, "processing, not known": 1, "submitted, not known": 1, "unknown, not known": 2,
		"refunded, yes:person": 1}
	if d := cmp.Diff(want, said); d != "" {
		t.Error(d)
	}
	w.sims.World().Advance(24 * time.Hour)
	if _, err := x.Reconcile(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, o := range everyOrder(t, x.book) {
		switch o.State {
		case providers.StateDrafted, providers.StateSubmitted, providers.StateProcessing, providers.StateUnknown:
			t.Errorf("%s stays %s", o.Reference, o.State)
		case providers.StateCompleted, providers.StateRefunded:
			if o.Charged.Taken != providers.Yes {
				t.Errorf("%s is %s and says of the money %+v", o.Reference, o.State, o.Charged)
			}
		default:
		}
	}
	if err := x.book.Verify(t.Context()); err != nil {
		t.Error(err)
	}
}

func unpack(t *testing.T, from, to string) {
	t.Helper()
	f, err := os.Open(from)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, text, 0o600); err != nil {
		t.Fatal(err)
	}
}

func everyOrder(t *testing.T, book *ledger.Ledger) []ledger.Order {
	t.Helper()
	page, err := book.List(t.Context(), ledger.Filter{Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	return page.Orders
}
