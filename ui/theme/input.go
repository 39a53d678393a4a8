package theme

import (
	"bytes"
	"io"
	"os"
)

// Input is standard input without an answer of the terminal about its
// background that came too late for Probe: Bubble Tea would type it into a box.
func Input() io.Reader { return &input{File: os.Stdin} }

type input struct {
	*os.File

	late stray
}

func (i *input) Read(p []byte) (int, error) {
	n, err := i.File.Read(p)
	return i.late.drop(p[:n]), err
}

// longest bounds an answer: what never ends must not swallow what is typed.
const longest = 64

var opening = []byte("\x1b]11;")

// stray drops answers. An answer may come in several reads; its first five
// bytes, which a terminal writes at once, may not.
type stray struct{ inside int }

// drop closes the gaps in p and returns how many bytes stay.
func (s *stray) drop(p []byte) int {
	kept := 0
	for i := 0; i < len(p); i++ {
		if s.inside == 0 && bytes.HasPrefix(p[i:], opening) {
			s.inside = 1
			i += len(opening) - 1
			continue
		}
		if s.inside == 0 {
			p[kept] = p[i]
			kept++
			continue
		}
		s.inside++
		// It ends in BEL, or in ESC and a backslash.
		if p[i] == '\a' || p[i] == '\\' || s.inside > longest {
			s.inside = 0
		}
	}
	return kept
}
