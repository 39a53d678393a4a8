package fyatu

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"simdesk/providers/sandbox/sim"
)

// card is an eSIM as the business keeps it.
type card struct {
	*sim.ESIM
	pack   *pack
	order  string
	owner  string
	custom string // a name given in the dashboard, "" for none
	seen   time.Time
	last   state // as of seen
}

// state is what get, refresh and list tell of the eSIM's use.
type state struct {
	at time.Time
	sim.Total
	status string
}

// mint makes an eSIM of a package.
func (s *Simulator) mint(p *pack) *card {
	c := &card{ESIM: s.world.NewESIM(Name), pack: p}
	c.ID = "ESIM-" + c.Sold.UTC().Format("20060102") + "-" + s.world.Code(8, Name, "esim", c.ICCID)
	c.Product, c.Name = p.id, p.name
	s.world.AddPlan(c.ESIM, p.plan())
	s.cards = append(s.cards, c)
	return c
}

// find looks an eSIM up by its ICCID or its esimId.
func (s *Simulator) find(id string) *card {
	for _, c := range s.cards {
		if c.ICCID == id || strings.EqualFold(c.ID, id) {
			return c
		}
	}
	return nil
}

// odd reports the parity of the ICCID's last digit, by which contradictions of
// the documents are settled one way or the other.
func (c *card) odd() bool { return (c.ICCID[len(c.ICCID)-1]-'0')%2 == 1 }

// accepts reports whether a top-up package fits.
func (c *card) accepts(p *pack) bool {
	return p.kind == "TOPUP" && p.to == c.pack.to && c.pack.tier != "unlimited"
}

// state works out the eSIM's use at a moment.
func (c *card) state(now time.Time) state {
	st := state{at: now, Total: c.Total(now)}
	switch {
	case !c.Installed(now):
		st.status = "inactive"
	case st.Over:
		st.status = "expired"
	case st.Depleted():
		st.status = "consumed"
	default:
		st.status = "active"
	}
	return st
}

// plain is the detail as the refresh page's example shows it.
func (c *card) plain(st state) map[string]any {
	v := c.common(st)
	v["package"] = map[string]any{"id": c.pack.id, "name": c.pack.name, "destination": c.pack.to.Name,
		"dataGb": c.pack.megabyte / 1024, "validityDays": c.pack.days}
	v["usage"] = map[string]any{"dataUsedMb": st.Used >> 20, "dataTotalMb": st.Bytes >> 20, "dataRemainingMb": st.Left >> 20,
		"percentageUsed": st.percent()}
	v["activation"] = map[string]any{"qrCodeUrl": c.qr(), "manualCode": c.LPA(), "appleInstallUrl": c.apple()}
	return v
}

// table is the detail as the get page's field table lists it instead.
func (c *card) table(st state) map[string]any {
	v := c.common(st)
	v["package"] = map[string]any{"packageId": c.pack.id, "name": c.pack.name, "destination": c.pack.to.Name,
		"destinationType": c.pack.to.Type, "dataDisplay": c.pack.data(), "validityDays": c.pack.days, "isUnlimited": c.pack.megabyte == 0}
	usage := map[string]any{"data": map[string]any{"usedMb": st.Used >> 20, "totalMb": st.Bytes >> 20, "remainingMb": st.Left >> 20,
		"percentUsed": st.percent()}}
	if c.pack.tier == "premium" {
		usage["voice"] = map[string]any{"used": 0, "total": c.pack.minutes, "remaining": c.pack.minutes}
		usage["sms"] = map[string]any{"used": 0, "total": c.pack.sms, "remaining": c.pack.sms}
	}
	v["usage"] = usage
	v["activation"] = map[string]any{"qrCodeUrl": c.qr(), "manualCode": c.Matching, "appleInstallUrl": c.apple(),
		"lpa": c.SMDP, "matchingId": c.Matching, "confirmationCode": ""}
	v["sharing"] = map[string]any{"accessCode": c.Matching[len(c.Matching)-4:], "link": "https://links.sandbox.example/fyatu/" + c.ID}
	v["apn"] = map[string]any{"type": "automatic", "value": "", "data": nil}
	return v
}

func (c *card) common(st state) map[string]any {
	return map[string]any{"esimId": c.ID, "iccid": c.ICCID, "status": st.status, "validity": st.validity(), "createdAt": zulu(c.Sold)}
}

// view is the detail in one of its two documented shapes.
func (c *card) view(st state) map[string]any {
	if c.odd() {
		return c.table(st)
	}
	return c.plain(st)
}

func (c *card) qr() string { return "https://qr.sandbox.example/fyatu/" + c.ID + ".png" }

func (c *card) apple() string {
	return "https://esimsetup.apple.com/esim_qrcode_provisioning?carddata=" + url.QueryEscape(c.LPA())
}

// percent of the data used, to a whole number; an unlimited plan has none.
func (st state) percent() int64 {
	if st.Bytes == 0 {
		return 0
	}
	return st.Used * 100 / st.Bytes
}

// validity has no dates before the first connection.
func (st state) validity() map[string]any {
	v := map[string]any{"activatedAt": nil, "expiresAt": nil, "daysRemaining": nil}
	if !st.Started.IsZero() {
		left := max(st.Ends.Sub(st.at), 0)
		v["activatedAt"], v["expiresAt"] = zulu(st.Started), zulu(st.Ends)
		v["daysRemaining"] = int((left + day - 1) / day)
	}
	return v
}

const day = 24 * time.Hour

// serial is a number for ids that count up.
func (s *Simulator) serial(name string) string { return strconv.Itoa(s.world.Next(Name + " " + name)) }
