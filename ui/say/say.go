// Package say has every sentence that a person reads about what code found, for
// the console and for commands: one file a language. Code below ui gives a
// providers.Reason, a kind and what is known of the money; the words are chosen
// here alone.
package say

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"simdesk/providers"
	"simdesk/state/ledger"
)

// Surface is where a sentence is read: what to do next differs.
type Surface int

// The surfaces.
const (
	Console Surface = iota // press a key
	Command                // run a command
)

// Voice speaks on one surface.
type Voice struct {
	Surface Surface
	Title   func(provider string) string // what people call a provider, nil to use its name
	Money   bool                         // say what an error means for the money
}

// line is what can be said under one key. A {name} stands for what the reason
// names; {name|one|several} is a word that goes by a count, {name.next} what to do
// about a reason that it names, {name.date} a moment with its year.
type line struct {
	what    string // what happened, one sentence or more
	next    string // what to do about it, "" where the kind says enough
	command string // the same at a command line, "" where it is no different
	keys    string // what to press, for a kind
}

func (l line) nextOn(s Surface) string {
	if s == Command && l.command != "" {
		return l.command
	}
	return l.next
}

// Error says who, what happened, what it means for the money, and what to do.
func (v Voice) Error(e *providers.Error) string {
	said := []string{v.named(e.Provider, v.happened(e))}
	if v.Money {
		said = append(said, english.money(e, v.Surface))
	}
	said = append(said, v.todo(e))
	if v.Surface == Console {
		said = append(said, english.kinds[e.Kind].keys)
	}
	return join(said...)
}

// Message says what happened and what to do, where the provider and the money
// stand beside it.
func (v Voice) Message(e *providers.Error) string { return join(v.happened(e), v.todo(e)) }

// happened is the reason or, where there is none, the kind.
func (v Voice) happened(e *providers.Error) string {
	if e.Why.IsZero() {
		return v.fill(english.kinds[e.Kind].what, v.about(e))
	}
	return v.What(e.Why)
}

// todo is the reason's own next step, or its kind's.
func (v Voice) todo(e *providers.Error) string {
	if next := v.Next(e.Why); next != "" {
		return next
	}
	return v.fill(english.kinds[e.Kind].nextOn(v.Surface), v.about(e))
}

// about is what the words of a kind name.
func (v Voice) about(e *providers.Error) providers.Reason {
	return providers.Because("", "who", v.who(e.Provider), "wait", english.pause(e.RetryAfter))
}

// Brief is Error for a reading that stands beside others, below which the key
// to read again is named once. What needs more than that key is told in full.
func (v Voice) Brief(e *providers.Error) string {
	if e.Kind != providers.KindUnavailable && e.Kind != providers.KindThrottled {
		return v.Error(e)
	}
	return v.named(e.Provider, v.happened(e))
}

// Problem says what is wrong with an order. Events of former versions bring
// their sentence themselves.
func (v Voice) Problem(p ledger.Problem) string {
	if p.Why.IsZero() {
		return p.Message
	}
	return v.Reason(p.Why)
}

// Says is what stands under a key, with what it names in turn, as for
// providers.Because: for what a screen or a command has to say itself.
func (v Voice) Says(key string, args ...any) string {
	return v.Reason(providers.Because(key, args...))
}

// Reason says why, and what to do about it where that is its own. What somebody
// else wrote is said as it is.
func (v Voice) Reason(r providers.Reason) string { return join(v.What(r), v.Next(r)) }

// What says why, without what to do about it; "" for no reason.
func (v Voice) What(r providers.Reason) string { return v.fill(lookUp(r).what, r) }

// Next says what to do about a reason; "" where its kind says enough.
func (v Voice) Next(r providers.Reason) string { return v.fill(lookUp(r).nextOn(v.Surface), r) }

// lookUp finds the words for a reason. A ledger may hold reasons of a newer
// simdesk: their keys are shown, as that is all that is known.
func lookUp(r providers.Reason) line {
	if r.IsZero() {
		return line{}
	}
	for _, lines := range english.lines {
		if l, ok := lines[r.Key]; ok {
			return l
		}
	}
	return line{what: english.unknown + r.String()}
}

func (v Voice) who(provider string) string {
	if provider == "" {
		return "simdesk"
	}
	if v.Title == nil {
		return Capital(provider)
	}
	return v.Title(provider)
}

// named puts the provider in front of what does not name it: by its title, or by
// its key, which is the title without capitals and spaces.
func (v Voice) named(provider, what string) string {
	who := v.who(provider)
	if what == "" || provider == "" || strings.Contains(squeeze(what), squeeze(who)) {
		return what
	}
	return who + ": " + what
}

func squeeze(s string) string { return strings.ReplaceAll(strings.ToLower(s), " ", "") }

// join makes one text of several. What somebody else wrote may have no end.
func join(parts ...string) string {
	kept := parts[:0]
	for _, p := range parts {
		if p = strings.TrimSpace(p); p == "" {
			continue
		}
		if last := len(kept) - 1; last >= 0 && !strings.ContainsAny(kept[last][len(kept[last])-1:], ".!?") {
			kept[last] += "."
		}
		kept = append(kept, p)
	}
	return strings.Join(kept, " ")
}

// Capital is s with a capital letter first.
func Capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[n:]
}
