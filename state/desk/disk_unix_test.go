//go:build unix

package desk

import (
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"testing"

	"simdesk/state/ledger"
)

const inLimits = "SIMDESK_TEST_FILE_LIMIT"

// A disk without room, as the system tells it: no file may grow. The limit is
// that of a whole process, so the test runs in one of its own.
func TestFullDisk(t *testing.T) {
	if os.Getenv(inLimits) == "" {
		t.Parallel()
		cmd := exec.Command(os.Args[0], "-test.run=^TestFullDisk$", "-test.v")
		cmd.Env = append(os.Environ(), inLimits+"=1")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%v\n%s", err, out)
		}
		return
	}
	signal.Ignore(syscall.SIGXFSZ)
	var free syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &free); err != nil {
		t.Fatal(err)
	}
	limit := func(l syscall.Rlimit) {
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &l); err != nil {
			t.Error(err)
		}
	}
	for _, moment := range []string{beforeDraft, beforeSubmit, afterCharge} {
		s := onDisk(t)
		s.fail(moment, func() { limit(syscall.Rlimit{Cur: 1, Max: free.Max}) })
		o, err := s.sellOn()
		s.check(moment, ledger.CodeBroken, o, err)
		s.stop()
		limit(free)
		s.mended(moment)
	}
}
