package say

import (
	"strconv"
	"strings"

	"simdesk/providers"
)

// fill puts what a reason names into a template.
func (v Voice) fill(template string, r providers.Reason) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(template, "{")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		var hole string
		hole, template, _ = strings.Cut(rest, "}")
		name, words, counted := strings.Cut(hole, "|")
		name, next := strings.CutSuffix(name, ".next")
		name, date := strings.CutSuffix(name, ".date")
		value := r.Args[name]
		said := v.value(value)
		switch {
		case counted:
			said = wordFor(value, words)
		case next && value.Why != nil:
			said = v.Next(*value.Why)
		case date && value.Time != nil:
			said = english.date(*value.Time)
		}
		b.WriteString(said)
		if strings.HasSuffix(said, ".") {
			template = strings.TrimPrefix(template, ".") // it ends as a sentence already
		}
	}
}

// wordFor chooses between the words for one and for several.
func wordFor(value providers.Value, words string) string {
	one, several, _ := strings.Cut(words, "|")
	if value.Count != nil && *value.Count == 1 {
		return one
	}
	return several
}

// value is one thing that a reason names, as a person reads it.
func (v Voice) value(a providers.Value) string {
	switch {
	case a.Count != nil:
		return strconv.FormatInt(*a.Count, 10)
	case a.Money != nil:
		return a.Money.String()
	case a.Time != nil:
		return english.moment(*a.Time)
	case a.Span != nil:
		return english.span(*a.Span)
	case a.Why != nil:
		return v.Reason(*a.Why)
	case a.Names != nil:
		return english.list(a.Names)
	}
	return a.Text
}
