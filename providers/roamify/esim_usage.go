package roamify

import (
	"cmp"
	"context"
	"errors"
	"regexp"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"simdesk/providers"
	"simdesk/providers/wire/loose"
)

// usage is what is left. Its unit is not said, see unit.
type usage struct {
	ICCID          loose.Text   `json:"iccid"`
	Status         loose.Text   `json:"status"`
	StartedAt      loose.Number `json:"startedAt"`
	ExpiredAt      loose.Number `json:"expiredAt"`
	AllowedData    loose.Number `json:"allowedData"`
	RemainingData  loose.Number `json:"remainingData"`
	AllowedSMS     loose.Number `json:"allowedSms"`
	RemainingSMS   loose.Number `json:"remainingSms"`
	AllowedVoice   loose.Number `json:"allowedVoice"`
	RemainingVoice loose.Number `json:"remainingVoice"`
}

func (c *Client) usage(ctx context.Context, iccid string) (*usage, error) {
	got, resp, err := read[usage](ctx, c, opUsage, "/api/esim/usage", "iccid", iccid)
	if err != nil {
		return nil, err
	}
	for _, u := range got {
		if u.ICCID == "" || providers.SameICCID(string(u.ICCID), iccid) {
			return &u, nil
		}
	}
	return nil, c.w.Unreadable(resp, errors.New("no usage of this eSIM in the answer"))
}

// over reports whether the plan has ended by its own date.
func (u usage) over(now time.Time) bool {
	end := moment(u.ExpiredAt)
	return end != nil && now.After(*end)
}

// begun reports whether the plan is running.
func (u usage) begun(now time.Time) bool {
	start := moment(u.StartedAt)
	return start != nil && !now.Before(*start) ||
		u.AllowedData.Known && u.RemainingData.Known && !u.RemainingData.IsNegative() && u.RemainingData.LessThan(u.AllowedData.Decimal)
}

// spent reports whether a limited plan has nothing left.
func (u usage) spent() bool {
	return u.AllowedData.Known && u.AllowedData.IsPositive() && u.RemainingData.Known && u.RemainingData.IsZero()
}

// bundle puts the figures into b.
func (c *Client) bundle(u usage, b providers.Bundle, bought []item) providers.Bundle {
	b.StartsAt, b.ExpiresAt, b.Status = moment(u.StartedAt), moment(u.ExpiredAt), cmp.Or(string(u.Status), b.Status)
	if u.AllowedData.Known && u.AllowedData.GreaterThanOrEqual(noLimit) {
		b.Unlimited = true
	}
	if b.Unlimited {
		b.RawTotal = "Unlimited"
		return b
	}
	unit := c.unit(u, bought)
	b.TotalBytes, b.RawTotal = measured(u.AllowedData, unit)
	b.RemainingBytes, b.RawRemaining = measured(u.RemainingData, unit)
	return b
}

// measured is a figure in bytes and as it came; -1 means not applicable.
func measured(n loose.Number, unit string) (*int64, string) {
	size, ok := sizeOf(n, unit)
	if !ok {
		return nil, ""
	}
	return &size, n.String() + " " + unit
}

// kbFrom is the figure from which an allowance of unknown plan is read as KB:
// 200 000 MB would be a plan of 195 GB.
var kbFrom = decimal.NewFromInt(200_000)

// unit decides what usage figures are counted in. The documents' example says
// MB, the parameter table says KB, so the allowance is compared with the plan.
func (c *Client) unit(u usage, bought []item) string {
	if c.c.UsageUnit != "" {
		return strings.ToUpper(c.c.UsageUnit)
	}
	if !u.AllowedData.Known {
		return "MB"
	}
	for _, size := range planSizes(bought) {
		for _, unit := range []string{"MB", "KB"} {
			if about(u.AllowedData.Decimal, size, unit) {
				return unit
			}
		}
	}
	if u.AllowedData.GreaterThanOrEqual(kbFrom) {
		return "KB"
	}
	return "MB"
}

// about reports whether n of a unit is the size of a plan, which may have been
// counted in thousands.
func about(n, size decimal.Decimal, unit string) bool {
	scale := decimal.NewFromInt(map[string]int64{"KB": providers.KB, "MB": providers.MB}[unit])
	ratio := n.Mul(scale).Div(size)
	return ratio.GreaterThan(decimal.RequireFromString("0.9")) && ratio.LessThan(decimal.RequireFromString("1.1"))
}

var sizeInName = regexp.MustCompile(`(?i)(\d+(?:\.\d+)?)\s*(TB|GB|MB)\b`)

// planSizes are the sizes in bytes that an allowance may stand for: that of
// all packages together, then each alone.
func planSizes(bought []item) []decimal.Decimal {
	var each []decimal.Decimal
	sum := decimal.Zero
	for _, i := range bought {
		m := sizeInName.FindStringSubmatch(string(i.Package))
		if m == nil || strings.Contains(strings.ToLower(string(i.Package)), "unlimited") {
			continue
		}
		amount, err := providers.ParseDecimal(m[1])
		size, ok := sizeOf(loose.Number{Decimal: amount, Known: err == nil}, m[2])
		if ok && size > 0 {
			each = append(each, decimal.NewFromInt(size))
			sum = sum.Add(decimal.NewFromInt(size))
		}
	}
	if len(each) == 0 {
		return nil
	}
	return append([]decimal.Decimal{sum}, each...)
}

// notes tell what the bundle has no place for.
func (u usage) notes(configured string, unlimited bool) []providers.Reason {
	var notes []providers.Reason
	if configured == "" && !unlimited && u.AllowedData.Known {
		notes = append(notes, providers.Because("roamify.no_unit"))
	}
	if u.AllowedSMS.IsPositive() && u.RemainingSMS.Known {
		notes = append(notes, providers.Because("roamify.sms_left", "left", u.RemainingSMS.String(), "all", u.AllowedSMS.String()))
	}
	if u.AllowedVoice.IsPositive() && u.RemainingVoice.Known {
		notes = append(notes, providers.Because("roamify.voice_left", "left", u.RemainingVoice.String(), "all", u.AllowedVoice.String()))
	}
	return notes
}
