package test

import (
	"fmt"
	"regexp"
	"testing"
	"time"

	"simdesk/ui/uitest"
)

// A newcomer sells an eSIM, scans its code, tops it up and finds it again.
func TestJourney(t *testing.T) {
	for _, size := range [][2]int{{120, 40}, {80, 24}} {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			t.Parallel()
			cols, rows := size[0], size[1]
			x := inTerminal(t, cols, rows, built(t)+" demo")
			x.wait("SANDBOX", "Search:")
			x.press("japan 5gb roamify")
			x.wait("japan 5gb roamify", "Roamify", "5 GB")
			iccid := sellFirst(x, cols, rows)
			lookUpAndTopUp(x, iccid)
			x.press("M-4")
			x.wait("[Orders]", "done")
			x.press(iccid[len(iccid)-6:])
			x.wait("2, as of", "Japan, 5 GB")
			time.Sleep(300 * time.Millisecond) // the search has its answer
			x.press("Enter")
			x.wait("Story", "confirmed", "sent to Roamify", "done")
		})
	}
}

var lpa = regexp.MustCompile(`SANDBOX-[A-Z0-9]{5}-[A-Z0-9]{5}`)

// sellFirst buys the row under the cursor and returns the new eSIM's ICCID.
func sellFirst(x *terminal, cols, rows int) string {
	x.t.Helper()
	x.press("Enter")
	x.wait("^Y buys for")
	time.Sleep(500 * time.Millisecond) // the quiet time before a key may spend
	x.press("C-y")
	shown := x.wait("Activation code", "ICCID")
	want := "LPA:1$rsp.sandbox.example$" + lpa.FindString(shown)
	for _, term := range []uitest.Terminal{uitest.DarkTerminal, uitest.LightTerminal} {
		if got := uitest.Scan(x.t, term.Photograph(x.drawn(), cols, rows)); got != want {
			x.t.Errorf("the code on the screen says %q, want %q", got, want)
		}
	}
	iccid := regexp.MustCompile(`ICCID +([0-9 ]+)`).FindStringSubmatch(shown)[1]
	x.press("Escape")
	return regexp.MustCompile(`\s`).ReplaceAllString(iccid, "")
}

func lookUpAndTopUp(x *terminal, iccid string) {
	x.t.Helper()
	x.press("M-2")
	x.wait("[eSIM]")
	x.press(iccid, "Enter")
	x.wait("Roamify", "Data")
	x.press("C-t")
	x.wait("best guess first")
	x.press("Enter")
	x.wait("^Y buys for")
	time.Sleep(500 * time.Millisecond)
	x.press("C-y")
	x.wait("Done: the top-up is on")
	x.press("Enter")
	x.wait("5 GB left before, 10 GB left now")
}
