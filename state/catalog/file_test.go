package catalog

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"simdesk/providers"
)

var exactDecimal = cmp.Comparer(func(a, b decimal.Decimal) bool {
	return a.Exponent() == b.Exponent() && a.Coefficient().Cmp(b.Coefficient()) == 0
})

// fileOf is the bytes of a file of these products.
func fileOf(t interface{ Fatal(args ...any) }, provider string, products ...providers.Product) []byte {
	f, err := build(provider, products, noon, shopPricing())
	if err != nil {
		t.Fatal(err)
	}
	return bytes.Join(f.layout(), nil)
}

// What is stored comes back whole, to the last digit and the last nil.
func TestProductsComeBackWhole(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		want := rapid.SliceOfNDistinct(anyProduct(), 0, 6, func(p providers.Product) string { return p.ID }).Draw(t, "products")
		f, err := readFile(fileOf(t, "fyatu", want...))
		if err != nil || f.len() != len(want) || !f.meta.asOf().Equal(noon) {
			t.Fatalf("%v: %d products as of %v", err, f.len(), f.meta.asOf())
		}
		got, err := f.products()
		byID := cmpopts.SortSlices(func(a, b providers.Product) bool { return a.ID < b.ID })
		if d := cmp.Diff(want, got, exactDecimal, byID); d != "" || err != nil {
			t.Fatal(err, d)
		}
	})
}

// A field that the contract gains is stored too, or this fails.
func TestEveryFieldIsStored(t *testing.T) {
	t.Parallel()
	var want providers.Product
	fill(reflect.ValueOf(&want).Elem())
	want.Provider = "fyatu"
	f, err := readFile(fileOf(t, "fyatu", want))
	if err != nil {
		t.Fatal(err)
	}
	got, err := f.product(0)
	if d := cmp.Diff(want, got, exactDecimal); d != "" || err != nil {
		t.Error(err, d)
	}
}

// fill sets everything in a value to something that is not zero.
func fill(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		v.SetString("text")
	case reflect.Int, reflect.Int8, reflect.Int64:
		v.SetInt(7)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem())
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0))
	case reflect.Map:
		v.Set(reflect.ValueOf(map[string]string{"key": "value"}))
	case reflect.Struct:
		switch v.Type() {
		case reflect.TypeFor[decimal.Decimal]():
			v.Set(reflect.ValueOf(decimal.New(1250, -2)))
			return
		case reflect.TypeFor[providers.Reason]():
			v.Set(reflect.ValueOf(providers.Because("a.reason", "text", "t", "n", 0, "money", providers.MustMoney("9.50", "USD"), "at", noon,
				"span", time.Minute, "names", []string{"a", "b"}, "why", providers.Quoted("they say"))))
			return
		}
		for i := range v.NumField() {
			fill(v.Field(i))
		}
	default:
		panic(v.Kind())
	}
}

// A file that is cut or changed anywhere is refused. Where the checksum is made
// to fit, which only somebody who writes files on purpose does, it is refused
// or read without a panic.
func TestDamageAnywhere(t *testing.T) {
	t.Parallel()
	whole := fileOf(t, "fyatu", shelf()...)
	rapid.Check(t, func(t *rapid.T) {
		at := rapid.IntRange(0, len(whole)-1).Draw(t, "at")
		if _, err := readFile(whole[:at]); err == nil {
			t.Fatalf("cut at %d and read", at)
		}
		b := slices.Clone(whole)
		b[at] ^= byte(rapid.IntRange(1, 255).Draw(t, "change"))
		if _, err := readFile(b); err == nil {
			t.Fatalf("changed at %d and read", at)
		}
		if f, err := parseFile(b); err == nil {
			lookAtAll(newIndex(shopPricing(), []*file{f}))
		}
	})
}

func lookAtAll(x *Index) {
	for row := range min(x.Len(), 50) {
		x.At(int32(row))
	}
	for _, q := range []Query{
		{Text: "japan 5gb", First: providers.KindESIM, Limit: 50}, {Text: "japn", Sort: SortPerGB, Limit: 5},
		{Country: "jp", Kinds: []providers.Kind{providers.KindESIM}, Sort: SortName}, {Text: "a", TopUps: true, Sort: SortPrice},
	} {
		for _, row := range x.Search(q).Rows {
			x.At(row)
		}
	}
	x.Find("fyatu", "jp5")
}

func anyDecimal(t *rapid.T) decimal.Decimal {
	digits := rapid.StringMatching(`-?[0-9]{1,30}`).Draw(t, "digits")
	d, err := providers.ParseDecimal(fmt.Sprintf("%se%d", digits, rapid.IntRange(-30, 30).Draw(t, "exponent")))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func anyProduct() *rapid.Generator[providers.Product] {
	text := rapid.String()
	texts := rapid.OneOf(rapid.Just([]string(nil)), rapid.SliceOfN(text, 0, 3))
	number := rapid.OneOf(rapid.Just((*int)(nil)), rapid.Ptr(rapid.Int(), false))
	return rapid.Custom(func(t *rapid.T) providers.Product {
		p := providers.Product{
			Provider: "fyatu", ID: text.Draw(t, "id"), Name: text.Draw(t, "name"), Region: text.Draw(t, "region"),
			Kind:      rapid.SampledFrom([]providers.Kind{providers.KindESIM, providers.KindAirtime, "new kind"}).Draw(t, "kind"),
			Countries: rapid.OneOf(texts, rapid.Just([]string{"JP", "KR"})).Draw(t, "countries"),
			Operator:  text.Draw(t, "operator"), Days: rapid.Int().Draw(t, "days"),
			Data:      providers.Data{Bytes: rapid.Int64().Draw(t, "bytes"), Unlimited: rapid.Bool().Draw(t, "unlimited"), Raw: text.Draw(t, "raw")},
			TopUpOnly: rapid.Bool().Draw(t, "top-up"), CanTopUp: rapid.SampledFrom([]providers.Truth{0, 1, 2}).Draw(t, "truth"),
			Stock: number.Draw(t, "stock"), Notes: providers.Quotes(texts.Draw(t, "notes")...), Instructions: providers.Quoted(text.Draw(t, "instructions")),
			Extra: rapid.OneOf(rapid.Just(map[string]string(nil)), rapid.MapOfN(text, text, 0, 3)).Draw(t, "extra"),
		}
		if rapid.Bool().Draw(t, "cost") {
			p.Cost = &providers.Money{Amount: anyDecimal(t), Currency: text.Draw(t, "currency")}
		}
		if rapid.Bool().Draw(t, "lists") {
			p.Fields = []providers.Field{{Name: text.Draw(t, "field"), Label: "Number", Type: providers.TypePhone, Required: true, Choices: texts.Draw(t, "choices"), MaxLength: number.Draw(t, "length")}}
			p.Networks = []providers.Network{{Country: "JP", Name: text.Draw(t, "network"), Types: texts.Draw(t, "types")}}
			p.Ranges = []providers.Range{{
				Currency: "NGN", Min: anyDecimal(t), Max: anyDecimal(t), Whole: rapid.Bool().Draw(t, "whole"), CostCurrency: "USD",
				CostFactor: anyDecimal(t), CostFlat: anyDecimal(t), DeliveredCurrency: "NGN", DeliveredFactor: anyDecimal(t),
			}}
		}
		return p
	})
}
