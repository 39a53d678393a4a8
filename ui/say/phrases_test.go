package say_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
	"simdesk/state/ledger"
	"simdesk/ui/say"
)

func TestWords(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 7, 1, 14, 2, 0, 0, time.UTC)
	got := []string{
		say.AsOf(now.Add(-time.Minute), now), say.AsOf(now.Add(-48*time.Hour), now), say.AsOf(time.Time{}, now),
		say.Bytes(5 * providers.GB), say.Bytes(8*providers.GB + 512*providers.MB), say.Bytes(500 * providers.MB), say.Bytes(1536),
		say.Bytes(0), say.Data(providers.Data{Unlimited: true}), say.Data(providers.Data{}), say.Amount(nil),
		say.Amount(providers.MustMoney("9.5", "USD").Ptr()), say.Days(0), say.Days(30), say.Plain("a\x1b[31mb\r\n"),
	}
	want := []string{
		"as of 14:01", "as of 29 Jun 14:02", "never", "5 GB", "8.5 GB", "500 MB", "1.5 KB",
		"0 KB", "unlimited", "", "—", "9.50 USD", "", "30 d", "a[31mb",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestATopUpIsNamedAsOne, once.
func TestATopUpIsNamedAsOne(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		kind       providers.Kind
		name, want string
	}{
		{providers.KindTopUp, "Japan 5 GB", "Top-up Japan 5 GB"}, {providers.KindTopUp, "Japan topup 5 GB", "Japan topup 5 GB"},
		{providers.KindTopUp, "", "Top-up"}, {providers.KindESIM, "Japan 5 GB", "Japan 5 GB"}, {providers.KindAirtime, "MTN", "MTN"},
	} {
		if got := say.What(ledger.Order{Kind: tc.kind, ProductName: tc.name}); got != tc.want {
			t.Errorf("%s %q is named %q, want %q", tc.kind, tc.name, got, tc.want)
		}
	}
}

func TestCapital(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{"": "", "a": "A", "été": "Été", "Top": "Top", "5gb": "5gb"} {
		if got := say.Capital(s); got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
}
