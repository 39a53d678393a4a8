package roamify

import (
	"net/http"
	"net/url"
	"strconv"
	"time"

	"simdesk/providers/sandbox/sim"
)

// card is an eSIM as the account keeps it.
type card struct {
	*sim.ESIM
	plan      *plan // the one it was sold with
	number    int   // counts up from 1
	generated time.Time
	asked     bool // for its profile, by apply or an instant order
	revoked   bool
	history   []*item
	link      map[string]any
}

// mint makes an eSIM without a profile.
func (s *Simulator) mint(p *plan, reference string) *card {
	c := &card{ESIM: s.world.NewESIM(Name), plan: p, number: len(s.cards) + 1}
	c.Product, c.Name, c.Ref = p.PackageID, p.Package, reference
	s.world.AddPlan(c.ESIM, p.allowance())
	s.cards = append(s.cards, c)
	return c
}

// generate has the profile made at a time; the phone follows from there.
func (c *card) generate(at time.Time) {
	c.asked, c.generated, c.Sold = true, at, at
}

// ready reports whether there is a profile to download.
func (c *card) ready(now time.Time) bool { return c.asked && !now.Before(c.generated) }

// accepts reports whether the plan can be put on this eSIM.
func (c *card) accepts(p *plan) bool {
	return c.plan.topUp && p.topUp && p.group == c.plan.group && !p.WithCall
}

// downloaded is when the phone fetched the profile.
func (c *card) downloaded() time.Time { return c.Sold.Add(c.Install / 2) }

// status is the word of the eSIM object and of the list's filter.
func (c *card) status(now time.Time) string {
	switch {
	case c.revoked:
		return "REVOKED"
	case !c.ready(now):
		return "NEW"
	case c.Total(now).Over:
		return "EXPIRED"
	case now.Before(c.downloaded()):
		return "READY"
	default:
		return "INSTALLED"
	}
}

// expires is the end of the plans once they run, and the profile's own end, a
// year on, before that.
func (c *card) expires(now time.Time) int64 {
	if t := c.Total(now); !t.Ends.IsZero() {
		return t.Ends.Unix()
	}
	return c.generated.AddDate(1, 0, 0).Unix()
}

// profile is the eSIM object of the documents. It names neither the package
// nor the order.
type profile struct {
	ID                     string          `json:"id"`
	ICCID                  string          `json:"iccid"`
	Status                 string          `json:"status"`
	Activation             string          `json:"activation"`
	WithTopUp              bool            `json:"withTopUp"`
	WithHotspot            bool            `json:"withHotspot"`
	WithDataRoaming        bool            `json:"withDataRoaming"`
	WithDestinationInstall bool            `json:"withDestinationInstall"`
	WithUsageCheck         bool            `json:"withUsageCheck"`
	ESIM                   download        `json:"esim"`
	APN                    apn             `json:"apn"`
	Data                   map[string]bool `json:"data"`
	Call                   map[string]any  `json:"call"`
	SMS                    map[string]any  `json:"sms"`
	Notes                  []string        `json:"notes"`
	CreatedAt              int64           `json:"createdAt"`
	UpdatedAt              int64           `json:"updatedAt"`
	ExpiredAt              int64           `json:"expiredAt"`
}

type download struct {
	LPACode             string `json:"lpaCode"`
	SMDPAddress         string `json:"smdpAddress"`
	ActivationCode      string `json:"activationCode"`
	QRCodeURL           string `json:"qrCodeUrl"`
	PIN                 string `json:"pin"`
	PUK                 string `json:"puk"`
	Number              string `json:"number"`
	IOSQuickInstall     string `json:"iosQuickInstall"`
	AndroidQuickInstall string `json:"androidQuickInstall"`
}

// view is the eSIM object. Without a profile it has neither an ICCID nor an
// activation code.
func (c *card) view(now time.Time) profile {
	created := c.history[0].at
	p := profile{
		ID: c.ID, Status: c.status(now), Activation: c.plan.Activation, WithTopUp: c.plan.topUp,
		WithHotspot: c.plan.WithHotspot, WithDataRoaming: c.plan.WithDataRoaming,
		WithDestinationInstall: c.plan.WithDestinationInstall, WithUsageCheck: c.plan.WithUsageCheck,
		APN:   apn{Automatic: c.plan.IsAPNAutomatic, Name: c.plan.APN},
		Data:  map[string]bool{"isUnlimited": c.plan.IsUnlimited},
		Call:  map[string]any{"withCall": c.plan.WithCall, "callType": c.plan.CallType},
		SMS:   map[string]any{"withSMS": c.plan.WithSMS, "smsType": c.plan.SMSType},
		Notes: c.plan.Notes, CreatedAt: created.Unix(), UpdatedAt: created.Unix(),
	}
	if !c.ready(now) {
		return p
	}
	lpa := url.QueryEscape(c.LPA())
	p.ICCID, p.UpdatedAt, p.ExpiredAt = c.ICCID, c.generated.Unix(), c.expires(now)
	p.ESIM = download{
		LPACode: c.LPA(), SMDPAddress: c.SMDP, ActivationCode: c.Matching,
		QRCodeURL:           "https://qr.sandbox.example/roamify/" + c.ID + ".png",
		IOSQuickInstall:     "https://esimsetup.apple.com/esim_qrcode_provisioning?carddata=" + lpa,
		AndroidQuickInstall: "https://esimsetup.android.com/esim_qrcode_provisioning?carddata=" + lpa,
	}
	return p
}

// byICCID finds an eSIM that has a profile, or says how it is refused.
func (s *Simulator) byICCID(iccid string) (*card, sim.Answer) {
	if iccid == "" {
		return nil, invalid(`"iccid" is required`)
	}
	for _, c := range s.cards {
		if c.ICCID == iccid && c.ready(s.world.Now()) {
			return c, sim.Answer{}
		}
	}
	return nil, failed(http.StatusNotFound, "eSIM not found")
}

// byID finds an eSIM by the provider's id.
func (s *Simulator) byID(id string) (*card, sim.Answer) {
	for _, c := range s.cards {
		if c.ID == id {
			return c, sim.Answer{}
		}
	}
	return nil, failed(http.StatusNotFound, "eSIM not found")
}

// odd reports the parity of the ICCID, by which documented contradictions are
// settled one way or the other.
func (c *card) odd() bool {
	n, _ := strconv.Atoi(c.ICCID[len(c.ICCID)-1:])
	return n%2 == 1
}
