package giftapi

import (
	"net/http"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"simdesk/providers/sandbox/sim"
)

// movement is a line of the statement.
type movement struct {
	amount, after decimal.Decimal
	at            time.Time
	order         string // "" for money put in
}

// reserved is what orders hold that are not settled yet.
func (s *Simulator) reserved() decimal.Decimal {
	sum := decimal.Zero
	for _, o := range s.orders {
		if !o.settled {
			sum = sum.Add(o.total)
		}
	}
	return sum
}

// funds is the balance as the document shows it: what orders in progress hold
// still counts in the balance and is taken off for what is available.
func (s *Simulator) funds() map[string]any {
	free, limit, held := s.wallet.Balance(), s.wallet.Overdraft(), s.reserved()
	balance := free.Add(held)
	return map[string]any{
		"balance": sim.Number(balance), "currency": "USD", "reserved_amount": sim.Number(held), "available_balance": sim.Number(free.Add(limit)),
		"allow_overdraft": limit.IsPositive(), "overdraft_limit": sim.Number(limit), "is_overdrafted": balance.IsNegative(),
	}
}

func (s *Simulator) balance(*http.Request) sim.Answer { return success(s.funds()) }

func (s *Simulator) profile(*http.Request) sim.Answer {
	return success(map[string]any{"partner": map[string]any{
		"uuid": s.world.UUID(Name, "partner"), "name": "SANDBOX Partner", "email": "partner@example.com", "currency": "USD", "is_active": true,
		"balance": s.funds(),
	}})
}

// book writes a settled order into the statement. One that came to nothing
// never gets there: its money was only held.
func (s *Simulator) book(o *order) {
	s.history = append(s.history, movement{o.total.Neg(), s.wallet.Balance().Add(s.reserved()), o.settles, o.id})
}

func (s *Simulator) listHistory(r *http.Request) sim.Answer {
	var w wrongs
	size := perPage(r, &w, 50, 100)
	if w.any() {
		return w.answer()
	}
	var rows []row
	for i, m := range slices.Backward(s.history) {
		rows = append(rows, row{id: i + 1, at: m.at, view: m.view})
	}
	return paged(r, rows, true, size)
}

func (m movement) view() any {
	out := map[string]any{
		"type": "charge", "amount": sim.Number(m.amount), "balance_after": sim.Number(m.after), "currency": "USD", "created_at": offset(m.at),
		"order_id": m.order, "payment_method": nil, "fee_amount": 0, "original_amount": nil, "original_currency": nil, "exchange_rate": nil,
	}
	if m.order == "" {
		out["type"], out["order_id"], out["payment_method"] = "topup", nil, "bank_transfer"
	}
	return out
}
