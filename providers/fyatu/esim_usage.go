package fyatu

import (
	"strings"

	"simdesk/providers"
	"simdesk/providers/wire/loose"
)

// usage is what get and refresh say is left, in MB: flat in one page of the
// documents, under "data" in another.
type usage struct {
	UsedMB      loose.Number    `json:"dataUsedMb"`
	TotalMB     loose.Number    `json:"dataTotalMb"`
	RemainingMB loose.Number    `json:"dataRemainingMb"`
	Data        object[amounts] `json:"data"`
}

// amounts are the same under "data", and in the list, where their names are not
// documented.
type amounts struct {
	Used        loose.Number `json:"used"`
	Total       loose.Number `json:"total"`
	Remaining   loose.Number `json:"remaining"`
	UsedMB      loose.Number `json:"usedMb"`
	TotalMB     loose.Number `json:"totalMb"`
	RemainingMB loose.Number `json:"remainingMb"`
}

// figures are MB, whichever shape they came in.
type figures struct{ used, total, remaining loose.Number }

func (e esim) figures() figures {
	u, d, l := e.Usage.V, e.Usage.V.Data.V, e.Data.V
	return figures{
		used:      known(u.UsedMB, d.UsedMB, l.UsedMB, l.Used),
		total:     known(u.TotalMB, d.TotalMB, l.TotalMB, l.Total),
		remaining: known(u.RemainingMB, d.RemainingMB, l.RemainingMB, l.Remaining),
	}
}

func (f figures) known() bool { return f.used.Known || f.total.Known || f.remaining.Known }

// bundle is the eSIM's one allowance. A total of 0 stands for "unlimited" or
// "not told yet", never for nothing left.
func (e esim) bundle() providers.Bundle {
	p, v := e.Package.V, e.Validity.V
	b := providers.Bundle{Name: p.title(), StartsAt: moment(v.ActivatedAt), ExpiresAt: moment(v.ExpiresAt), Status: string(e.Status),
		Unlimited: p.IsUnlimited.Value || strings.Contains(strings.ToLower(string(p.Name)), "unlimited")}
	if b.Unlimited {
		b.RawTotal = "Unlimited"
		return b
	}
	f := e.figures()
	if !f.total.Known || !f.total.IsPositive() {
		return b
	}
	if !f.remaining.Known && f.used.Known {
		f.remaining = loose.Number{Decimal: f.total.Sub(f.used.Decimal), Known: true}
	}
	b.TotalBytes, b.RemainingBytes = megabytes(f.total), megabytes(f.remaining)
	b.RawTotal = f.total.String() + " MB"
	if b.RemainingBytes != nil {
		b.RawRemaining = f.remaining.String() + " MB"
	}
	return b
}
