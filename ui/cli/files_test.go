package cli

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func TestAnImageIsNeverWrittenOverAnything(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	kept, link := filepath.Join(dir, "kept"), filepath.Join(dir, "link")
	if err := errors.Join(os.WriteFile(kept, []byte("ledger"), 0o600), os.Symlink(filepath.Join(dir, "elsewhere"), link)); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{kept, link} {
		if err := writeNew(file, []byte("png")); !errors.Is(err, os.ErrExist) {
			t.Errorf("%s: %v", file, err)
		}
	}
	if b, err := os.ReadFile(kept); string(b) != "ledger" || err != nil {
		t.Errorf("%q, %v", b, err)
	}
}

func TestTheLogIsItsOwnersPlainFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	wide, link := filepath.Join(dir, "wide"), filepath.Join(dir, "link")
	//nolint:gosec // a log that others may read is what this is about
	if err := errors.Join(os.WriteFile(wide, nil, 0o644), os.Chmod(wide, 0o644), os.Symlink(wide, link)); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{link, dir, os.DevNull} {
		if f, err := openLog(file); !errors.Is(err, errNoPlainFile) {
			t.Errorf("%s: %v, %v", file, f, err)
		}
	}
	f, err := openLog(wide)
	if err != nil {
		t.Fatal(err)
	}
	if st, err := f.Stat(); err != nil || st.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", st.Mode(), err)
	}
	_ = f.Close()
}
