package theme

import (
	"io"
	"os"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"
	"golang.org/x/term"
)

// patience is how long a terminal may take to tell its background.
const patience = 200 * time.Millisecond

// question asks for the background, then for the kind of terminal, which
// every terminal that answers at all does answer: no need to wait further.
const question = "\x1b]11;?\x1b\\\x1b[c"

var (
	background = regexp.MustCompile(`\x1b\]11;rgba?:([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})`)
	kind       = regexp.MustCompile(`\x1b\[\?[0-9;]*c`)
)

// Probe asks the terminal for its background, once for the process and for at
// most 200 ms, and returns the theme for the session: dark where nothing
// answers. It must run before the program starts; Input drops a later answer.
func Probe(mode Mode, out io.Writer, noColor bool) *Theme {
	profile := lipgloss.NewRenderer(out).ColorProfile()
	if noColor || os.Getenv("NO_COLOR") != "" {
		profile = termenv.Ascii
	}
	if mode == Auto || mode == "" {
		mode = Dark
		if profile != termenv.Ascii && light() {
			mode = Light
		}
	}
	return build(mode, profile)
}

var light = sync.OnceValue(func() bool {
	in, out := int(os.Stdin.Fd()), int(os.Stdout.Fd())
	// screen and tmux may be shown by several terminals at once.
	name, _, _ := strings.Cut(os.Getenv("TERM"), "-")
	if name == "dumb" || name == "screen" || name == "tmux" || !term.IsTerminal(in) || !term.IsTerminal(out) {
		return byVariable()
	}
	if bright, told := brightness(ask(in)); told {
		return bright
	}
	return byVariable()
})

// byVariable reads what some terminals say in COLORFGBG: 7 and 9 to 15 are light.
func byVariable() bool {
	v := os.Getenv("COLORFGBG")
	n, err := strconv.Atoi(v[strings.LastIndexByte(v, ';')+1:])
	return err == nil && strings.Contains(v, ";") && (n == 7 || n > 8 && n < 16)
}

// ask returns what the terminal answers in time. What is typed meanwhile is lost.
func ask(in int) string {
	before, err := term.MakeRaw(in)
	if err != nil {
		return ""
	}
	defer func() { _ = term.Restore(in, before) }()
	if _, err := os.Stdout.WriteString(question); err != nil {
		return ""
	}
	var answer []byte
	for end := time.Now().Add(patience); !kind.Match(answer) && len(answer) < 4096; {
		var buf [256]byte
		n := readWithin(in, buf[:], time.Until(end))
		if n <= 0 {
			break
		}
		answer = append(answer, buf[:n]...)
	}
	return string(answer)
}

// brightness reads an answer. Told is false where it names no colour.
func brightness(answer string) (bright, told bool) {
	m := background.FindStringSubmatch(answer)
	if m == nil {
		return false, false
	}
	var most, least uint64 = 0, 1000
	for _, digits := range m[1:] {
		v, _ := strconv.ParseUint(digits, 16, 16)
		v = v * 1000 / (1<<(4*len(digits)) - 1)
		most, least = max(most, v), min(least, v)
	}
	return most+least > 1000, true
}
