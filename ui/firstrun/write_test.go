package firstrun

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
	"simdesk/state/files"
	"simdesk/ui/screen"
)

// tree is what is under a directory: modes, and the contents of files.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || path == dir {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		name, _ := filepath.Rel(dir, path)
		found[name] = info.Mode().String()
		if info.Mode().IsRegular() {
			text, err := os.ReadFile(path)
			found[name] += " " + string(text)
			return err
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestWrite(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if why := write(filepath.Join(dir, "a", "simdesk", "config.toml"), []byte("x = 1\n")); !why.IsZero() {
		t.Fatal(why)
	}
	want := map[string]string{"a": "drwx------", "a/simdesk": "drwx------", "a/simdesk/config.toml": "-rw------- x = 1\n"}
	if diff := cmp.Diff(want, tree(t, dir)); diff != "" {
		t.Error(diff)
	}
}

func TestWriteNeverOverwrites(t *testing.T) {
	t.Parallel()
	for name, prepare := range map[string]func(path string) error{
		"a file":          func(path string) error { return os.WriteFile(path, []byte("mine"), 0o640) },
		"a directory":     func(path string) error { return os.Mkdir(path, 0o750) },
		"a link":          func(path string) error { return os.Symlink("elsewhere", path) },
		"an empty file":   func(path string) error { return os.WriteFile(path, nil, 0o600) },
		"a file for none": func(path string) error { return os.WriteFile(path, []byte("mine"), 0o000) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			path := filepath.Join(dir, "config.toml")
			if err := prepare(path); err != nil {
				t.Fatal(err)
			}
			before, err := os.Lstat(path)
			if err != nil {
				t.Fatal(err)
			}
			why := write(path, []byte("new"))
			if want := path + " is there by now, and was not touched: there is a file already."; why.Key != exists || screen.Voice.Reason(why) != want {
				t.Errorf("%s, want %s", why, want)
			}
			after, err := os.Lstat(path)
			if err != nil || !os.SameFile(before, after) || before.Size() != after.Size() || before.Mode() != after.Mode() {
				t.Errorf("it was %v and is %v, %v", before, after, err)
			}
			if left, err := os.ReadDir(dir); err != nil || len(left) != 1 {
				t.Errorf("left behind: %v, %v", left, err)
			}
		})
	}
}

func TestWriteWhereItCannot(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		filepath.Join(file, "simdesk", "config.toml"): filepath.Join(file, "simdesk") + " cannot be created: not a directory.",
		filepath.Join(dir, strings.Repeat("x", 300)):  dir + " cannot be written to: file name too long.",
	} {
		if got := screen.Voice.What(write(path, []byte("new"))); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	if diff := cmp.Diff(map[string]string{"file": "-rw------- mine"}, tree(t, dir)); diff != "" {
		t.Error(diff)
	}
}

// TestOneOfManyWritersWins: each other one hears that it was late, and the
// file is the winner's, whole.
func TestOneOfManyWritersWins(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "simdesk", "config.toml")
	faults := make([]providers.Reason, 8)
	var all sync.WaitGroup
	for i := range faults {
		all.Go(func() { faults[i] = write(path, []byte{'a' + byte(i)}) })
	}
	all.Wait()
	winner := -1
	for i, why := range faults {
		switch {
		case why.IsZero() && winner < 0:
			winner = i
		case why.Key != exists:
			t.Errorf("writer %d: %s, after %d had won", i, why, winner)
		}
	}
	want := map[string]string{"simdesk": "drwx------", "simdesk/config.toml": "-rw------- " + string(rune('a'+winner))}
	if diff := cmp.Diff(want, tree(t, dir)); diff != "" {
		t.Error(diff)
	}
}

// TestReserve is the way without links.
func TestReserve(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "config.toml")
	try := func(text string) error {
		beside, err := files.Beside(path, []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = os.Remove(beside) }()
		return reserve(beside, path)
	}
	if err := try("first"); err != nil {
		t.Error(err)
	}
	if err := try("second"); !errors.Is(err, fs.ErrExist) {
		t.Errorf("the second got %v", err)
	}
	if diff := cmp.Diff(map[string]string{"config.toml": "-rw------- first"}, tree(t, dir)); diff != "" {
		t.Error(diff)
	}
}
