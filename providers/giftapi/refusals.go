package giftapi

import (
	"net/http"
	"slices"
	"strings"

	"simdesk/providers"
	"simdesk/providers/wire"
)

// refusal is one reason for which an order is not taken, recognised by the
// words of its code, message or validation errors.
type refusal struct {
	any      []string // one of these is said, in lower case …
	and      []string // … and one of these, where there are any
	statuses []int    // with one of these it proves that the order was not taken; none: never
	bare     bool     // the framework's own words, which come without the envelope
	kind     providers.ErrorKind
	message  string
}

// fits reports whether the status goes with the reason: the service's envelope
// may come with a 200, and the framework says with a 429 when to ask again.
func (r refusal) fits(resp wire.Response) bool {
	if resp.Status == http.StatusTooManyRequests && resp.Header.Get("Retry-After") == "" {
		return false
	}
	return len(r.statuses) > 0 && (resp.OK() || slices.Contains(r.statuses, resp.Status))
}

// What a service of this kind refuses with.
var (
	noMoney    = []int{400, 402, 409, 422}
	noDelivery = []int{400, 404, 409, 422}
	noEntry    = []int{401, 403}
)

// refusals are tried in order. The document names no error at all: these are
// the refusals that its rules imply (overdraft limit, stock, max_per_order,
// signature with a tolerance, can_renew, inactive partner), in English and in
// Russian, the service's two locales.
var refusals = []refusal{
	{
		any:      []string{"insufficient", "not enough", "overdraft", "недостаточно"},
		and:      []string{"balance", "fund", "money", "overdraft", "credit", "баланс", "средств"},
		statuses: noMoney,
		kind:     providers.KindDeclined,
		message:  "The GiftAPI wallet is too small for this. Nothing was charged; add money at GiftAPI, then sell again.",
	},
	{
		any:      []string{"signature", "hmac", "подпис", "x-timestamp", "timestamp is", "timestamp exp", "invalid timestamp"},
		statuses: noEntry,
		kind:     providers.KindUnauthorized,
		message:  "GiftAPI refused the order's signature. Check the secret in the configuration and this computer's clock, which may be off by 5 minutes at most.",
	},
	{
		any:      []string{"out of stock", "not in stock", "no stock", "insufficient stock", "not enough stock", "not enough items", "sold out", "нет в наличии"},
		statuses: noDelivery,
		kind:     providers.KindDeclined,
		message:  "GiftAPI has sold out of this. Choose another product.",
	},
	{
		any:     []string{"max per order", "quantity"},
		kind:    providers.KindInvalid,
		message: "GiftAPI does not sell this many in one order. Sell fewer at a time.",
	},
	{
		any: []string{"can renew", "cannot be renew", "can't be renew", "can not be renew", "not be renew", "cannot renew", "not renewable",
			"cannot be topped", "can't be topped", "not be recharged"},
		statuses: noDelivery,
		kind:     providers.KindDeclined,
		message:  "This eSIM cannot be topped up any more. Sell a new one.",
	},
	{
		any:      []string{"inactive", "suspended", "blocked", "disabled", "not active"},
		and:      []string{"partner", "account", "партн"},
		statuses: noEntry,
		kind:     providers.KindUnauthorized,
		message:  "GiftAPI has switched this account off. Ask GiftAPI to open it again.",
	},
	{
		any:      []string{"not found", "no query results", "does not exist", "selected", "invalid", "не найден"},
		and:      []string{"sku", "product", "товар"},
		statuses: noDelivery,
		kind:     providers.KindDeclined,
		message:  "GiftAPI no longer sells this. Refresh the catalogue and choose another product.",
	},
	{
		any:      []string{"not found", "does not exist", "не найден"},
		and:      []string{"esim"},
		statuses: []int{404},
		kind:     providers.KindNotFound,
		message:  "GiftAPI does not know this eSIM. Check the number.",
	},
	{
		any:     []string{"not found", "no query results", "does not exist", "не найден"},
		kind:    providers.KindNotFound,
		message: "GiftAPI does not know this. Check the number or refresh the catalogue.",
	},
	{
		any:      []string{"unauthenticated"},
		statuses: []int{401}, bare: true,
		kind:    providers.KindUnauthorized,
		message: "GiftAPI refused the token. Check it in the configuration; simdesk doctor tells more.",
	},
	{
		any:      []string{"too many attempts"},
		statuses: []int{429}, bare: true,
		kind:    providers.KindThrottled,
		message: "GiftAPI asks for fewer requests. Wait a moment, then try again.",
	},
	{
		any:     []string{"unauthorized", "invalid token", "token is invalid"},
		kind:    providers.KindUnauthorized,
		message: "GiftAPI refused the token. Check it in the configuration; simdesk doctor tells more.",
	},
	{
		any:     []string{"required", "invalid", "must be", "may not", "обязательно", "должно"},
		kind:    providers.KindInvalid,
		message: "GiftAPI did not accept what was entered. See its words, correct it and try again.",
	},
}

// refusal returns the first reason that the failure's words fit, an empty one
// where none does. Errors about what was in the request are a refusal whatever
// they say.
func (f failure) refusal() refusal {
	said := f.code() + " " + f.detail()
	for _, x := range f.Errors {
		said += " " + x.Key
	}
	said = plain(said)
	for _, r := range refusals {
		if contains(said, r.any) && (r.and == nil || contains(said, r.and)) {
			return r
		}
	}
	if f.namesRequest() {
		return refusals[len(refusals)-1]
	}
	return refusal{}
}

var (
	ourReference = []string{"external id", "externalid", "order", "reference", "заказ"}
	seenBefore   = []string{"already", "taken", "duplicate", "exists", "unique", "уже", "дубл"}
)

// duplicate reports whether the provider says that it has seen our external_id
// before. The order is then looked up: it may well have been taken.
func (f failure) duplicate() bool {
	for _, x := range f.Errors {
		if strings.HasPrefix(x.whole, "externalid") && contains(plain(x.Value), seenBefore) {
			return true
		}
	}
	said := plain(f.code() + " " + f.detail())
	return contains(said, ourReference) && contains(said, seenBefore)
}

// plain makes INSUFFICIENT_BALANCE and "Insufficient balance" the same words.
func plain(s string) string {
	return strings.ReplaceAll(strings.ToLower(s), "_", " ")
}

func contains(s string, words []string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}
