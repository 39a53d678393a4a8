package giftapi

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"simdesk/providers/sandbox/sim"
)

// success wraps data in the envelope.
func success(data any) sim.Answer {
	return sim.Answer{Body: map[string]any{"success": true, "data": data}}
}

// message is an error of the framework itself.
func message(status int, text string) sim.Answer {
	return sim.Answer{Status: status, Body: map[string]string{"message": text}}
}

// refused is an error of the provider's own code, in its envelope. The
// document shows none.
func refused(status int, text string) sim.Answer {
	return sim.Answer{Status: status, Body: map[string]any{"success": false, "message": text}}
}

// phpMap writes an empty map as PHP does: as a list.
func phpMap(m map[string]any) any {
	if len(m) == 0 {
		return []any{}
	}
	return m
}

// wrongs are a request's mistakes in the order in which they were found.
type wrongs struct {
	fields []string
	of     map[string][]string
	n      int
}

// add notes a mistake; :attribute in the text becomes the field's name as the
// framework writes it.
func (w *wrongs) add(field, text string) {
	if w.of == nil {
		w.of = map[string][]string{}
	}
	if !slices.Contains(w.fields, field) {
		w.fields = append(w.fields, field)
	}
	w.of[field] = append(w.of[field], strings.ReplaceAll(text, ":attribute", strings.ReplaceAll(field, "_", " ")))
	w.n++
}

func (w *wrongs) any() bool { return w.n > 0 }

// answer is a failed validation: the first mistake in words, all in a map.
func (w *wrongs) answer() sim.Answer {
	text := w.of[w.fields[0]][0]
	switch {
	case w.n == 2:
		text += " (and 1 more error)"
	case w.n > 2:
		text += fmt.Sprintf(" (and %d more errors)", w.n-1)
	}
	return sim.Answer{Status: http.StatusUnprocessableEntity, Body: map[string]any{"message": text, "errors": w.of}}
}

// oneOf reads a query parameter that has a list of values.
func (w *wrongs) oneOf(r *http.Request, name string, values ...string) string {
	v := r.URL.Query().Get(name)
	if v != "" && !slices.Contains(values, v) {
		w.add(name, "The selected :attribute is invalid.")
	}
	return v
}

// russian reads the locale; a partner's own is English here.
func (w *wrongs) russian(r *http.Request) bool { return w.oneOf(r, "locale", "en", "ru") == "ru" }
