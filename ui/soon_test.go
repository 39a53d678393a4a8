package ui

import (
	"testing"

	"simdesk/ui/uitest"
)

func TestSoonSaysWhereToGo(t *testing.T) {
	for v, name := range map[View]string{Services: "services", Day: "day"} {
		t.Run(name, func(t *testing.T) {
			env, _ := uitest.Env(t, uitest.Shop(t))
			d := uitest.Screen(t, &soon{env: env, says: soonSays[v]})
			d.Sizes(t, 4)
		})
	}
}
