package loose

import (
	"html"
	"regexp"
	"strings"
)

// tag is one HTML tag or comment, or what is between two tags and not for people.
// What follows "<" tells it from "less than": "1 < 2 and 3 > 2" is text.
var tag = regexp.MustCompile(`(?is)<(?:script|style)\b.*?</(?:script|style)\s*>|<!--.*?-->|<[a-z/!][^<>]*>`)

// Plain is HTML as text on one line. Entities may spell control characters, so
// it is cleaned after they are read.
func Plain[S ~string | ~[]byte](s S) string {
	text := string(s)
	if strings.ContainsAny(text, "<&") {
		text = html.UnescapeString(tag.ReplaceAllString(text, " "))
	}
	return strings.Join(strings.Fields(Clean(text)), " ")
}

// Clip is the beginning of a text that may be long, for a person to read.
func Clip(s string) string {
	const most = 200
	r := []rune(s)
	return string(r[:min(len(r), most)])
}
