package giftapi

import (
	"html"
	"regexp"
	"strings"
	"unicode"

	"simdesk/providers/wire/loose"
)

var (
	hiddenText = regexp.MustCompile(`(?is)<(script|style)\b.*?</(script|style)\s*>|<!--.*?-->`)
	lineBreak  = regexp.MustCompile(`(?i)<(br|/p|/li|/div|/h[1-6]|/tr)\b[^>]*>`)
	htmlTag    = regexp.MustCompile(`</?[a-zA-Z!][^>]*>`)
)

// tidy is HTML as plain text on one line. Entities may spell control
// characters, so it is cleaned after they are read.
func tidy(s string) string {
	if strings.ContainsRune(s, '<') {
		s = hiddenText.ReplaceAllString(s, " ")
		s = lineBreak.ReplaceAllString(s, " ")
		s = htmlTag.ReplaceAllString(s, "")
	}
	if strings.ContainsRune(s, '&') {
		s = html.UnescapeString(s)
	}
	return strings.Join(strings.Fields(loose.Clean(s)), " ")
}

// wordsOf splits into lower-case words of letters and digits.
func wordsOf(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
}
