package desk

import (
	"path/filepath"
	"testing"

	"simdesk/providers"
	"simdesk/state/ledger"
)

// A backup is made while selling goes on, so it may hold a sale that was written
// down and not sent yet, and was sent and charged right behind it. In the copy
// nobody can say that nothing was charged.
func TestADraftInARestoredBackupIsNotSaidToBeNeverSent(t *testing.T) {
	t.Parallel()
	f := &fake{charges: map[string]int{}, wallet: "100"}
	dir := t.TempDir()
	shop := openShop(t, filepath.Join(dir, "ledger.db"), f)
	q, err := shop.Quote(t.Context(), oneJapan)
	if err != nil {
		t.Fatal(err)
	}
	draft, err := q.draft(true)
	if err != nil {
		t.Fatal(err)
	}
	o, _, err := shop.ledger.Draft(t.Context(), "ana", draft)
	if err != nil {
		t.Fatal(err)
	}
	backup := filepath.Join(dir, "monday.db")
	if _, err := shop.ledger.Backup(t.Context(), backup); err != nil {
		t.Fatal(err)
	}
	if left, err := filepath.Glob(filepath.Join(dir, ".simdesk-copy-*")); err != nil || len(left) > 0 {
		t.Errorf("left beside it: %v %v", left, err)
	}
	if left, err := filepath.Glob(backup + "-*"); err != nil || len(left) > 0 {
		t.Errorf("left beside it: %v %v", left, err)
	}
	won, _, err := shop.ledger.Submit(t.Context(), o.ID, "ana")
	if err != nil || !won {
		t.Fatalf("%v %v", won, err)
	}
	if _, err := f.charge(o.Reference); err != nil {
		t.Fatal(err)
	}

	restored := openShop(t, backup, f)
	restored.fake.track = func(query providers.Query) (providers.Finding, error) {
		if f.charges[query.Reference] == 1 {
			return providers.Finding{Verdict: providers.Found, Result: delivered}, nil
		}
		return providers.Finding{}, nil
	}
	restored.clock.advance(ledger.Abandoned + 1)
	if _, err := restored.Reconcile(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := restored.get(t, o.ID); got.State != providers.StateCompleted || len(got.Delivery) != 1 {
		t.Errorf("charged once, and the restored ledger says %s %+v", got.State, got.Error)
	}
	if err := restored.ledger.Verify(t.Context()); err != nil {
		t.Error(err)
	}
}
