package sim

import (
	"fmt"
	"strings"
	"sync"
	"time"
)

// ESIM is a profile that a simulator sold, with the plans on it.
type ESIM struct {
	ICCID    string
	ID       string // the provider's other id
	SMDP     string
	Matching string
	Product  string // the package it was sold with
	Name     string
	Ref      string // the reference of the sale, where one travels
	Sold     time.Time
	Install  time.Duration // from the sale to the first connection
	Plans    []Plan
}

// Plan is one allowance on an eSIM.
type Plan struct {
	ID        string
	Name      string
	Bytes     int64 // 0 when unlimited
	Unlimited bool
	Days      int
	Added     time.Time
	// Pace is how much of its validity a customer takes to use it up.
	Pace float64
}

// Usage is a plan's state at one moment.
type Usage struct {
	Plan
	Started, Ends time.Time // zero before the first connection
	Used, Left    int64
	Over          bool // expired
}

// SMDP is where sandbox profiles would be downloaded. No phone can: the name
// is reserved for documentation (RFC 2606), so that a sandbox delivery is
// never mistaken for a live one.
const SMDP = "rsp.sandbox.example"

// NewESIM mints an eSIM whose numbers follow from the seed, the provider and
// the count of eSIMs before it.
func (w *World) NewESIM(provider string) *ESIM {
	n := w.Next(provider + " esim")
	r := w.Rand(provider, "esim", fmt.Sprint(n))
	const letters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
	code := make([]byte, 10)
	for i := range code {
		code[i] = letters[r.IntN(len(letters))]
	}
	return &ESIM{
		ICCID:    luhn(fmt.Sprintf("8999%014d", r.Int64N(1e14))),
		ID:       fmt.Sprintf("%08x-%04x-4%03x-a%03x-%012x", r.Uint32(), r.IntN(1<<16), r.IntN(1<<12), r.IntN(1<<12), r.Int64N(1<<48)),
		SMDP:     SMDP,
		Matching: "SANDBOX-" + string(code[:5]) + "-" + string(code[5:]),
		Sold:     w.Now(),
		Install:  time.Duration(15+r.IntN(30)) * time.Second,
	}
}

// LPA is the activation code.
func (e *ESIM) LPA() string { return "LPA:1$" + e.SMDP + "$" + e.Matching }

// Installed reports whether the phone has connected.
func (e *ESIM) Installed(now time.Time) bool { return !now.Before(e.Sold.Add(e.Install)) }

// Usage works out every plan at a moment. Plans run one after the other.
func (e *ESIM) Usage(now time.Time) []Usage {
	out := make([]Usage, len(e.Plans))
	start := e.Sold.Add(e.Install)
	for i, p := range e.Plans {
		if p.Added.After(start) {
			start = p.Added
		}
		out[i] = p.at(start, now)
		if !out[i].Started.IsZero() {
			start = out[i].finished()
		}
	}
	return out
}

// finished is when the plan is used up or ends, whichever comes first; the
// next plan starts then.
func (u Usage) finished() time.Time {
	if u.Unlimited {
		return u.Ends
	}
	span := u.Ends.Sub(u.Started)
	used := u.Started.Add(time.Duration(float64(span) * u.Pace))
	if used.Before(u.Ends) {
		return used
	}
	return u.Ends
}

func (p Plan) at(start, now time.Time) Usage {
	u := Usage{Plan: p, Left: p.Bytes}
	if now.Before(start) {
		return u
	}
	u.Started = start
	u.Ends = start.AddDate(0, 0, p.Days)
	u.Over = !now.Before(u.Ends)
	if p.Unlimited {
		return u
	}
	part := float64(now.Sub(start)) / (float64(u.Ends.Sub(start)) * p.Pace)
	u.Used = int64(min(part, 1) * float64(p.Bytes))
	u.Left = p.Bytes - u.Used
	return u
}

// AddPlan puts an allowance on the eSIM.
func (w *World) AddPlan(e *ESIM, p Plan) {
	p.Added = w.Now()
	if p.Pace == 0 {
		p.Pace = 0.4 + 1.2*w.Rand("pace", e.ICCID, fmt.Sprint(len(e.Plans))).Float64()
	}
	e.Plans = append(e.Plans, p)
}

func luhn(body string) string {
	sum := 0
	for i := range len(body) {
		d := int(body[len(body)-1-i] - '0')
		if i%2 == 0 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return body + fmt.Sprint((10-sum%10)%10)
}

// Shelf holds a simulator's eSIMs in the order they were sold. Its lock also
// guards what the eSIMs hold.
type Shelf struct {
	mu   sync.Mutex
	list []*ESIM
}

// Add puts an eSIM on the shelf.
func (s *Shelf) Add(e *ESIM) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.list = append(s.list, e)
}

// With runs f on the eSIM with this ICCID or id, and reports whether there is
// one.
func (s *Shelf) With(id string, f func(*ESIM)) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, e := range s.list {
		if e.ICCID == id || strings.EqualFold(e.ID, id) {
			f(e)
			return true
		}
	}
	return false
}

// Each runs f on every eSIM, newest first.
func (s *Shelf) Each(f func(*ESIM)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := len(s.list) - 1; i >= 0; i-- {
		f(s.list[i])
	}
}
