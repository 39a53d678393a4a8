package roamify

import (
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"simdesk/providers"
	"simdesk/providers/wire/loose"
)

// plan is a package. The catalogue writes it flat, the list of top-ups with
// nested objects; both forms are read.
type plan struct {
	PackageID   loose.Text   `json:"packageId"`
	Package     loose.Text   `json:"package"`
	Activation  loose.Text   `json:"activation"`
	Day         loose.Number `json:"day"`
	Price       loose.Number `json:"price"`
	Currency    loose.Text   `json:"currency"` // not documented on packages
	Notes       texts        `json:"notes"`
	APN         apn          `json:"apn"`
	AutoAPN     loose.Flag   `json:"isAPNAutomatic"`
	WithTopUp   loose.Flag   `json:"withTopUp"` // not documented on packages
	Hotspot     loose.Flag   `json:"withHotspot"`
	AtPlace     loose.Flag   `json:"withDestinationInstall"`
	UsageCheck  loose.Flag   `json:"withUsageCheck"`
	IsUnlimited loose.Flag   `json:"isUnlimited"`
	Amount      loose.Number `json:"dataAmount"`
	Unit        loose.Text   `json:"dataUnit"`
	Data        struct {
		IsUnlimited loose.Flag   `json:"isUnlimited"`
		Amount      loose.Number `json:"dataAmount"`
		Unit        loose.Text   `json:"dataUnit"`
	} `json:"data"`
	Throttle     throttle `json:"throttle"`
	Requirements struct {
		TravelDate loose.Flag `json:"travelDate"`
	} `json:"requirements"`
}

type throttle struct {
	Speed         loose.Number `json:"throttleSpeed"`
	SpeedUnit     loose.Text   `json:"throttleSpeedUnit"`
	Threshold     loose.Number `json:"throttleThreshold"`
	ThresholdUnit loose.Text   `json:"throttleThresholdUnit"`
}

// product is a plan sold in a destination, which works in these places.
func (g group) product(p plan, countries []string, networks []providers.Network) providers.Product {
	out := p.product()
	out.Kind = providers.KindESIM
	out.Countries, out.Networks = countries, networks
	if place := loose.Plain(g.CountryName); place != "" && !strings.Contains(strings.ToLower(out.Name), strings.ToLower(place)) {
		out.Name = strings.TrimSuffix(place+", "+out.Name, ", ")
	}
	if g.regional() {
		out.Region = loose.Plain(g.CountryName)
	} else {
		out.Operator = carriers(out.Networks)
	}
	if p.Requirements.TravelDate.Value {
		out.Fields = []providers.Field{{Name: providers.FieldStartDate, Label: "Start date", Type: providers.TypeDate, Required: true}}
	}
	return out
}

// product is what a plan says about itself.
func (p plan) product() providers.Product {
	return providers.Product{
		Provider: name, ID: string(p.PackageID), Name: loose.Plain(p.Package),
		Data: p.data(), Days: int(p.Day.Int()), Cost: money(p.Price, p.Currency),
		CanTopUp: p.WithTopUp.Truth(), Notes: p.notes(), Instructions: p.instructions(),
	}
}

func (g group) regional() bool {
	return len(g.Signals) > 1 || g.Geography != "" && !strings.EqualFold(string(g.Geography), "local")
}

// coverage lists where the packages work. A region's own code is no country:
// "AFR", and in older answers even "AF" for Africa.
func (g group) coverage() (countries []string, networks []providers.Network) {
	for _, s := range g.Signals {
		code, ok := providers.CountryCode(string(s.Code))
		if !ok {
			continue
		}
		if !slices.Contains(countries, code) {
			countries = append(countries, code)
		}
		for _, carrier := range s.Carriers {
			networks = append(networks, providers.Network{Country: code, Name: carrier, Types: s.Networks})
		}
	}
	if code, ok := providers.CountryCode(string(g.CountryCode)); ok && len(countries) == 0 && !g.regional() {
		countries = []string{code}
	}
	return countries, networks
}

func carriers(networks []providers.Network) string {
	var names []string
	for _, n := range networks {
		if !slices.Contains(names, n.Name) {
			names = append(names, n.Name)
		}
	}
	return strings.Join(names, ", ")
}

// noLimit is 2^53-1, the amount that unlimited plans carry.
var noLimit = decimal.NewFromInt(1<<53 - 1)

func (p plan) data() providers.Data {
	amount, unit := p.Amount, string(p.Unit)
	if !amount.Known {
		amount, unit = p.Data.Amount, string(p.Data.Unit)
	}
	if p.IsUnlimited.Value || p.Data.IsUnlimited.Value || amount.Known && amount.GreaterThanOrEqual(noLimit) {
		return providers.Data{Unlimited: true, Raw: "Unlimited"}
	}
	bytes, ok := sizeOf(amount, unit)
	if !ok {
		return providers.Data{}
	}
	return providers.Data{Bytes: bytes, Raw: strings.TrimSpace(amount.String() + " " + unit)}
}

// sizeOf is an amount in bytes; ok is false for an amount or unit that makes
// no sense, such as the -1 of "not applicable".
func sizeOf(amount loose.Number, unit string) (bytes int64, ok bool) {
	if !amount.Known {
		return 0, false
	}
	return providers.SizeIn(amount.Decimal, unit)
}

func (p plan) notes() []providers.Reason {
	notes := providers.Quotes(p.Notes...)
	add := func(when bool, why providers.Reason) {
		if when && !why.IsZero() {
			notes = append(notes, why)
		}
	}
	add(true, p.Throttle.note())
	add(p.AtPlace.Value, providers.Because("roamify.install_there"))
	add(p.Hotspot.Known && !p.Hotspot.Value, providers.Because("roamify.no_hotspot"))
	add(p.UsageCheck.Known && !p.UsageCheck.Value, providers.Because("roamify.no_usage"))
	add(p.APN.Automatic.Known || !p.AutoAPN.Value, p.APN.note())
	return notes
}

// note tells when an unlimited plan slows down.
func (t throttle) note() providers.Reason {
	if !t.Speed.Known || !t.Threshold.Known {
		return providers.Reason{}
	}
	return providers.Because("roamify.slows_down",
		"size", strings.TrimSpace(t.Threshold.String()+" "+strings.ToUpper(string(t.ThresholdUnit))),
		"speed", strings.TrimSpace(t.Speed.String()+" "+string(t.SpeedUnit)))
}

func (p plan) instructions() providers.Reason {
	switch strings.ToLower(string(p.Activation)) {
	case "":
		return providers.Reason{}
	case "first-use":
		return providers.Because("roamify.starts_at_first_use")
	}
	return providers.Because("roamify.starts", "when", loose.Plain(p.Activation))
}
