package valuetopup

import (
	"regexp"

	"simdesk/providers"
)

// codeRow is what a response code means to a clerk.
type codeRow struct {
	kind providers.ErrorKind
	what string // what happened
	next string // what to do about it
	// documented is set where Value Topup's own pages give the meaning. The
	// others are the texts of its older SOAP interface, which give way to what
	// /catalog/errors says.
	documented bool
	// doubtful codes leave open what the operator did: never a refusal.
	doubtful bool
	// system codes speak of Value Topup or of this account, not of an order:
	// from a status request they say nothing about what became of it.
	system bool
}

// The next steps that several codes share.
const (
	nextChooseAmount = "choose another amount"
	nextCheckNumber  = "check the number and the operator with the customer"
	nextLater        = "nothing was charged: try again later or sell another product"
	nextTomorrow     = "nothing was charged: try again tomorrow or ask Value Topup for a higher limit"
	nextLookUp       = "look the order up before selling again"
)

// codes holds every response code that is known from outside a live account.
var codes = map[string]codeRow{
	"001": {kind: providers.KindInvalid, what: "The amount is outside what this product allows", next: nextChooseAmount},
	"003": {kind: providers.KindDeclined, what: "The Value Topup wallet does not cover this", next: "nothing was charged: pay money in, then sell again"},
	"004": {kind: providers.KindDeclined, what: "The account's daily limit of transactions is reached", next: nextTomorrow},
	"005": {kind: providers.KindDeclined, what: "This account may not sell at this hour", next: "nothing was charged: ask Value Topup which hours are set for the location", system: true},
	"009": {kind: providers.KindDeclined, what: "This user's daily limit is reached", next: nextTomorrow},
	"015": {kind: providers.KindUnavailable, what: "The top-up ended with an unexpected error", next: nextLookUp, doubtful: true},
	"027": {kind: providers.KindDeclined, what: "This number was recharged a moment ago", next: "check Orders whether it is done already, else wait the minutes that are named in the details"},
	"032": {kind: providers.KindDeclined, what: "This number has had the most that it may get in a day", next: "nothing was charged: try again tomorrow"},
	"033": {kind: providers.KindInvalid, what: "The number does not have the form that the operator wants", next: nextCheckNumber},
	"035": {kind: providers.KindDeclined, what: "The account's exposure limit is reached", next: "nothing was charged: pay money in or ask Value Topup for a higher limit"},
	"041": {kind: providers.KindDeclined, what: "The operator is down for maintenance", next: nextLater},
	"500": {kind: providers.KindDeclined, what: "The customer's account at the operator is not activated", next: "nothing was charged: the customer has to ask the operator"},
	"501": {kind: providers.KindInvalid, what: "The operator does not know this number", next: nextCheckNumber, documented: true},
	"502": {kind: providers.KindDeclined, what: "The operator did not take the top-up; the customer's account may be suspended", next: "nothing was charged: the customer has to ask the operator"},
	"503": {kind: providers.KindDeclined, what: "The customer's account may not hold that much", next: nextChooseAmount},
	"510": {kind: providers.KindDeclined, what: "This product is out of stock", next: "nothing was charged: sell another product", documented: true},
	"520": {kind: providers.KindDeclined, what: "The operator refused with an internal error", next: nextLater},
	"530": {kind: providers.KindDeclined, what: "The operator's daily limit for this number is reached", next: "nothing was charged: try again tomorrow"},
	"540": {kind: providers.KindDeclined, what: "This number was charged a moment ago, here or elsewhere", next: "check Orders and ask the customer before selling again"},
	"560": {kind: providers.KindUnavailable, what: "The operator did not answer in time", next: nextLookUp, doubtful: true},
	"570": {kind: providers.KindDeclined, what: "The operator cannot be reached", next: nextLater},
	"580": {kind: providers.KindUnavailable, what: "Value Topup lost the connection to the operator", next: nextLookUp, doubtful: true},
	"590": {kind: providers.KindUnavailable, what: "The operator answered with an unexpected error", next: nextLookUp, doubtful: true},
	"600": {kind: providers.KindUnavailable, what: "The operator answered with an unknown error", next: nextLookUp, doubtful: true},
	"998": {kind: providers.KindUnavailable, what: "Value Topup is offline for a while", next: "try again in the minutes that are named in the details", doubtful: true, system: true},
	"999": {kind: providers.KindUnavailable, what: "Value Topup has a system error", next: "try again in a moment", doubtful: true, system: true},
}

// What the words of a code that nobody knows may say. The list of codes is not
// documented, and that any other code is final does not hold for one that says
// itself that it is not.
var (
	// openEnded leaves open what became of a sale.
	openEnded = regexp.MustCompile(`(?i)time[sd]?[ -]?out|in progress|pending|under (execution|process)|(being|still) process` +
		`|no (response|answer|communication)|un(known|expected|specified) (\w+ ){0,2}error|system error|internal (server )?error`)
	// aboutRequest speaks of Value Topup, of this account or of the question,
	// not of an order.
	aboutRequest = regexp.MustCompile(`(?i)too many|rate limit|try again|unavailable|maintenance|offline|busy|authenti|authori[sz]` +
		`|credential|password|access|forbidden|white ?list|\bip\b`)
)

// row is what a code means, of one that is not in the table what its words say.
// Words of today that leave a sale open win over the meaning that an undocumented
// code once had: "500: Internal server error" is no account that is not activated.
func (c *Client) row(env envelope) codeRow {
	row, known := codes[string(env.Code)]
	if row.documented {
		return row
	}
	words := c.words(env)
	row.doubtful = row.doubtful || openEnded.MatchString(words) || openEnded.MatchString(c.description(string(env.Code)))
	if !known {
		row.system = aboutRequest.MatchString(words)
	}
	return row
}
