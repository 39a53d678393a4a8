package giftapi

import (
	"bytes"
	"cmp"
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"simdesk/providers"
	"simdesk/providers/wire"
	"simdesk/providers/wire/loose"
)

// refusal is what words of GiftAPI's are taken for: to a clerk, and for the money
// where they answer an order in one of the forms of giftapi.md section 3.
type refusal struct {
	any, and []string // it is one of these, in lower case, and one of those where there are any
	kind     providers.ErrorKind
	why      string
	statuses []int // that it proves that nothing was charged with, none where it never does
	bare     bool  // the framework's own words, which come without the envelope
}

// What a service of this kind refuses with.
var (
	noMoney    = []int{400, 402, 409, 422}
	noDelivery = []int{400, 404, 409, 422}
	noEntry    = []int{401, 403}
)

// theirRefusals are known by the first row whose words are in the code, the message
// or the validation errors: the document names neither an error nor a code. These
// are the refusals that its rules imply (overdraft limit, stock, max_per_order,
// signature with a tolerance, can_renew, inactive partner), in its two locales.
var theirRefusals = []refusal{
	{[]string{"insufficient", "not enough", "overdraft", "недостаточно"}, []string{"balance", "fund", "money", "overdraft", "credit", "баланс", "средств"},
		providers.KindDeclined, "giftapi.wallet", noMoney, false},
	{[]string{"signature", "hmac", "подпис", "x-timestamp", "timestamp is", "timestamp exp", "invalid timestamp"}, nil,
		providers.KindUnauthorized, "giftapi.signature", noEntry, false},
	{[]string{"out of stock", "not in stock", "no stock", "insufficient stock", "not enough stock", "not enough items", "sold out", "нет в наличии"}, nil,
		providers.KindDeclined, "giftapi.sold_out", noDelivery, false},
	{[]string{"max per order", "quantity"}, nil, providers.KindInvalid, "giftapi.quantity", nil, false},
	{[]string{"can renew", "cannot be renew", "can't be renew", "can not be renew", "not be renew", "cannot renew", "not renewable",
		"cannot be topped", "can't be topped", "not be recharged"}, nil,
		providers.KindDeclined, "giftapi.not_renewable", noDelivery, false},
	{[]string{"inactive", "suspended", "blocked", "disabled", "not active"}, []string{"partner", "account", "партн"},
		providers.KindUnauthorized, "giftapi.account_off", noEntry, false},
	{[]string{"not found", "no query results", "does not exist", "selected", "invalid", "не найден"}, []string{"sku", "product", "товар"},
		providers.KindDeclined, "giftapi.not_sold", noDelivery, false},
	{[]string{"not found", "does not exist", "не найден"}, []string{"esim"}, providers.KindNotFound, "giftapi.unknown_esim", []int{404}, false},
	{[]string{"not found", "no query results", "does not exist", "не найден"}, nil, providers.KindNotFound, "giftapi.unknown", nil, false},
	{[]string{"unauthenticated"}, nil, providers.KindUnauthorized, "giftapi.token", []int{401}, true},
	{[]string{"too many attempts"}, nil, providers.KindThrottled, "giftapi.too_many", []int{429}, true},
	{[]string{"unauthorized", "invalid token", "token is invalid"}, nil, providers.KindUnauthorized, "giftapi.token", nil, false},
	{[]string{"required", "invalid", "must be", "may not", "обязательно", "должно"}, nil, providers.KindInvalid, "giftapi.not_accepted", nil, false},
}

// What words alone do not lead to: an address that is not there, a failure in a
// 200 in words that are not known, and a validation of what was in the request.
var (
	noPlace  = refusal{kind: providers.KindUnavailable, why: "giftapi.no_place"}
	noReason = refusal{kind: providers.KindUnavailable, why: "giftapi.no_reason"}
	notValid = refusal{kind: providers.KindInvalid, why: "giftapi.not_accepted"}
)

// explain finds the fault in an answer. No error shape is documented, so it
// looks wherever a Laravel service puts its words. A spending request that was
// not plainly refused stays unknown and is looked up, which costs a minute where
// the other mistake costs a second charge.
func explain(resp wire.Response) *providers.Error {
	f, isJSON := readFailure(resp.Body)
	if resp.OK() && !f.failed() {
		return nil
	}
	row := f.meaning(resp, isJSON)
	e := &providers.Error{Kind: row.kind, Why: providers.Because(row.why), Code: f.code(), Detail: f.detail()}
	switch {
	case row.why == noPlace.why:
	case !isJSON:
		e.Detail = loose.Clip(loose.Plain(resp.Body))
	case resp.Status < 500:
		e.Duplicate = resp.Safety == wire.Once && f.duplicate()
	}
	switch {
	case !f.recognised(resp):
	case resp.Status == http.StatusUnauthorized:
		e.Outcome = providers.NotSent
	default:
		e.Outcome = providers.Refused
	}
	return e
}

// meaning returns what an answer is taken for, nothing where only its status says
// what is wrong.
func (f failure) meaning(resp wire.Response, isJSON bool) refusal {
	row := f.said()
	switch {
	case noSuchPlace(resp, f, isJSON):
		return noPlace
	case !isJSON, resp.Status >= 500, resp.Status == http.StatusTooManyRequests,
		resp.Status == http.StatusUnauthorized && row.kind != providers.KindUnauthorized:
		return refusal{}
	case resp.OK() && row.why == "":
		return noReason
	}
	return row
}

// recognised reports whether a spending request was refused in one of the forms
// of giftapi.md section 3, with nothing besides: the service's own envelope, or
// the framework's message alone where the words are the framework's. Of either
// the words must be a refusal that is known, with a status that fits it, or a
// validation of what was in the request. An order that comes with it is none.
// A reference that was seen before is unknown whatever is said here.
func (f failure) recognised(resp wire.Response) bool {
	own := resp.Holds("success", "message", "errors?", "data?") && f.Success.Known && !f.Success.Value
	framework := !resp.OK() && resp.Holds("message", "errors?")
	if !own && !framework || f.Message.text() == "" || f.holdsData() {
		return false
	}
	if f.namesRequest() {
		return resp.OK() || resp.Status == http.StatusUnprocessableEntity
	}
	row := f.said()
	return (own || row.bare) && len(f.Errors) == 0 && row.fits(resp)
}

// asked holds what a request's validation may name first in a key, "item" for
// "item.fields.phone", folded.
var asked = map[string]bool{
	"externalid": true, "item": true, "items": true, "sku": true, "skuid": true, "skuuid": true, "fields": true, "quantity": true,
	"phone": true, "amount": true, "account": true, "email": true, "currency": true, "iccid": true, "metadata": true,
}

// namesRequest reports whether every error is about something in the request:
// then it was turned down before anything was done. {"supplier":["No answer in
// time"]} is no validation.
func (f failure) namesRequest() bool {
	for _, x := range f.Errors {
		first, _, _ := strings.Cut(x.Key, ".")
		if !asked[fold(first)] {
			return false
		}
	}
	return len(f.Errors) > 0
}

// noSuchPlace tells an address that is not there from a thing that is not there: only
// the second is an answer about an eSIM or an order.
func noSuchPlace(resp wire.Response, f failure, isJSON bool) bool {
	switch resp.Status {
	case http.StatusGone, http.StatusNotImplemented, http.StatusMethodNotAllowed:
		return true
	case http.StatusNotFound:
		route := strings.Contains(strings.ToLower(f.detail()), "route")
		return !isJSON || route || !aboutOneThing[resp.Op]
	}
	return false
}

// aboutOneThing holds the operations whose 404 means that the thing asked for
// does not exist; for a list or the wallet it is the address that is wrong.
var aboutOneThing = map[string]bool{opSell: true, opTopUp: true, opESIM: true, opOrder: true, opProduct: true}

// The operations whose answer depends on an id, as they appear in logs.
const (
	opSell    = "sell"
	opTopUp   = "topup"
	opESIM    = "esim"
	opOrder   = "order"
	opProduct = "product"
)

// failure is every shape an error may come in.
type failure struct {
	Success loose.Flag      `json:"success"`
	Message facts           `json:"message"`
	Error   facts           `json:"error"`
	Errors  facts           `json:"errors"`
	Code    facts           `json:"code"`
	Data    json.RawMessage `json:"data"`
}

// readFailure reports whether body is a JSON object at all; else the failure
// is empty.
func readFailure(body []byte) (f failure, isJSON bool) {
	if !bytes.HasPrefix(bytes.TrimSpace(body), []byte("{")) || loose.Decode(body, &f) != nil {
		return failure{}, false
	}
	return f, true
}

// failed reports whether a 2xx answer is a failure in disguise.
func (f failure) failed() bool {
	if f.Success.Known {
		return !f.Success.Value
	}
	return !f.holdsData() && (len(f.Error) > 0 || len(f.Errors) > 0)
}

func (f failure) holdsData() bool {
	s := strings.Trim(string(f.Data), " \t\r\n")
	return s != "" && s != "null" && s != "[]" && s != "{}"
}

func (f failure) code() string {
	return cmp.Or(f.Code.text(), f.Error.value("code", "errorcode"))
}

// detail is everything the provider said, each sentence once, in at most 300
// characters.
func (f failure) detail() string {
	var said []string
	add := func(s string) {
		if s != "" && !slices.Contains(said, s) {
			said = append(said, s)
		}
	}
	add(f.Message.text())
	add(f.Error.value("message", "error", "detail", "description", ""))
	for _, x := range f.Errors {
		add(x.Value)
	}
	r := []rune(strings.Join(said, " "))
	return string(r[:min(len(r), 300)])
}

// fits reports whether the status goes with the reason: the service's envelope
// may come with a 200, and the framework says with a 429 when to ask again.
func (r refusal) fits(resp wire.Response) bool {
	if resp.Status == http.StatusTooManyRequests && resp.Header.Get("Retry-After") == "" {
		return false
	}
	return r.statuses != nil && (resp.OK() || slices.Contains(r.statuses, resp.Status))
}

// said returns what the failure's words are taken for, nothing where none is
// known. Errors about what was in the request are a refusal whatever they say.
func (f failure) said() refusal {
	all := f.code() + " " + f.detail()
	for _, x := range f.Errors {
		all += " " + x.Key
	}
	all = plain(all)
	for _, r := range theirRefusals {
		if contains(all, r.any) && (r.and == nil || contains(all, r.and)) {
			return r
		}
	}
	if f.namesRequest() {
		return notValid
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
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(s, w) })
}
