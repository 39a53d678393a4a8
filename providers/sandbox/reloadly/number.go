package reloadly

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

var (
	zero    = decimal.Zero
	hundred = decimal.NewFromInt(100)
)

// double writes a figure as Reloadly writes most of them, which is how Java
// prints a double: 5.0, 0.14, 3.8E-5, 1.0E7.
func double(d decimal.Decimal) json.Number {
	size := d.Abs()
	if !size.IsZero() && (size.LessThan(decimal.New(1, -3)) || size.GreaterThanOrEqual(decimal.New(1, 7))) {
		return json.Number(scientific(d))
	}
	text := d.String()
	if !strings.Contains(text, ".") {
		text += ".0"
	}
	return json.Number(text)
}

func scientific(d decimal.Decimal) string {
	digits := d.Abs().Coefficient().String()
	exponent := int(d.Exponent()) + len(digits) - 1
	digits = strings.TrimRight(digits, "0")
	rest := digits[1:]
	if rest == "" {
		rest = "0"
	}
	sign := ""
	if d.IsNegative() {
		sign = "-"
	}
	return sign + digits[:1] + "." + rest + "E" + strconv.Itoa(exponent)
}

// scaled writes a figure with this many decimals: 993.81000.
func scaled(d decimal.Decimal, places int32) json.Number { return json.Number(d.StringFixed(places)) }

// doubles writes a list, empty and never null.
func doubles(list []decimal.Decimal) []json.Number {
	out := make([]json.Number, len(list))
	for i, d := range list {
		out[i] = double(d)
	}
	return out
}

// some is the figure, or null where there is none.
func some(d decimal.Decimal) any {
	if d.IsZero() {
		return nil
	}
	return double(d)
}

// stamp writes a time without a zone. It is UTC.
func stamp(t time.Time) string { return t.UTC().Format(time.DateTime) }

// round is a sum of money of the account: five decimals.
func round(d decimal.Decimal) decimal.Decimal { return d.Round(5) }

// tidy is a figure as price lists have them: two digits, then zeros.
func tidy(d decimal.Decimal) decimal.Decimal {
	places := int32(d.NumDigits()) + d.Exponent() // digits before the point
	return d.Round(2 - places)
}

func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }
