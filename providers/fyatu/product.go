package fyatu

import (
	"cmp"
	"slices"
	"strings"

	"simdesk/providers"
	"simdesk/providers/wire/loose"
)

// plan is a package as the catalogue and the list of top-ups write it.
type plan struct {
	PackageID   loose.Text                      `json:"packageId"`
	ID          loose.Text                      `json:"id"`
	Name        loose.Text                      `json:"name"`
	Type        loose.Text                      `json:"type"` // SIM or TOPUP; not documented on a package
	PackageType loose.Text                      `json:"packageType"`
	Destination place                           `json:"destination"`
	Data        object[allowance]               `json:"data"`
	Validity    object[days]                    `json:"validity"`
	Price       price                           `json:"price"`
	Currency    loose.Text                      `json:"currency"`
	Features    object[features]                `json:"features"`
	Operator    object[operator]                `json:"operator"`
	Coverage    loose.List[object[coveredArea]] `json:"coverage"`
	ShortInfo   loose.Text                      `json:"shortInfo"`
}

// allowance is in MB; the amount of an unlimited plan is not documented.
type allowance struct {
	Amount      loose.Number `json:"amount"`
	Display     loose.Text   `json:"display"`
	IsUnlimited loose.Flag   `json:"isUnlimited"`
}

type days struct {
	Days loose.Number `json:"days"`
}

type features struct {
	HasVoice     loose.Flag   `json:"hasVoice"`
	HasSMS       loose.Flag   `json:"hasSms"`
	VoiceMinutes loose.Number `json:"voiceMinutes"`
	SMSCount     loose.Number `json:"smsCount"`
}

type operator struct {
	Name     loose.Text `json:"name"`
	APNType  loose.Text `json:"apnType"`
	APNValue loose.Text `json:"apnValue"`
}

type coveredArea struct {
	CountryCode loose.Text                  `json:"countryCode"`
	Networks    loose.List[object[network]] `json:"networks"`
}

type network struct {
	Name  loose.Text             `json:"name"`
	Types loose.List[loose.Text] `json:"types"`
}

func (p plan) id() string { return string(cmp.Or(p.PackageID, p.ID)) }

// product is the plan as it is sold anew.
func (p plan) product() providers.Product {
	out := providers.Product{
		Provider: name, ID: p.id(), Name: p.title(), Kind: providers.KindESIM,
		Operator: loose.Plain(p.Operator.V.Name), Data: p.Data.V.data(), Days: int(p.Validity.V.Days.Int()),
		Cost: p.Price.in(p.Currency), Notes: p.notes(),
	}
	out.Countries, out.Networks = p.coverage()
	if !p.local() {
		out.Region = loose.Plain(p.Destination.Name)
	}
	if strings.EqualFold(string(cmp.Or(p.Type, p.PackageType)), "TOPUP") {
		out.Kind, out.TopUpOnly = providers.KindTopUp, true
	}
	return out
}

// topUp is the plan as it is added to an eSIM.
func (p plan) topUp() providers.Product {
	out := p.product()
	out.Kind, out.TopUpOnly = providers.KindTopUp, true
	return out
}

// title puts the destination in front, since "5 GB - 7 Days" alone tells
// nothing on a receipt.
func (p plan) title() string {
	own, where := loose.Plain(p.Name), loose.Plain(p.Destination.Name)
	switch {
	case own == "":
		return cmp.Or(where, p.id())
	case where == "" || strings.Contains(strings.ToLower(own), strings.ToLower(where)):
		return own
	}
	return where + ", " + own
}

func (p plan) local() bool {
	return p.Destination.Type == "" || strings.EqualFold(string(p.Destination.Type), "local")
}

func (p plan) coverage() (countries []string, networks []providers.Network) {
	for _, area := range p.Coverage {
		code, ok := providers.CountryCode(string(area.V.CountryCode))
		if !ok {
			continue
		}
		if !slices.Contains(countries, code) {
			countries = append(countries, code)
		}
		for _, n := range area.V.Networks {
			networks = append(networks, providers.Network{Country: code, Name: loose.Plain(n.V.Name), Types: strs(n.V.Types)})
		}
	}
	if code, ok := providers.CountryCode(string(p.Destination.CountryCode)); ok && len(countries) == 0 && p.local() {
		countries = []string{code}
	}
	return countries, networks
}

func strs(list []loose.Text) []string {
	var out []string
	for _, s := range list {
		out = append(out, string(s))
	}
	return out
}

func (a allowance) data() providers.Data {
	raw := loose.Plain(a.Display)
	if a.IsUnlimited.Value {
		return providers.Data{Unlimited: true, Raw: cmp.Or(raw, "Unlimited")}
	}
	if size := megabytes(a.Amount); size != nil && *size > 0 {
		return providers.Data{Bytes: *size, Raw: cmp.Or(raw, a.Amount.String()+" MB")}
	}
	return providers.Data{Raw: raw}
}

// megabytes is an amount of MB in bytes, nil when it is not known or makes no
// sense.
func megabytes(n loose.Number) *int64 {
	size, ok := providers.Size(n.Decimal, providers.MB)
	if !n.Known || !ok {
		return nil
	}
	return &size
}

func (p plan) notes() []providers.Reason {
	notes := providers.Quotes(loose.Plain(p.ShortInfo))
	add := func(when bool, why providers.Reason) {
		if when {
			notes = append(notes, why)
		}
	}
	f, o := p.Features.V, p.Operator.V
	add(f.HasVoice.Value && f.VoiceMinutes.IsPositive(), providers.Because("fyatu.minutes", "n", f.VoiceMinutes.Int()))
	add(f.HasSMS.Value && f.SMSCount.IsPositive(), providers.Because("fyatu.sms", "n", f.SMSCount.Int()))
	add(strings.EqualFold(string(o.APNType), "manual") && o.APNValue != "", providers.Because("fyatu.apn", "apn", loose.Plain(o.APNValue)))
	return notes
}
