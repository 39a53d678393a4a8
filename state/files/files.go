// Package files says what other users of the machine could do to a file: who can
// put another in its place decides where money goes.
package files

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Strange returns why a path is not a plain file to be opened, "" where it is
// one, or where there is nothing yet. Nothing is opened: a pipe would wait.
func Strange(path string) string {
	info, err := os.Lstat(path)
	if err != nil {
		return ""
	}
	if info.Mode()&fs.ModeSymlink != 0 {
		to, _ := os.Readlink(path) // without a target the sentence is poorer
		if info, err = os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			return fmt.Sprintf("is a link to %s, where there is nothing", to)
		}
		if err != nil {
			return fmt.Sprintf("is a link to %s, which cannot be looked at", to)
		}
	}
	switch mode := info.Mode(); {
	case mode.IsRegular():
		return ""
	case mode.IsDir():
		return "is a directory"
	case mode&fs.ModeNamedPipe != 0:
		return "is a pipe"
	case mode&fs.ModeSocket != 0:
		return "is a socket"
	}
	return "is a device"
}

// Replaceable returns why another user could put another file in the place of
// this one, with the command that mends it; "" where none can. A folder that a
// group may write is that group's on purpose.
func Replaceable(path string) string {
	for _, p := range []string{path, resolved(path)} {
		dir := filepath.Dir(p)
		info, err := os.Stat(dir)
		switch {
		case err != nil:
			continue // it is made, or the opening says why not
		case Others(info)&0o002 != 0 && info.Mode()&fs.ModeSticky == 0:
			return fmt.Sprintf("lies in %s, which every user may write: run chmod o-w %s", dir, Shell(dir))
		}
		if link, err := os.Lstat(p); err == nil && info.Mode()&fs.ModeSticky != 0 && !ours(link) {
			return fmt.Sprintf("belongs to another user, in %s that every user may write: name another", dir)
		}
	}
	return ""
}

// Foreign returns why another user decides what is in a file, with the command
// that mends it; "" where none does.
func Foreign(path string) string {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return ""
	case !ours(info):
		return fmt.Sprintf("belongs to another user: run chown %d %s, if you know what is in it", os.Getuid(), Shell(path))
	case Others(info)&0o022 != 0:
		return fmt.Sprintf("may be changed by other users: run chmod go-w %s", Shell(path))
	}
	// Whoever owns or may write the folder may put another file there, a group too.
	dir := filepath.Dir(resolved(path))
	switch info, err := os.Stat(dir); {
	case err != nil:
	case !ours(info):
		return fmt.Sprintf("lies in %s, which belongs to another user: name a place of your own", dir)
	case Others(info)&0o020 != 0 && info.Mode()&fs.ModeSticky == 0:
		return fmt.Sprintf("lies in %s, where other users may put another: run chmod go-w %s", dir, Shell(dir))
	}
	return ""
}

func resolved(path string) string {
	if p, err := filepath.EvalSymlinks(path); err == nil {
		return p
	}
	return path
}

// Shell is a path as a shell reads it.
func Shell(s string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("/._-+@:,", r)
	}
	if strings.TrimFunc(s, plain) == "" {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
