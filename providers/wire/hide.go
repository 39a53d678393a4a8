package wire

import "regexp"

// What a secret looks like in running text, where no key tells.
var (
	lpaCode   = regexp.MustCompile(`(?i)\bLPA:[^\s"'<>]*|\b1\$[^\s"'<>]+`)
	askedFor  = regexp.MustCompile(`\?[^\s"'<>]*=[^\s"'<>]*`)
	namedWord = regexp.MustCompile(`(?i)\b(pin|puk|code|password|passcode|token|secret|key|bearer|basic)\b(["']?\s*(?:is\b|number\b|no\b\.?|[:=#])*\s*["']?)([^\s"'<>,;]+)`)
	longWord  = regexp.MustCompile(`[A-Za-z0-9_+/=.~-]{32,}`)
	number    = regexp.MustCompile(`\+?[0-9](?:[ .()-]?[0-9]){7,}`)
	date      = regexp.MustCompile(`^(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}(?: [0-9]{2})?$`)
)

// hideNumbers keeps the last four of a long number: ICCIDs, phone numbers and
// card numbers belong to customers.
func hideNumbers(text string) string {
	return number.ReplaceAllStringFunc(text, func(found string) string {
		if date.MatchString(found) {
			return found
		}
		return "…" + found[len(found)-4:]
	})
}

// hideWords takes out of running text what may be worth money or name a
// person. It may take too much: this is for a log.
func hideWords(text string) string {
	text = lpaCode.ReplaceAllString(text, "LPA:…")
	text = askedFor.ReplaceAllString(text, "?…")
	text = namedWord.ReplaceAllString(text, "$1$2…")
	text = longWord.ReplaceAllString(text, "…")
	return hideNumbers(text)
}
