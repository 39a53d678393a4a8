package test

import (
	"strings"
	"syscall"
	"testing"
	"unsafe"

	"github.com/google/go-cmp/cmp"
)

// noRoom keeps the files of another process from growing.
func noRoom(pid int) error {
	limit := syscall.Rlimit{Cur: 1, Max: 1}
	_, _, errno := syscall.RawSyscall6(syscall.SYS_PRLIMIT64, uintptr(pid), syscall.RLIMIT_FSIZE, uintptr(unsafe.Pointer(&limit)), 0, 0, 0)
	if errno != 0 {
		return errno
	}
	return nil
}

// The disk fills up while the request is under way. What was paid for is not
// shown, since it is not stored; it is an open order, and reconcile brings it.
func TestRoomEndsAfterTheCharge(t *testing.T) {
	t.Parallel()
	c := atCounter(t, "[[faults]]\nprovider = \"roamify\"\nop = \"sell\"\ndelay = \"2s\"\n")
	product, before := c.cheapest("roamify"), c.wallets()
	cmd := c.command("buy", "--provider", "roamify", "--product", product, "--yes", "--wait", "0s")
	var out strings.Builder
	cmd.Stdout = &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	c.untilSubmitted()
	if err := noRoom(cmd.Process.Pid); err != nil {
		t.Fatal(err)
	}
	err := cmd.Wait()
	r := c.read([]byte(out.String()), err)
	if r.code != 4 || r.Order == nil || r.Order.State != "submitted" || len(r.Order.Delivery) != 0 || !strings.Contains(out.String(), "simdesk reconcile") {
		t.Fatalf("exit code %d, %s", r.code, out.String())
	}
	paid := c.wallets()
	if paid["roamify"] == before["roamify"] {
		t.Error("nothing was charged, so this test shows nothing")
	}
	if r := c.run("reconcile"); r.code != 0 || len(r.Settled) != 1 || r.Settled[0].State != "completed" || len(r.Settled[0].Delivery) != 1 {
		t.Errorf("reconcile: %+v", r)
	}
	if d := cmp.Diff(paid, c.wallets()); d != "" {
		t.Errorf("charged again (-before +after):\n%s", d)
	}
	if r := c.run("doctor"); !strings.Contains(r.said("store"), "its history is what was written") {
		t.Errorf("doctor: %+v", r.Checks)
	}
}
