package say

import (
	"fmt"
	"strings"
	"time"

	"simdesk/providers"
)

// language is all that is said in one language. A second one is a second file
// like this.
type language struct {
	lines   map[string]line
	kinds   map[providers.ErrorKind]line // where a reason says nothing of its own
	unknown string                       // before a key that has no words here
	money   func(*providers.Error) string
	list    func([]string) string
	moment  func(time.Time) string
	span    func(time.Duration) string
	pause   func(time.Duration) string // how long to wait, also where nobody says
}

var english = language{
	lines:   englishLines,
	unknown: "This simdesk has no words for it: ",
	money:   englishMoney,
	moment:  func(t time.Time) string { return t.Format("2 Jan 15:04") },
	span:    englishSpan,
	list:    englishList,
	pause: func(d time.Duration) string {
		if d <= 0 {
			return "a little"
		}
		return englishSpan(d)
	},
	kinds: map[providers.ErrorKind]line{
		providers.KindDeclined: {what: "{who} refused the sale.", next: "Choose another product or provider.", keys: "Esc goes back."},
		providers.KindUnauthorized: {what: "{who} refused our credentials.", next: "Mend them in the configuration, then start simdesk again.",
			command: "Mend them in the configuration; simdesk doctor checks them."},
		providers.KindNotFound: {what: "{who} does not know it.", next: "Check what was typed.", keys: "^R asks again."},
		providers.KindInvalid:  {what: "{who} cannot use what was entered.", next: "Correct it and try again.", keys: "Esc goes back."},
		providers.KindThrottled: {what: "{who} gets too many questions at the moment.", next: "Wait {wait} and try again.",
			keys: "^R asks again."},
		providers.KindUnavailable: {what: "{who} cannot be reached.", next: "Try again in a moment.", keys: "^R asks again."},
		providers.KindUnknownOutcome: {what: "{who} has not said whether it went through.", command: "Run simdesk reconcile.",
			keys: "Alt+4 shows it in Orders."},
		providers.KindUnsupported: {what: "{who} cannot do this.", keys: "Esc goes back."},
		providers.KindConfig: {what: "{who} is not set up correctly.", next: "Set it right in the configuration, then start simdesk again.",
			command: "Set it right and try again; simdesk doctor says what works."},
		providers.KindInternal: {what: "Something went wrong inside simdesk.", next: "Look in Orders before trying again.",
			command: "Look in simdesk orders before trying again.", keys: "Alt+4 shows Orders; the log has the details."},
	},
}

// englishMoney says what an error means for the money, "" where that is not
// known or not about any.
func englishMoney(e *providers.Error) string {
	switch {
	case e.Kind == providers.KindUnknownOutcome:
		return "It is not charged twice: simdesk keeps asking."
	case e.Charged().Taken == providers.No:
		return "Nothing was charged."
	}
	return ""
}

func englishList(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

// englishSpan is how long something takes: for people, so not to the second
// where it takes hours.
func englishSpan(d time.Duration) string {
	const day = 24 * time.Hour
	switch {
	case d < 0:
		return "no time"
	case d < 2*time.Minute:
		return fmt.Sprintf("%d s", int(d.Round(time.Second).Seconds()))
	case d < 2*time.Hour:
		return fmt.Sprintf("%d min", int(d.Minutes()))
	case d < 2*day:
		return fmt.Sprintf("%d h", int(d.Hours()))
	}
	return fmt.Sprintf("%d days", int(d/day))
}

// englishLines has the words for each key, in the order of the rooms that give
// them.
var englishLines = map[string]line{
	"quote": {what: "{text}"}, // what somebody else wrote

	// ---- settle ----

	// ---- end of settle ----

	// ---- desk ----

	// ---- end of desk ----

	// ---- ledger ----

	// ---- end of ledger ----

	// ---- catalog, config, files ----

	// ---- end of catalog, config, files ----

	// ---- providers and wire ----

	// ---- end of providers and wire ----

	// ---- Fyatu ----

	// ---- end of Fyatu ----

	// ---- GiftAPI ----

	// ---- end of GiftAPI ----

	// ---- Reloadly ----

	// ---- end of Reloadly ----

	// ---- Roamify ----

	// ---- end of Roamify ----

	// ---- Value Topup ----

	// ---- end of Value Topup ----
}
