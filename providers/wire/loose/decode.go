package loose

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"unicode/utf8"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	jsonv1 "github.com/go-json-experiment/json/v1"
	"github.com/shopspring/decimal"

	"simdesk/providers"
)

// Decode reads exactly one JSON value into v, numbers in interfaces as
// json.Number, and cleans every string in it. What is no number or flag where
// one should be is an error, except in a Forgiving struct.
// So is one that is made of more parts than any honest one: three bytes of
// list would become a struct of a kilobyte.
func Decode(body []byte, v any) error {
	if err := count(body); err != nil {
		return err
	}
	err := Unmarshal(bytes.TrimPrefix(body, []byte(Mark)), v)
	var w walk // what was filled before an error may be used all the same
	w.value(reflect.ValueOf(v))
	if w.odd {
		return errors.New("a value is not a number, or not true or false")
	}
	return err
}

// Unmarshal is json.Unmarshal in less time, with numbers in interfaces as
// json.Number.
func Unmarshal(b []byte, v any) error { return jsonv2.Unmarshal(b, v, asV1) }

// asV1 reads as encoding/json does, with numbers in interfaces as json.Number.
var asV1 = jsonv2.JoinOptions(jsonv1.DefaultOptionsV1(), jsonv2.WithUnmarshalers(jsonv2.UnmarshalFromFunc(
	func(d *jsontext.Decoder, v *any) error {
		if d.PeekKind() != jsontext.KindNumber {
			return errors.ErrUnsupported
		}
		raw, err := d.ReadValue()
		*v = json.Number(raw)
		return err
	})))

// Forgiving is embedded in what an order's answer holds: a number or a flag in it that
// cannot be read is not known, and what was paid for beside it is read all the
// same.
type Forgiving struct{}

func (Forgiving) forgives() {}

// Mark may stand before JSON.
const Mark = "\ufeff"

// ErrTooLong is an answer that nobody reads to its end.
var ErrTooLong = errors.New("answer too long")

// The most that is decoded at once: elements of all lists together, and members
// of all objects.
const (
	mostElements = 10_000
	mostMembers  = 100_000
)

// count refuses JSON of too many parts. It reads commas outside of texts, and
// needs no JSON that is right.
func count(body []byte) error {
	var open []byte // what is open, innermost last
	var elements, members int
	for i := 0; i < len(body); i++ {
		switch body[i] {
		case '"':
			for i++; i < len(body) && body[i] != '"'; i++ {
				if body[i] == '\\' {
					i++
				}
			}
		case '[', '{':
			open = append(open, body[i])
			members++
		case ']', '}':
			open = open[:max(len(open)-1, 0)]
		case ',':
			if len(open) > 0 && open[len(open)-1] == '[' {
				elements++
			} else {
				members++
			}
		}
	}
	if elements > mostElements || members > mostMembers {
		return fmt.Errorf("%w: %d elements and %d members", ErrTooLong, elements, members)
	}
	return nil
}

// quoted is the text of a JSON string, which the decoder found to be one.
func quoted(b []byte) (s string) {
	if inner := b[1 : len(b)-1]; bytes.IndexByte(inner, '\\') < 0 && utf8.Valid(inner) {
		return string(inner)
	}
	_ = json.Unmarshal(b, &s)
	return s
}

// scalar is the text of a JSON string, or the JSON of anything else.
func scalar(b []byte) string {
	if b[0] != '"' {
		return string(b)
	}
	return strings.TrimSpace(quoted(b))
}

// Text is a string that may arrive as a number, a boolean or null. A number
// keeps its digits: a 15-digit code never passes through a float.
type Text string

// UnmarshalJSON accepts every scalar.
func (t *Text) UnmarshalJSON(b []byte) error {
	switch {
	case string(b) == "null":
		*t = ""
	case b[0] == '"':
		*t = Text(quoted(b))
	case b[0] == '{' || b[0] == '[':
		return errors.New("expected text, got " + string(b[:1]))
	default:
		*t = Text(b)
	}
	return nil
}

// Number is an exact number that may arrive as a numeric string; Known is
// false for null, absent and "", and for what is no number, which is Odd.
type Number struct {
	decimal.Decimal
	Known bool
	Odd   bool
}

func (n Number) odd() bool { return n.Odd }

// UnmarshalJSON reads 1.5, "1.5", null and "". Decode tells of anything else.
func (n *Number) UnmarshalJSON(b []byte) error {
	*n = Number{}
	s := scalar(b)
	if s == "" || s == "null" {
		return nil
	}
	d, err := providers.ParseDecimal(s)
	*n = Number{Decimal: d, Known: err == nil, Odd: err != nil}
	return nil
}

// Money is the number in a currency, nil when it is not known.
func (n Number) Money(currency string) *providers.Money {
	if !n.Known || currency == "" {
		return nil
	}
	return &providers.Money{Amount: n.Decimal, Currency: strings.ToUpper(currency)}
}

// Int is the whole part, 0 when it is not known or does not fit an int64.
func (n Number) Int() int64 {
	if !n.BigInt().IsInt64() {
		return 0
	}
	return n.IntPart()
}

// Flag is a boolean that may arrive as a string, 0, 1 or null. What is none of
// these is Odd, and not known.
type Flag struct{ Value, Known, Odd bool }

func (f Flag) odd() bool { return f.Odd }

// UnmarshalJSON reads true, "true", 1, "1" and their opposites. Decode tells of
// anything else.
func (f *Flag) UnmarshalJSON(b []byte) error {
	switch strings.ToLower(scalar(b)) {
	case "true", "1":
		*f = Flag{Value: true, Known: true}
	case "false", "0":
		*f = Flag{Known: true}
	case "null", "":
		*f = Flag{}
	default:
		*f = Flag{Odd: true}
	}
	return nil
}

// Truth is yes, no or not known.
func (f Flag) Truth() providers.Truth {
	if !f.Known {
		return providers.NotKnown
	}
	return providers.TruthOf(f.Value)
}
