//go:build !arm

package test

import "golang.org/x/sys/unix"

const syncFileRange = unix.SYS_SYNC_FILE_RANGE
