package test

import "golang.org/x/sys/unix"

// syncFileRange has a name of its own on arm, where its arguments come in
// another order.
const syncFileRange = unix.SYS_ARM_SYNC_FILE_RANGE
