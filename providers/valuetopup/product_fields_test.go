package valuetopup

import (
	"strings"
	"testing"

	"simdesk/providers"
)

// The lengths that the documents give, each tried at its end.
func TestFieldsAreAsLongAsDocumented(t *testing.T) {
	t.Parallel()
	boost := `{"skuId":1,"productName":"Prepaid 25","operatorName":"Boost","category":"RTR","faceValue":25}`
	for _, c := range []struct {
		name, sku, field string
		most             int // 0 where there is no limit
	}{
		{"Boost's PIN", boost, "boostPin", 6},
		{"a ZIP code", simSKU, "zip", 9},
		{"an area code", simSKU, "areaCode", 0},
		{"an area code of a number brought along", portInSKU, "areaCode", 3},
	} {
		p := productsOf(t, "["+c.sku+"]")[0]
		check := func(length int) string {
			for _, f := range p.Fields {
				if f.Name == c.field {
					return p.CheckField(f, strings.Repeat("1", length), nil).Key
				}
			}
			return "no such field"
		}
		if c.most == 0 {
			same(t, "", check(100))
			continue
		}
		same(t, "", check(c.most))
		if why := check(c.most + 1); why != "field.too_long" {
			t.Errorf("%s of %d characters: %q", c.name, c.most+1, why)
		}
	}
}

// The inner form of additionalInformation is not documented: only what clearly
// holds names is asked for, all else is shown.
func TestAdditionalInformationIsAskedForByName(t *testing.T) {
	t.Parallel()
	note := func(text string) []providers.Reason {
		return []providers.Reason{providers.Because("valuetopup.additional", "text", text)}
	}
	for _, c := range []struct {
		value string // JSON
		names string
		notes []providers.Reason
	}{
		{`"customerId"`, "customerId", nil},
		{`"Customer ID, city;zip|a.b"`, "Customer ID,city,zip,a.b", nil},
		{`"city, city"`, "city", nil},
		{`"Name of the town"`, "Name of the town", nil},
		{`"Name of the old town"`, "", note("Name of the old town")},
		{`"Redeem: online"`, "", note("Redeem: online")},
		{`"city, 8 digits"`, "", note("city, 8 digits")},
		{`["city","zip"]`, "city,zip", nil},
		{`"[\"city\"]"`, "city", nil},
		{`[{"name":"city"},{"name":"zip"}]`, "city,zip", nil},
		{`{"name":"city"}`, "city", nil},
		{`[]`, "", nil},
		{`{}`, "", nil},
		{`""`, "", nil},
		{`null`, "", nil},
	} {
		p := productsOf(t, `[{"skuId":1,"productName":"PIN","category":"PIN","additionalInformation":`+c.value+`}]`)[0]
		var names []string
		for _, f := range p.Fields[1:] { // behind the number to text the PIN to
			same(t, text(f.Name, f.Name, false), f)
			names = append(names, f.Name)
		}
		same(t, []any{c.names, c.names, c.notes}, []any{strings.Join(names, ","), p.Extra[extraAdditional], p.Notes})
	}
}

// A name that is a field of the request already is asked for once, and goes
// where each of the two wants it.
func TestAdditionalNameOfAFieldThatIsThere(t *testing.T) {
	t.Parallel()
	sku := strings.Replace(billSKU, "{", `{"additionalInformation":"checkDigits",`, 1)
	r := request(t, sku, map[string]string{"account": "AC-77", "amount": "50", "checkDigits": "07"})
	same(t, 6, len(r.Product.Fields))
	client := openAt(t, step{Request: "POST /api/v1/transaction/billpay", Answer: code("852", ""),
		Body: `{"skuId":950,"correlationId":"` + ourRef + `","amount":50,"accountNumber":"AC-77","checkDigits":"07","additionalInfos":[{"name":"checkDigits","value":"07"}]}`})
	got, err := client.Sell(background(t), r)
	if err != nil || got.State != providers.StateProcessing {
		t.Errorf("%+v, %v", got, err)
	}
}
