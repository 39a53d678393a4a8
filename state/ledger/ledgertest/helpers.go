package ledgertest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
	"simdesk/state/ledger"
)

// Clock ticks a second at each look, from a fixed start.
type Clock struct {
	mu sync.Mutex
	at time.Time
}

// NewClock starts on 1 March 2026 at nine.
func NewClock() *Clock { return &Clock{at: time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)} }

// Now is a second later each time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(time.Second)
	return c.at
}

// Add moves the clock, also back.
func (c *Clock) Add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// New opens a ledger in a new place.
func New(t testing.TB, empty Maker) *ledger.Ledger {
	t.Helper()
	return Open(t, empty(t))
}

// Open opens the ledger in a place, with a clock of its own.
func Open(t testing.TB, place Place) *ledger.Ledger {
	t.Helper()
	return OpenWith(t, place, ledger.Options{Now: NewClock().Now})
}

// OpenWith opens the ledger in a place, and closes it in the end.
func OpenWith(t testing.TB, place Place, o ledger.Options) *ledger.Ledger {
	t.Helper()
	l, err := ledger.Open(context.Background(), place(t), o)
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return l
}

// DraftOf is the n-th of a shop's drafts: they differ in the reference.
func DraftOf(n int) ledger.Draft {
	return ledger.Draft{
		Reference: fmt.Sprintf("ref-%d", n), Provider: "fyatu", Kind: providers.KindESIM,
		ProductID: "japan-5gb", ProductName: "Japan 5 GB 30 days",
		Cost: providers.MustMoney("4.5", "USD").Ptr(), Price: providers.MustMoney("6.00", "USD").Ptr(),
		Details: ledger.Details{Product: []byte(`{"id":"japan-5gb"}`), Fields: map[string]string{"quantity": "1"}},
	}
}

// MustDraft writes a new order.
func MustDraft(t testing.TB, l *ledger.Ledger, d ledger.Draft) ledger.Order {
	t.Helper()
	o, created, err := l.Draft(context.Background(), "Ana", d)
	if err != nil || !created {
		t.Fatalf("Draft(%s) = created %t, %v", d.Reference, created, err)
	}
	return o
}

// MustSubmit writes a new order and marks it as sent.
func MustSubmit(t testing.TB, l *ledger.Ledger, d ledger.Draft) ledger.Order {
	t.Helper()
	won, o, err := l.Submit(context.Background(), MustDraft(t, l, d).ID, "Ana")
	if err != nil || !won {
		t.Fatalf("Submit(%s) = won %t, %v", d.Reference, won, err)
	}
	return o
}

// MustAppend writes the next step of an order.
func MustAppend(t testing.TB, l *ledger.Ledger, id string, c ledger.Change) ledger.Order {
	t.Helper()
	o, err := l.Append(context.Background(), id, "Ana", c)
	if err != nil {
		t.Fatalf("Append(%s): %v", c.State, err)
	}
	return o
}

// Must ends the test at an error.
func Must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// WantProblem checks that err is a sentence that names the file and a code.
func WantProblem(t testing.TB, err error, code, names string) {
	t.Helper()
	var e *providers.Error
	if !errors.As(err, &e) {
		t.Fatalf("error %v is no *providers.Error", err)
	}
	if said := e.Why.String(); e.Code != code || !strings.Contains(said, names) {
		t.Errorf("error %q, code %q; want code %q and a reason that names %s", said, e.Code, code, names)
	}
}

// Fill writes n orders whose states take turns, the newest last.
func Fill(t testing.TB, l *ledger.Ledger, n int) {
	t.Helper()
	turns := [][]providers.State{
		{}, {providers.StateSubmitted}, {providers.StateSubmitted, providers.StateCompleted},
		{providers.StateSubmitted, providers.StateUnknown}, {providers.StateSubmitted, providers.StateFailed},
	}
	for i := range n {
		d := DraftOf(i)
		if i%2 == 1 {
			d.Provider, d.ProductName = "giftapi", "Turkey 10 GB"
		}
		o := MustDraft(t, l, d)
		for _, s := range turns[i%len(turns)] {
			if s == providers.StateSubmitted {
				_, _, err := l.Submit(context.Background(), o.ID, "Ana")
				Must(t, err)
				continue
			}
			MustAppend(t, l, o.ID, ledger.Change{State: s})
		}
	}
}

// Pages reads the whole list, page by page, and calls between after each.
func Pages(t testing.TB, l *ledger.Ledger, f ledger.Filter, between func()) []string {
	t.Helper()
	refs := []string{}
	for range 100 {
		p, err := l.List(context.Background(), f)
		Must(t, err)
		if f.Limit > 0 && len(p.Orders) > f.Limit {
			t.Fatalf("%d orders on a page of %d", len(p.Orders), f.Limit)
		}
		for _, o := range p.Orders {
			refs = append(refs, o.Reference)
		}
		if p.Next == "" {
			return refs
		}
		if between != nil {
			between()
		}
		f.Cursor = p.Next
	}
	t.Fatal("the list has no end")
	return nil
}

// Refs are the references of these drafts.
func Refs(numbers ...int) []string {
	all := make([]string, len(numbers))
	for i, n := range numbers {
		all[i] = fmt.Sprintf("ref-%d", n)
	}
	return all
}

// ByRef is the order with a reference.
func ByRef(t testing.TB, l *ledger.Ledger, ref string) ledger.Order {
	t.Helper()
	o, err := l.ByReference(context.Background(), ref)
	Must(t, err)
	return o
}

func wantOrder(t testing.TB, got, want ledger.Order) {
	t.Helper()
	if d := cmp.Diff(want, got, cmp.AllowUnexported(providers.Activation{})); d != "" {
		t.Errorf("order differs (-want +got):\n%s", d)
	}
}

func wantStates(t testing.TB, l *ledger.Ledger, id string, want ...providers.State) {
	t.Helper()
	events, err := l.Events(context.Background(), id)
	Must(t, err)
	var got []providers.State
	for _, e := range events {
		got = append(got, e.State)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("history differs (-want +got):\n%s", d)
	}
}

// HeadOf is the head as it is now.
func HeadOf(t testing.TB, l *ledger.Ledger) ledger.Head {
	t.Helper()
	h, err := l.Head(context.Background())
	Must(t, err)
	return h
}

// SellOne sells the i-th draft as an eSIM.
func SellOne(t testing.TB, l *ledger.Ledger, i int) {
	t.Helper()
	MustAppend(t, l, MustSubmit(t, l, DraftOf(i)).ID, ledger.Change{State: providers.StateCompleted, ProviderOrderID: fmt.Sprintf("ORD-%d", i),
		Delivery: []providers.Delivery{{Type: providers.DeliverESIM, ICCID: fmt.Sprintf("8944110068%09d", i)}}})
}

// DraftError is what drafting the n-th says.
func DraftError(l *ledger.Ledger, n int) error {
	_, _, err := l.Draft(context.Background(), "Ana", DraftOf(n))
	return err
}

// Bulk writes n completed orders in one transaction, past the speed of a disk.
// Product names repeat as in a shop; each ICCID ends in the number of its order.
func Bulk(t testing.TB, s ledger.Store, n int) {
	t.Helper()
	now := NewClock().Now
	Must(t, s.Step(context.Background(), func(tx ledger.Tx) error {
		l := ledger.Over(inOne{s, tx}, now)
		for i := range n {
			if err := bulkOne(l, i); err != nil {
				return err
			}
		}
		return nil
	}))
}

func bulkOne(l *ledger.Ledger, i int) error {
	ctx := context.Background()
	d := DraftOf(i)
	d.ProductName = fmt.Sprintf("eSIM %d GB", i%1000)
	o, _, err := l.Draft(ctx, "Ana", d)
	if err == nil {
		_, _, err = l.Submit(ctx, o.ID, "Ana")
	}
	if err == nil {
		_, err = l.Append(ctx, o.ID, "Ana", ledger.Change{
			State: providers.StateCompleted, ProviderOrderID: fmt.Sprintf("P%d", i),
			Delivery: []providers.Delivery{{Type: providers.DeliverESIM, ICCID: fmt.Sprintf("8944110068%09d", i)}},
		})
	}
	return err
}

// inOne carries every step out in the one transaction that is under way.
type inOne struct {
	ledger.Store
	tx ledger.Tx
}

func (s inOne) Step(_ context.Context, do func(ledger.Tx) error) error { return do(s.tx) }
