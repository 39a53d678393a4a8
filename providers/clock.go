package providers

import (
	"math"
	"time"
)

// ClockSlack is how far the clocks of one shop may be apart, and how far one may
// go back in the ordinary way of being kept right.
const ClockSlack = 2 * time.Minute

// Age is how long ago something was. What lies ahead of the clock was written
// by a clock that was wrong, so that nobody knows its age: it counts as older
// than anything, as the zero time does. Else it would stay new until the
// calendar has come to it.
func Age(at, now time.Time) time.Duration {
	age := now.Sub(at)
	if at.IsZero() || age < -ClockSlack {
		return math.MaxInt64
	}
	return max(age, 0)
}
