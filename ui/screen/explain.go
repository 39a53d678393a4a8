package screen

import (
	"simdesk/providers"
	"simdesk/ui/say"
)

// Voice speaks in the console. The provider in an error is its title by then.
var Voice = say.Voice{Surface: say.Console, Title: say.Capital, Money: true}

// Explain turns an error into what a clerk needs: what happened, what it means
// for the money, and what to press. The provider's own words and the request
// id are one key away, in the order.
func Explain(e *providers.Error) string {
	if e == nil {
		return ""
	}
	return Voice.Error(e)
}

// Brief is Explain for a reading that stands beside others, below which the
// key to read again is named once. What needs more than that key is told in
// full.
func Brief(e *providers.Error) string { return Voice.Brief(e) }

// Refused is what a refusal said, and that it cost nothing: for an order whose
// Charged says so.
func Refused(reason string) string {
	return Voice.Says("screen.refused_uncharged", "why", say.Capital(reason))
}
