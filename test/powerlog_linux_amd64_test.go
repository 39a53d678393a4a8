package test

import "golang.org/x/sys/unix"

// Calls that newer machines do not have any more.
func init() {
	recorded[unix.SYS_OPEN], recorded[unix.SYS_MKDIR], recorded[unix.SYS_LINK] = "open", "mkdir", "link"
	recorded[unix.SYS_UNLINK], recorded[unix.SYS_RENAME] = "unlink", "rename"
}
