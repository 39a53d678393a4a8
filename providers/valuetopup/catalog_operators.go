package valuetopup

import (
	"context"
	"regexp"
	"slices"

	"simdesk/providers"
	"simdesk/providers/wire/loose"
)

// DetectOperator returns the SKUs that reach a number, in Value Topup's order;
// none when it finds none. country is not needed: the number begins with it.
// Source: GET /catalog/lookup/mobile/{mobile}.
func (c *Client) DetectOperator(ctx context.Context, phone, _ string) ([]string, error) {
	number := providers.Digits(phone)
	if len(number) < 7 || len(number) > 15 {
		return nil, invalid("valuetopup.phone_digits")
	}
	// Documented as one object; a list of them is read as well.
	var found loose.List[lookup]
	err := c.read(ctx, "lookup", "/catalog/lookup/mobile/"+number, nil, &found)
	if e, ok := asAnswer(err); ok && (e.Kind == providers.KindNotFound || e.Kind == providers.KindDeclined && noOperator.MatchString(e.Detail)) {
		return []string{}, nil
	}
	if err != nil {
		return nil, readError(err)
	}
	ids := []string{}
	for _, l := range found {
		for _, s := range l.Skus {
			// Only what goes to the number itself; the SKU may leave its category to the lookup.
			reaches := s.Category == "" || s.kind() == providers.KindAirtime || s.kind() == providers.KindData
			if id, ok := s.id(); ok && reaches && !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	return ids, nil
}

// noOperator matches the words for a number that no product reaches.
var noOperator = regexp.MustCompile(`(?i)not found|no (product|operator|carrier|sku)|does not exist`)

type lookup struct {
	Skus []sku `json:"skus"`
}
