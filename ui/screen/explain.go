package screen

import (
	"fmt"
	"strings"
	"time"

	"simdesk/providers"
	"simdesk/ui/say"
)

// Voice speaks in the console. The provider in an error is its title by then.
var Voice = say.Voice{Surface: say.Console, Title: func(title string) string { return say.Capital(title) }, Money: true}

// Explain turns an error into what a clerk needs: what happened, what it means
// for the money, and what to press. The provider's own words and the request
// id are one key away, in the order.
func Explain(e *providers.Error) string {
	if e == nil {
		return ""
	}
	if !e.Why.IsZero() {
		return Voice.Error(e)
	}
	parts := []string{sentence(what(e))}
	if m := money(e); m != "" && !saysFree(e.Message) {
		parts = append(parts, m)
	}
	return strings.Join(append(parts, press(e)), " ")
}

// Brief is Explain for a reading that stands beside others, below which the
// key to read again is named once. What needs more than that key is told in
// full.
func Brief(e *providers.Error) string {
	if !e.Why.IsZero() {
		return Voice.Brief(e)
	}
	if e.Kind == providers.KindUnavailable || e.Kind == providers.KindThrottled {
		return sentence(what(e))
	}
	return Explain(e)
}

// saysFree reports whether a message says by itself that nothing was charged.
func saysFree(message string) bool {
	text := strings.ToLower(message)
	return strings.Contains(text, "nothing was charged") || strings.Contains(text, "nothing was sent")
}

// saysAgain reports whether a message says by itself to try again, or what
// else, so that only the key is missing.
func saysAgain(message string) bool {
	text := strings.ToLower(message)
	return strings.Contains(text, "try again") || strings.Contains(text, "another provider")
}

// Refused is what a refusal said, and that it cost nothing, said once.
func Refused(reason string) string {
	if saysFree(reason) {
		return sentence(reason)
	}
	return sentence(reason) + " Nothing was charged."
}

// what says what happened, with the provider in front where the message does
// not name it.
func what(e *providers.Error) string {
	who := say.Capital(e.Provider)
	if e.Message != "" {
		if who == "" || strings.Contains(strings.ToLower(e.Message), strings.ToLower(who)) {
			return e.Message
		}
		return who + ": " + e.Message
	}
	if who == "" {
		who = "simdesk"
	}
	switch e.Kind {
	case providers.KindDeclined:
		return who + " refused the sale"
	case providers.KindUnauthorized:
		return who + " refused our credentials"
	case providers.KindNotFound:
		return who + " does not know it"
	case providers.KindInvalid:
		return who + " cannot use what was entered"
	case providers.KindThrottled:
		return who + " gets too many questions at the moment"
	case providers.KindUnavailable:
		return who + " cannot be reached"
	case providers.KindUnknownOutcome:
		return who + " has not said whether it went through"
	case providers.KindUnsupported:
		return who + " cannot do this"
	case providers.KindConfig:
		return who + " is not set up correctly"
	case providers.KindInternal:
	}
	return "something went wrong inside simdesk"
}

// money says what it means for the money, "" where it is not about any.
func money(e *providers.Error) string {
	switch {
	case e.Kind == providers.KindUnknownOutcome:
		return "It is not charged twice: simdesk keeps asking."
	case e.Kind == providers.KindInternal:
		return "Look in Orders before trying again."
	case e.Charged().Taken == providers.No:
		return "Nothing was charged."
	}
	return ""
}

func press(e *providers.Error) string {
	if saysAgain(e.Message) {
		switch e.Kind {
		case providers.KindThrottled, providers.KindUnavailable, providers.KindNotFound:
			return "^R asks again."
		case providers.KindDeclined, providers.KindInvalid:
			return "Esc goes back."
		default:
		}
	}
	switch e.Kind {
	case providers.KindDeclined:
		return "Esc goes back: choose another product or provider."
	case providers.KindUnauthorized:
		return "Mend the credentials in the configuration; simdesk doctor checks them."
	case providers.KindConfig:
		return "Set it right and try again; simdesk doctor says what works."
	case providers.KindNotFound:
		return "Check what was typed, or press ^R to refresh."
	case providers.KindInvalid:
		return "Esc goes back: correct it and try again."
	case providers.KindThrottled:
		return "Wait " + wait(e.RetryAfter) + " and press ^R."
	case providers.KindUnavailable:
		return "Press ^R to try again."
	case providers.KindUnknownOutcome:
		return "Alt+4 shows it in Orders."
	case providers.KindUnsupported:
		return "Esc goes back."
	case providers.KindInternal:
	}
	return "Alt+4 shows Orders; the log has the details."
}

func wait(d time.Duration) string {
	if d <= 0 {
		return "a little"
	}
	return fmt.Sprintf("%d s", int(d.Round(time.Second).Seconds()))
}

func sentence(s string) string {
	s = strings.TrimSpace(s)
	if s == "" {
		return s
	}
	s = say.Capital(s)
	if strings.ContainsAny(s[len(s)-1:], ".!?") {
		return s
	}
	return s + "."
}
