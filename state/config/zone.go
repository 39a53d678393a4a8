package config

import (
	"regexp"
	"strings"
	"time"
)

// ruled is how a rule begins: a name and the hours to add for UTC.
var ruled = regexp.MustCompile(`^(<[A-Za-z0-9+-]+>|[A-Za-z]{3,})[+-]?[0-9][^\n\x00]*$`)

// zone reads a POSIX TZ rule such as CET-1CEST,M3.5.0,M10.5.0/3, which package
// time takes for UTC; ok is false for anything else. A rule is the footer of a
// zone file, so one without any transitions is made around it.
func zone(rule string) (l *time.Location, ok bool) {
	if !ruled.MatchString(rule) {
		return nil, false
	}
	// One zone named "-00", no transitions: where the rule makes no sense it shows.
	part := "TZif2" + strings.Repeat("\x00", 15+4*4) + "\x00\x00\x00\x01\x00\x00\x00\x04" + strings.Repeat("\x00", 6) + "-00\x00"
	l, err := time.LoadLocationFromTZData(rule, []byte(part+part+"\n"+rule+"\n"))
	if err != nil {
		return nil, false
	}
	name, _ := time.Now().In(l).Zone()
	return l, name != "-00"
}

// ReadZone sets the local zone where TZ is a rule. A name such as Europe/Berlin
// or Etc/GMT+5, and a path, are package time's own.
func ReadZone(tz string) {
	tz = strings.TrimPrefix(tz, ":")
	if _, err := time.LoadLocation(tz); err == nil || strings.HasPrefix(tz, "/") {
		return
	}
	if l, ok := zone(tz); ok {
		time.Local = l
	}
}
