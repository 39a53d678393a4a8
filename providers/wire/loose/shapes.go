package loose

import (
	"bytes"
	"strings"
	"time"
)

// Map is an object whose empty form may arrive as [] or null.
type Map[T any] map[string]T

// UnmarshalJSON accepts {…}, [] and null.
func (m *Map[T]) UnmarshalJSON(b []byte) error {
	*m = nil
	if strings.TrimSpace(strings.Trim(string(b), "[]")) == "" {
		return nil
	}
	var got map[string]T
	if err := Unmarshal(b, &got); err != nil {
		return err
	}
	*m = got
	return nil
}

// List is a list that may arrive as its only element.
type List[T any] []T

// UnmarshalJSON accepts […], an element by itself, {} and null.
func (l *List[T]) UnmarshalJSON(b []byte) error {
	*l = nil
	if b = bytes.TrimSpace(b); b[0] == '[' {
		return Unmarshal(b, (*[]T)(l))
	}
	if string(b) == "null" || string(b) == "{}" {
		return nil
	}
	var one T
	if err := Unmarshal(b, &one); err != nil {
		return err
	}
	*l = List[T]{one}
	return nil
}

// ObjectOr reads an object into object and anything else into bare: for what
// arrives whole in one place and as its name or number alone in another.
func ObjectOr(b []byte, object, bare any) error {
	if b[0] == '{' {
		return Unmarshal(b, object)
	}
	return Unmarshal(b, bare)
}

// Time is s by the first of the layouts that reads it, in UTC; nil when none
// does. What names no zone is taken as UTC.
func Time(s string, layouts ...string) *time.Time {
	for _, layout := range layouts {
		if t, err := time.Parse(layout, s); err == nil {
			t = t.UTC()
			return &t
		}
	}
	return nil
}
