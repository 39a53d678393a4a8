// Package ledger keeps orders and their history on disk. It is append-only:
// every step of an order is an event that carries the hash of the event before
// it, and the orders table is only a projection of those events.
package ledger

import (
	"encoding/json"
	"time"

	"simdesk/providers"
)

// Order is one confirmed sale or top-up and how far it got.
type Order struct {
	ID              string // UUIDv7, ours
	Reference       string // what travels to the provider, unique for all time
	Attempt         string // the caller's --attempt key, "" if none, else unique
	Provider        string
	Kind            providers.Kind
	ProductID       string
	ProductName     string
	Target          string // ICCID, phone number or account it is for, "" if none
	State           providers.State
	Charged         providers.Charged
	Cost            *providers.Money // what the wallet pays: the estimate until the provider says
	Price           *providers.Money // what the customer pays
	ProviderOrderID string
	ProviderStatus  string // the provider's own word
	Delivery        []providers.Delivery
	Error           *Problem
	Clerk           string
	Sandbox         bool // delivered by a simulator or a provider's sandbox
	CreatedAt       time.Time
	UpdatedAt       time.Time
	SubmittedAt     *time.Time // when the charging request was about to leave; nil if it never was
	Draft           Details
}

// Details is what was confirmed, kept whole so that the order can be sent,
// tracked and judged by a process that never saw the screen.
type Details struct {
	Product   json.RawMessage   `json:"product"` // providers.Product as the desk wrote it
	Fields    map[string]string `json:"fields,omitempty"`
	Baseline  map[string]string `json:"baseline,omitempty"`
	QuotedAt  *time.Time        `json:"quoted_at,omitempty"` // from when on the baseline was read, if there is one
	Since     int64             `json:"since,omitempty"`     // the ledger's newest event then
	Wallet    *providers.Money  `json:"wallet,omitempty"`    // available before the sale, if it was known
	Cost      *providers.Money  `json:"cost,omitempty"`      // as confirmed: the order's own becomes what was charged
	Estimated bool              `json:"estimated,omitempty"` // that cost was an estimate, for an amount that the customer chose
	PricedAt  *time.Time        `json:"priced_at,omitempty"` // when that cost was read
}

// Problem is the part of a providers.Error that belongs to an order's history.
type Problem struct {
	Kind              providers.ErrorKind `json:"kind"`
	Provider          string              `json:"provider"`
	Code              string              `json:"code"`
	Message           string              `json:"message"` // in events of former versions
	Detail            string              `json:"detail,omitempty"`
	RequestID         string              `json:"request_id,omitempty"`
	Why               providers.Reason    `json:"why,omitzero"`
	RetryAfterSeconds int                 `json:"retry_after_seconds,omitempty"`
}

// Event is one step in an order's history.
type Event struct {
	Seq      int64
	OrderID  string
	At       time.Time
	Clerk    string
	State    providers.State // the order's state after this event
	Payload  json.RawMessage // a Change
	PrevHash string
	Hash     string
}

// Change is what an event says. Zero fields change nothing.
type Change struct {
	State           providers.State      `json:"state"`
	Charged         *providers.Charged   `json:"charged,omitempty"` // nil where the step says nothing of the money
	ProviderOrderID string               `json:"provider_order_id,omitempty"`
	ProviderStatus  string               `json:"provider_status,omitempty"`
	Cost            *providers.Money     `json:"cost,omitempty"`
	Delivery        []providers.Delivery `json:"delivery,omitempty"`
	Error           *Problem             `json:"error,omitempty"`
	Evidence        []providers.Evidence `json:"evidence,omitempty"`
	Note            string               `json:"note,omitempty"`    // a person's reason or, in old events, what code found
	Why             providers.Reason     `json:"why,omitzero"`      // what code found
	Decided         bool                 `json:"decided,omitempty"` // a person judged: the event's clerk, for the reason in Note
	Draft           *Draft               `json:"draft,omitempty"`
}

// Draft is a new order before anything is sent.
type Draft struct {
	Reference   string           `json:"reference"`
	Attempt     string           `json:"attempt,omitempty"`
	Provider    string           `json:"provider"`
	Kind        providers.Kind   `json:"kind"`
	ProductID   string           `json:"product_id"`
	ProductName string           `json:"product_name"`
	Target      string           `json:"target,omitempty"`
	Cost        *providers.Money `json:"cost,omitempty"`
	Price       *providers.Money `json:"price,omitempty"`
	Sandbox     bool             `json:"sandbox,omitempty"`
	Details     Details          `json:"details"`
	// Float is what must pay it, nil where that is not known.
	Float *Float `json:"-"`
}

// Filter selects orders; zero fields select all.
type Filter struct {
	Text      string // id, reference, provider's id, ICCID or its end, phone or its end, product name
	States    []providers.State
	Provider  string
	Clerk     string
	Since     time.Time // created at or after
	Until     time.Time // created before
	Limit     int       // 0 means 50
	Cursor    string    // from Page.Next
	OpenFirst bool      // open orders before settled ones, each newest first
}

// Page is one page of orders, newest first.
type Page struct {
	Orders []Order
	Next   string // "" on the last page
}
