package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"testing"
	"time"

	"simdesk/providers"
	"simdesk/state/ledger"
	"simdesk/state/ledger/ledgertest"
)

const benchOrders = 100_000

func BenchmarkRead(b *testing.B) {
	l, s := newBook(b)
	ledgertest.Bulk(b, s, benchOrders)
	ctx := context.Background()
	list := func(f ledger.Filter, want int) func(*testing.B) {
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
	b.Run("newest page", list(ledger.Filter{}, 50))
	b.Run("newest page, open first", list(ledger.Filter{OpenFirst: true}, 50))
	b.Run("newest page, one state", list(ledger.Filter{States: []providers.State{providers.StateCompleted}}, 50))
	b.Run("list by last six digits", list(ledger.Filter{Text: "012345"}, 1))
	b.Run("list by a rare name", list(ledger.Filter{Text: "esim 777 gb"}, 50))
	b.Run("list by a common name", list(ledger.Filter{Text: "esim"}, 50))
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
			mustAppend(b, l, o.ID, ledger.Change{State: providers.StateCompleted,
				Delivery: []providers.Delivery{{Type: providers.DeliverESIM, ICCID: fmt.Sprintf("8944110068%09d", i)}}})
		}
	})
	b.Run("plain SQLite", func(b *testing.B) {
		db := openWriter(newLedger(b).Path(), time.Second)
		defer func() { _ = db.Close() }()
		exec(b, db, "CREATE TABLE plain (id INTEGER PRIMARY KEY, body TEXT)")
		body := fmt.Sprint(draftOf(1))
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
