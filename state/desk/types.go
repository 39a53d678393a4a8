// Package desk holds the use cases of a shop: sell, top up, look up, settle,
// balances. It is the only code that spends.
package desk

import (
	"time"

	"simdesk/providers"
	"simdesk/state/ledger"
)

// Account is a configured provider as the screens see it.
type Account struct {
	Name    string
	Title   string
	Sandbox bool
	// Problem says why the account cannot be used (a secret that cannot be
	// read), nil when it can.
	Problem *providers.Error
	// NoESIMs is an account with a problem that could not know an eSIM anyway.
	NoESIMs bool
}

// QuoteRequest asks for the confirmation of one sale or top-up.
type QuoteRequest struct {
	Provider  string
	ProductID string
	ICCID     string            // set for a top-up
	Fields    map[string]string // as typed; phone numbers are normalised
	Attempt   string            // --attempt KEY
	Clerk     string
}

// Quote is a confirmation: everything a person must see before spending, and
// the reference that makes pressing twice the same order.
type Quote struct {
	Reference   string
	Attempt     string
	Clerk       string
	Provider    string
	Product     providers.Product
	ICCID       string // set for a top-up
	Fields      map[string]string
	Cost        *providers.Money // estimated for a range, nil when not known
	Estimated   bool
	Price       *providers.Money
	Margin      *providers.Money // price less cost, in the shop's currency, nil when not known
	Delivered   *providers.Money // what the recipient gets, where it can be told
	AsOf        time.Time        // when the cost was read; zero where that is not known
	WalletNow   *providers.Money // less what is in flight from here; on credit negative by what is owed; nil when not known
	WalletAfter *providers.Money // nil when not known, and on credit
	WalletError *providers.Error
	Warnings    []providers.Reason // sold to the same target minutes ago, Luhn, price changed
	Blocked     *providers.Error   // why this cannot be bought now (wallet too small), nil when it can
	Existing    *ledger.Order      // the order that already has this attempt key
	Baseline    map[string]string
	MadeAt      time.Time
	Since       int64         // the ledger's newest event when the baseline was read
	Float       *ledger.Float // what must pay it; nil when not known, and on credit
}

// Wallet is one provider's balance, or why it is not known.
type Wallet struct {
	Provider string
	Title    string
	Balance  *providers.Balance
	InFlight *providers.Money // open orders from here that the provider's figure may not show yet
	Low      bool
	LowMark  *providers.Money
	Error    *providers.Error
}

// Lookup is the answer to "what is left on this eSIM".
type Lookup struct {
	ICCID  string
	Only   string          // the provider that alone was to be asked, "" for any
	ESIM   *providers.ESIM // nil when nobody could tell
	Orders []ledger.Order  // ours for this ICCID, newest first
	Errors []*providers.Error
	Titles map[string]string // what people read for the providers' names
}

// Settled is what a reconciliation came to.
type Settled struct {
	Settled      []ledger.Order
	StillUnknown []ledger.Order
}

// Progress of a catalogue refresh, one value per page and provider.
type Progress struct {
	Provider string
	Page     int
	Pages    int           // 0 where the provider does not say
	Products int           // so far
	Waiting  time.Duration // for the next page, told every second
	Done     bool
	Error    *providers.Error
}
