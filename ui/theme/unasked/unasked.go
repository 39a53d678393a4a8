// Package unasked keeps Bubble Tea from asking the terminal for its background
// before main runs. Its init does so through lipgloss and waits five seconds
// for a terminal that does not answer, for every command.
//
// Nothing is asked of a terminal called "dumb". Packages are initialised by
// path as soon as what they import is: this one imports only os, so it comes
// before "unicode", which Bubble Tea needs. It must import nothing else.
package unasked

import "os"

var name, named = os.LookupEnv("TERM")

func init() { _ = os.Setenv("TERM", "dumb") }

// Restore gives the terminal its name back. It is main's first act.
func Restore() {
	if named {
		_ = os.Setenv("TERM", name)
	} else {
		_ = os.Unsetenv("TERM")
	}
}
