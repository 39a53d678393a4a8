package sim

import (
	"encoding/json"
	"fmt"

	"github.com/shopspring/decimal"
)

// Number is a sum of money as a JSON number: 12.5, not "12.50".
func Number(d decimal.Decimal) json.Number { return json.Number(d.String()) }

// Exact is a sum of money as a JSON number with two decimals: 8.00.
func Exact(d decimal.Decimal) json.Number { return json.Number(d.StringFixed(2)) }

// UUID is an identifier that follows from the seed and the words.
func (w *World) UUID(words ...string) string {
	r := w.Rand(append([]string{"uuid"}, words...)...)
	return fmt.Sprintf("%08x-%04x-4%03x-a%03x-%012x", r.Uint32(), r.IntN(1<<16), r.IntN(1<<12), r.IntN(1<<12), r.Int64N(1<<48))
}

// Code is n capital letters and digits that follow from the seed and the
// words, without those that people confuse.
func (w *World) Code(n int, words ...string) string {
	const letters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
	r := w.Rand(append([]string{"code"}, words...)...)
	out := make([]byte, n)
	for i := range out {
		out[i] = letters[r.IntN(len(letters))]
	}
	return string(out)
}
