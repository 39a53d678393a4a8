package providers

import (
	"encoding/json"
	"fmt"
	"sort"
	"strings"
	"time"
)

// Reason says why in a word for code, with what it names. The sentences for a
// person are in ui/say, one for each key. The zero value says nothing.
type Reason struct {
	Key  string           `json:"key"`
	Args map[string]Value `json:"args,omitempty"`
}

// Value is one thing that a reason names, in the type that tells how a person
// reads it. One field is set.
type Value struct {
	Text  string         `json:"text,omitempty"`
	Count *int64         `json:"count,omitempty"`
	Money *Money         `json:"money,omitempty"`
	Time  *time.Time     `json:"time,omitempty"`
	Span  *time.Duration `json:"span,omitempty"` // how long something took or takes
	Names []string       `json:"names,omitempty"`
	Why   *Reason        `json:"why,omitempty"` // what it follows from
}

// quote is the key of what somebody else wrote, which travels as it is.
const quote = "quote"

// Because returns a reason. args are names and what they stand for, in turn: a
// string, a whole number, Money, a time or how long, names, another reason.
// Anything else is written as text: saying why must not break what it is about.
func Because(key string, args ...any) Reason {
	r := Reason{Key: key}
	for i := 0; i+1 < len(args); i += 2 {
		if r.Args == nil {
			r.Args = map[string]Value{}
		}
		r.Args[fmt.Sprint(args[i])] = valueOf(args[i+1])
	}
	return r
}

func valueOf(v any) Value {
	switch v := v.(type) {
	case string:
		return Value{Text: v}
	case int:
		n := int64(v)
		return Value{Count: &n}
	case int64:
		return Value{Count: &v}
	case Money:
		return Value{Money: &v}
	case *Money:
		return Value{Money: v}
	case time.Time:
		return Value{Time: &v}
	case time.Duration:
		return Value{Span: &v}
	case []string:
		return Value{Names: v}
	case Reason:
		return Value{Why: &v}
	}
	return Value{Text: fmt.Sprint(v)}
}

// Quoted is what somebody else wrote, such as a provider: it is shown as it is.
// Nothing written is no reason.
func Quoted(text string) Reason {
	if text == "" {
		return Reason{}
	}
	return Because(quote, "text", text)
}

// Quotes are several texts that somebody else wrote, without those that say nothing.
func Quotes(texts ...string) []Reason {
	var rs []Reason
	for _, text := range texts {
		if text != "" {
			rs = append(rs, Quoted(text))
		}
	}
	return rs
}

// UnmarshalJSON reads a reason, and the plain text that stood in its place in
// what former versions wrote: a quotation.
func (r *Reason) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '"' {
		var text string
		err := json.Unmarshal(b, &text)
		*r = Quoted(text)
		return err
	}
	type plain Reason
	return json.Unmarshal(b, (*plain)(r))
}

// IsZero reports whether it says nothing.
func (r Reason) IsZero() bool { return r.Key == "" }

// Size is about what it takes in memory.
func (r Reason) Size() int {
	n := len(r.Key)
	for name, v := range r.Args {
		n += len(name) + len(v.Text)
	}
	return n
}

// Equal reports whether it says the same.
func (r Reason) Equal(other Reason) bool { return r.Key == other.Key && r.String() == other.String() }

// String is the reason for a log, not for a person.
func (r Reason) String() string {
	if len(r.Args) == 0 {
		return r.Key
	}
	parts := make([]string, 0, len(r.Args))
	for name, v := range r.Args {
		parts = append(parts, name+"="+v.String())
	}
	sort.Strings(parts)
	return r.Key + " (" + strings.Join(parts, ", ") + ")"
}

// String is the value for a log.
func (v Value) String() string {
	switch {
	case v.Count != nil:
		return fmt.Sprint(*v.Count)
	case v.Money != nil:
		return v.Money.String()
	case v.Time != nil:
		return v.Time.UTC().Format(time.RFC3339)
	case v.Span != nil:
		return v.Span.String()
	case v.Why != nil:
		return v.Why.String()
	case v.Names != nil:
		return strings.Join(v.Names, ", ")
	}
	return v.Text
}
