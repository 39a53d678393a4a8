package config

import (
	"testing"
	"time"
)

func TestZoneReadsARule(t *testing.T) {
	t.Parallel()
	for rule, want := range map[string][2]string{ // at noon UTC in January and in July
		"EST5EDT,M3.2.0,M11.1.0":      {"07:00 EST", "08:00 EDT"},
		"CET-1CEST":                   {"13:00 CET", "14:00 CEST"},
		"CET-1CEST,M3.5.0,M10.5.0/3":  {"13:00 CET", "14:00 CEST"},
		"NZST-12NZDT,M9.5.0,M4.1.0/3": {"01:00 NZDT", "00:00 NZST"},
		"IST-5:30":                    {"17:30 IST", "17:30 IST"},
		"<+0330>-3:30":                {"15:30 +0330", "15:30 +0330"},
	} {
		l, ok := zone(rule)
		if !ok {
			t.Errorf("%s is not read", rule)
			continue
		}
		for i, month := range []time.Month{time.January, time.July} {
			if got := time.Date(2026, month, 15, 12, 0, 0, 0, time.UTC).In(l).Format("15:04 MST"); got != want[i] {
				t.Errorf("%s in %s: %s, want %s", rule, month, got, want[i])
			}
		}
	}
	for _, none := range []string{"", "nonsense", "5", "Mars/Base1", "CET-1CEST\nX"} {
		if _, ok := zone(none); ok {
			t.Errorf("%q is read", none)
		}
	}
}
