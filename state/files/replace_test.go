package files

import (
	"os"
	"path/filepath"
	"testing"
)

func TestReplace(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	for _, text := range []string{"", "old and long", "new"} { // the first has nothing to replace
		if err := Replace(file, []byte(text)); err != nil {
			t.Fatal(err)
		}
		if b, err := os.ReadFile(file); err != nil || string(b) != text {
			t.Errorf("%q, %v; want %q", b, err, text)
		}
		info, err := os.Stat(file)
		if err != nil || Others(info) != 0 {
			t.Errorf("mode %v, %v", info.Mode(), err)
		}
		if err := os.Chmod(file, 0o666); err != nil { // the next one must not inherit it
			t.Fatal(err)
		}
	}
	only(t, dir, "file")
}

// What cannot be put in place leaves everything as it was.
func TestReplaceWhatCannotBe(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "folder", "full"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{filepath.Join(dir, "folder"), filepath.Join(dir, "nowhere", "file")} {
		if err := Replace(path, []byte("new")); err == nil {
			t.Errorf("%s: no error", path)
		}
	}
	only(t, dir, "folder")
}

func only(t *testing.T, dir, name string) {
	t.Helper()
	if left, err := os.ReadDir(dir); err != nil || len(left) != 1 || left[0].Name() != name {
		t.Errorf("the folder holds %v, %v; want %s alone", left, err, name)
	}
}
