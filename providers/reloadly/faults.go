package reloadly

import (
	"time"

	"simdesk/providers"
)

// Codes that decide more than a sentence.
const (
	codeUsed         = "CUSTOM_IDENTIFIER_ALREADY_USED"
	codeOperatorDown = "OPERATOR_UNAVAILABLE_OR_CURRENTLY_INACTIVE"
)

// fault is what one of Reloadly's codes means at the counter.
type fault struct {
	kind   providers.ErrorKind
	status int // the one that it comes with, 0 when not told: any 4xx
	say    string
	wait   time.Duration // before another try makes sense, 0 when not told
}

// The sentences that several codes share.
const (
	sayWallet    = "The Reloadly wallet does not hold enough for this. Add funds at Reloadly, then sell again."
	sayNumber    = "Reloadly does not accept this phone number. Check the number and its country."
	sayMismatch  = "This number does not belong to this operator. Check the number or choose the customer's operator."
	sayAmount    = "The operator does not sell this amount. Refresh the catalogue and choose another amount."
	sayDown      = "The operator cannot be reached at the moment. Try again later or choose another product."
	sayOperator  = "The operator refused this top-up. Check the number, or try another product."
	sayFailed    = "Reloadly could not process this top-up at the moment. Try again later."
	sayInput     = "Reloadly did not accept the request. Check what was entered; its own words tell more."
	sayAccount   = "This Reloadly account cannot sell. Ask Reloadly support what is wrong with it."
	sayDaily     = "The Reloadly account has reached its limit for today. Ask Reloadly to raise it, or sell through another provider."
	sayToken     = "Reloadly did not accept the sign-in for this environment. Check client_id, client_secret and environment in the configuration."
	sayThrottled = "Reloadly asks for fewer requests. Wait a moment, then try again."
	sayReloadly  = "Reloadly has a fault of its own at the moment. Try again in a few minutes."
	sayGone      = "Reloadly does not offer this at this address. Check base_url in the configuration; simdesk doctor tells more."
)

// faults holds every code of reloadly.md section 7 for airtime and sign-in.
// Whether a sale happened is for recognised to say.
var faults = map[string]fault{
	"INSUFFICIENT_BALANCE":                          {kind: providers.KindDeclined, say: sayWallet},
	"MAX_DAILY_TRANSACTION_COUNT_REACHED":           {kind: providers.KindDeclined, say: sayDaily},
	"MAX_DAILY_TRANSACTION_AMOUNT_REACHED":          {kind: providers.KindDeclined, say: sayDaily},
	"INACTIVE_ACCOUNT":                              {kind: providers.KindDeclined, say: sayAccount},
	"ACCOUNT_NOT_FOUND":                             {kind: providers.KindDeclined, say: sayAccount},
	"TRANSACTION_CANNOT_BE_PROCESSED_AT_THE_MOMENT": {kind: providers.KindDeclined, say: sayFailed},
	"TOPUP_TRANSACTION_FAILED":                      {kind: providers.KindDeclined, say: sayFailed},
	"REQUEST_PROCESSING_FAILED":                     {kind: providers.KindDeclined, say: sayFailed},
	"TRANSACTION_REJECTED_BY_OPERATOR":              {kind: providers.KindDeclined, say: sayOperator},
	"TRANSACTION_REFUSED_BY_OPERATOR":               {kind: providers.KindDeclined, say: sayOperator},
	"TRANSACTION_FAILED_ON_OPERATOR":                {kind: providers.KindDeclined, say: sayOperator},
	"UNMAPPED_PROVIDER_ERROR_CODE":                  {kind: providers.KindDeclined, say: sayOperator},
	"RECIPIENT_REACHED_MAX_TOPUP_NUMBER": {kind: providers.KindDeclined,
		say: "This number has had as many top-ups as its operator allows. Try again another day."},
	"RECIPIENT_HAS_PENDING_TRANSACTION": {kind: providers.KindDeclined,
		say: "A top-up for this number is still on its way. Look it up in Orders, then try again later."},
	"PHONE_RECENTLY_RECHARGED": {kind: providers.KindThrottled, wait: 2 * time.Minute,
		say: "This number was topped up less than two minutes ago. Make sure that it is wanted twice, wait two minutes, then try again."},
	codeUsed: {kind: providers.KindDeclined,
		say: "Reloadly has seen this order before. It is looked up, not sent again."},

	codeOperatorDown:                              {kind: providers.KindUnavailable, status: 503, say: sayDown},
	"OPERATOR_NOT_IN_SERVICE":                     {kind: providers.KindUnavailable, say: sayDown},
	"CONNECTION_TO_OPERATOR_TEMPORARILY_DOWN":     {kind: providers.KindUnavailable, say: sayDown},
	"CONNECTION_TO_OPERATOR_FAILED":               {kind: providers.KindUnavailable, say: sayDown},
	"SERVICE_TO_OPERATOR_TEMPORARILY_UNAVAILABLE": {kind: providers.KindUnavailable, say: sayDown},
	"PROVIDER_INTERNAL_ERROR":                     {kind: providers.KindUnavailable, say: sayDown},
	"REQUEST_FAILED_ON_PROVIDER":                  {kind: providers.KindUnavailable, say: sayDown},
	"INTERNAL_SERVER_ERROR":                       {kind: providers.KindUnavailable, status: 500, say: sayReloadly},
	"SERVICE_UNAVAILABLE":                         {kind: providers.KindUnavailable, say: sayReloadly},
	"FX_RATE_NOT_AVAILABLE":                       {kind: providers.KindUnavailable, status: 500, say: sayReloadly},

	"INVALID_RECIPIENT_PHONE": {kind: providers.KindInvalid, say: sayNumber},
	"INVALID_PHONE_NUMBER":    {kind: providers.KindInvalid, say: sayNumber},
	"INVALID_SENDER_PHONE": {kind: providers.KindInvalid,
		say: "Reloadly does not accept the sender's number. Correct it or leave it out."},
	"RECIPIENT_PHONE_INACTIVE": {kind: providers.KindDeclined,
		say: "The operator says that this number is not in use. Check it with the customer."},
	"PHONE_BANNED_BY_OPERATOR": {kind: providers.KindDeclined,
		say: "The operator has barred this number from top-ups. The customer has to ask the operator."},
	"OPERATOR_AND_RECIPIENT_PHONE_MISMATCH": {kind: providers.KindInvalid, say: sayMismatch},
	"COULD_NOT_AUTO_DETECT_OPERATOR": {kind: providers.KindNotFound,
		say: "Reloadly cannot tell the operator of this number. Ask the customer and choose it by hand."},
	"COUNTRY_NOT_SUPPORTED": {kind: providers.KindNotFound,
		say: "Reloadly does not serve this country. Choose another provider, or correct countries in the configuration."},

	"INVALID_AMOUNT":                     {kind: providers.KindInvalid, say: sayAmount},
	"INVALID_AMOUNT_FOR_OPERATOR":        {kind: providers.KindInvalid, say: sayAmount},
	"INVALID_AMOUNT_FOR_RECIPIENT_PHONE": {kind: providers.KindInvalid, say: "This number cannot take this amount. Choose another amount or check the number."},
	"INVALID_LOCAL_AMOUNT_FOR_OPERATOR":  {kind: providers.KindInvalid, say: sayAmount},
	"LOCAL_AMOUNTS_NOT_SUPPORTED_BY_OPERATOR": {kind: providers.KindInvalid,
		say: "This operator takes no amount in its own currency. Enter it in the wallet's currency."},
	"INVALID_INPUT_PROVIDED": {kind: providers.KindInvalid, say: sayInput},
	"INVALID_REQUEST":        {kind: providers.KindInvalid, say: sayInput},
	"UNPROCESSABLE_ENTITY":   {kind: providers.KindInvalid, say: sayInput},

	"TRANSACTION_NOT_FOUND": {kind: providers.KindNotFound, status: 404, say: "Reloadly knows no such top-up. Check the number of the order."},
	"RESOURCE_NOT_FOUND":    {kind: providers.KindNotFound, status: 404, say: "Reloadly does not know this. Refresh the catalogue, then choose again."},

	"METHOD_NOT_SUPPORTED":      {kind: providers.KindUnavailable, status: 405, say: sayGone},
	"MEDIA_TYPE_NOT_ACCEPTABLE": {kind: providers.KindUnavailable, status: 406, say: sayGone},
	"UNSUPPORTED_MEDIA_TYPE":    {kind: providers.KindUnavailable, status: 415, say: sayGone},

	"INVALID_TOKEN":          {kind: providers.KindUnauthorized, status: 401, say: sayToken},
	"MISSING_TOKEN":          {kind: providers.KindUnauthorized, status: 401, say: sayToken},
	"TOKEN_EXPIRED":          {kind: providers.KindUnauthorized, status: 401, say: sayToken},
	"AUTHENTICATION_FAILURE": {kind: providers.KindUnauthorized, status: 401, say: sayToken},
	"NOT_AUTHORIZED": {kind: providers.KindUnauthorized, status: 403,
		say: "This Reloadly account may not do this. Ask Reloadly to allow it."},
	"INVALID_CREDENTIALS": {kind: providers.KindUnauthorized, status: 401,
		say: "Reloadly refused client_id or client_secret. Check them: live and sandbox have a pair each."},
	"INVALID_AUDIENCE": {kind: providers.KindConfig,
		say: "Reloadly does not know this audience. Remove audience from the configuration, or correct it."},

	"RATE_LIMIT_REACHED": {kind: providers.KindThrottled, status: 429, say: sayThrottled},
}

// uncoded are errors that come without a code, known by their words alone.
var uncoded = []struct {
	words string // in lower case
	fault fault
}{
	{"only available on live environment", fault{kind: providers.KindUnsupported,
		say: "Reloadly's sandbox cannot do this. Choose the operator by hand."}},
	{"operator not found", fault{kind: providers.KindNotFound,
		say: "Reloadly no longer has this operator. Refresh the catalogue, then choose again."}},
	{"country code must be 2 characters", fault{kind: providers.KindInvalid,
		say: "Reloadly does not know this country. Check the number's country code."}},
	{"mnp lookup for given number failed", fault{kind: providers.KindNotFound,
		say: "Reloadly cannot tell the operator of this number. Ask the customer and choose it by hand."}},
	{"the provided audience is not valid", fault{kind: providers.KindConfig,
		say: "Reloadly does not know this audience. Remove audience from the configuration, or correct it."}},
}
