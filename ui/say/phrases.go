package say

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"

	"simdesk/providers"
	"simdesk/state/ledger"
	"simdesk/state/settle"
)

// AsOf is the age of what is shown, from the clock: "as of 14:01", with the
// day when it is not today's, "never" for no time at all.
func AsOf(at, now time.Time) string {
	if at.IsZero() {
		return "never"
	}
	at = at.In(now.Location())
	y, m, d := at.Date()
	ny, nm, nd := now.Date()
	if y == ny && m == nm && d == nd {
		return "as of " + at.Format("15:04")
	}
	return "as of " + at.Format("2 Jan 15:04")
}

// Day is a date on the clock's calendar, with the year where it is another one and
// with the time where that is wanted.
func Day(at, now time.Time, clock bool) string {
	at = at.In(now.Location())
	layout := "2 Jan"
	if at.Year() != now.Year() {
		layout = "2 Jan 2006"
	}
	if clock {
		layout += " 15:04"
	}
	return at.Format(layout)
}

// Amount is money for people, "—" when it is not known. Providers count in
// thousandths of a cent: people read what a coin can pay, unless that is none.
func Amount(m *providers.Money) string {
	if m == nil {
		return "—"
	}
	coins := providers.Money{Amount: m.Amount.Round(providers.MinorDigits(m.Currency)), Currency: m.Currency}
	if coins.Amount.IsZero() {
		return m.String()
	}
	return coins.String()
}

// Price is Amount, with a sign where a rate between currencies made it.
func Price(m *providers.Money, approx bool) string {
	if approx && m != nil {
		return "≈ " + m.String()
	}
	return Amount(m)
}

// Data is an allowance for people: "5 GB", "500 MB", "unlimited", "" for none.
func Data(d providers.Data) string {
	if d.Unlimited {
		return "unlimited"
	}
	if d.Bytes == 0 {
		return d.Raw
	}
	return Bytes(d.Bytes)
}

// Bytes is a size for people with at most two decimals, 1 GB = 1024 MB.
func Bytes(n int64) string {
	unit, size := "KB", providers.KB
	switch {
	case n >= providers.GB:
		unit, size = "GB", providers.GB
	case n >= providers.MB:
		unit, size = "MB", providers.MB
	}
	hundredths := (n*100 + size/2) / size
	s := strconv.FormatInt(hundredths/100, 10)
	if f := hundredths % 100; f != 0 {
		s += "." + fmt.Sprintf("%02d", f)
		if s[len(s)-1] == '0' {
			s = s[:len(s)-1]
		}
	}
	return s + " " + unit
}

// Days is a validity for people, "" when there is none or it is not known.
func Days(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n) + " d"
}

// KindName is what people call a kind of product.
func KindName(k providers.Kind) string {
	switch k {
	case providers.KindESIM:
		return "eSIM"
	case providers.KindTopUp:
		return "top-up"
	case providers.KindAirtime:
		return "airtime"
	case providers.KindData:
		return "data"
	case providers.KindPIN:
		return "voucher"
	case providers.KindGiftCard:
		return "gift card"
	case providers.KindBill:
		return "bill"
	case providers.KindSIMActivation:
		return "SIM activation"
	case providers.KindSIMPortIn:
		return "SIM port-in"
	case providers.KindOther:
	}
	return "other"
}

// What names an order: its product, and that it was a top-up, which a
// product's name alone rarely says.
func What(o ledger.Order) string {
	name := o.ProductName
	lower := strings.ToLower(name)
	if o.Kind != providers.KindTopUp || strings.Contains(lower, "top-up") || strings.Contains(lower, "topup") || strings.Contains(lower, "top up") {
		return name
	}
	return strings.TrimSpace("Top-up " + name)
}

// StateWord is what people call an order's state.
func StateWord(s providers.State) string {
	switch s {
	case providers.StateDrafted:
		return "not sent"
	case providers.StateSubmitted:
		return "asking"
	case providers.StateProcessing:
		return "in progress"
	case providers.StateCompleted:
		return "done"
	case providers.StateFailed:
		return "refused"
	case providers.StateUnknown:
		return "not known"
	case providers.StateNeedsReview:
		return "needs you"
	case providers.StateRefunded:
		return "refunded"
	}
	return string(s)
}

// OrderWord is StateWord, except where no provider has said so, or not that it
// cost nothing.
func OrderWord(o ledger.Order) string {
	decided := o.Error != nil && o.Error.Code == settle.CodeDecided
	switch o.State {
	case providers.StateRefunded:
		if decided {
			return "given back" // in the words of the form for it
		}
	case providers.StateFailed:
		switch {
		case decided:
			return "decided: no"
		case !CostNothing(o):
			return "failed"
		case o.Charged.By == providers.ByNotSending:
			return "not sent"
		}
	default:
	}
	return StateWord(o.State)
}

// CostNothing reports whether no money was taken for an order, by more than a
// person's word.
func CostNothing(o ledger.Order) bool {
	return o.Charged.Taken == providers.No && o.Charged.By != providers.ByPerson
}

// ChargedWord says whether the wallet paid and how that is known.
func ChargedWord(c providers.Charged) string {
	word := map[providers.Truth]string{providers.Yes: "yes", providers.No: "no"}[c.Taken]
	switch c.By {
	case providers.ByNotSending:
		return word + ", nothing was sent"
	case providers.ByAnswer:
		return word + ", by their answer"
	case providers.ByLookUp:
		return word + ", by their later word"
	case providers.ByEvidence:
		return word + ", by lists and wallet"
	case providers.ByPerson:
		return word + ", by a person's word"
	}
	return "not known"
}

// LookAtIt reports whether something is wrong with an order that is done, such
// as a second charge to claim back: its error says what.
func LookAtIt(o ledger.Order) bool {
	return o.State == providers.StateCompleted && o.Error != nil && o.Error.Code != settle.CodeDecided
}

// Plain is text for the terminal: control characters, escape sequences and
// letters that nobody sees are gone. Clients clean what providers send; this is
// for what comes from elsewhere.
func Plain(s string) string {
	return providers.Legible(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, s))
}
