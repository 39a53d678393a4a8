//go:build unix

package files

import (
	"io/fs"
	"os"
	"syscall"
)

// Others is what a file's mode lets its group and everybody else do.
func Others(info fs.FileInfo) fs.FileMode { return info.Mode().Perm() & 0o077 }

func ours(info fs.FileInfo) bool {
	st, ok := info.Sys().(*syscall.Stat_t)
	return !ok || trusted(int(st.Uid), os.Getuid())
}

// trusted reports whether a file's owner is who runs this, or root. Root may use
// anybody's: it could read and change them anyway.
func trusted(owner, me int) bool { return owner == me || owner == 0 || me == 0 }
