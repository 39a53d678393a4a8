package providers

import (
	"encoding/json"
	"testing"
	"time"
)

// A ledger holds drafts and evidence of former versions, where plain text stood
// in a reason's place. They are read: an order must not get stuck on its notes.
func TestWhatFormerVersionsWroteIsAQuotation(t *testing.T) {
	t.Parallel()
	var p Product
	if err := json.Unmarshal([]byte(`{"ID":"x","Notes":["APN: web",""],"Instructions":"Starts at first use."}`), &p); err != nil {
		t.Fatal(err)
	}
	same(t, Product{ID: "x", Notes: []Reason{Quoted("APN: web"), {}}, Instructions: Quoted("Starts at first use.")}, p)
	var e Evidence
	if err := json.Unmarshal([]byte(`{"source":"wallet","expected":"90.50 USD","seen":"","supports":2}`), &e); err != nil {
		t.Fatal(err)
	}
	same(t, Evidence{Source: Quoted("wallet"), Expected: Quoted("90.50 USD"), Supports: No}, e)
	for text, ok := range map[string]bool{`"`: false, `"half`: false, `7`: false, `{}`: true, `null`: true, `""`: true} {
		var r Reason
		if err := json.Unmarshal([]byte(text), &r); (err == nil) != ok || !r.IsZero() {
			t.Errorf("%s: %v, %v", text, r, err)
		}
	}
}

func TestReasonsComeBackAsTheyWere(t *testing.T) {
	t.Parallel()
	want := Because("x.y", "text", "t", "n", 3, "money", *MustMoney("9.5", "USD").Ptr(), "at", time.Date(2026, 7, 1, 14, 2, 0, 0, time.UTC),
		"span", time.Minute, "names", []string{"a", "b"}, "why", Quoted("they say"))
	var got Reason
	if err := json.Unmarshal([]byte(inJSON(t, want)), &got); err != nil {
		t.Fatal(err)
	}
	same(t, want, got)
	same(t, "x.y (at=2026-07-01T14:02:00Z, money=9.50 USD, n=3, names=a, b, span=1m0s, text=t, why=quote (text=they say))", got.String())
	same(t, []Reason{Quoted("a"), Quoted("b")}, Quotes("a", "", "b"))
	same(t, len("quote")+len("text")+len("a"), Quoted("a").Size())
}

// Saying why must not break what it is about, whatever it is given.
func TestAReasonTakesWhatItIsGiven(t *testing.T) {
	t.Parallel()
	same(t, "x.y (n=7, none=, odd=[1 2])", Because("x.y", "n", int64(7), "odd", []int{1, 2}, "none", (*Money)(nil), "without").String())
}
