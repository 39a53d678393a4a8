package ui

import (
	"testing"

	"simdesk/ui/uitest"
)

// console returns a driver for the whole console on the canned shop.
func console(t *testing.T, d *uitest.Desk) (*uitest.Driver, *Router, *uitest.Clock) {
	t.Helper()
	env, clock := uitest.Env(t, d)
	r := New(env, Makers{})
	return uitest.Program(t, r), r, clock
}

func TestConsole(t *testing.T) {
	d, _, _ := console(t, uitest.Shop(t))
	d.Sizes(t, 0)
}
