package giftapi

import (
	"encoding/json"
	"testing"

	"simdesk/providers"
	"simdesk/providers/wire/loose"
)

func TestFieldSpecs(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, body string
		want       fieldSpecs
	}{
		{"the documented sample", `[]`, nil},
		{"null", `null`, nil},
		{"code and name", `[{"code":"phone","name":"Phone <b>number</b>","type":"text","required":false}]`,
			fieldSpecs{{Key: "phone", Label: "Phone number", Type: "text"}}},
		{"name and label, nothing said about required", `[{"name":"server_id","label":"Server"}]`,
			fieldSpecs{{Key: "server_id", Label: "Server", Required: true}}},
		{"key and title, rules", `[{"key":"note","title":"Note","rules":"nullable|string","max_length":"40"}]`,
			fieldSpecs{{Key: "note", Label: "Note", Max: 40}}},
		{"rules that require", `[{"key":"note","validation":["required","string"]}]`, fieldSpecs{{Key: "note", Label: "Note", Required: true}}},
		{"by name", `{"zone_id":{"type":"Number","required":"1"},"email":"string"}`,
			fieldSpecs{{Key: "email", Label: "Email", Required: true}, {Key: "zone_id", Label: "Zone id", Type: "number", Required: true}}},
		{"bare names", `["player_id"]`, fieldSpecs{{Key: "player_id", Label: "Player id", Required: true}}},
		{"options", `[{"code":"s","type":"select","options":["EU","US"]}]`,
			fieldSpecs{{Key: "s", Label: "S", Type: "select", Required: true, Choices: []string{"EU", "US"}}}},
		{"options, one of them empty", `[{"code":"s","enum":["","EU"]}]`, fieldSpecs{{Key: "s", Label: "S", Required: true, Choices: []string{"EU"}}}},
		{"options, told twice", `[{"code":"s","options":[{"value":"EU","label":"EU"}],"values":["1"]}]`,
			fieldSpecs{{Key: "s", Label: "S", Required: true, Choices: []string{"EU"}}}},
		{"a name without letters", `["_"]`, fieldSpecs{{Key: "_", Label: "_", Required: true}}},
		{"options with labels", `[{"code":"s","options":[{"value":1,"label":"Europe"},{"value":2,"label":"Asia"}]}]`,
			fieldSpecs{{Key: "s", Label: "S", Required: true, Choices: []string{"1", "2"}, Meaning: "1 = Europe, 2 = Asia"}}},
		{"options by value", `[{"code":"s","options":{"b":"Two","a":"One"}}]`,
			fieldSpecs{{Key: "s", Label: "S", Required: true, Choices: []string{"a", "b"}, Meaning: "a = One, b = Two"}}},
		{"nothing to go by", `[{}, null, 7.5, {"label":"x"}]`, fieldSpecs{{Key: "7.5", Label: "7 5", Required: true}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var got fieldSpecs
			if err := loose.Decode([]byte(tt.body), &got); err != nil {
				t.Fatal(err)
			}
			same(t, "specs", got, tt.want)
		})
	}
}

func TestAddFieldsMapsCommonNames(t *testing.T) {
	t.Parallel()
	p := providers.Product{Extra: map[string]string{}}
	forty := 40
	addFields(&p, fieldSpecs{
		{Key: "MSISDN", Label: "Phone", Type: "text", Required: true},
		{Key: "mobile", Label: "Second phone", Type: "text"},
		{Key: "user_id", Label: "Player", Required: true, Max: 40},
		{Key: "customer-email", Label: "Mail"},
		{Key: "qty", Label: "How many", Required: true},
		{Key: "server", Label: "Server", Type: "text", Choices: []string{"EU"}},
		{Key: "born", Label: "Born", Type: "date"},
	}, priceRow{DenominationType: "custom", MaxPerOrder: number("3")})
	same(t, "fields", p.Fields, []providers.Field{
		{Name: "phone", Label: "Phone", Type: providers.TypePhone, Required: true},
		{Name: "mobile", Label: "Second phone", Type: providers.TypeText},
		{Name: "account", Label: "Player", Type: providers.TypeText, Required: true, MaxLength: &forty},
		{Name: "email", Label: "Mail", Type: providers.TypeEmail},
		{Name: "quantity", Label: "How many", Type: providers.TypeInteger},
		{Name: "server", Label: "Server", Type: providers.TypeChoice, Choices: []string{"EU"}},
		{Name: "born", Label: "Born", Type: providers.TypeDate},
		{Name: "amount", Label: "Amount", Type: providers.TypeAmount, Required: true},
	})
	same(t, "the provider's names", p.Extra, map[string]string{
		"field.phone": "MSISDN", "field.mobile": "mobile", "field.account": "user_id", "field.email": "customer-email",
		"field.quantity": "qty", "field.server": "server", "field.born": "born", "field.amount": "amount", extraMaxPerOrder: "3",
	})
}

// An open denomination asks for one amount, by the product's own name for it.
func TestAddFieldsAsksForTheAmountOnce(t *testing.T) {
	t.Parallel()
	p := providers.Product{Extra: map[string]string{}}
	addFields(&p, fieldSpecs{{Key: "sum", Label: "Sum", Type: "text", Required: true}}, priceRow{DenominationType: "custom"})
	same(t, "fields", p.Fields, []providers.Field{{Name: "amount", Label: "Sum", Type: providers.TypeAmount, Required: true}})
	same(t, "the provider's names", p.Extra, map[string]string{"field.amount": "sum"})
}

// A number keeps what a JSON number would lose.
func TestFieldValue(t *testing.T) {
	t.Parallel()
	tests := []struct {
		kind  providers.FieldType
		value string
		want  any
	}{
		{providers.TypeText, "7", "7"},
		{providers.TypeInteger, "7", json.Number("7")},
		{providers.TypeInteger, "0", json.Number("0")},
		{providers.TypeInteger, "007", "007"},
		{providers.TypeInteger, "seven", "seven"},
		{providers.TypeAmount, "0.5", json.Number("0.5")},
	}
	for _, tt := range tests {
		same(t, tt.value, fieldValue(providers.Field{Type: tt.kind}, tt.value), tt.want)
	}
}

func number(s string) loose.Number {
	d, err := providers.ParseDecimal(s)
	return loose.Number{Decimal: d, Known: err == nil}
}
