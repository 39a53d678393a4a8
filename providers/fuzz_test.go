package providers

import (
	"encoding/json"
	"strings"
	"testing"
)

// FuzzICCID: what counts as an ICCID is digits alone, and is one again.
func FuzzICCID(f *testing.F) {
	for _, s := range []string{"8944 4227 1110 8338 982", "8944422711108338982F", "89-44", "", "٨٩٤٤٤٢٢٧١١١٠٨٣٣٨٩٨٢", "89444227111083389821234567"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		clean, ok := CleanICCID(s)
		if !ok {
			return
		}
		if strings.Trim(clean, "0123456789") != "" || len(clean) < 18 || len(clean) > 22 {
			t.Errorf("%q became %q", s, clean)
		}
		if again, ok := CleanICCID(clean); !ok || again != clean || !SameICCID(clean, again) {
			t.Errorf("%q became %q", clean, again)
		}
	})
}

// FuzzDigits: a number keeps its digits and nothing else.
func FuzzDigits(f *testing.F) {
	for _, s := range []string{"+234 814 765-8721", "", "٤٥", "+", "1\x00\u202e2"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if got := Digits(s); strings.Trim(got, "0123456789") != "" || Digits(got) != got {
			t.Errorf("%q became %q", s, got)
		}
	})
}

// FuzzDelivery: what a customer paid for is read back as it was written.
func FuzzDelivery(f *testing.F) {
	for _, s := range []string{
		`{"type":"esim","iccid":"8944422711108338982","activation":{"lpa":"LPA:1$a$B","smdp":"a","matching_id":"B","confirmation_code":"4711","ios_link":"x"}}`,
		`{"type":"airtime","phone":"+2348147658721","delivered":{"amount":"10.50","currency":"NGN"}}`, `{"type":"pin","pin":"1"}`, `{"type":"bill","token":"1"}`,
		`{"type":"esim","activation":{"lpa":"LPA:1$$$$$","smdp":"$","matching_id":"$"}}`, `{"type":"gift_card","card_number":"1","link":"x"}`, `{"type":"sim","sim_number":"1"}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		var d Delivery
		if json.Unmarshal(body, &d) != nil {
			return
		}
		first, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		var back Delivery
		if json.Unmarshal(first, &back) != nil {
			return // encodeChange keeps the text of one that is not complete
		}
		if second, err := json.Marshal(back); err != nil || string(first) != string(second) {
			t.Errorf("%s\nbecame %s (%v)", first, second, err)
		}
	})
}

// FuzzMoney: an amount that is read is one to the digit when it is read again.
func FuzzMoney(f *testing.F) {
	for _, s := range []string{`{"amount":"12.50","currency":"USD"}`, `{"amount":"1e99","currency":"usd"}`, `{"amount":"-0","currency":"XXX"}`, `{"amount":1.5,"currency":"USD"}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		var m Money
		if json.Unmarshal(body, &m) != nil {
			return
		}
		written, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		var back Money
		if err := json.Unmarshal(written, &back); err != nil || !back.Amount.Equal(m.Amount) || back.Currency != m.Currency {
			t.Errorf("%s became %+v (%v)", written, back, err)
		}
	})
}

// What a ledger or a catalogue holds for a reason is read back as it was written,
// and never ends anything.
func FuzzReason(f *testing.F) {
	for _, s := range []string{`"APN: web"`, `{"key":"x.y","args":{"n":{"count":3},"why":{"why":{"key":"quote"}}}}`, `{"args":{"m":{"money":{"amount":"1","currency":"USD"}}}}`, `"`, `[]`, `null`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var r, again Reason
		if json.Unmarshal(b, &r) != nil {
			return
		}
		text := inJSON(t, r)
		if err := json.Unmarshal([]byte(text), &again); err != nil || again.String() != r.String() {
			t.Errorf("%s is %q, and read again %q, %v", b, r, again, err)
		}
	})
}
