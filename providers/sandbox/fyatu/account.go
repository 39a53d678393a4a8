package fyatu

import (
	"fmt"
	"net/http"

	"simdesk/providers/sandbox/sim"
)

func (s *Simulator) balance(*http.Request) sim.Answer {
	return s.success(http.StatusOK, "Wallet retrieved successfully", map[string]any{
		"balance": sim.Number(s.wallet.Balance()), "currency": "USD"})
}

// transactions is the wallet's statement, newest first. Which category an
// eSIM has is not documented.
func (s *Simulator) transactions(r *http.Request) sim.Answer {
	moves := s.wallet.Movements()
	from, to, about, wrong := s.pagination(r, len(moves))
	if wrong != nil {
		return s.invalid(*wrong)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	list := []map[string]any{}
	for i, m := range moves[from:to] {
		list = append(list, s.line(m, len(moves)-from-i))
	}
	return s.success(http.StatusOK, "Transactions retrieved successfully", map[string]any{"pagination": about, "transactions": list})
}

// line is one movement; n counts them from the oldest.
func (s *Simulator) line(m sim.Movement, n int) map[string]any {
	kind, category, prefix := "CREDIT", "DEPOSIT", "DEP"
	text := "Deposit of " + m.Amount.String() + " USD"
	reference := s.world.Code(14, Name, "deposit", fmt.Sprint(n))
	if m.Charge != nil {
		l := s.labels[m.Charge.ID]
		reference, text = l.reference, l.text
		category, prefix = "REFUND", "REF"
		if m.Amount.IsNegative() {
			kind, category, prefix = "DEBIT", "ESIM", "ESM"
		}
	}
	return map[string]any{
		"transactionId": prefix + s.world.Code(16, Name, "transaction", fmt.Sprint(n)), "reference": reference,
		"type": kind, "category": category, "amount": sim.Number(m.Amount.Abs()), "fee": 0, "currency": "USD",
		"status": "COMPLETED", "description": text, "createdAt": zulu(m.At), "updatedAt": zulu(m.At),
	}
}
