package test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"
)

// gate stands between the built program and its disk. Every call that touches
// a file whose name begins with under waits here for its fate. strace cannot
// do this: it counts the calls of each thread by itself, and which thread of a
// Go program makes a call is chance.
type gate struct {
	under string
	calls map[uintptr]string     // by number: which ones wait
	fate  func(n int) unix.Errno // of the n-th call, counted from 1; 0 lets it pass
	// decide is used instead of fate where it is set: it answers a call, and
	// returns what to note once the call has taken the answer.
	decide func(notice) (decision, func())

	serving sync.WaitGroup
	over    atomic.Bool // the program has ended
	seen    []string    // "fsync -wal", in their order
	failed  int         // how many were made to fail
}

// The calls by which SQLite changes a file, and those by which it reads one.
var (
	writing = map[uintptr]string{unix.SYS_FSYNC: "fsync", unix.SYS_FDATASYNC: "fdatasync", unix.SYS_PWRITE64: "pwrite64",
		unix.SYS_FTRUNCATE: "ftruncate", unix.SYS_FALLOCATE: "fallocate"}
	reading = map[uintptr]string{unix.SYS_PREAD64: "pread64"}
)

// notice is a call that waits, as the kernel's struct seccomp_notif has it.
type notice struct {
	id         uint64
	pid, flags uint32
	nr         int32
	arch       uint32
	ip         uint64
	args       [6]uint64
}

// decision is what becomes of it: struct seccomp_notif_resp.
type decision struct {
	id    uint64
	value int64
	errno int32
	flags uint32
}

// seccomp makes the numbered calls of this thread, and of what it starts from
// now on, wait for whoever reads the file that it returns.
func seccomp(calls map[uintptr]string) (*os.File, error) {
	program := []unix.SockFilter{{Code: unix.BPF_LD | unix.BPF_W | unix.BPF_ABS}} // the call's number
	for nr := range calls {
		program = append(program, unix.SockFilter{Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, K: uint32(nr), Jf: 1},
			unix.SockFilter{Code: unix.BPF_RET, K: unix.SECCOMP_RET_USER_NOTIF})
	}
	program = append(program, unix.SockFilter{Code: unix.BPF_RET, K: unix.SECCOMP_RET_ALLOW})
	filter := unix.SockFprog{Len: uint16(len(program)), Filter: &program[0]}
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return nil, err
	}
	fd, _, errno := unix.RawSyscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, unix.SECCOMP_FILTER_FLAG_NEW_LISTENER, uintptr(unsafe.Pointer(&filter)))
	if errno != 0 {
		return nil, errno
	}
	return os.NewFile(fd, "seccomp"), nil
}

// start starts a command behind the gate.
func (g *gate) start(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	started := make(chan error)
	go aside(func() {
		notices, err := seccomp(g.calls)
		if err != nil {
			err = fmt.Errorf("this test makes system calls fail, which this machine forbids; it needs Linux 5.5 and a container that allows seccomp: %w", err)
		} else {
			g.serving.Go(func() { g.serve(notices) }) // what starts the command makes calls too
			err = cmd.Start()
		}
		started <- err
	})
	if err := <-started; err != nil {
		t.Fatal(err)
	}
}

// aside runs f on a thread that ends with it, so that what f sets stays with
// this thread and with what it starts. A program's first thread cannot end.
func aside(f func()) {
	runtime.LockOSThread() // never unlocked: the thread ends with the goroutine
	if unix.Gettid() != unix.Getpid() {
		f()
		return
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		aside(f)
	}()
	<-done
	runtime.UnlockOSThread()
}

// run runs a command behind the gate to its end.
func (g *gate) run(t *testing.T, cmd *exec.Cmd) ([]byte, error) {
	t.Helper()
	var out strings.Builder
	cmd.Stdout = &out
	g.start(t, cmd)
	err := cmd.Wait()
	g.over.Store(true)
	g.serving.Wait()
	return []byte(out.String()), err
}

// serve answers until nobody is left who could ask.
func (g *gate) serve(notices *os.File) {
	defer func() { _ = notices.Close() }()
	fd := notices.Fd()
	for {
		poll := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}
		n, err := unix.Poll(poll, 100)
		switch {
		case errors.Is(err, unix.EINTR):
		case n == 0 && !g.over.Load():
		case err != nil || poll[0].Revents&unix.POLLIN == 0: // hung up
			return
		default:
			g.one(fd)
		}
	}
}

// one decides about one call. A call that its thread gave up meanwhile, for a
// signal, is made again and counted then.
func (g *gate) one(fd uintptr) {
	var n notice
	if _, _, errno := unix.Syscall(unix.SYS_IOCTL, fd, unix.SECCOMP_IOCTL_NOTIF_RECV, uintptr(unsafe.Pointer(&n))); errno != 0 {
		return
	}
	decide := g.decide
	if decide == nil {
		decide = g.fated
	}
	v, note := decide(n)
	if _, _, errno := unix.Syscall(unix.SYS_IOCTL, fd, unix.SECCOMP_IOCTL_NOTIF_SEND, uintptr(unsafe.Pointer(&v))); errno == 0 {
		note()
	}
}

// fated lets a call pass, or fail as fate has it.
func (g *gate) fated(n notice) (decision, func()) {
	v := decision{id: n.id, flags: unix.SECCOMP_USER_NOTIF_FLAG_CONTINUE}
	file, err := os.Readlink(fmt.Sprintf("/proc/%d/fd/%d", n.pid, n.args[0]))
	ours := err == nil && strings.HasPrefix(file, g.under)
	if ours {
		if errno := g.fate(len(g.seen) + 1); errno != 0 {
			v = decision{id: n.id, errno: -int32(errno)}
		}
	}
	return v, func() {
		if !ours {
			return
		}
		g.seen = append(g.seen, g.calls[uintptr(n.nr)]+" "+strings.TrimPrefix(file, g.under))
		if v.errno != 0 {
			g.failed++
		}
	}
}
