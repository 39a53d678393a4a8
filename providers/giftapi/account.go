package giftapi

import (
	"context"
	"net/url"
	"time"

	"simdesk/providers"
	"simdesk/providers/wire"
	"simdesk/providers/wire/loose"
)

// Partner is the account that the token belongs to.
type Partner struct {
	UUID     string
	Name     string
	Email    string
	Currency string
	Active   providers.Truth
	Balance  *providers.Balance // nil where the answer has none
}

// Profile checks the token and returns whose it is.
// Source: Partner S2S API, "Get authenticated partner information".
func (c *Client) Profile(ctx context.Context) (Partner, error) {
	type partnerJSON struct {
		UUID     loose.Text   `json:"uuid"`
		Name     loose.Text   `json:"name"`
		Email    loose.Text   `json:"email"`
		Currency loose.Text   `json:"currency"`
		Active   loose.Flag   `json:"is_active"`
		Balance  *balanceJSON `json:"balance"`
	}
	j, resp, err := get[struct {
		Partner *partnerJSON `json:"partner"`
	}](ctx, c, "profile", c.paths.Profile, nil)
	if err != nil {
		return Partner{}, err
	}
	if j.Partner == nil {
		return Partner{}, c.wire.Unreadable(resp, errNoData)
	}
	p := Partner{
		UUID: string(j.Partner.UUID), Name: string(j.Partner.Name), Email: string(j.Partner.Email),
		Currency: string(j.Partner.Currency), Active: j.Partner.Active.Truth(),
	}
	if j.Partner.Balance != nil {
		if b, ok := c.balance(*j.Partner.Balance); ok {
			p.Balance = &b
		}
	}
	return p, nil
}

// Entry is one line of the wallet's history.
type Entry struct {
	Type         string // "charge", "topup"; others as the provider writes them
	Amount       *providers.Money
	BalanceAfter *providers.Money
	OrderID      string // "" where no order is behind it
	Method       string // how a deposit was paid, "" if not told
	At           time.Time
}

// History returns a page of the wallet's movements as the provider orders
// them, and the cursor of the next page, "" at the end.
// Source: Partner S2S API, "Paginated balance transaction history".
func (c *Client) History(ctx context.Context, cursor string) (entries []Entry, next string, err error) {
	query := url.Values{"per_page": {"100"}}
	if cursor != "" {
		query.Set("cursor", cursor)
	}
	resp, err := c.wire.Do(ctx, wire.Request{Op: "history", Path: c.paths.BalanceHistory, Query: query})
	if err != nil {
		return nil, "", err
	}
	e, err := unwrap[[]entryJSON](c, resp)
	if err != nil {
		return nil, "", err
	}
	for _, j := range *e.Data {
		entries = append(entries, j.entry())
	}
	if next, err = e.nextCursor(); err != nil {
		return nil, "", c.wire.Unreadable(resp, err)
	}
	return entries, next, nil
}

type entryJSON struct {
	Type          loose.Text   `json:"type"`
	Amount        loose.Number `json:"amount"`
	BalanceAfter  loose.Number `json:"balance_after"`
	Currency      loose.Text   `json:"currency"`
	CreatedAt     loose.Text   `json:"created_at"`
	OrderID       loose.Text   `json:"order_id"`
	PaymentMethod loose.Text   `json:"payment_method"`
}

func (j entryJSON) entry() Entry {
	e := Entry{
		Type: string(j.Type), OrderID: string(j.OrderID), Method: string(j.PaymentMethod),
		Amount: j.Amount.Money(string(j.Currency)), BalanceAfter: j.BalanceAfter.Money(string(j.Currency)),
	}
	if at := parseTime(string(j.CreatedAt)); at != nil {
		e.At = *at
	}
	return e
}

// Category is a shelf of the catalogue with the attributes its goods have.
type Category struct {
	ID         string
	Name       string
	ParentID   string // "" for a root
	Attributes []Attribute
}

// Attribute explains a key of a product's or SKU's attributes.
type Attribute struct {
	Code   string `json:"code"`
	Name   string `json:"name"`
	Type   string `json:"type"`
	Target string `json:"target"` // "product" or "sku"
}

// Categories returns all categories.
// Source: Partner S2S API, "Available categories with attributes".
func (c *Client) Categories(ctx context.Context) ([]Category, error) {
	list, _, err := get[[]struct {
		ID         loose.Text  `json:"id"`
		Name       loose.Text  `json:"name"`
		ParentID   loose.Text  `json:"parent_id"`
		Attributes []Attribute `json:"attributes"`
	}](ctx, c, "categories", c.paths.Categories, url.Values{"locale": {c.locale}})
	if err != nil {
		return nil, err
	}
	all := make([]Category, 0, len(list))
	for _, j := range list {
		all = append(all, Category{string(j.ID), string(j.Name), string(j.ParentID), j.Attributes})
	}
	return all, nil
}

// parseTime reads both spellings of the zone that the document shows; nil for
// anything else.
func parseTime(s string) *time.Time {
	return loose.Time(s, time.RFC3339, time.DateTime, time.DateOnly)
}
