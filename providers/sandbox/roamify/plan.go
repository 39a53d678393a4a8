package roamify

import (
	"encoding/json"

	"github.com/shopspring/decimal"

	"simdesk/providers/sandbox/sim"
)

// unlimitedAmount is the data amount of an unlimited plan: the largest whole
// number that JavaScript holds exactly.
const unlimitedAmount = 1<<53 - 1

// group is a destination with its plans, as /packages prints it.
type group struct {
	ID          string      `json:"id"`
	CountryName string      `json:"countryName"`
	CountryCode string      `json:"countryCode"`
	CountrySlug string      `json:"countrySlug"`
	Region      string      `json:"region"`
	Geography   string      `json:"geography"`
	MinPrice    json.Number `json:"minPrice"`
	MaxPrice    json.Number `json:"maxPrice"`
	Image       string      `json:"image"`
	Signals     []signal    `json:"signals"`
	Packages    []*plan     `json:"packages"`
}

// signal is a country in which the group's plans work.
type signal struct {
	Code     string   `json:"code"`
	Name     string   `json:"name"`
	Networks []string `json:"networks"`
	Carriers []string `json:"carriers"`
}

// plan is a package in the flat form.
type plan struct {
	PackageID              string        `json:"packageId"`
	Package                string        `json:"package"`
	Plan                   string        `json:"plan"`
	Activation             string        `json:"activation"`
	Day                    int           `json:"day"`
	Price                  json.Number   `json:"price"`
	IsUnlimited            bool          `json:"isUnlimited"`
	IsAPNAutomatic         bool          `json:"isAPNAutomatic"`
	APN                    string        `json:"apn"`
	DataAmount             int64         `json:"dataAmount"`
	DataUnit               string        `json:"dataUnit"`
	CallType               string        `json:"callType"`
	CallAmount             int           `json:"callAmount"`
	CallUnit               string        `json:"callUnit"`
	SMSType                string        `json:"smsType"`
	SMSAmount              int           `json:"smsAmount"`
	SMSUnit                string        `json:"smsUnit"`
	WithSMS                bool          `json:"withSMS"`
	WithCall               bool          `json:"withCall"`
	WithHotspot            bool          `json:"withHotspot"`
	WithDataRoaming        bool          `json:"withDataRoaming"`
	WithDestinationInstall bool          `json:"withDestinationInstall"`
	WithUsageCheck         bool          `json:"withUsageCheck"`
	WithThrottle           bool          `json:"withThrottle"`
	Throttle               *throttle     `json:"throttle,omitempty"`
	Requirements           *requirements `json:"requirements,omitempty"`
	Notes                  []string      `json:"notes"`

	cost  decimal.Decimal
	group string // the group's id
	topUp bool   // its eSIMs can be topped up
}

type throttle struct {
	Speed         int    `json:"throttleSpeed"`
	SpeedUnit     string `json:"throttleSpeedUnit"`
	Threshold     int    `json:"throttleThreshold"`
	ThresholdUnit string `json:"throttleThresholdUnit"`
}

type requirements struct {
	TravelDate bool `json:"travelDate"`
}

// wantsDate reports whether a profile needs a startDate.
func (p *plan) wantsDate() bool { return p.Requirements != nil && p.Requirements.TravelDate }

// allowance is the plan as an eSIM holds it.
func (p *plan) allowance() sim.Plan {
	a := sim.Plan{ID: p.PackageID, Name: p.Package, Unlimited: p.IsUnlimited, Days: p.Day}
	if !p.IsUnlimited {
		a.Bytes = p.DataAmount << 20
	}
	return a
}

// nested is a plan as /topup/packages prints it.
type nested struct {
	PackageID              string        `json:"packageId"`
	Package                string        `json:"package"`
	Plan                   string        `json:"plan"`
	Activation             string        `json:"activation"`
	Day                    int           `json:"day"`
	Price                  json.Number   `json:"price"`
	WithHotspot            bool          `json:"withHotspot"`
	WithDataRoaming        bool          `json:"withDataRoaming"`
	WithDestinationInstall bool          `json:"withDestinationInstall"`
	WithUsageCheck         bool          `json:"withUsageCheck"`
	APN                    apn           `json:"apn"`
	Data                   nestedData    `json:"data"`
	Call                   nestedCall    `json:"call"`
	SMS                    nestedSMS     `json:"sms"`
	Requirements           *requirements `json:"requirements,omitempty"`
	Notes                  []string      `json:"notes"`
}

type apn struct {
	Automatic bool   `json:"apnAutomatic"`
	Name      string `json:"apnName"`
	Username  string `json:"apnUsername"`
	Password  string `json:"apnPassword"`
}

type nestedData struct {
	IsUnlimited bool   `json:"isUnlimited"`
	DataAmount  int64  `json:"dataAmount"`
	DataUnit    string `json:"dataUnit"`
}

type nestedCall struct {
	WithCall   bool   `json:"withCall"`
	CallType   string `json:"callType"`
	CallAmount int    `json:"callAmount"`
	CallUnit   string `json:"callUnit"`
}

type nestedSMS struct {
	WithSMS   bool   `json:"withSMS"`
	SMSType   string `json:"smsType"`
	SMSAmount int    `json:"smsAmount"`
	SMSUnit   string `json:"smsUnit"`
}

func (p *plan) nested() nested {
	return nested{
		PackageID: p.PackageID, Package: p.Package, Plan: p.Plan, Activation: p.Activation, Day: p.Day, Price: p.Price,
		WithHotspot: p.WithHotspot, WithDataRoaming: p.WithDataRoaming,
		WithDestinationInstall: p.WithDestinationInstall, WithUsageCheck: p.WithUsageCheck,
		APN:          apn{Automatic: p.IsAPNAutomatic, Name: p.APN},
		Data:         nestedData{p.IsUnlimited, p.DataAmount, p.DataUnit},
		Call:         nestedCall{p.WithCall, p.CallType, p.CallAmount, p.CallUnit},
		SMS:          nestedSMS{p.WithSMS, p.SMSType, p.SMSAmount, p.SMSUnit},
		Requirements: p.Requirements, Notes: p.Notes,
	}
}
