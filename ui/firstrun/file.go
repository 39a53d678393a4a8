package firstrun

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"simdesk/providers"
	"simdesk/state/config"
	"simdesk/ui/screen"
)

// shop is what is not any provider's.
var shop = []Line{{"currency", `"USD"`, "firstrun.currency", false}}

var pricing = []Line{
	{"markup_percent", `"20"`, "firstrun.markup", false},
	{"rounding", `"0.10"`, "firstrun.rounding", false},
	{"hide_costs", "false", "firstrun.hide_costs", false},
	{"oldest", `"24h"`, "firstrun.oldest", false},
	{"type_amount_above", `""`, "firstrun.type_amount", false},
}

// File is the configuration that the set-up writes for one provider. values
// hold the environment and what was asked for, by key. An error says which
// value cannot be used and never holds it.
func File(provider string, values map[string]string) ([]byte, error) {
	c, ok := find(Providers(), provider)
	if !ok {
		return nil, providers.Unsent(provider, providers.KindInvalid, providers.Because("firstrun.unknown_provider"))
	}
	var b strings.Builder
	remark(&b, screen.Voice.Says("firstrun.file"))
	table(&b, shop)
	b.WriteString("\n[pricing]\n")
	table(&b, pricing)
	b.WriteByte('\n')
	remark(&b, screen.Voice.Says("firstrun.file_more"))
	fmt.Fprintf(&b, "[providers.%s]\n", c.Name)
	table(&b, []Line{environmentLine(c, values[environment])})
	for _, f := range c.Fields {
		v, why := f.clean(values[f.Key])
		if !why.IsZero() {
			return nil, providers.Unsent(provider, providers.KindInvalid, why)
		}
		fmt.Fprintf(&b, "%s = %s\n", f.Key, quote(v))
	}
	table(&b, c.Rest)
	return []byte(b.String()), nil
}

func environmentLine(c Choice, value string) Line {
	l := Line{Key: environment, Value: quote(config.Live), Comment: "firstrun.environments"}
	switch {
	case c.Sandbox == "":
		l.Comment = "firstrun.no_sandbox"
	case value == config.Sandbox:
		l.Value = quote(config.Sandbox)
	}
	return l
}

// remark writes a text as a comment of its own.
func remark(b *strings.Builder, text string) {
	for line := range strings.SplitSeq(text, "\n") {
		b.WriteString(strings.TrimSuffix("# "+line, " ") + "\n")
	}
	b.WriteByte('\n')
}

// commentAt is the column of the comments.
const commentAt = 31

func table(b *strings.Builder, lines []Line) {
	for _, l := range lines {
		s := l.Key + " = " + l.Value
		if l.Off {
			s = "# " + s
		}
		fmt.Fprintf(b, "%-*s# %s\n", commentAt, s+" ", screen.Voice.Says(l.Comment))
	}
}

// longest is far beyond any credential: a whole file was pasted.
const longest = 8 << 10

// clean returns a value as it is written, or why it cannot be.
func (f Field) clean(value string) (clean string, why providers.Reason) {
	value = strings.TrimSpace(value)
	switch {
	case value == "":
		return "", providers.Because("field.missing", "label", f.Label)
	case len(value) > longest:
		return "", providers.Because("firstrun.too_long", "label", f.Label)
	case !utf8.ValidString(value), strings.ContainsFunc(value, unicode.IsControl):
		return "", providers.Because("firstrun.not_plain", "label", f.Label)
	}
	if f.URL {
		if _, wrong := config.CheckURL(value); !wrong.IsZero() {
			return "", providers.Because("desk.field", "label", f.Label, "why", wrong)
		}
	}
	return value, providers.Reason{}
}

// quote writes a TOML basic string.
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"', r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case unicode.IsControl(r):
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// find returns the choice with this name.
func find(choices []Choice, name string) (Choice, bool) {
	i := slices.IndexFunc(choices, func(c Choice) bool { return c.Name == name })
	if i < 0 {
		return Choice{}, false
	}
	return choices[i], true
}
