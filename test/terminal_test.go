package test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// terminal is the built program in a real terminal of its own.
type terminal struct {
	t      *testing.T
	socket string
}

var binary = sync.OnceValues(func() (string, error) {
	m, err := theModule()
	if err != nil {
		return "", err
	}
	dir, err := os.MkdirTemp("", "simdesk-test-")
	if err != nil {
		return "", err
	}
	bin := filepath.Join(dir, "simdesk")
	out, err := m.command("go", "build", "-o", bin, ".").CombinedOutput()
	if err != nil {
		err = fmt.Errorf("%w: %s", err, out)
	}
	return bin, err
})

// built is the program, built once for all tests.
func built(t *testing.T) string {
	t.Helper()
	bin, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	return bin
}

// inTerminal runs a command line in a terminal of cols×rows. env is NAME=VALUE.
func inTerminal(t *testing.T, cols, rows int, command string, env ...string) *terminal {
	t.Helper()
	term := &terminal{t: t, socket: filepath.Join(t.TempDir(), "tmux")}
	args := []string{"-f", "/dev/null", "new-session", "-d", "-x", fmt.Sprint(cols), "-y", fmt.Sprint(rows)}
	for _, e := range append(env, "LANG=C.UTF-8") {
		args = append(args, "-e", e)
	}
	term.tmux(append(args, command)...)
	t.Cleanup(func() { _ = exec.Command("tmux", "-S", term.socket, "kill-server").Run() })
	return term
}

func (x *terminal) tmux(args ...string) string {
	x.t.Helper()
	out, err := exec.Command("tmux", append([]string{"-S", x.socket}, args...)...).CombinedOutput()
	if err != nil {
		x.t.Fatalf("tmux %v: %v: %s", args, err, out)
	}
	return string(out)
}

// press sends keys by their tmux names; text that is no key name is typed.
func (x *terminal) press(keys ...string) {
	x.t.Helper()
	x.tmux(append([]string{"send-keys"}, keys...)...)
}

// screen is what a person sees, without colours.
func (x *terminal) screen() string {
	x.t.Helper()
	return x.tmux("capture-pane", "-p")
}

// drawn is the screen with its colours.
func (x *terminal) drawn() string {
	x.t.Helper()
	return x.tmux("capture-pane", "-e", "-N", "-p")
}

// patience is how long a screen may take on a machine that does much else.
const patience = 30 * time.Second

// wait waits until the screen shows all of these texts.
func (x *terminal) wait(texts ...string) string {
	x.t.Helper()
	deadline := time.Now().Add(patience)
	for {
		s := x.screen()
		missing := ""
		for _, text := range texts {
			if !strings.Contains(s, text) {
				missing = text
			}
		}
		if missing == "" {
			return s
		}
		if time.Now().After(deadline) {
			x.t.Fatalf("no %q on the screen:\n%s", missing, s)
		}
		time.Sleep(50 * time.Millisecond)
	}
}
