package reloadly

import (
	"cmp"
	"context"
	"errors"
	"net/url"
	"strings"

	"simdesk/providers"
	"simdesk/providers/wire"
	"simdesk/providers/wire/loose"
)

// DetectOperator returns the products of the operator that Reloadly finds
// behind a number. KindNotFound means that it cannot tell: choose by hand.
// Source: GET /operators/auto-detect/phone/{phone}/countries/{iso}.
func (c *Client) DetectOperator(ctx context.Context, phone, country string) ([]string, error) {
	iso := strings.ToUpper(strings.TrimSpace(country))
	number := providers.Digits(phone)
	if number == "" || len(iso) != 2 {
		return nil, refuse(providers.Because("reloadly.number_and_country"))
	}
	// A + in a path must be written as %2B here.
	path := "/operators/auto-detect/phone/%2B" + number + "/countries/" + url.PathEscape(iso)
	resp, err := c.http.Do(ctx, wire.Request{Op: "detect operator", Path: path})
	if err != nil {
		return nil, err
	}
	var o operator
	if err := c.http.Decode(resp, &o); err != nil {
		return nil, err
	}
	if o.id() == "" {
		return nil, c.http.Unreadable(resp, errors.New("no operator in the answer"))
	}
	products := c.sellable(o)
	ids := make([]string, len(products))
	for i, p := range products {
		ids[i] = p.ID
	}
	if len(ids) == 0 {
		return nil, &providers.Error{Kind: providers.KindNotFound, Outcome: providers.NotSent, Provider: name,
			Why: providers.Because("reloadly.operator_sells_nothing", "operator", cmp.Or(loose.Plain(o.Name), o.id()))}
	}
	return ids, nil
}
