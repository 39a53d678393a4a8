package ledger

import (
	"context"
	"database/sql"
	"fmt"
	"testing"
	"time"

	"simdesk/providers"
)

// bulk writes n completed orders in one transaction, past the speed of a disk.
// Product names and phones repeat as in a shop; each ICCID ends in the number
// of its order.
func bulk(t testing.TB, l *Ledger, n int) {
	t.Helper()
	err := l.step(context.Background(), func(tx step) error {
		for i := range n {
			if err := bulkOne(l, tx, i); err != nil {
				return err
			}
		}
		return nil
	})
	must(t, err)
}

func bulkOne(l *Ledger, tx step, i int) error {
	ctx := context.Background()
	d := draftOf(i)
	d.ProductName = fmt.Sprintf("eSIM %d GB", i%1000)
	o, err := l.create(ctx, tx, l.now(), "Ana", d)
	if err != nil {
		return err
	}
	for _, c := range []Change{{State: providers.StateSubmitted}, {
		State: providers.StateCompleted, ProviderOrderID: fmt.Sprintf("P%d", i),
		Delivery: []providers.Delivery{{Type: providers.DeliverESIM, ICCID: fmt.Sprintf("8944110068%09d", i)}},
	}} {
		_, r, err := one(ctx, tx, selectByID, o.ID)
		if err != nil {
			return err
		}
		if o, err = l.advance(ctx, tx, o, r, "Ana", c); err != nil {
			return err
		}
	}
	return nil
}

const benchOrders = 100_000

func BenchmarkRead(b *testing.B) {
	l := newLedger(b)
	bulk(b, l, benchOrders)
	ctx := context.Background()
	list := func(f Filter, want int) func(*testing.B) {
		return func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				p, err := l.List(ctx, f)
				if err != nil || len(p.Orders) != want {
					b.Fatalf("%d orders, %v", len(p.Orders), err)
				}
			}
		}
	}
	b.Run("newest page", list(Filter{}, 50))
	b.Run("newest page, open first", list(Filter{OpenFirst: true}, 50))
	b.Run("newest page, one state", list(Filter{States: []providers.State{providers.StateCompleted}}, 50))
	b.Run("list by last six digits", list(Filter{Text: "012345"}, 1))
	b.Run("list by a rare name", list(Filter{Text: "esim 777 gb"}, 50))
	b.Run("list by a common name", list(Filter{Text: "esim"}, 50))
	b.Run("find last six digits", func(b *testing.B) {
		for b.Loop() {
			orders, err := l.Find(ctx, "012345")
			if err != nil || len(orders) != 1 {
				b.Fatalf("%d orders, %v", len(orders), err)
			}
		}
	})
	b.Run("unsettled", func(b *testing.B) {
		for b.Loop() {
			if orders, err := l.Unsettled(ctx); err != nil || len(orders) != 0 {
				b.Fatalf("%d orders, %v", len(orders), err)
			}
		}
	})
	b.Run("verify", func(b *testing.B) {
		for b.Loop() {
			must(b, l.Verify(ctx))
		}
	})
}

// A sale is three commits. The floor is plain SQLite that commits as many rows
// on the same disk and as durably: an event, an order and its key; an event and
// the order; an event, the order and another key.
func BenchmarkSale(b *testing.B) {
	b.Run("ledger", func(b *testing.B) {
		l := newLedger(b)
		i := 0
		for b.Loop() {
			i++
			d := draftOf(i)
			d.Target = fmt.Sprintf("+4477%08d", i)
			o := mustSubmit(b, l, d)
			mustAppend(b, l, o.ID, Change{State: providers.StateCompleted,
				Delivery: []providers.Delivery{{Type: providers.DeliverESIM, ICCID: fmt.Sprintf("8944110068%09d", i)}}})
		}
	})
	b.Run("plain SQLite", func(b *testing.B) {
		db := openWriter(newLedger(b).Path(), time.Second)
		defer func() { _ = db.Close() }()
		exec(b, db, "CREATE TABLE plain (id INTEGER PRIMARY KEY, body TEXT)")
		body := encodeText(draftOf(1))
		for b.Loop() {
			for _, rows := range []int{3, 2, 3} {
				must(b, plain(db, body, rows))
			}
		}
	})
}

func plain(db *sql.DB, body string, rows int) error {
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	defer rollback(tx)
	for range rows {
		if _, err := tx.Exec("INSERT INTO plain (body) VALUES (?)", body); err != nil {
			return err
		}
	}
	return tx.Commit()
}
