package valuetopup

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"simdesk/providers"
	"simdesk/providers/wire/loose"
)

func field(name, label string, t providers.FieldType, required bool) providers.Field {
	return providers.Field{Name: name, Label: label, Type: t, Required: required, Choices: []string{}}
}

func text(name, label string, required bool) providers.Field {
	return field(name, label, providers.TypeText, required)
}

func phone(name, label string, required bool) providers.Field {
	return field(name, label, providers.TypePhone, required)
}

func limited(f providers.Field, most int) providers.Field {
	f.MaxLength = &most
	return f
}

// The fields that stand in several forms, and what only Lyca and SIM cards have.
var (
	amountField = field(providers.FieldAmount, "Amount", providers.TypeAmount, true)
	senderField = phone(providers.FieldSenderPhone, "Sender's number", false)
	monthsField = field("numberOfPlanMonths", "Plan months", providers.TypeInteger, false)
	areaCode    = text("areaCode", "Area code", false)
	airtimeForm = []providers.Field{phone(providers.FieldPhone, "Customer's number", true), amountField, senderField}
)

// forms are what a sale of each kind asks for; an eSIM takes nothing. Names that are
// not every provider's are Value Topup's own.
var forms = map[providers.Kind][]providers.Field{
	providers.KindAirtime: airtimeForm,
	providers.KindData:    airtimeForm,
	providers.KindPIN:     {phone(providers.FieldPhone, "SMS recipient's number", false)},
	providers.KindGiftCard: {
		amountField,
		text(providers.FieldFirstName, "First name", false),
		text(providers.FieldLastName, "Last name", false),
		phone(providers.FieldPhone, "Recipient's number", false),
	},
	providers.KindBill: {
		text(providers.FieldAccount, "Bill's account", true),
		amountField,
		phone(providers.FieldPhone, "Customer's number", false),
		text("checkDigits", "Check digits", false),
		senderField,
		text("senderName", "Sender's name", false),
	},
	providers.KindSIMActivation: simForm(areaCode),
	providers.KindSIMPortIn: simForm(limited(areaCode, 3),
		text(providers.FieldFirstName, "First name", false),
		text(providers.FieldLastName, "Last name", false),
		text("operatorCode", "Present operator's code", false),
		phone("mobileNumber", "Present number", false),
		text("accountNumber", "Present operator's account", false),
		text("passwordPin", "Present operator's password/PIN", false),
		text("address", "Address", false),
		text("city", "City", false),
		text("state", "State", false),
		text("accountHolderZip", "Account holder's ZIP code", false),
		text("equipmentType", "Equipment type", false),
		text("streetNumber", "House number", false),
		text("streetName", "Street", false),
		phone("contactNumber", "Contact number", false)),
}

func simForm(areaCode providers.Field, more ...providers.Field) []providers.Field {
	return append([]providers.Field{
		text(providers.FieldSIMNumber, "SIM card's number", true),
		limited(field(providers.FieldZIP, "ZIP code", providers.TypeInteger, true), 9),
		text("language", "Language", false),
		field(providers.FieldEmail, "E-mail", providers.TypeEmail, false),
		monthsField,
		areaCode,
		text("imei", "Phone's IMEI", false),
	}, more...)
}

// fields fills in what a sale of the product asks for.
func (s sku) fields(p *providers.Product) {
	form, ok := forms[p.Kind]
	if !ok {
		return
	}
	for _, f := range form {
		if f.Name == providers.FieldAmount {
			p.Fields = append(p.Fields, amountFields(p.Ranges)...)
		} else {
			p.Fields = append(p.Fields, f)
		}
	}
	if p.Kind == providers.KindAirtime || p.Kind == providers.KindData {
		p.Fields = append(p.Fields, s.brandFields(p.Operator)...)
	}
	if slices.ContainsFunc(p.Fields, func(f providers.Field) bool { return f.Name == monthsField.Name }) {
		p.Extra[providers.ExtraTimes] = monthsField.Name
	}
	s.additionalFields(p)
}

// amountFields ask for the amount, and for its currency where there is a choice.
func amountFields(ranges []providers.Range) []providers.Field {
	if len(ranges) == 0 {
		return nil
	}
	fields := []providers.Field{amountField}
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
func (s sku) brandFields(operator string) (fields []providers.Field) {
	brand := strings.ToLower(operator + " " + string(s.ProductName))
	if strings.Contains(brand, "boost mobile") || strings.EqualFold(operator, "boost") {
		fields = append(fields, limited(text("boostPin", "Boost PIN, 4 to 6 digits", true), 6))
	}
	if strings.Contains(brand, "lyca") {
		fields = append(fields, monthsField)
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
	told := loose.Text(s.Additional) // a list or an object, where it is no text
	_ = loose.Unmarshal(s.Additional, &told)
	names := namesIn(loose.Clean(string(told)))
	if note := loose.Plain(told); len(names) == 0 && note != "" && note != "[]" && note != "{}" {
		p.Notes = append(p.Notes, providers.Because("valuetopup.additional", "text", note))
	}
	if len(names) > 0 {
		p.Extra[extraAdditional] = strings.Join(names, ",")
	}
	for _, n := range names {
		if !slices.ContainsFunc(p.Fields, func(f providers.Field) bool { return f.Name == n }) {
			p.Fields = append(p.Fields, text(n, n, false))
		}
	}
}

// isAdditional reports whether additionalFields made the field: it alone labels
// one by its bare name.
func isAdditional(f providers.Field) bool { return f.Label == f.Name }

// namesIn are the names in a text, nil unless every part of it is one.
func namesIn(text string) (names []string) {
	for _, part := range partsOf(text) {
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

// partsOf reads ["a"], [{"name":"a"}], {"name":"a"} and a list in words.
func partsOf(text string) (parts []string) {
	if json.Unmarshal([]byte(text), &parts) == nil {
		return parts
	}
	var objects loose.List[struct {
		Name string `json:"name"`
	}]
	if json.Unmarshal([]byte(text), &objects) != nil {
		return strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(",;|", r) })
	}
	parts = nil // what was read of a list that holds no texts
	for _, o := range objects {
		parts = append(parts, o.Name)
	}
	return parts
}
