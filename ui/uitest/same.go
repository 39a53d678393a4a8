package uitest

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
)

// Same compares whole values, orders with their activation codes included.
func Same[T any](t testing.TB, want, got T) {
	t.Helper()
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(providers.Activation{})); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
