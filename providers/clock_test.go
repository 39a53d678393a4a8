package providers

import (
	"math"
	"testing"
	"time"
)

func TestAge(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 14, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name string
		at   time.Time
		want time.Duration
	}{
		{"an hour ago", now.Add(-time.Hour), time.Hour},
		{"now", now, 0},
		{"a clock that was put right", now.Add(ClockSlack), 0},
		{"a clock that was ahead", now.Add(ClockSlack + 1), math.MaxInt64},
		{"a year ahead", now.AddDate(1, 0, 0), math.MaxInt64},
		{"never", time.Time{}, math.MaxInt64},
	} {
		if got := Age(c.at, now); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}
