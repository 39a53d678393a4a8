package loose

import (
	"reflect"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"simdesk/providers"
)

// Clean returns s without escape sequences, control characters and what
// providers.Legible takes out, so that a provider's text cannot move a cursor,
// retitle a window, turn a price around or hide in a code. Line breaks and tabs
// become spaces.
func Clean(s string) string {
	if harmless(s) {
		return s
	}
	s = strings.Map(breaks, s) // and makes UTF-8 of it
	s = ansi.Strip(s)
	return strings.TrimSpace(providers.Legible(strings.Map(printed, s)))
}

// harmless is the quick way out for nearly every string there is.
func harmless(s string) bool {
	for i := range len(s) {
		if s[i] < 0x20 || s[i] == 0x7f || s[i] >= utf8.RuneSelf {
			return s == providers.Legible(strings.Map(printed, strings.Map(breaks, s)))
		}
	}
	return true
}

func breaks(r rune) rune {
	switch r {
	case '\n', '\r', '\t', '\u2028', '\u2029', '\u0085':
		return ' '
	}
	return r
}

func printed(r rune) rune {
	if unicode.IsControl(r) {
		return -1
	}
	return r
}

// walk goes through everything that was decoded: it cleans every string, and
// notes what could not be read where a number or a flag should be.
type walk struct{ odd bool }

func (w *walk) value(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(Clean(v.String()))
	case reflect.Pointer:
		w.value(v.Elem())
	case reflect.Interface:
		w.held(v)
	case reflect.Struct:
		w.structure(v)
	case reflect.Slice, reflect.Array:
		w.slice(v)
	case reflect.Map:
		w.fields(v)
	default:
	}
}

func (w *walk) structure(v reflect.Value) {
	var held any
	if v.CanInterface() {
		held = v.Interface()
	}
	if scalar, ok := held.(interface{ odd() bool }); ok {
		w.odd = w.odd || scalar.odd()
		return
	}
	odd := w.odd
	for i := range v.NumField() {
		// A struct that is not exported may be embedded, and then JSON fills its fields.
		if f := v.Field(i); f.CanSet() || f.Kind() == reflect.Struct {
			w.value(f)
		}
	}
	if _, ok := held.(interface{ forgives() }); ok {
		w.odd = odd
	}
}

func (w *walk) slice(v reflect.Value) {
	if v.Type().Elem().Kind() == reflect.Uint8 {
		return // json.RawMessage is cleaned when it is decoded
	}
	for i := range v.Len() {
		w.value(v.Index(i))
	}
}

func (w *walk) held(v reflect.Value) {
	if v.IsNil() {
		return
	}
	held := reflect.New(v.Elem().Type()).Elem()
	held.Set(v.Elem())
	w.value(held)
	v.Set(held)
}

func (w *walk) fields(v reflect.Value) {
	var dirty []reflect.Value
	for _, key := range v.MapKeys() {
		held := reflect.New(v.Type().Elem()).Elem()
		held.Set(v.MapIndex(key))
		w.value(held)
		v.SetMapIndex(key, held)
		if !harmless(key.String()) {
			dirty = append(dirty, key)
		}
	}
	// A key that only looks like another never takes its place.
	slices.SortFunc(dirty, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
	for _, key := range dirty {
		held, clean := v.MapIndex(key), reflect.ValueOf(Clean(key.String())).Convert(key.Type())
		v.SetMapIndex(key, reflect.Value{})
		if !v.MapIndex(clean).IsValid() {
			v.SetMapIndex(clean, held)
		}
	}
}
