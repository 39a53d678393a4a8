package desk

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
	"simdesk/state/ledger"
	"simdesk/state/ledger/sqlite"
)

// gauge is a wallet that shows one figure after the other, the last for good.
type gauge struct {
	*fake
	figures []string
	reads   int
}

func (g *gauge) Balance(context.Context) (providers.Balance, error) {
	figure := g.figures[min(g.reads, len(g.figures)-1)]
	g.reads++
	if figure == "" {
		return providers.Balance{}, errors.New("down")
	}
	m := providers.MustMoney(figure, "USD")
	return providers.Balance{Available: m, Balance: m}, nil
}

// What another till has paid since the wallet was read may be in its figure by
// now, or have come back: it is read three times more before a sale is refused.
func TestTheWalletIsReadAgainBeforeASaleIsRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		figures []string // after the confirmation
		reads   int
		sold    bool
	}{
		"money was put in":      {[]string{"9.50"}, 1, true},
		"in the end":            {[]string{"9.49", "9.49", "9.50"}, 3, true},
		"there is none":         {[]string{"9.49"}, 3, false},
		"it came too late":      {[]string{"9.49", "9.49", "9.49", "9.50"}, 3, false},
		"it cannot be read":     {[]string{"", "9.50"}, 1, false},
		"it cannot be read now": {[]string{"9.49", "", "9.50"}, 2, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(t.TempDir(), "ledger.db")
			f := &fake{charges: map[string]int{}, wallet: "100"}
			s, other := openShop(t, file, f), openShop(t, file, f)
			g := &gauge{fake: f, figures: []string{"10.00"}}
			s.o.Providers = []providers.Provider{g}
			q, err := s.Quote(t.Context(), oneJapan)
			if err != nil {
				t.Fatal(err)
			}
			other.sell(t, oneJapan)
			g.figures, g.reads = c.figures, 0
			ticket, err := s.Buy(q)
			if err != nil {
				t.Fatal(err)
			}
			o, err := ticket.Wait(t.Context())
			if g.reads != c.reads || (err == nil) != c.sold {
				t.Fatalf("after %d reads: %v", g.reads, err)
			}
			if e := providers.AsError(err); e != nil && (e.Code != CodeWallet || e.Outcome != providers.NotSent || f.total() != 1) {
				t.Errorf("%+v, %d charges", e, f.total())
			}
			// What is told of the wallet is what was confirmed.
			if c.sold && (o.State != providers.StateCompleted || o.Draft.Wallet.String() != "10.00 USD" || o.Draft.Since != 0 || f.total() != 2) {
				t.Errorf("%+v, %d charges", o, f.total())
			}
		})
	}
}

// A wallet that does not answer refuses the sale after a while, and what a
// third till paid meanwhile counts.
func TestAReadAgainHangsOnNobody(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newShop(t)
		s.fake.wallet = "10.00"
		q, err := s.Quote(t.Context(), oneJapan)
		if err != nil {
			t.Fatal(err)
		}
		s.sell(t, oneJapan)
		s.o.Providers = []providers.Provider{mute{fake: s.fake, wallet: true}}
		began := time.Now()
		_, created, err := s.draft(t.Context(), q)
		if e := providers.AsError(err); e == nil || e.Code != CodeWallet || created || time.Since(began) != walletWait {
			t.Errorf("after %s: %v", time.Since(began), err)
		}
	})
}

// What moved before the wallet was read again is in its figure; what moves
// after that is not.
func TestAReadAgainCountsFromWhereItBegan(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.sell(t, oneJapan)
	s.fake.wallet = "12.34"
	q := Quote{Provider: "fake", Since: 1, Float: &ledger.Float{Available: *usd("10")}}
	want := q
	want.Float = &ledger.Float{Available: *usd("12.34"), Since: 3}
	if !s.readAgain(t.Context(), &q) {
		t.Error("not read")
	}
	if d := cmp.Diff(want, q); d != "" {
		t.Error(d)
	}
	unknown := Quote{Provider: "nobody"}
	if s.readAgain(t.Context(), &unknown) {
		t.Error("read a wallet of nobody's")
	}
	if err := s.ledger.Close(); err != nil {
		t.Fatal(err)
	}
	if s.readAgain(t.Context(), &q) || q.Float.Since != 3 {
		t.Error("counted from where nobody knows")
	}
}

// Only for want of money: a ledger that cannot be written is not helped by it.
func TestTheWalletIsNotReadAgainForNothing(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "ledger.db")
	s := openShop(t, file, &fake{charges: map[string]int{}, wallet: "100"})
	book, err := sqlite.Open(t.Context(), file, sqlite.Options{Now: s.clock.Now, BusyTimeout: time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = book.Close() }()
	g := &gauge{fake: s.fake, figures: []string{"100"}}
	s.o.Ledger, s.o.Providers = book, []providers.Provider{g}
	q, err := s.Quote(t.Context(), oneJapan)
	if err != nil {
		t.Fatal(err)
	}
	defer locked(t, file)()
	_, created, err := s.draft(t.Context(), q)
	if e := providers.AsError(err); e == nil || e.Code != ledger.CodeLocked || created || g.reads != 1 {
		t.Errorf("%v after %d reads", err, g.reads)
	}
}
