//go:build unix

package files

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

func TestStrange(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	for _, err := range []error{
		os.WriteFile(at("plain"), nil, 0o600), os.Symlink("plain", at("link")), os.Symlink("nowhere", at("dangling")),
		syscall.Mkfifo(at("pipe"), 0o600), os.Symlink("pipe", at("to a pipe")),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for path, want := range map[string]string{
		at("plain"): "", at("link"): "", at("not there"): "", at("dangling"): "files.link_to_nothing",
		at("pipe"): "files.pipe", at("to a pipe"): "files.pipe", dir: "files.directory", os.DevNull: "files.device",
	} {
		if got := Strange(path).Key; got != want {
			t.Errorf("%s %q, want %q", path, got, want)
		}
	}
}

func TestReplaceableAndForeign(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		folder, file         os.FileMode
		replaceable, foreign string
	}{
		{0o700, 0o600, "", ""},
		{0o755, 0o644, "", ""},
		{0o770, 0o600, "", "files.folder_others_write"},
		{0o777, 0o600, "files.open_folder", "files.folder_others_write"},
		{0o777 | os.ModeSticky, 0o600, "", ""},
		{0o700, 0o620, "", "files.others_write"},
		{0o700, 0o606, "", "files.others_write"},
	} {
		if err := os.Chmod(dir, c.folder); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(file, c.file); err != nil {
			t.Fatal(err)
		}
		if got := Replaceable(file); got.Key != c.replaceable {
			t.Errorf("%v: %q", c.folder, got)
		}
		if got := Foreign(file); got.Key != c.foreign {
			t.Errorf("%v: %q", c.file, got)
		}
	}
}

func TestWhoseFilesAreTrusted(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		owner, me int
		want      bool
	}{{1000, 1000, true}, {0, 1000, true}, {1001, 1000, false}, {1001, 0, true}} {
		if got := trusted(c.owner, c.me); got != c.want {
			t.Errorf("a file of %d for %d: %t", c.owner, c.me, got)
		}
	}
}
