package sqlite

import (
	"context"
	"errors"
	"os"
	osexec "os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// heldElsewhere names, in the environment of a second process, the ledger whose
// hold it tries to take.
const heldElsewhere = "SIMDESK_TEST_ALONE"

// TestAloneInASecondProcess is that second process; by itself it does nothing.
func TestAloneInASecondProcess(t *testing.T) {
	file := os.Getenv(heldElsewhere)
	if file == "" {
		return
	}
	short, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	release, err := openAt(t, file).Alone(short, "fyatu")
	switch {
	case err == nil:
		release()
		t.Log("two at once")
	case errors.Is(err, context.DeadlineExceeded):
		t.Log("held")
	default:
		t.Fatal(err)
	}
}

// A lock of the system ends when its process closes any file of that name: who
// asks for a hold that another part of the same process has must not end it.
func TestAskingForAHoldDoesNotEndItForOtherProcesses(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "shop.db")
	book := openAt(t, file)
	release, err := book.Alone(t.Context(), "fyatu")
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	for _, moment := range []string{"before", "after"} {
		second := osexec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestAloneInASecondProcess$", "-test.v")
		second.Env = append(os.Environ(), heldElsewhere+"="+file)
		out, err := second.CombinedOutput()
		if err != nil || !strings.Contains(string(out), "held\n") {
			t.Fatalf("%s another part of this process asked: %v\n%s", moment, err, out)
		}
		short, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		if _, err := book.Alone(short, "fyatu"); !errors.Is(err, context.DeadlineExceeded) {
			t.Fatalf("in this process: %v", err)
		}
		cancel()
	}
}
