package valuetopup

import (
	"cmp"
	"context"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"simdesk/providers"
	"simdesk/providers/wire/loose"
)

// bundle is one row of an eSIM's status.
type bundle struct {
	Name        loose.Text   `json:"name"`
	Description loose.Text   `json:"description"`
	Initial     loose.Number `json:"initialQuantity"`
	Remaining   loose.Number `json:"remainingQuantity"`
	AssignedAt  loose.Text   `json:"assignmentDateTime"`
	StartsAt    loose.Text   `json:"startTime"`
	EndsAt      loose.Text   `json:"endTime"`
	Unit        loose.Text   `json:"unit"`
	Code        loose.Text   `json:"activationCode"`
	SMDP        loose.Text   `json:"smdpAddress"`
}

// noSuchESIM matches the words for an eSIM that is not known: neither code nor
// text of that answer is documented.
var noSuchESIM = regexp.MustCompile(`(?i)not found|does not exist|unknown|no (such |active )?(esim|iccid|record|data|bundle)|(invalid|not valid|wrong).*(iccid|esim)|(iccid|esim).*(invalid|not valid)`)

// ESIM returns the bundles of an eSIM with what is left of them. An empty list
// and an answer that says so in words (or with 501, the code for a number that
// is not valid) are KindNotFound; every other code is KindUnavailable, because
// it does not prove that Value Topup lacks the eSIM.
// Source: GET /esim/status/{Iccid}, "check the current data balance of eSIM".
func (c *Client) ESIM(ctx context.Context, iccid string) (providers.ESIM, error) {
	clean, ok := providers.CleanICCID(iccid)
	if !ok {
		return providers.ESIM{}, invalid("valuetopup.iccid")
	}
	var rows []bundle
	err := c.read(ctx, "esim status", "/esim/status/"+url.PathEscape(clean), nil, &rows)
	if e, ok := asAnswer(err); ok {
		return providers.ESIM{}, statusError(*e)
	}
	if err != nil {
		return providers.ESIM{}, readError(err)
	}
	if len(rows) == 0 {
		return providers.ESIM{}, statusError(providers.Error{Provider: name, Kind: providers.KindNotFound})
	}
	return c.esim(clean, rows), nil
}

// statusError tells "no such eSIM" from everything else.
func statusError(e providers.Error) *providers.Error {
	final := e.Kind == providers.KindDeclined || e.Kind == providers.KindInvalid
	switch {
	case e.Kind == providers.KindNotFound, final && (e.Code == "501" || noSuchESIM.MatchString(e.Detail)):
		e.Kind = providers.KindNotFound
		e.Why = providers.Because("valuetopup.esim_unknown")
	case final:
		e.Kind = providers.KindUnavailable
		e.Why = said("valuetopup.esim_not_told", "valuetopup.esim_not_told_saying", e.Detail, e.Code)
	default:
	}
	return &e
}

func (c *Client) esim(iccid string, rows []bundle) providers.ESIM {
	e := providers.ESIM{
		ICCID: iccid, Provider: name, Name: loose.Plain(rows[0].Name), Install: providers.InstallUnknown,
		CanTopUp: providers.No, AsOf: c.c.Now(),
	}
	var states []providers.PlanStatus
	for _, r := range rows {
		b, notes := r.bundle()
		e.Bundles = append(e.Bundles, b)
		e.Notes = append(e.Notes, notes...)
		states = append(states, r.status(b, c.c.Now()))
		if e.Activation == nil {
			e.Activation = activationOf("", string(r.Code), string(r.SMDP), "")
		}
	}
	for _, s := range usableFirst {
		if slices.Contains(states, s) {
			e.Status = s
			break
		}
	}
	return e
}

// usableFirst are the states of bundles: the first of them that one has is the eSIM's.
var usableFirst = []providers.PlanStatus{
	providers.PlanActive, providers.PlanNotActive, providers.PlanUnknown, providers.PlanDepleted, providers.PlanExpired,
}

// status is read off quantities and times: there is no word for it.
func (r bundle) status(b providers.Bundle, now time.Time) providers.PlanStatus {
	used := r.Remaining.Known && r.Initial.Known && r.Remaining.LessThan(r.Initial.Decimal)
	switch {
	case b.ExpiresAt != nil && !now.Before(*b.ExpiresAt):
		return providers.PlanExpired
	case r.Remaining.Known && r.Initial.IsPositive() && !r.Remaining.IsPositive():
		return providers.PlanDepleted
	case b.StartsAt != nil && now.Before(*b.StartsAt):
		return providers.PlanNotActive
	case b.ExpiresAt == nil && told(r.EndsAt):
		return providers.PlanUnknown // it ends at a time that cannot be read
	case used, b.StartsAt != nil:
		return providers.PlanActive
	case !told(r.StartsAt) && told(r.AssignedAt):
		return providers.PlanNotActive
	}
	return providers.PlanUnknown
}

// bundle converts quantities where the unit is clear and times where the form
// is; the rest is shown as it was sent.
func (r bundle) bundle() (providers.Bundle, []providers.Reason) {
	b := providers.Bundle{Name: cmp.Or(loose.Plain(r.Name), loose.Plain(r.Description))}
	b.TotalBytes, b.RawTotal = r.measured(r.Initial)
	b.RemainingBytes, b.RawRemaining = r.measured(r.Remaining)
	if !r.Initial.IsPositive() {
		// Nothing of nothing is no allowance that anybody sold.
		b.Unlimited = unlimitedData.MatchString(string(r.Unit) + " " + string(r.Name) + " " + string(r.Description))
		b.TotalBytes, b.RemainingBytes = nil, nil
	}
	b.StartsAt, b.ExpiresAt = parseTime(string(r.StartsAt)), parseTime(string(r.EndsAt))
	var notes []providers.Reason
	if b.StartsAt == nil && told(r.StartsAt) {
		notes = append(notes, providers.Because("valuetopup.starts", "bundle", b.Name, "when", string(r.StartsAt)))
	}
	if b.ExpiresAt == nil && told(r.EndsAt) {
		notes = append(notes, providers.Because("valuetopup.ends", "bundle", b.Name, "when", string(r.EndsAt)))
	}
	return b, notes
}

// measured is a quantity in bytes and as it was sent.
func (r bundle) measured(quantity loose.Number) (size *int64, raw string) {
	if !quantity.Known {
		return nil, ""
	}
	if n, ok := providers.SizeIn(quantity.Decimal, string(r.Unit)); ok {
		size = &n
	}
	return size, strings.TrimSpace(quantity.String() + " " + string(r.Unit))
}

// timeForms are the forms that can be read only one way.
var timeForms = []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05", "2006-01-02T15:04", "2006-01-02 15:04", "2006-01-02"}

func parseTime(s string) *time.Time {
	if !told(loose.Text(s)) {
		return nil
	}
	return loose.Time(strings.TrimSpace(s), timeForms...)
}

// told reports whether a time is there at all: the year 1 is how the
// provider's platform writes "not set".
func told(t loose.Text) bool {
	s := strings.TrimSpace(string(t))
	return s != "" && !strings.HasPrefix(s, "0001-01-01")
}
