package say

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"simdesk/providers"
)

func TestFill(t *testing.T) {
	five := providers.Money{Amount: decimal.New(500, -2), Currency: "USD"}
	at := time.Date(2026, 7, 1, 14, 2, 0, 0, time.UTC)
	for template, want := range map[string]string{
		"nothing":                      "nothing",
		"{n} {n|package|packages}":     "3 packages",
		"{one} {one|package|packages}": "1 package",
		"{money} at {at}, {names}":     "5.00 USD at 1 Jul 14:02, a, b and c",
		"{long} and {short}":           "3 days and 90 s",
		"until {at.date}, {n.date}":    "until 1 Jul 2026 14:02 UTC, 3",
		"{sentence}.":                  "It ends.",
		"{text}{missing}.":             "as it is.",
		"because: {why}":               "because: as it is",
		"{why.next}{on.next}":          "Pay money in, then sell again.",
	} {
		r := providers.Because("x", "n", 3, "one", 1, "money", five, "at", at, "names", []string{"a", "b", "c"},
			"long", 80*time.Hour, "short", 90*time.Second, "text", "as it is", "sentence", "It ends.", "why", providers.Quoted("as it is"),
			"on", providers.Because("valuetopup.wallet"))
		if got := (Voice{}).fill(template, r); got != want {
			t.Errorf("%q is %q, want %q", template, got, want)
		}
	}
}

// TestErrorOnBothSurfaces: the same error, what it means for the money where
// that matters, and a step that can be taken there.
func TestErrorOnBothSurfaces(t *testing.T) {
	e := &providers.Error{Kind: providers.KindUnavailable, Outcome: providers.NotSent, Provider: "fyatu", Why: providers.Quoted("It is asleep.")}
	console := Voice{Surface: Console, Money: true}
	if got, want := console.Error(e), "Fyatu: It is asleep. Nothing was charged. Try again in a moment. ^R asks again."; got != want {
		t.Errorf("console: %q, want %q", got, want)
	}
	e.Outcome = providers.Unknown
	if got, want := (Voice{Surface: Command}).Error(e), "Fyatu: It is asleep. Try again in a moment."; got != want {
		t.Errorf("command: %q, want %q", got, want)
	}
	if got, want := console.Brief(e), "Fyatu: It is asleep."; got != want {
		t.Errorf("brief: %q, want %q", got, want)
	}
	if got, want := console.Error(&providers.Error{Kind: providers.KindDeclined, Why: providers.Quoted("No stock")}), "No stock. Choose another product or provider. Esc goes back."; got != want {
		t.Errorf("a quotation without an end: %q, want %q", got, want)
	}
	for kind := range english.kinds {
		if got := console.Error(&providers.Error{Kind: kind}); got == "" {
			t.Errorf("%s says nothing", kind)
		}
	}
	if got := console.Reason(providers.Because("later.key", "n", 2)); got != "This simdesk has no words for it: later.key (n=2)" {
		t.Errorf("a key of a newer simdesk: %q", got)
	}
}

// TestHowLong: not to the second where it takes hours.
func TestHowLong(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "a moment", time.Second: "1 s", 119 * time.Second: "119 s", 2 * time.Minute: "2 min", 2*time.Hour - time.Second: "119 min",
		2 * time.Hour: "2 h", 47*time.Hour + 59*time.Minute: "47 h", 48 * time.Hour: "2 days", 30*24*time.Hour + 23*time.Hour: "30 days",
		math.MaxInt64: "an unknown time",
	} {
		if got := englishSpan(d); got != want {
			t.Errorf("%s: %q, want %q", d, got, want)
		}
	}
}

// TestNamedOnce: a provider is put in front only of what does not name it, however
// its name is spelt there.
func TestNamedOnce(t *testing.T) {
	for _, v := range []Voice{{Surface: Command}, {Title: func(string) string { return "Value Topup" }}} {
		e := &providers.Error{Kind: providers.KindUnsupported, Provider: "valuetopup", Why: providers.Because("valuetopup.no_top_up")}
		if got, want := v.Error(e), "Value Topup has no top-up for an eSIM. Sell a new one."; !strings.HasPrefix(got, want) {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
