package ledger_test

import (
	"path/filepath"
	"strings"
	"testing"

	"simdesk/providers"
	"simdesk/state/ledger"
	"simdesk/state/ledger/ledgertest"
	"simdesk/state/ledger/sqlite"
)

func open(f *testing.F) *ledger.Ledger {
	f.Helper()
	l, err := sqlite.Open(f.Context(), filepath.Join(f.TempDir(), "shop.db"), sqlite.Options{})
	ledgertest.Must(f, err)
	f.Cleanup(func() { _ = l.Close() })
	return l
}

// FuzzFind: a text is looked for and never fails; what it finds holds the
// letters and digits of the text, so that none finds everything.
func FuzzFind(f *testing.F) {
	for _, s := range []string{"ref-1", "REF-2", "8338982", "%", "_", "' OR 1=1 --", "\x00", "\xff\xfe", "0044 7700 900123", strings.Repeat("9", 5000), "٤٥٦٧", "İİİİ", "\U0010ffff\U0010ffff"} {
		f.Add(s)
	}
	l := open(f)
	for n := range 3 {
		d := ledgertest.DraftOf(n)
		d.Target = "894442271110833898" + string(rune('1'+n))
		ledgertest.MustDraft(f, l, d)
	}
	f.Fuzz(func(t *testing.T, text string) {
		found, err := l.Find(t.Context(), text)
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		for _, o := range found {
			wanted := strings.ToLower(strings.TrimSpace(text))
			named := wanted == strings.ToLower(o.ID) || wanted == strings.ToLower(o.Reference) ||
				strings.HasSuffix(o.Target, strings.TrimLeft(ledger.Bare(text), "0")) && ledger.Digits(ledger.Bare(text)) >= ledger.MinEnd
			if !named {
				t.Errorf("%q finds %s for %s", text, o.Reference, o.Target)
			}
		}
	})
}

// FuzzHead: a head that somebody noted is compared, or refused.
func FuzzHead(f *testing.F) {
	l := open(f)
	ledgertest.MustDraft(f, l, ledgertest.DraftOf(1))
	h, err := l.Head(f.Context())
	if err != nil {
		f.Fatal(err)
	}
	for _, s := range []string{h.String(), "", ":", "1:", "9223372036854775808:ab12cd34ef56ab78", "-1:ab12cd34ef56ab78", "1:AB12CD34EF56AB78"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, noted string) {
		err := l.CheckHead(t.Context(), noted)
		if err == nil && !strings.EqualFold(strings.TrimSpace(noted), h.String()) && !strings.HasSuffix(strings.ToLower(strings.TrimSpace(noted)), h.String()[1:]) {
			t.Errorf("%q is taken for %s", noted, h)
		}
		if err != nil && providers.AsError(err).Why.IsZero() {
			t.Errorf("%q: %v", noted, err)
		}
	})
}

// FuzzList: a list takes any text and any cursor; one that is not ours is the
// person's mistake.
func FuzzList(f *testing.F) {
	for _, s := range []string{"", "x", "MSAyIDM", "LTEgeCAtNQ", "\x00", "\x1b[", "esim", "%"} {
		f.Add(s)
	}
	l := open(f)
	ledgertest.MustDraft(f, l, ledgertest.DraftOf(1))
	f.Fuzz(func(t *testing.T, text string) {
		if _, err := l.List(t.Context(), ledger.Filter{Cursor: text, Limit: 2}); err != nil && !providers.IsKind(err, providers.KindInvalid) {
			t.Errorf("%q: %v", text, err)
		}
		if _, err := l.List(t.Context(), ledger.Filter{Text: text, OpenFirst: true}); err != nil {
			t.Errorf("%q: %v", text, err)
		}
	})
}
