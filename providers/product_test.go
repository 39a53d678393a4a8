package providers

import (
	"testing"

	"github.com/shopspring/decimal"
)

func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }

var airtime = Product{Provider: "acme", Name: "MTN", Ranges: []Range{
	{Currency: "USD", Min: dec("1"), Max: dec("50"), CostCurrency: "USD", CostFactor: dec("0.97"), CostFlat: dec("0.5"), DeliveredCurrency: "NGN", DeliveredFactor: dec("1500.123")},
	{Currency: "NGN", Min: dec("100"), Max: dec("50000"), Whole: true},
}}

func TestCostWith(t *testing.T) {
	t.Parallel()
	fixed := Product{Cost: MustMoney("9.50", "USD").Ptr()}
	for _, c := range []struct {
		name   string
		p      Product
		fields map[string]string
		want   string
	}{
		{"fixed", fixed, nil, "9.50 USD"},
		{"three of them", fixed, map[string]string{"quantity": "3"}, "28.50 USD"},
		{"a quantity that is none", fixed, map[string]string{"quantity": "some"}, "9.50 USD"},
		{"none of them", fixed, map[string]string{"quantity": "0"}, "9.50 USD"},
		{"fewer than none", fixed, map[string]string{"quantity": "-3"}, "9.50 USD"},
		{"an amount means nothing to a fixed price", fixed, map[string]string{"amount": "500", "currency": "USD"}, "9.50 USD"},
		{"a range, its first currency", airtime, map[string]string{"amount": "10"}, "10.20 USD"},
		{"a range, twice", airtime, map[string]string{"amount": "10", "quantity": "2"}, "20.40 USD"},
		{"a range without an amount", airtime, nil, "?"},
		{"a range, an amount that is none", airtime, map[string]string{"amount": "1e999999999"}, "?"},
		{"a currency whose cost is not known", airtime, map[string]string{"amount": "500", "currency": "ngn"}, "?"},
		{"a currency it does not take", airtime, map[string]string{"amount": "500", "currency": "EUR"}, "?"},
		{"cost not known", Product{}, map[string]string{"quantity": "2"}, "?"},
	} {
		got := "?"
		if m := c.p.CostWith(c.fields); m != nil {
			got = m.String()
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
	same(t, "9.50 USD", fixed.Cost.String()) // nobody multiplied the catalogue's own
}

func TestRanges(t *testing.T) {
	t.Parallel()
	if airtime.Fixed() || !(Product{}).Fixed() {
		t.Error("fixed and range are mixed up")
	}
	r, ok := airtime.RangeIn("ngn")
	same(t, []any{"NGN", true}, []any{r.Currency, ok})
	if _, ok := (Product{}).RangeIn(""); ok {
		t.Error("a range out of nothing")
	}
	first := airtime.Ranges[0]
	same(t, "15001.23 NGN", first.DeliveredOf(dec("10")).String())
	if r.DeliveredOf(dec("10")) != nil || r.CostOf(dec("10")) != nil {
		t.Error("a factor that is not known gave a figure")
	}
	same(t, "1.15328 USD", Range{CostCurrency: "USD", CostFactor: dec("0.333333")}.CostOf(dec("3.459839")).String())
}

func TestWhoASaleIsFor(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		fields map[string]string
		want   string
	}{
		{nil, ""}, {map[string]string{"amount": "5"}, ""}, {map[string]string{"email": "a@example.com", "phone": " +44 "}, "+44"},
		{map[string]string{"account": "77", "sim_number": "89"}, "77"}, {map[string]string{"phone": " ", "sim_number": "89"}, "89"},
	} {
		same(t, c.want, Product{}.Target(c.fields))
	}
}

func TestTruthOf(t *testing.T) {
	t.Parallel()
	same(t, []Truth{Yes, No, 0}, []Truth{TruthOf(true), TruthOf(false), NotKnown})
}

func TestCheckField(t *testing.T) {
	t.Parallel()
	five := 5
	phone := Field{Name: FieldPhone, Label: "Number", Type: TypePhone, Required: true}
	amount := Field{Name: FieldAmount, Label: "Amount", Type: TypeAmount}
	count := Field{Name: FieldQuantity, Label: "Quantity", Type: TypeInteger}
	meter := Field{Name: "meter", Label: "Meter", Type: TypeInteger}
	mail := Field{Name: FieldEmail, Label: "E-mail", Type: TypeEmail}
	plan := Field{Name: "plan", Label: "Plan", Type: TypeChoice, Choices: []string{"A", "B"}}
	free := Field{Name: "plan", Label: "Plan", Type: TypeChoice}
	day := Field{Name: FieldStartDate, Label: "Start", Type: TypeDate}
	text := Field{Name: "note", Label: "Note", Type: TypeText, MaxLength: &five}
	var (
		fine    Reason
		missing = Because("field.missing", "label", "Number")
		digits  = Because("field.digits", "label", "Number")
		between = Because("field.out_of_range", "label", "Amount", "low", MustMoney("1", "USD"), "high", MustMoney("50", "USD"))
		noMoney = Because("field.no_amount", "label", "Amount")
		whole   = Because("field.no_whole_number", "label", "Quantity")
		noMail  = Because("field.no_email", "label", "E-mail")
		noDay   = Because("field.no_date", "label", "Start")
		noDigit = func(typed string) Reason { return Because("field.no_digit", "label", "Number", "typed", typed) }
	)
	for _, c := range []struct {
		f     Field
		value string
		want  Reason
	}{
		{phone, "", missing}, {phone, "  ", missing}, {phone, "+44 (0)7911-123.456", fine}, {phone, "1234", digits}, {phone, "1234567890123456", digits},
		{phone, "12345", fine}, {phone, "44+7911", noDigit("+")}, {phone, "0791x", noDigit("x")},
		{phone, "٠٧٩١١", noDigit("٠")},
		{amount, "", fine}, {amount, "1", fine}, {amount, "50.00", fine}, {amount, "0.99", between}, {amount, "50.01", between}, {amount, "0", noMoney},
		{amount, "-5", noMoney}, {amount, "five", noMoney}, {amount, "1e999999999", noMoney}, {amount, ".-5", noMoney},
		{count, "1", fine}, {count, "0", Because("field.less_than_one", "label", "Quantity")}, {count, "1.5", whole}, {count, "1.0", whole}, {count, "-1", whole}, {count, "1e3", whole},
		{count, "+1", whole}, {meter, "0", fine}, {meter, "00123456789012345", fine},
		{mail, "ann@example.com", fine}, {mail, "Ann <ann@example.com>", noMail}, {mail, "ann", noMail}, {mail, "a@b@c", noMail},
		{plan, "A", fine}, {plan, " B ", fine}, {plan, "a", Because("field.no_choice", "label", "Plan", "choices", plan.Choices)}, {free, "anything", fine},
		{day, "2026-07-01", fine}, {day, "2026-02-30", noDay}, {day, "1.7.2026", noDay},
		{text, "äöüßé", fine}, {text, "äöüßéx", Because("field.too_long", "label", "Note", "n", 5)}, {text, "", fine},
		{Field{Label: "New", Type: "later"}, "x", fine},
	} {
		if got := airtime.CheckField(c.f, c.value, nil); !got.Equal(c.want) {
			t.Errorf("%s %q: %s, want %s", c.f.Label, c.value, got, c.want)
		}
	}
	inNaira := map[string]string{"currency": "NGN"}
	same(t, []Reason{Because("field.whole_amount", "label", "Amount"),
		Because("field.out_of_range", "label", "Amount", "low", MustMoney("100", "NGN"), "high", MustMoney("50000", "NGN")), fine}, []Reason{
		airtime.CheckField(amount, "150.5", inNaira), airtime.CheckField(amount, "50001", inNaira), airtime.CheckField(amount, "100", inNaira)})
	open := Product{Ranges: []Range{{Currency: "USD", Min: dec("1")}}}
	same(t, fine, open.CheckField(amount, "1000000", nil)) // no upper end is told
	same(t, Because("field.too_little", "label", "Amount", "low", MustMoney("1", "USD")), open.CheckField(amount, "0.50", nil))
}

func TestCheckFields(t *testing.T) {
	t.Parallel()
	p := airtime
	p.Fields = []Field{{Name: FieldPhone, Label: "Number", Type: TypePhone, Required: true}, {Name: FieldAmount, Label: "Amount", Type: TypeAmount, Required: true}}
	for _, c := range []struct {
		p      Product
		fields map[string]string
		want   Reason
	}{
		{p, map[string]string{"phone": "+447911123456", "amount": "10"}, Reason{}},
		{p, map[string]string{"amount": "10"}, Because("field.missing", "label", "Number")},
		{p, map[string]string{"phone": "+447911123456", "amount": "99"}, Because("field.out_of_range", "label", "Amount", "low", MustMoney("1", "USD"), "high", MustMoney("50", "USD"))},
		{p, map[string]string{"phone": "+447911123456", "amount": "10", "colour": "red"}, Because("field.takes_others", "product", "MTN", "field", "colour", "names", []string{"phone", "amount"})},
		{Product{Provider: "acme", Name: "Japan"}, map[string]string{"colour": "red"}, Because("field.takes_none", "product", "Japan", "field", "colour")},
		{Product{}, nil, Reason{}},
	} {
		err := c.p.CheckFields(c.fields)
		if c.want.IsZero() {
			if err != nil {
				t.Errorf("%v: %v", c.fields, err)
			}
			continue
		}
		e := AsError(err)
		same(t, Error{Kind: KindInvalid, Outcome: NotSent, Provider: "acme", Why: c.want}, *e)
	}
}

func TestCleanICCID(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"8944500102198304826": "8944500102198304826", " 8944 5001-0219 8304 826 ": "8944500102198304826", "8944500102198304826F": "8944500102198304826",
		"894450010219830482fF": "894450010219830482", "8944500102198304826012": "8944500102198304826012",
	} {
		if got, ok := CleanICCID(in); got != want || !ok {
			t.Errorf("%q: %q %t", in, got, ok)
		}
	}
	for _, in := range []string{"", "F", "89445001021983048", "89445001021983048260123", "894450010219830482x", "8944500102F98304826", "٨٩٤٤٥٠٠١٠٢١٩٨٣٠٤٨٢", "LPA:1$a$b"} {
		if got, ok := CleanICCID(in); ok {
			t.Errorf("%q was taken for %q", in, got)
		}
	}
}

func TestLuhn(t *testing.T) {
	t.Parallel()
	for digits, want := range map[string]bool{"79927398713": true, "79927398710": false, "8944500102198304826": true, "8944500102198304827": false, "0": true, "18": true, "81": false} {
		if LuhnOK(digits) != want {
			t.Errorf("%s: %t", digits, !want)
		}
	}
}

func TestSameICCID(t *testing.T) {
	t.Parallel()
	const full, short = "89445001021983048262", "8944500102198304826"
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{full, full, true}, {full, short, true}, {short, full, true}, {short, short[:18], true}, {full, short[:18], false},
		{full, "8944500102198304827", false}, {"", "", true}, {"", "8", false}, {"8944500102", "89445001021", false},
	} {
		if SameICCID(c.a, c.b) != c.want {
			t.Errorf("%q %q: %t", c.a, c.b, !c.want)
		}
	}
}

func TestSize(t *testing.T) {
	t.Parallel()
	type size struct {
		bytes int64
		ok    bool
	}
	for _, c := range []struct {
		amount string
		unit   int64
		want   size
	}{
		{"5", GB, size{5 * GB, true}}, {"1.5", GB, size{3 * GB / 2, true}}, {"0", MB, size{0, true}},
		{"0.0001", KB, size{0, true}}, {"1.9", 1, size{1, true}}, {"8388607", TB, size{8388607 * TB, true}},
		{"8388608", TB, size{}}, {"1e30", 1, size{}}, {"-1", GB, size{}}, {"-0.1", 1, size{}},
	} {
		bytes, ok := Size(dec(c.amount), c.unit)
		if got := (size{bytes, ok}); got != c.want {
			t.Errorf("Size(%s, %d) = %v, want %v", c.amount, c.unit, got, c.want)
		}
	}
}

func TestCountryCode(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]bool{"JP": true, "jp": true, "Jp": true, "": false, "J": false, "AFR": false, "J1": false, "é": false, " JP": false, "JP\n": false} {
		if code, ok := CountryCode(in); ok != want || ok && code != "JP" {
			t.Errorf("CountryCode(%q) = %q, %v", in, code, ok)
		}
	}
}

func TestDigits(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"+49 (171) 123-45": "4917112345", "": "", "x": "", "٣4": "4"} {
		if got := Digits(in); got != want {
			t.Errorf("Digits(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestSizeInConvertsOnlyClearUnits(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		quantity, unit string
		want           int64
		ok             bool
	}{
		{"10", "GB", 10 * GB, true}, {"512", " mb ", 512 * MB, true}, {"1", "Kb", KB, true},
		{"7", "B", 7, true}, {"7", "Bytes", 7, true}, {"0", "GB", 0, true}, {"1.5", "GB", 3 * GB / 2, true},
		{"5", "", 0, false}, {"5", "minutes", 0, false}, {"-1", "GB", 0, false}, {"99999999999999", "GB", 0, false},
	} {
		got, ok := SizeIn(dec(c.quantity), c.unit)
		if got != c.want || ok != c.ok {
			t.Errorf("SizeIn(%s, %q) = %d, %v", c.quantity, c.unit, got, ok)
		}
	}
}
