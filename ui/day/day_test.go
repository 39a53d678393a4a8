package day

import (
	"testing"

	"simdesk/ui/uitest"
)

func TestSaysWhereToGo(t *testing.T) {
	env, _ := uitest.Env(t, uitest.Shop(t))
	d := uitest.Screen(t, New(env))
	d.Sizes(t, 4)
}
