package screen

import (
	"simdesk/providers"
	"simdesk/ui/say"
)

// Voice speaks in the console. The provider in an error is its title by then.
var Voice = say.Voice{Surface: say.Console, Title: say.Capital}

// spending is Voice for an error of what spends: behind a look-up that failed,
// that nothing was charged is noise.
var spending = say.Voice{Surface: say.Console, Title: say.Capital, Money: true}

// Explain turns an error into what a clerk needs: what happened and what to press.
// The provider's own words and the request id are one key away, in the order.
func Explain(e *providers.Error) string { return explain(Voice, e) }

// ExplainSale is Explain for an error of what spends: it says what it means for
// the money, too.
func ExplainSale(e *providers.Error) string { return explain(spending, e) }

func explain(v say.Voice, e *providers.Error) string {
	if e == nil {
		return ""
	}
	return v.Error(e)
}

// Brief is Explain for a reading that stands beside others, below which the
// key to read again is named once. What needs more than that key is told in
// full.
func Brief(e *providers.Error) string { return Voice.Brief(e) }
