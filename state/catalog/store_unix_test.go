//go:build unix

package catalog

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// A file that another user decides about, a pipe, a folder that others may
// write: none is read, and what is wrong is said.
func TestNobodyElsesFileIsRead(t *testing.T) {
	t.Parallel()
	whole := fileOf(t, "fyatu", product("a"))
	for name, c := range map[string]struct {
		spoil func(dir, path string) error
		says  string
	}{
		"others may change it":   {func(_, path string) error { return os.Chmod(path, 0o666) }, "files.others_write"},
		"others may put another": {func(dir, _ string) error { return os.Chmod(dir, 0o777) }, "files.open_folder"},
		"a pipe": {func(_, path string) error {
			if err := os.Remove(path); err != nil {
				return err
			}
			return syscall.Mkfifo(path, 0o600)
		}, "files.pipe"},
		"a link to nowhere": {func(_, path string) error {
			if err := os.Remove(path); err != nil {
				return err
			}
			return os.Symlink("nowhere", path)
		}, "files.link_to_nothing"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			path := filepath.Join(dir, "fyatu.catalogue")
			if err := os.WriteFile(path, whole, 0o600); err != nil {
				t.Fatal(err)
			}
			if err := c.spoil(dir, path); err != nil {
				t.Fatal(err)
			}
			s := open(t, dir)
			got := s.Sources()[0]
			if got.Products != 0 || got.Error == nil || !strings.Contains(got.Error.Why.String(), c.says) {
				t.Errorf("got %+v", got)
			}
		})
	}
}
