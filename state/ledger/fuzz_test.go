package ledger

import (
	"bytes"
	"database/sql"
	"encoding/binary"
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
	f.Add(r.CostAmount.String, r.CostCurrency.String, r.CreatedAt, r.Details, r.Delivery, r.Problem.String, r.SubmittedAt.String)
	f.Add("1e400000", "usd", "2026-11-22T24:00:00.000000000Z", "{}", "null", "null", "2026-02-30T00:00:00.000000000Z")
	f.Fuzz(func(t *testing.T, amount, currency, created, details, delivery, problem, submitted string) {
		r := row{Seq: 1, LastSeq: 2, ID: "1", CostAmount: nullable(amount), CostCurrency: sql.NullString{String: currency, Valid: amount != ""},
			CreatedAt: created, UpdatedAt: created, Details: details, Delivery: delivery, Problem: nullable(problem), SubmittedAt: nullable(submitted)}
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
		if again, err := parseTime(formatTime(at)); err != nil || !again.Equal(at) {
			t.Errorf("%q became %q", s, formatTime(at))
		}
	})
}

// FuzzLog: whatever lies beside the ledger as its log, reading it ends, and
// what is taken from it is the beginning of a page.
func FuzzLog(f *testing.F) {
	head := make([]byte, logHeader)
	for i, n := range []uint32{logMagic | 1, logVersion, 512, 0, 7, 8} {
		binary.BigEndian.PutUint32(head[4*i:], n)
	}
	sum := checksum(binary.BigEndian, [2]uint32{}, head[:24])
	binary.BigEndian.PutUint32(head[24:], sum[0])
	binary.BigEndian.PutUint32(head[28:], sum[1])
	frame := make([]byte, frameHeader+512)
	binary.BigEndian.PutUint32(frame, 1)
	binary.BigEndian.PutUint32(frame[4:], 1)
	copy(frame[8:16], head[16:24])
	copy(frame[frameHeader:], "SQLite format 3\x00")
	sum = checksum(binary.BigEndian, checksum(binary.BigEndian, sum, frame[:8]), frame[frameHeader:])
	binary.BigEndian.PutUint32(frame[16:], sum[0])
	binary.BigEndian.PutUint32(frame[20:], sum[1])
	whole := append(bytes.Clone(head), frame...)
	if first, bad, what := readLog(bytes.NewReader(frame), head); what != "" || bad != 0 || !bytes.HasPrefix(first, []byte("SQLite")) {
		f.Fatalf("%q %d %s", first, bad, what)
	}
	f.Add(whole)
	f.Add(whole[:len(whole)-1])
	f.Add(append(whole, frame...))
	f.Add(head)
	f.Fuzz(func(t *testing.T, log []byte) {
		if len(log) < logHeader {
			return
		}
		first, bad, what := readLog(bytes.NewReader(log[logHeader:]), log[:logHeader])
		if first != nil && len(first) != fileHeader || first != nil && what != "" || bad < 0 || (bad > 0) != (what != "") && what != "its beginning cannot be read" {
			t.Errorf("%d bytes, frame %d, %q", len(first), bad, what)
		}
	})
}

// FuzzFind: a text is looked for and never fails; what it finds holds the
// letters and digits of the text, so that none finds everything.
func FuzzFind(f *testing.F) {
	for _, s := range []string{"ref-1", "REF-2", "8338982", "%", "_", "' OR 1=1 --", "\x00", "\xff\xfe", "0044 7700 900123", strings.Repeat("9", 5000), "٤٥٦٧", "İİİİ", "\U0010ffff\U0010ffff"} {
		f.Add(s)
	}
	l := newLedger(f)
	for n := range 3 {
		d := draftOf(n)
		d.Target = "894442271110833898" + string(rune('1'+n))
		mustDraft(f, l, d)
	}
	f.Fuzz(func(t *testing.T, text string) {
		found, err := l.Find(t.Context(), text)
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		for _, o := range found {
			wanted := strings.ToLower(strings.TrimSpace(text))
			named := wanted == strings.ToLower(o.ID) || wanted == strings.ToLower(o.Reference) ||
				strings.HasSuffix(o.Target, strings.TrimLeft(bare(text), "0")) && digits(bare(text)) >= minEnd
			if !named {
				t.Errorf("%q finds %s for %s", text, o.Reference, o.Target)
			}
		}
	})
}

// FuzzCursor: a page is one of ours, or refused as the person's mistake; List
// takes any.
func FuzzCursor(f *testing.F) {
	f.Add(place{part: 1, created: "2026-11-22T12:00:00.000000007Z", seq: 7}.cursor())
	for _, s := range []string{"", "x", "MSAyIDM", "LTEgeCAtNQ"} {
		f.Add(s)
	}
	l := newLedger(f)
	mustDraft(f, l, draftOf(1))
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
		if _, err := l.List(t.Context(), Filter{Cursor: text, Limit: 2}); err != nil && !providers.IsKind(err, providers.KindInvalid) {
			t.Errorf("%q: %v", text, err)
		}
	})
}

// FuzzHead: a head that somebody noted is compared, or refused.
func FuzzHead(f *testing.F) {
	l := newLedger(f)
	mustDraft(f, l, draftOf(1))
	h, err := l.Head(f.Context())
	if err != nil {
		f.Fatal(err)
	}
	for _, s := range []string{h.String(), "", ":", "1:", "9223372036854775808:ab12cd34ef56ab78", "-1:ab12cd34ef56ab78", "1:AB12CD34EF56AB78"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, noted string) {
		err := l.CheckHead(t.Context(), noted)
		if err == nil && !strings.EqualFold(strings.TrimSpace(noted), h.String()) && !strings.HasSuffix(strings.ToLower(strings.TrimSpace(noted)), h.String()[1:]) {
			t.Errorf("%q is taken for %s", noted, h)
		}
		if err != nil && providers.AsError(err).Reason().IsZero() {
			t.Errorf("%q: %v", noted, err)
		}
	})
}

// FuzzMark: a head that was kept reads back, and half of one is none.
func FuzzMark(f *testing.F) {
	whole := mark{Head{81, strings.Repeat("ab", 32)}, newClock().now()}.String()
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
