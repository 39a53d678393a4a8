package reloadly

import (
	"net/http"
	"strings"

	"simdesk/providers/sandbox/sim"
)

// money holds the names and signs of the currencies that most orders are in.
// The others go by their codes.
var money = map[string][2]string{
	"AED": {"United Arab Emirates Dirham", "AED"}, "ARS": {"Argentine Peso", "AR$"}, "AUD": {"Australian Dollar", "A$"},
	"BDT": {"Bangladeshi Taka", "Tk"}, "BRL": {"Brazilian Real", "R$"}, "CAD": {"Canadian Dollar", "CA$"},
	"CDF": {"Congolese Franc", "FC"}, "CHF": {"Swiss Franc", "CHF"}, "COP": {"Colombian Peso", "CO$"}, "CUP": {"Cuban Peso", "$MN"},
	"DOP": {"Dominican Peso", "RD$"}, "EGP": {"Egyptian Pound", "E£"}, "ETB": {"Ethiopian Birr", "Br"}, "EUR": {"Euro", "€"},
	"GBP": {"British Pound Sterling", "£"}, "GHS": {"Ghanaian Cedi", "GH₵"}, "GTQ": {"Guatemalan Quetzal", "Q"},
	"HNL": {"Honduran Lempira", "L"}, "HTG": {"Haitian Gourde", "G"}, "IDR": {"Indonesian Rupiah", "Rp"}, "INR": {"Indian Rupee", "Rs"},
	"JMD": {"Jamaican Dollar", "J$"}, "JPY": {"Japanese Yen", "¥"}, "KES": {"Kenyan Shilling", "Ksh"}, "MAD": {"Moroccan Dirham", "MAD"},
	"MXN": {"Mexican Peso", "MX$"}, "NGN": {"Nigerian Naira", "₦"}, "NPR": {"Nepalese Rupee", "NPRs"}, "PHP": {"Philippine Peso", "₱"},
	"PKR": {"Pakistani Rupee", "PKRs"}, "THB": {"Thai Baht", "฿"}, "TRY": {"Turkish Lira", "TL"}, "TZS": {"Tanzanian Shilling", "TSh"},
	"UAH": {"Ukrainian Hryvnia", "₴"}, "UGX": {"Ugandan Shilling", "USh"}, "USD": {"US Dollar", "$"}, "VND": {"Vietnamese Dong", "₫"},
	"XAF": {"CFA Franc BEAC", "FCFA"}, "XOF": {"CFA Franc BCEAO", "CFA"}, "ZAR": {"South African Rand", "R"},
}

func place(c sim.Country) map[string]any {
	about, ok := money[c.Currency]
	if !ok {
		about = [2]string{c.Currency, c.Currency}
	}
	return map[string]any{
		"isoName": c.Code, "name": c.Name, "continent": c.Region, "currencyCode": c.Currency, "currencyName": about[0],
		"currencySymbol": about[1], "flag": "https://img.sandbox.example/flags/" + strings.ToLower(c.Code) + ".svg",
		"callingCodes": []string{"+" + c.Calling},
	}
}

// countries lists those that have operators.
func (s *Simulator) countries(*http.Request) sim.Answer {
	served := map[string]bool{}
	for _, o := range s.operators {
		served[o.country.Code] = true
	}
	out := []map[string]any{}
	for _, c := range sim.Countries() {
		if served[c.Code] {
			out = append(out, place(c))
		}
	}
	return sim.Answer{Body: out}
}

// country answers with the object that was recorded; the published schema
// shows a list of one.
func (s *Simulator) country(r *http.Request) sim.Answer {
	c, t := s.served(r.PathValue("iso"))
	if t != nil {
		return s.refuse(r, *t)
	}
	return sim.Answer{Body: place(c)}
}
