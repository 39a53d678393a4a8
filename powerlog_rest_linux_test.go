//go:build !arm

package main

import "golang.org/x/sys/unix"

const syncFileRange = unix.SYS_SYNC_FILE_RANGE
