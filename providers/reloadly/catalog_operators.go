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
		return nil, invalid("reloadly.number_and_country")
	}
	// A + in a path must be written as %2B here.
	path := "/operators/auto-detect/phone/%2B" + number + "/countries/" + url.PathEscape(iso)
	o, resp, err := ask[operator](ctx, c, wire.Request{Op: "detect operator", Path: path})
	if err != nil {
		return nil, err
	}
	if o.id() == "" {
		return nil, c.http.Unreadable(resp, errors.New("no operator in the answer"))
	}
	var ids []string
	for _, p := range c.sellable(o) {
		ids = append(ids, p.ID)
	}
	if len(ids) == 0 {
		return nil, providers.Unsent(name, providers.KindNotFound,
			providers.Because("reloadly.operator_sells_nothing", "operator", cmp.Or(loose.Plain(o.Name), o.id())))
	}
	return ids, nil
}
