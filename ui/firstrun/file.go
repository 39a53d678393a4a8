package firstrun

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"simdesk/providers"
	"simdesk/state/config"
)

const head = `# simdesk reads this file at its start. The set-up wrote it; every other key is
# in config.example.toml, which came with simdesk.
#
# Instead of a secret's own text, "env:NAME", "file:PATH" and
# "keyring:SERVICE/NAME" say where it is. While one stands here as text, only
# you may read this file (chmod 600).
#
# Amounts, percentages and rates stand in quotes, so that they stay exact.
# A line that begins with # has no effect: its default holds.

`

// shop is what is not any provider's.
func shop() []Line {
	return []Line{{"currency", `"USD"`, "the shop's currency, ISO 4217: prices are compared and totalled in it", false}}
}

func pricing() []Line {
	return []Line{
		{"markup_percent", `"20"`, "percent of the cost that is added to it", false},
		{"rounding", `"0.10"`, "prices are rounded up to a multiple of this, in shop currency", false},
		{"hide_costs", "false", "start with costs, margins and wallets hidden", false},
		{"oldest", `"24h"`, "a cost that was read longer ago is read again before a sale", false},
		{"type_amount_above", `""`, "in shop currency: a purchase above it asks to type its amount in; \"\" never asks", false},
	}
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
	b.WriteString(head)
	table(&b, shop())
	b.WriteString("\n[pricing]\n")
	table(&b, pricing())
	fmt.Fprintf(&b, "\n# More providers: add their sections as config.example.toml has them.\n\n[providers.%s]\n", c.Name)
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
	l := Line{Key: environment, Value: quote(config.Live), Comment: `"live" or "sandbox"`}
	switch {
	case c.Sandbox == "":
		l.Comment = "there is no sandbox"
	case value == config.Sandbox:
		l.Value = quote(config.Sandbox)
	}
	return l
}

// commentAt is the column of the comments.
const commentAt = 31

func table(b *strings.Builder, lines []Line) {
	for _, l := range lines {
		s := l.Key + " = " + l.Value
		if l.Off {
			s = "# " + s
		}
		fmt.Fprintf(b, "%-*s# %s\n", commentAt, s+" ", l.Comment)
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
