package valuetopup

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"simdesk/providers"
	"simdesk/providers/wire/loose"
)

// The fields whose names are Value Topup's own.
const (
	fieldBoostPin    = "boostPin"
	fieldPlanMonths  = "numberOfPlanMonths"
	fieldCheckDigits = "checkDigits"
	fieldSenderName  = "senderName"
	fieldLanguage    = "language"
	fieldAreaCode    = "areaCode"
	fieldIMEI        = "imei"
)

func field(name, label string, t providers.FieldType, required bool) providers.Field {
	return providers.Field{Name: name, Label: label, Type: t, Required: required, Choices: []string{}}
}

func limited(f providers.Field, most int) providers.Field {
	f.MaxLength = &most
	return f
}

// portInText are the text fields that only a port-in takes.
var portInText = []providers.Field{
	field("operatorCode", "Present operator's code", providers.TypeText, false),
	field("mobileNumber", "Present number", providers.TypePhone, false),
	field("accountNumber", "Present operator's account", providers.TypeText, false),
	field("passwordPin", "Present operator's password/PIN", providers.TypeText, false),
	field("address", "Address", providers.TypeText, false),
	field("city", "City", providers.TypeText, false),
	field("state", "State", providers.TypeText, false),
	field("accountHolderZip", "Account holder's ZIP code", providers.TypeText, false),
	field("equipmentType", "Equipment type", providers.TypeText, false),
	field("streetNumber", "House number", providers.TypeText, false),
	field("streetName", "Street", providers.TypeText, false),
	field("contactNumber", "Contact number", providers.TypePhone, false),
}

// fields fills in what a sale of the product asks for.
func (s sku) fields(p *providers.Product) {
	switch p.Kind {
	case providers.KindAirtime, providers.KindData:
		p.Fields = append(p.Fields, field(providers.FieldPhone, "Customer's number", providers.TypePhone, true))
		p.Fields = append(p.Fields, amountFields(p.Ranges)...)
		p.Fields = append(p.Fields, field(providers.FieldSenderPhone, "Sender's number", providers.TypePhone, false))
		p.Fields = append(p.Fields, s.brandFields(p.Operator)...)
	case providers.KindPIN:
		p.Fields = append(p.Fields, field(providers.FieldPhone, "SMS recipient's number", providers.TypePhone, false))
	case providers.KindGiftCard:
		p.Fields = append(amountFields(p.Ranges),
			field(providers.FieldFirstName, "First name", providers.TypeText, false),
			field(providers.FieldLastName, "Last name", providers.TypeText, false),
			field(providers.FieldPhone, "Recipient's number", providers.TypePhone, false))
	case providers.KindBill:
		p.Fields = append(p.Fields, field(providers.FieldAccount, "Bill's account", providers.TypeText, true))
		p.Fields = append(p.Fields, amountFields(p.Ranges)...)
		p.Fields = append(p.Fields,
			field(providers.FieldPhone, "Customer's number", providers.TypePhone, false),
			field(fieldCheckDigits, "Check digits", providers.TypeText, false),
			field(providers.FieldSenderPhone, "Sender's number", providers.TypePhone, false),
			field(fieldSenderName, "Sender's name", providers.TypeText, false))
	case providers.KindSIMActivation, providers.KindSIMPortIn:
		p.Fields = append(p.Fields, simFields(p.Kind)...)
	default:
		return // an eSIM takes none
	}
	if slices.ContainsFunc(p.Fields, func(f providers.Field) bool { return f.Name == fieldPlanMonths }) {
		p.Extra[providers.ExtraTimes] = fieldPlanMonths
	}
	s.additionalFields(p)
}

// amountFields ask for the amount, and for its currency where there is a choice.
func amountFields(ranges []providers.Range) []providers.Field {
	if len(ranges) == 0 {
		return nil
	}
	fields := []providers.Field{field(providers.FieldAmount, "Amount", providers.TypeAmount, true)}
	if len(ranges) > 1 {
		f := field(providers.FieldCurrency, "Amount's currency", providers.TypeChoice, false)
		for _, r := range ranges {
			f.Choices = append(f.Choices, r.Currency)
		}
		fields = append(fields, f)
	}
	return fields
}

// brandFields are what the documents ask for with two brands only.
func (s sku) brandFields(operator string) []providers.Field {
	brand := strings.ToLower(operator + " " + string(s.ProductName))
	var fields []providers.Field
	if strings.Contains(brand, "boost mobile") || strings.EqualFold(operator, "boost") {
		fields = append(fields, limited(field(fieldBoostPin, "Boost PIN, 4 to 6 digits", providers.TypeText, true), 6))
	}
	if strings.Contains(brand, "lyca") {
		fields = append(fields, field(fieldPlanMonths, "Plan months", providers.TypeInteger, false))
	}
	return fields
}

func simFields(kind providers.Kind) []providers.Field {
	areaCode := field(fieldAreaCode, "Area code", providers.TypeText, false)
	if kind == providers.KindSIMPortIn {
		areaCode = limited(areaCode, 3)
	}
	fields := []providers.Field{
		field(providers.FieldSIMNumber, "SIM card's number", providers.TypeText, true),
		limited(field(providers.FieldZIP, "ZIP code", providers.TypeInteger, true), 9),
		field(fieldLanguage, "Language", providers.TypeText, false),
		field(providers.FieldEmail, "E-mail", providers.TypeEmail, false),
		field(fieldPlanMonths, "Plan months", providers.TypeInteger, false),
		areaCode,
		field(fieldIMEI, "Phone's IMEI", providers.TypeText, false),
	}
	if kind == providers.KindSIMPortIn {
		fields = append(fields,
			field(providers.FieldFirstName, "First name", providers.TypeText, false),
			field(providers.FieldLastName, "Last name", providers.TypeText, false))
		fields = append(fields, portInText...)
	}
	return fields
}

// additionalName is what a part of additionalInformation must look like to be
// taken for the name of something to ask for.
var additionalName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_. -]{0,39}$`)

// additionalFields asks for what the SKU wants in additionalInfos. The inner
// form of that text is not documented: names are taken where it clearly holds
// names, as optional fields so that a misreading never blocks a sale; anything
// else is shown as a note.
func (s sku) additionalFields(p *providers.Product) {
	names := s.Additional.names()
	if len(names) == 0 {
		if note := loose.Plain(s.Additional); note != "" && note != "[]" && note != "{}" {
			p.Notes = append(p.Notes, providers.Because("valuetopup.additional", "text", note))
		}
		return
	}
	p.Extra[extraAdditional] = strings.Join(names, ",")
	for _, n := range names {
		if !slices.ContainsFunc(p.Fields, func(f providers.Field) bool { return f.Name == n }) {
			p.Fields = append(p.Fields, field(n, n, providers.TypeText, false))
		}
	}
}

// isAdditional reports whether additionalFields made the field: it alone labels
// one by its bare name.
func isAdditional(f providers.Field) bool { return f.Label == f.Name }

// looseText is a text that may arrive as any JSON value; what is no text is
// kept as JSON.
type looseText string

// UnmarshalJSON accepts everything.
func (l *looseText) UnmarshalJSON(b []byte) error {
	var t loose.Text
	if err := t.UnmarshalJSON(b); err != nil {
		*l = looseText(b)
		return nil
	}
	*l = looseText(t)
	return nil
}

// names are the names in the text, nil unless every part of it is one.
func (l looseText) names() []string {
	parts, ok := l.jsonNames()
	if !ok {
		parts = strings.FieldsFunc(string(l), func(r rune) bool { return strings.ContainsRune(",;|", r) })
	}
	var names []string
	for _, part := range parts {
		part = strings.TrimSpace(part)
		if !additionalName.MatchString(part) || strings.Count(part, " ") > 3 {
			return nil
		}
		if !slices.Contains(names, part) {
			names = append(names, part)
		}
	}
	return names
}

// jsonNames reads ["a"], [{"name":"a"}] and {"name":"a"}.
func (l looseText) jsonNames() ([]string, bool) {
	type named struct {
		Name loose.Text `json:"name"`
	}
	var list []string
	if json.Unmarshal([]byte(l), &list) == nil {
		return list, true
	}
	var objects []named
	var one named
	if json.Unmarshal([]byte(l), &objects) != nil {
		if json.Unmarshal([]byte(l), &one) != nil {
			return nil, false
		}
		objects = []named{one}
	}
	names := make([]string, len(objects))
	for i, o := range objects {
		names[i] = string(o.Name)
	}
	return names, true
}
