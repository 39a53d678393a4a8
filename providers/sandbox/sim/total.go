package sim

import "time"

// Total is what all plans on an eSIM come to at one moment.
type Total struct {
	Started, Ends     time.Time // zero before the first connection
	Bytes, Used, Left int64
	Unlimited         bool // one of the plans that count is
	Over              bool // every plan has ended
}

// Total adds up the plans that count: those that were added by then and have
// not ended. When all have ended they all count, with nothing left.
func (e *ESIM) Total(now time.Time) Total {
	t := Total{Over: true}
	uses := e.Usage(now)
	for _, u := range uses {
		if !u.Over && !u.Added.After(now) {
			t.Over = false
		}
	}
	for _, u := range uses {
		if u.Added.After(now) || (u.Over && !t.Over) {
			continue
		}
		if t.Started.IsZero() {
			t.Started = u.Started
		}
		if u.Ends.After(t.Ends) {
			t.Ends = u.Ends
		}
		t.Bytes, t.Used, t.Left = t.Bytes+u.Bytes, t.Used+u.Used, t.Left+u.Left
		t.Unlimited = t.Unlimited || u.Unlimited
	}
	if t.Over {
		t.Left = 0
	}
	return t
}

// Depleted reports that there were bytes and that none are left.
func (t Total) Depleted() bool { return !t.Unlimited && t.Bytes > 0 && t.Left == 0 }
