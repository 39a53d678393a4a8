package valuetopup

import (
	"context"
	"errors"

	"simdesk/providers"
	"simdesk/providers/wire/loose"
)

// What the figure of the wallet means, agreed with each account.
const (
	TermsPrepaid = "prepaid" // a negative figure is money available
	TermsCredit  = "credit"  // the figure is owed
	TermsPlain   = "plain"   // the figure is money available
)

// Balance returns the wallet in the configured currency, which no answer
// names. On credit terms it is negative by what is owed: the credit line is
// not told.
// Source: GET /account/balance; the sign as documented for v2.
func (c *Client) Balance(ctx context.Context) (providers.Balance, error) {
	var f figure
	if err := c.read(ctx, "balance", "/account/balance", nil, &f); err != nil {
		return providers.Balance{}, readError(err)
	}
	amount := f.Decimal
	if c.c.BalanceTerms != TermsPlain {
		amount = amount.Neg()
	}
	m := providers.Money{Amount: amount, Currency: c.c.Currency}
	return providers.Balance{OnCredit: c.c.BalanceTerms == TermsCredit, Available: m, Balance: m, AsOf: c.c.Now()}, nil
}

// figure is the balance, documented as a number and seen as {"balance": n}.
type figure struct{ loose.Number }

// UnmarshalJSON accepts both forms and insists on a number.
func (f *figure) UnmarshalJSON(b []byte) error {
	var wrapped struct {
		Balance loose.Number `json:"balance"`
	}
	err := loose.ObjectOr(b, &wrapped, &wrapped.Balance)
	if f.Number = wrapped.Balance; err == nil && !f.Known {
		err = errors.New("no balance in the answer")
	}
	return err
}
