package test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// mute is the built program in a terminal that answers nothing by itself.
type mute struct {
	*os.File
	mu   sync.Mutex
	seen []byte
}

// inMute runs the demo in a mute terminal of 100×30.
func inMute(t *testing.T) *mute {
	t.Helper()
	cmd := exec.Command(built(t), "demo")
	f, err := os.OpenFile("/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	fd := int(f.Fd())
	n, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	if err := unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	if err := unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, &unix.Winsize{Col: 100, Row: 30}); err != nil {
		t.Fatal(err)
	}
	inner, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	cmd.Env = append(os.Environ(), "TERM=xterm-256color", "COLORFGBG=", "NO_COLOR=", "CI=") // with CI set nobody is asked
	cmd.Stdin, cmd.Stdout, cmd.Stderr = inner, inner, inner
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	_ = inner.Close()
	m := &mute{File: f}
	go m.listen()
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait(); _ = f.Close() })
	return m
}

func (m *mute) listen() {
	buf := make([]byte, 1<<16)
	for {
		n, err := m.Read(buf)
		m.mu.Lock()
		m.seen = append(m.seen, buf[:n]...)
		m.mu.Unlock()
		if err != nil {
			return
		}
	}
}

func (m *mute) count(text string) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return bytes.Count(m.seen, []byte(text))
}

// shows reports whether the terminal was sent a text in time.
func (m *mute) shows(text string, within time.Duration) bool {
	for end := time.Now().Add(within); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if m.count(text) > 0 {
			return true
		}
	}
	return false
}

// TestMuteTerminal: a terminal that answers no query is asked once and does
// not hold up the first frame; what it answers later is not typed.
func TestMuteTerminal(t *testing.T) {
	m := inMute(t)
	begun := time.Now()
	if !m.shows("Orders", 4*time.Second) {
		t.Fatalf("no frame after %s", time.Since(begun))
	}
	t.Logf("first frame after %s", time.Since(begun))
	if n := m.count("\x1b]11;?"); n != 1 {
		t.Errorf("the background was asked %d times", n)
	}
	for _, text := range []string{"ja", "\x1b]11;rgb:1111/2222/3333\x1b\\\x1b[?62;22c", "pan"} {
		time.Sleep(300 * time.Millisecond)
		if _, err := m.WriteString(text); err != nil {
			t.Fatal(err)
		}
	}
	if !m.shows("japan", 10*time.Second) {
		t.Error("what was typed round the late answer is not in the box")
	}
	if m.count("2222") > 0 {
		t.Error("the late answer was typed")
	}
}
