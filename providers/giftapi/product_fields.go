package giftapi

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"simdesk/providers"
	"simdesk/providers/wire/loose"
)

// fieldSpec is one entry of a product's fields. Their schema is not
// documented, so every usual spelling is understood.
type fieldSpec struct {
	Key      string // the provider's own, which the order must carry
	Label    string
	Type     string // folded
	Required bool
	Choices  []string
	Meaning  string // what the choices stand for, "" when they say it themselves
	Max      int    // length, 0 when there is no limit
}

// fieldSpecs accepts a list of objects, a list of names or an object by name.
type fieldSpecs []fieldSpec

// UnmarshalJSON never fails on JSON: a field that cannot be read is left out,
// and the provider then refuses the order in its own words.
func (f *fieldSpecs) UnmarshalJSON(b []byte) error {
	var all fieldSpecs
	switch t := anyJSON(b).(type) {
	case []any:
		for _, e := range t {
			all.add("", e)
		}
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(t)) {
			all.add(name, t[name])
		}
	}
	*f = all
	return nil
}

func (f *fieldSpecs) add(name string, v any) {
	m, _ := v.(map[string]any)
	text := func(keys ...string) string {
		for _, k := range keys {
			if s := scalar(m[k]); s != "" {
				return s
			}
		}
		return ""
	}
	key := cmp.Or(name, scalar(v), text("code", "key", "name", "id"))
	if key == "" {
		return
	}
	s := fieldSpec{Key: key, Label: cmp.Or(loose.Plain(text("label", "title", "name")), humanized(key)), Type: fold(text("type", "input_type", "format"))}
	// A field that it lists is one that it asks for, unless it says otherwise.
	rules := flattened(m["rules"]).text() + flattened(m["validation"]).text()
	s.Required = rules == "" || strings.Contains(rules, "required")
	if said := strings.ToLower(text("required", "is_required", "mandatory", "isRequired")); said != "" {
		s.Required = said == "true" || said == "1"
	}
	s.Choices, s.Meaning = choices(m)
	s.Max, _ = strconv.Atoi(text("max_length", "maxlength", "maxLength"))
	*f = append(*f, s)
}

// choices reads a list of values, a list of value and label, or labels by
// value. The values are what the order carries.
func choices(m map[string]any) (values []string, meaning string) {
	var labels []string
	add := func(value, label string) {
		if value != "" {
			values = append(values, value)
		}
		if value != "" && label != "" && label != value {
			labels = append(labels, value+" = "+label)
		}
	}
	for _, k := range []string{"options", "choices", "values", "enum", "items"} {
		switch t := m[k].(type) {
		case []any:
			for _, e := range t {
				f := flattened(e)
				add(f.value("value", "code", "key", "id", "name", ""), f.value("label", "name", "title", "text"))
			}
		case map[string]any:
			for _, x := range flattened(t) {
				add(x.Key, x.Value)
			}
		}
		if len(values) > 0 {
			break
		}
	}
	return values, strings.Join(labels, ", ")
}

// commonNames are the provider's spellings of the names of contracts.md.
var commonNames = map[string]string{
	"phone": providers.FieldPhone, "phonenumber": providers.FieldPhone, "msisdn": providers.FieldPhone,
	"mobile": providers.FieldPhone, "mobilenumber": providers.FieldPhone, "mobilephone": providers.FieldPhone,
	"recipientphone": providers.FieldPhone, "customerphone": providers.FieldPhone, "telephone": providers.FieldPhone, "tel": providers.FieldPhone,
	"email": providers.FieldEmail, "emailaddress": providers.FieldEmail, "customeremail": providers.FieldEmail, "recipientemail": providers.FieldEmail,
	"account": providers.FieldAccount, "accountid": providers.FieldAccount, "accountnumber": providers.FieldAccount,
	"userid": providers.FieldAccount, "playerid": providers.FieldAccount,
	"amount": providers.FieldAmount, "sum": providers.FieldAmount,
	"quantity": providers.FieldQuantity, "qty": providers.FieldQuantity,
	"country": providers.FieldCountry, "countrycode": providers.FieldCountry,
	"zip": providers.FieldZIP, "zipcode": providers.FieldZIP, "postalcode": providers.FieldZIP,
	"firstname": providers.FieldFirstName, "lastname": providers.FieldLastName,
}

// fieldTypes are the usual words for the type of an input, folded.
var fieldTypes = map[string]providers.FieldType{
	"phone": providers.TypePhone, "tel": providers.TypePhone, "msisdn": providers.TypePhone,
	"email": providers.TypeEmail, "integer": providers.TypeInteger, "int": providers.TypeInteger,
	"amount": providers.TypeAmount, "money": providers.TypeAmount, "decimal": providers.TypeAmount, "float": providers.TypeAmount,
	"select": providers.TypeChoice, "choice": providers.TypeChoice, "enum": providers.TypeChoice,
	"radio": providers.TypeChoice, "dropdown": providers.TypeChoice, "list": providers.TypeChoice,
	"date": providers.TypeDate,
}

// typesByName are those of the names that every provider uses.
var typesByName = map[string]providers.FieldType{
	providers.FieldPhone: providers.TypePhone, providers.FieldEmail: providers.TypeEmail,
	providers.FieldAmount: providers.TypeAmount, providers.FieldQuantity: providers.TypeInteger,
}

// addFields puts the product's own fields, the amount of an open denomination
// and a quantity where more than one may be bought at once.
func addFields(p *providers.Product, specs fieldSpecs, row priceRow) {
	for _, s := range specs {
		name := commonNames[fold(s.Key)]
		if name == "" || p.Extra[extraField+name] != "" {
			name = s.Key // two keys never share a name: the second keeps its own
		}
		addField(p, s.Key, s.field(name))
	}
	if row.custom() {
		addField(p, providers.FieldAmount, providers.Field{
			Name: providers.FieldAmount, Label: "Amount", Type: providers.TypeAmount, Required: true,
		})
	}
	most := count(row.MaxPerOrder)
	if most == nil {
		return
	}
	p.Extra[extraMaxPerOrder] = strconv.Itoa(*most)
	if *most > 1 {
		addField(p, providers.FieldQuantity, providers.Field{
			Name: providers.FieldQuantity, Label: fmt.Sprintf("Quantity (at most %d)", *most), Type: providers.TypeInteger,
		})
	}
}

func addField(p *providers.Product, key string, f providers.Field) {
	if p.Extra[extraField+f.Name] != "" {
		return
	}
	p.Extra[extraField+f.Name] = key
	p.Fields = append(p.Fields, f)
}

func (s fieldSpec) field(name string) providers.Field {
	f := providers.Field{Name: name, Label: s.Label, Required: s.Required, Choices: s.Choices,
		Type: cmp.Or(typesByName[name], fieldTypes[s.Type], providers.TypeText)}
	if name == providers.FieldQuantity {
		f.Required = false
	}
	if len(s.Choices) > 0 {
		f.Type = providers.TypeChoice
	}
	if s.Max > 0 {
		f.MaxLength = &s.Max
	}
	return f
}

// humanized makes a label of a key: "server_id" is read as "Server id".
func humanized(key string) string {
	s := cmp.Or(strings.TrimSpace(strings.NewReplacer("_", " ", "-", " ", ".", " ").Replace(key)), key)
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[size:]
}
