package providers

import (
	"encoding/json"
	"time"
)

// State is how far an order got.
type State string

// The states, as contracts.md names them; architecture.md 5 draws the moves.
const (
	StateDrafted     State = "drafted"
	StateSubmitted   State = "submitted"
	StateProcessing  State = "processing"
	StateCompleted   State = "completed"
	StateFailed      State = "failed"
	StateUnknown     State = "unknown"
	StateNeedsReview State = "needs_review"
	StateRefunded    State = "refunded"
)

// Settled reports whether nobody needs to ask the provider again.
func (s State) Settled() bool {
	return s == StateCompleted || s == StateFailed || s == StateRefunded
}

// Result is what a provider said about an order it knows.
type Result struct {
	State           State // completed, processing, failed or refunded; unknown where its word leaves that open
	ProviderOrderID string
	ProviderStatus  string // the provider's own word
	Cost            *Money // what the wallet lost, when the provider says
	Delivery        []Delivery
	Message         string // the provider's own words
	Why             Reason // what there is to know beside them
	Charged         Truth  // whether the wallet paid for an order that failed; the other states say it themselves
	Missing         Reason // what was paid for and did not come, for one that is completed
	RequestID       string
}

// Query describes an order to look for.
type Query struct {
	Reference       string
	ProviderOrderID string // "" when the provider's answer never arrived
	Kind            Kind
	ProductID       string
	ProductName     string
	Target          string // ICCID of a top-up, phone, account
	Cost            *Money
	SubmittedAt     time.Time
	Fields          map[string]string // what the sale was confirmed with
	Baseline        map[string]string
	// Claimed holds the ICCIDs and provider order ids that other orders in the
	// ledger already own, so that one delivery is never counted twice.
	Claimed map[string]bool
	// Others is how many more orders of the same product for the same target,
	// sent since the baseline was taken, are known to have been carried out: what
	// they changed is no evidence for this one.
	Others int
	// Equal is how many more orders of this ledger at the same cost may have been
	// carried out since the baseline was taken, of whatever product: that many
	// equal debits are explained. What is beyond them is another till's.
	Equal int
}

// Verdict is what tracking an order came to.
type Verdict int

// The verdicts.
const (
	// NotFound: the provider answered and lists nothing. Proves nothing while
	// the request may still be on its way.
	NotFound Verdict = iota
	// Found: Finding.Result is the provider's word on this very order.
	Found
	// Unclear: only circumstantial evidence; a person must decide.
	Unclear
)

// Finding is the answer to a Query.
type Finding struct {
	Verdict  Verdict
	Result   Result
	Evidence []Evidence
}

// Evidence is one comparison to set before a person.
type Evidence struct {
	Source   Reason `json:"source"`   // where it was looked: the wallet, the list of eSIMs
	Expected Reason `json:"expected"` // what is there if the order went through
	Seen     Reason `json:"seen"`
	Supports Truth  `json:"supports"` // whether it speaks for the order having happened
}

// Equal reports whether it shows the same.
func (e Evidence) Equal(other Evidence) bool {
	return e.Supports == other.Supports && e.Source.Equal(other.Source) && e.Expected.Equal(other.Expected) && e.Seen.Equal(other.Seen)
}

// Delivery is one thing the customer gets. Type decides which fields count.
type Delivery struct {
	Type              DeliveryType `json:"type"`
	ICCID             string       `json:"iccid"` // esim, topup
	Activation        *Activation  `json:"activation"`
	Message           string       `json:"message"`            // topup
	PIN               string       `json:"pin"`                // pin, gift_card
	Serial            string       `json:"serial"`             // pin
	Expires           string       `json:"expires"`            // pin, gift_card: the provider's own text
	Instructions      string       `json:"instructions"`       // pin
	CardNumber        string       `json:"card_number"`        // gift_card
	Link              string       `json:"link"`               // gift_card
	Phone             string       `json:"phone"`              // airtime, sim
	Delivered         *Money       `json:"delivered"`          // airtime
	OperatorReference string       `json:"operator_reference"` // airtime
	Token             string       `json:"token"`              // bill
	Units             string       `json:"units"`              // bill
	SIMNumber         string       `json:"sim_number"`         // sim
}

// DeliveryType says what was delivered.
type DeliveryType string

// The delivery types, as contracts.md names them.
const (
	DeliverESIM     DeliveryType = "esim"
	DeliverTopUp    DeliveryType = "topup"
	DeliverPIN      DeliveryType = "pin"
	DeliverGiftCard DeliveryType = "gift_card"
	DeliverAirtime  DeliveryType = "airtime"
	DeliverBill     DeliveryType = "bill"
	DeliverSIM      DeliveryType = "sim"
)

// MarshalJSON writes the keys that the type has in contracts.md section 2,
// null where a value is not known.
func (d Delivery) MarshalJSON() ([]byte, error) {
	m := map[string]any{"type": d.Type}
	for key, value := range d.byType() {
		m[key] = value
	}
	return json.Marshal(m)
}

func (d Delivery) byType() map[string]any {
	switch d.Type {
	case DeliverESIM:
		return map[string]any{"iccid": text(d.ICCID), "activation": d.Activation}
	case DeliverTopUp:
		return map[string]any{"iccid": text(d.ICCID), "message": text(d.Message)}
	case DeliverPIN:
		return map[string]any{"pin": text(d.PIN), "serial": text(d.Serial), "expires": text(d.Expires), "instructions": text(d.Instructions)}
	case DeliverGiftCard:
		return map[string]any{"card_number": text(d.CardNumber), "pin": text(d.PIN), "expires": text(d.Expires), "link": text(d.Link)}
	case DeliverAirtime:
		return map[string]any{"phone": text(d.Phone), "delivered": d.Delivered, "operator_reference": text(d.OperatorReference)}
	case DeliverBill:
		return map[string]any{"token": text(d.Token), "units": text(d.Units)}
	case DeliverSIM:
		return map[string]any{"sim_number": text(d.SIMNumber), "phone": text(d.Phone)}
	}
	return nil
}

// text is nil for "", so that unknown is null and never an empty word.
func text(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
