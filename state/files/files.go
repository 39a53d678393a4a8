// Package files says what other users of the machine could do to a file: who can
// put another in its place decides where money goes.
package files

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"simdesk/providers"
)

// Strange returns why a path is not a plain file to be opened, none where it is
// one, or where there is nothing yet. Nothing is opened: a pipe would wait.
func Strange(path string) providers.Reason {
	info, err := os.Lstat(path)
	if err != nil {
		return providers.Reason{}
	}
	if info.Mode()&fs.ModeSymlink != 0 {
		to, _ := os.Readlink(path) // without a target the sentence is poorer
		if info, err = os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			return providers.Because("files.link_to_nothing", "file", path, "to", to)
		}
		if err != nil {
			return providers.Because("files.link_unread", "file", path, "to", to)
		}
	}
	switch mode := info.Mode(); {
	case mode.IsRegular():
		return providers.Reason{}
	case mode.IsDir():
		return providers.Because("files.directory", "file", path)
	case mode&fs.ModeNamedPipe != 0:
		return providers.Because("files.pipe", "file", path)
	case mode&fs.ModeSocket != 0:
		return providers.Because("files.socket", "file", path)
	}
	return providers.Because("files.device", "file", path)
}

// Replaceable returns why another user could put another file in the place of
// this one, with the command that mends it; none where none can. A folder that a
// group may write is that group's on purpose.
func Replaceable(path string) providers.Reason {
	for _, p := range []string{path, resolved(path)} {
		dir := filepath.Dir(p)
		info, err := os.Stat(dir)
		switch {
		case err != nil:
			continue // it is made, or the opening says why not
		case Others(info)&0o002 != 0 && info.Mode()&fs.ModeSticky == 0:
			return providers.Because("files.open_folder", "file", path, "folder", dir, "shell", Shell(dir))
		}
		if link, err := os.Lstat(p); err == nil && info.Mode()&fs.ModeSticky != 0 && !ours(link) {
			return providers.Because("files.not_ours_in_open_folder", "file", path, "folder", dir)
		}
	}
	return providers.Reason{}
}

// Foreign returns why another user decides what is in a file, with the command
// that mends it; none where none does.
func Foreign(path string) providers.Reason {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return providers.Reason{}
	case !ours(info):
		return providers.Because("files.not_ours", "file", path, "user", os.Getuid(), "shell", Shell(path))
	case Others(info)&0o022 != 0:
		return providers.Because("files.others_write", "file", path, "shell", Shell(path))
	}
	// Whoever owns or may write the folder may put another file there, a group too.
	dir := filepath.Dir(resolved(path))
	switch info, err := os.Stat(dir); {
	case err != nil:
	case !ours(info):
		return providers.Because("files.folder_not_ours", "file", path, "folder", dir)
	case Others(info)&0o020 != 0 && info.Mode()&fs.ModeSticky == 0:
		return providers.Because("files.folder_others_write", "file", path, "folder", dir, "shell", Shell(dir))
	}
	return providers.Reason{}
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
