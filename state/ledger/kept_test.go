package ledger

import (
	"strings"
	"testing"
	"time"
)

// A process that is slower than another does not put the kept head back.
func TestAnOlderHeadIsNotKept(t *testing.T) {
	t.Parallel()
	k, err := openKept(t.TempDir(), "shop.db")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = k.Close() }()
	newest := mark{Head{33, strings.Repeat("ab", 32)}, time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)}
	for _, m := range []mark{newest, {Head{5, "older"}, newest.At}} {
		if err := k.write(m); err != nil {
			t.Fatal(err)
		}
	}
	if m, err := k.read(); err != nil || m != newest {
		t.Errorf("%+v %v", m, err)
	}
}
