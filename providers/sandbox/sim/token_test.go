package sim_test

import (
	"strings"
	"testing"

	"simdesk/providers/sandbox/sim"
	"simdesk/providers/sandbox/sim/simtest"
)

func TestSigner(t *testing.T) {
	t.Parallel()
	type claims struct{ Sub string }
	s := sim.NewWorld(7, simtest.Clock).Signer("shop")
	token := s.Sign(claims{"a"})
	again, other := sim.NewWorld(7, simtest.Clock).Signer("shop"), sim.NewWorld(8, simtest.Clock).Signer("shop")
	for _, c := range []struct {
		name, token string
		by          sim.Signer
		want        bool
	}{
		{"its own", token, s, true},
		{"after a restart", token, again, true},
		{"another seed", token, other, false},
		{"another name", token, sim.NewWorld(7, simtest.Clock).Signer("stall"), false},
		{"another payload", strings.Replace(token, ".", ".e30", 1), s, false},
		{"another signature", token[:len(token)-4] + "AAAA", s, false},
		{"no token", "x", s, false},
		{"nothing", "", s, false},
	} {
		var got claims
		if ok := c.by.Read(c.token, &got); ok != c.want || ok && got.Sub != "a" {
			t.Errorf("%s: %v %v", c.name, got, ok)
		}
	}
	if s.Sign(func() {}) != "" {
		t.Error("what is no JSON was signed")
	}
}
