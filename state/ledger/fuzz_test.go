package ledger

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"simdesk/providers"
)

// FuzzChange: an event that this program did not write is refused, or read,
// and one that was read is written the same again and again.
func FuzzChange(f *testing.F) {
	for _, c := range []Change{
		{Delivery: []providers.Delivery{{Type: providers.DeliverESIM, ICCID: "8944422711108338982", Activation: &providers.Activation{SMDP: "a", MatchingID: "b"}}}},
		{Delivery: []providers.Delivery{{Type: providers.DeliverAirtime, Phone: "+2348147658721", Delivered: providers.MustMoney("10.5", "NGN").Ptr()}}, Note: "x\u202ey"},
		{Error: &Problem{Kind: providers.KindDeclined, Message: "no"}},
	} {
		b, _, err := encodeChange(c)
		if err != nil {
			f.Fatal(err)
		}
		f.Add([]byte(b))
	}
	f.Add([]byte(`{"delivery":[{"type":"esim","activation":{"lpa":"LPA:1$$"}}],"cost":{"amount":"1e999999999","currency":"USD"}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		var c Change
		if json.Unmarshal(body, &c) != nil {
			return
		}
		first, back, err := encodeChange(c)
		if err != nil {
			return
		}
		second, _, err := encodeChange(back)
		if err != nil || !bytes.Equal(first, second) {
			t.Errorf("%s\nbecame %s (%v)", first, second, err)
		}
	})
}

// FuzzRow: a row of another hand is an order or an error, and an order is the
// same row again.
func FuzzRow(f *testing.F) {
	at := time.Date(2026, 11, 22, 12, 0, 0, 7, time.UTC)
	o := Order{ID: "1", State: providers.StateCompleted, CreatedAt: at, UpdatedAt: at, SubmittedAt: &at, Cost: providers.MustMoney("12.50", "USD").Ptr(),
		Delivery: []providers.Delivery{{Type: providers.DeliverPIN, PIN: "1"}}, Error: &Problem{Message: "x"}}
	r := toRow(o, 1, 2)
	f.Add(r.CostAmount, r.CostCurrency, r.CreatedAt, r.Details, r.Delivery, r.Problem, r.SubmittedAt)
	f.Add("1e400000", "usd", "2026-11-22T24:00:00.000000000Z", "{}", "null", "null", "2026-02-30T00:00:00.000000000Z")
	f.Fuzz(func(t *testing.T, amount, currency, created, details, delivery, problem, submitted string) {
		r := Row{Seq: 1, LastSeq: 2, ID: "1", CostAmount: amount, CostCurrency: currency,
			CreatedAt: created, UpdatedAt: created, Details: details, Delivery: delivery, Problem: problem, SubmittedAt: submitted}
		o, err := r.order()
		if err != nil {
			return
		}
		again, err := toRow(o, 1, 2).order()
		if err != nil {
			t.Fatalf("%+v: %v", o, err)
		}
		if a, b := encodeText(o), encodeText(again); a != b {
			t.Errorf("%s\nbecame %s", a, b)
		}
	})
}

// FuzzTime: a time that is read is written as it stood, so that the order of
// the texts stays the order of the times.
func FuzzTime(f *testing.F) {
	for _, s := range []string{"2026-11-22T12:00:00.000000007Z", "0000-01-01T00:00:00.000000000Z", "2026-11-22T12:00:00Z", "2026-11-22T12:00:60.000000000Z", "2026-11-22T12:00:00,000000000Z"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		at, err := parseTime(s)
		if err != nil {
			return
		}
		if again, err := parseTime(Stamp(at)); err != nil || !again.Equal(at) {
			t.Errorf("%q became %q", s, Stamp(at))
		}
	})
}

// FuzzCursor: a page is one of ours, or refused as the person's mistake.
func FuzzCursor(f *testing.F) {
	f.Add(place{1, Place{"2026-11-22T12:00:00.000000007Z", 7}}.cursor())
	for _, s := range []string{"", "x", "MSAyIDM", "LTEgeCAtNQ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, err := parseCursor(text)
		if err != nil && !providers.IsKind(err, providers.KindInvalid) {
			t.Errorf("%q: %v", text, err)
		}
		if err == nil && p != nil {
			if again, err := parseCursor(p.cursor()); err != nil || !reflect.DeepEqual(again, p) {
				t.Errorf("%q: %+v became %+v, %v", text, p, again, err)
			}
		}
	})
}

// FuzzMark: a head that was kept reads back, and half of one is none.
func FuzzMark(f *testing.F) {
	whole := mark{Head{81, strings.Repeat("ab", 32)}, time.Date(2026, 3, 1, 9, 0, 1, 0, time.UTC)}.String()
	for _, s := range []string{whole, whole + strings.Repeat(" ", 40) + "\n", whole[:20], "", "\n", "1 a b\nffffffff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		m, ok := parseMark(text)
		if again, same := parseMark(m.String()); ok && (!same || again.Head != m.Head || !again.At.Equal(m.At)) {
			t.Errorf("%q: %v, then %v", text, m, again)
		}
	})
}
