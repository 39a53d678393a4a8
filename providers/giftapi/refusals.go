package giftapi

import (
	"net/http"
	"slices"
	"strings"

	"simdesk/providers"
	"simdesk/providers/wire"
)

// refusal is what an answer means: to a clerk, and for the money where it answers
// an order in one of the forms of giftapi.md section 3.
type refusal struct {
	kind     providers.ErrorKind
	outcome  providers.Outcome // what it proves with one of the statuses
	why      string
	statuses []int
	bare     bool // the framework's own words, which come without the envelope
}

// The outcomes as the table below reads best; open is for words that prove
// nothing of an order, whatever their status.
const (
	open    = providers.Unknown
	notSent = providers.NotSent
	refused = providers.Refused
)

// What a service of this kind refuses with.
var (
	noMoney    = []int{400, 402, 409, 422}
	noDelivery = []int{400, 404, 409, 422}
	noEntry    = []int{401, 403}
)

// Rows of refusals that the words alone do not lead to.
const (
	noPlace  = "NO_PLACE"  // an address that is not there
	noReason = "NO_REASON" // a failure in a 200, in words that are not known
	notValid = "NOT_VALID" // a validation of what was in the request
)

// refusals are what GiftAPI's words are taken for, see theirWords: the document
// names neither an error nor a code.
var refusals = map[string]refusal{
	"WALLET":          {providers.KindDeclined, refused, "giftapi.wallet", noMoney, false},
	"SIGNATURE":       {providers.KindUnauthorized, refused, "giftapi.signature", noEntry, false},
	"SOLD_OUT":        {providers.KindDeclined, refused, "giftapi.sold_out", noDelivery, false},
	"QUANTITY":        {providers.KindInvalid, open, "giftapi.quantity", nil, false},
	"NOT_RENEWABLE":   {providers.KindDeclined, refused, "giftapi.not_renewable", noDelivery, false},
	"ACCOUNT_OFF":     {providers.KindUnauthorized, refused, "giftapi.account_off", noEntry, false},
	"NOT_SOLD":        {providers.KindDeclined, refused, "giftapi.not_sold", noDelivery, false},
	"UNKNOWN_ESIM":    {providers.KindNotFound, refused, "giftapi.unknown_esim", []int{404}, false},
	"UNKNOWN":         {providers.KindNotFound, open, "giftapi.unknown", nil, false},
	"UNAUTHENTICATED": {providers.KindUnauthorized, refused, "giftapi.token", []int{401}, true},
	"TOO_MANY":        {providers.KindThrottled, refused, "giftapi.too_many", []int{429}, true},
	"TOKEN":           {providers.KindUnauthorized, open, "giftapi.token", nil, false},
	notValid:          {providers.KindInvalid, open, "giftapi.not_accepted", nil, false},

	noPlace:  {providers.KindUnavailable, open, "giftapi.no_place", nil, false},
	noReason: {providers.KindUnavailable, open, "giftapi.no_reason", nil, false},
}

// theirWords lead to a row of refusals: the first whose words are in the code, the
// message or the validation errors. These are the refusals that the document's
// rules imply (overdraft limit, stock, max_per_order, signature with a tolerance,
// can_renew, inactive partner), in the service's two locales.
var theirWords = []struct {
	row string
	any []string // one of these is said, in lower case …
	and []string // … and one of these, where there are any
}{
	{"WALLET", []string{"insufficient", "not enough", "overdraft", "недостаточно"}, []string{"balance", "fund", "money", "overdraft", "credit", "баланс", "средств"}},
	{"SIGNATURE", []string{"signature", "hmac", "подпис", "x-timestamp", "timestamp is", "timestamp exp", "invalid timestamp"}, nil},
	{"SOLD_OUT", []string{"out of stock", "not in stock", "no stock", "insufficient stock", "not enough stock", "not enough items", "sold out", "нет в наличии"}, nil},
	{"QUANTITY", []string{"max per order", "quantity"}, nil},
	{"NOT_RENEWABLE", []string{"can renew", "cannot be renew", "can't be renew", "can not be renew", "not be renew", "cannot renew", "not renewable",
		"cannot be topped", "can't be topped", "not be recharged"}, nil},
	{"ACCOUNT_OFF", []string{"inactive", "suspended", "blocked", "disabled", "not active"}, []string{"partner", "account", "партн"}},
	{"NOT_SOLD", []string{"not found", "no query results", "does not exist", "selected", "invalid", "не найден"}, []string{"sku", "product", "товар"}},
	{"UNKNOWN_ESIM", []string{"not found", "does not exist", "не найден"}, []string{"esim"}},
	{"UNKNOWN", []string{"not found", "no query results", "does not exist", "не найден"}, nil},
	{"UNAUTHENTICATED", []string{"unauthenticated"}, nil},
	{"TOO_MANY", []string{"too many attempts"}, nil},
	{"TOKEN", []string{"unauthorized", "invalid token", "token is invalid"}, nil},
	{notValid, []string{"required", "invalid", "must be", "may not", "обязательно", "должно"}, nil},
}

// fits reports whether the status goes with the reason: the service's envelope
// may come with a 200, and the framework says with a 429 when to ask again.
func (r refusal) fits(resp wire.Response) bool {
	if resp.Status == http.StatusTooManyRequests && resp.Header.Get("Retry-After") == "" {
		return false
	}
	return r.outcome != open && (resp.OK() || slices.Contains(r.statuses, resp.Status))
}

// said returns the row of refusals that the failure's words lead to, "" where
// none does. Errors about what was in the request are a refusal whatever they
// say.
func (f failure) said() string {
	all := f.code() + " " + f.detail()
	for _, x := range f.Errors {
		all += " " + x.Key
	}
	all = plain(all)
	for _, w := range theirWords {
		if contains(all, w.any) && (w.and == nil || contains(all, w.and)) {
			return w.row
		}
	}
	if f.namesRequest() {
		return notValid
	}
	return ""
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
