package valuetopup

import (
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"github.com/shopspring/decimal"

	"simdesk/providers/sandbox/sim"
)

// session is money on its way into the wallet. In the sandbox it arrives by
// itself.
type session struct {
	id      string
	number  int
	amount  decimal.Decimal
	arrives time.Time
	paid    bool
}

func (x *session) settle(w *sim.Wallet, now time.Time) {
	if !x.paid && !now.Before(x.arrives) {
		x.paid = true
		w.Put(x.amount, x.arrives, "checkout")
	}
}

// checkout opens a page where the wallet can be filled. Its answer has no
// envelope.
func (s *Simulator) checkout(r *http.Request) sim.Answer {
	var in struct {
		Amount      *int32            `json:"amount"`
		Description string            `json:"description"`
		Metadata    map[string]string `json:"metadata"`
	}
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		return problem("$", "The JSON value could not be converted.")
	}
	switch {
	case in.Amount == nil:
		return problem("amount", "The amount field is required.")
	case *in.Amount < 1:
		return problem("amount", "The field amount must be positive.")
	case len([]rune(in.Description)) > 500:
		return problem("description", "The field description is too long.")
	}
	n, now := s.world.Next(Name+" session"), s.world.Now()
	x := &session{id: s.world.UUID(Name, "session", strconv.Itoa(n)), number: n, amount: decimal.NewFromInt32(*in.Amount), arrives: now.Add(s.world.Settle)}
	s.sessions = append(s.sessions, x)
	return sim.Answer{Body: map[string]string{"sessionId": x.id, "url": "https://pay.sandbox.example/valuetopup/" + x.id,
		"expiresAt": stamp(now.Add(30 * time.Minute))}}
}

// payment tells whether the money came, in an envelope of its own.
func (s *Simulator) payment(r *http.Request) sim.Answer {
	id := query(r, "sessionId")
	code, message, log := notFound, "Payment session not found", 0
	for _, x := range s.sessions {
		if x.id != id {
			continue
		}
		code, message, log = underWay, "Payment is pending", x.number
		if x.paid {
			code, message = done, "Payment received"
		}
	}
	return sim.Answer{Body: map[string]any{"payLoad": nil, "responseCode": code, "responseMessage": message, "responseMessages": []string{message},
		"isSuccessful": code == done, "stackTrace": "", "logId": log, "apiResponseCode": code}}
}
