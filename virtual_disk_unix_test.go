//go:build unix

package main

import (
	"os/signal"
	"syscall"
)

// No file of this process may grow until free is called, which is what a full
// disk comes to. A run in virtual time has a process of its own.
func init() {
	fillDisk = func() (free func()) {
		signal.Ignore(syscall.SIGXFSZ)
		var before syscall.Rlimit
		if syscall.Getrlimit(syscall.RLIMIT_FSIZE, &before) != nil {
			return func() {}
		}
		_ = syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 1, Max: before.Max})
		return func() { _ = syscall.Setrlimit(syscall.RLIMIT_FSIZE, &before) }
	}
}
