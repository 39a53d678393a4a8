package providers

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

func same(t *testing.T, want, got any) {
	t.Helper()
	if d := diff(want, got); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
}

func inJSON(t interface{ Fatal(...any) }, v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestNumberHasTheCurrencysDecimalsAndNoFewer(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ amount, currency, want string }{
		{"12.5", "USD", "12.50"}, {"12", "USD", "12.00"}, {"0", "USD", "0.00"}, {"-0.5", "USD", "-0.50"}, {"0.19785", "USD", "0.19785"},
		{"0.1978500", "USD", "0.19785"}, {"12.500", "USD", "12.50"}, {"12.5000000", "USD", "12.50"}, {"500", "JPY", "500"}, {"500.0", "JPY", "500"},
		{"500.5", "JPY", "500.5"}, {"1.5", "KWD", "1.500"}, {"1e3", "USD", "1000.00"}, {"1e-3", "USD", "0.001"}, {"15e-1", "USD", "1.50"},
		{"9007199254740993.01", "USD", "9007199254740993.01"}, {"0.1", "", "0.10"}, {"1e30", "XOF", "1" + strings.Repeat("0", 30)},
	} {
		m, err := NewMoney(c.amount, c.currency)
		if err != nil || m.Number() != c.want {
			t.Errorf("%s %s: %s %v, want %s", c.amount, c.currency, m.Number(), err, c.want)
		}
	}
}

func TestNewMoneyTidiesTheCurrency(t *testing.T) {
	t.Parallel()
	m, err := NewMoney(" 1.50 ", " usd ")
	if err != nil {
		t.Fatal(err)
	}
	same(t, []string{"1.50 USD", `{"amount":"1.50","currency":"USD"}`}, []string{m.String(), inJSON(t, m)})
	p := m.Ptr()
	p.Currency = "EUR"
	same(t, "USD", m.Currency)
}

func TestWhatIsNoAmount(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"", " ", "abc", "1,5", "1 000", "1.2.3", "--1", "+-1", "1-", ".-5", "1.+5", "1e", "e5", "1e5e5", "1e1.5", "NaN", "Infinity", "-Inf",
		"0x10", "1_000", "٣", "１", "5 USD", "$5", "1e31", "1e-31", "1e999999999", "-1e999999999", "1e-999999999", "1e2147483648", "1e-2147483648",
		"1e99999999999999999999", strings.Repeat("9", 65), "0." + strings.Repeat("0", 31) + "1", "\x00", "1\x00"} {
		if d, err := ParseDecimal(s); err == nil {
			t.Errorf("%q was read as %s", s, d)
		}
	}
}

func TestMustMoneyPanicsOnABadConstant(t *testing.T) {
	t.Parallel()
	defer func() {
		if recover() == nil {
			t.Error("it did not")
		}
	}()
	MustMoney("much", "USD")
}

func TestTwoCurrenciesAreNeverASum(t *testing.T) {
	t.Parallel()
	usd, eur := MustMoney("10", "USD"), MustMoney("2.5", "EUR")
	if sum, err := usd.Add(eur); err == nil || sum != (Money{}) {
		t.Errorf("10 USD + 2.50 EUR = %s", sum)
	}
	if difference, err := usd.Sub(eur); err == nil || difference != (Money{}) {
		t.Errorf("10 USD - 2.50 EUR = %s", difference)
	}
	if _, ok := usd.Cmp(eur); ok {
		t.Error("they compare")
	}
	sum, err := usd.Add(MustMoney("0.05", "USD"))
	if err != nil || sum.String() != "10.05 USD" {
		t.Errorf("%s %v", sum, err)
	}
	difference, err := usd.Sub(MustMoney("10.01", "USD"))
	if err != nil || difference.String() != "-0.01 USD" {
		t.Errorf("%s %v", difference, err)
	}
	if order, ok := usd.Cmp(MustMoney("10.000", "USD")); order != 0 || !ok {
		t.Errorf("%d %t", order, ok)
	}
}

// amounts draws what a provider may send, hostile ones included.
func amounts() *rapid.Generator[decimal.Decimal] {
	return rapid.Custom(func(t *rapid.T) decimal.Decimal {
		text := rapid.StringMatching(`-?[0-9]{1,40}(\.[0-9]{1,20})?(e-?[0-9]{1,2})?`).Draw(t, "text")
		d, err := ParseDecimal(text)
		if err != nil {
			t.Skip()
		}
		return d
	})
}

func TestMoneyComesBackFromJSON(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := Money{amounts().Draw(t, "amount"), rapid.SampledFrom([]string{"USD", "JPY", "KWD", ""}).Draw(t, "currency")}
		// A cost is an amount times a factor times a quantity.
		for range rapid.IntRange(0, 2).Draw(t, "factors") {
			m.Amount = m.Amount.Mul(amounts().Draw(t, "factor"))
		}
		var got Money
		if err := json.Unmarshal([]byte(inJSON(t, m)), &got); err != nil {
			t.Fatalf("%s cannot be read back: %v", inJSON(t, m), err)
		}
		if !got.Amount.Equal(m.Amount) || got.Currency != m.Currency || inJSON(t, got) != inJSON(t, m) {
			t.Fatalf("%s came back as %s", inJSON(t, m), inJSON(t, got))
		}
	})
}

func TestMoneyFromJSON(t *testing.T) {
	t.Parallel()
	want := MustMoney("3", "USD")
	m := want
	if err := json.Unmarshal([]byte(`null`), &m); err != nil {
		t.Error(err)
	}
	same(t, want, m)
	for _, bad := range []string{`{}`, `{"amount":"","currency":"USD"}`, `{"amount":12.5,"currency":"USD"}`, `{"amount":"1e999999999","currency":"USD"}`, `"5"`, `5`} {
		if err := json.Unmarshal([]byte(bad), &m); err == nil {
			t.Errorf("%s was read as %s", bad, m)
		}
	}
	same(t, want, m)
}

func TestMinorDigits(t *testing.T) {
	t.Parallel()
	for currency, want := range map[string]int32{"USD": 2, "EUR": 2, "NGN": 2, "JPY": 0, "XOF": 0, "KRW": 0, "KWD": 3, "BHD": 3, "": 2} {
		if got := MinorDigits(currency); got != want {
			t.Errorf("%s: %d", currency, got)
		}
	}
}

func FuzzParseDecimal(f *testing.F) {
	for _, s := range []string{"1.5", "1e30", "1e999999999", "-0", ".-5", "00012.500"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := ParseDecimal(s)
		if err != nil {
			return
		}
		m := Money{d, "USD"}
		if back, err := NewMoney(m.Number(), "USD"); err != nil || !back.Amount.Equal(d) {
			t.Errorf("%q is %s, and again %s (%v)", s, m, back, err)
		}
	})
}

func diff(want, got any) string { return cmp.Diff(want, got, cmp.AllowUnexported(Activation{})) }
