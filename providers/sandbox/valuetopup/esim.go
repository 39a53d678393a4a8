package valuetopup

import (
	"net/http"
	"strconv"
	"time"

	"simdesk/providers/sandbox/sim"
)

// bundles lists what is on an eSIM. The document has a field for the unit and
// no word about its values: countries count in MB here, regions in bytes, so
// that nobody can do without looking. There is no way to add another bundle:
// v1 has no top-up for an eSIM.
func (s *Simulator) bundles(r *http.Request) sim.Answer {
	out := []map[string]any{}
	found := s.shelf.With(r.PathValue("iccid"), func(e *sim.ESIM) {
		shift, unit := 20, "MB"
		if k := s.skuOf(e); k != nil && k.of.country.Code == "" {
			shift, unit = 0, "Bytes"
		}
		for _, u := range e.Usage(s.world.Now()) {
			left := u.Left
			if u.Over {
				left = 0
			}
			out = append(out, map[string]any{"name": u.Name, "description": u.ID, "initialQuantity": u.Bytes >> shift,
				"remainingQuantity": left >> shift, "assignmentDateTime": stamp(u.Added), "startTime": stamp(u.Started), "endTime": stamp(u.Ends),
				"assignmentReference": e.ID, "unit": unit, "activationCode": e.Matching, "smdpAddress": e.SMDP})
		}
	})
	if !found {
		return failed(noESIM)
	}
	return success(out)
}

func (s *Simulator) skuOf(e *sim.ESIM) *sku {
	id, err := strconv.Atoi(e.Product)
	if err != nil {
		return nil
	}
	return s.byID[id]
}

// earlier are sales of the last weeks, oldest first. They were paid before the
// wallet's statement begins.
var earlier = []struct {
	name string
	ago  time.Duration
	pace float64 // of the validity until the data is gone
	idle bool    // the customer has not travelled yet
}{
	{name: "France 5 GB 30 Days", ago: 41 * day, pace: 1.4},
	{name: "United States 5 GB 30 Days", ago: 15 * day, pace: 0.35},
	{name: "Europe 10 GB 30 Days", ago: 10 * day, pace: 0.8},
	{name: "Japan 20 GB 30 Days", ago: 6 * day, pace: 0.7},
	{name: "Thailand 1 GB 7 Days", ago: 30 * time.Hour, pace: 0.9},
	{name: "Turkey 5 GB 30 Days", ago: 2 * time.Hour, idle: true},
}

const day = 24 * time.Hour

func (s *Simulator) preload() {
	for _, x := range earlier {
		for _, k := range s.skus {
			if k.ProductName != x.name {
				continue
			}
			e, at := s.mint(k, ""), s.world.Now().Add(-x.ago)
			e.Sold, e.Plans[0].Added = at, at
			if x.pace != 0 {
				e.Plans[0].Pace = x.pace
			}
			if x.idle {
				e.Install = 365 * day
			}
		}
	}
}
