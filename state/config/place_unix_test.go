//go:build unix

package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Whoever can change the configuration decides where money goes.
func TestAConfigurationThatOthersMayChange(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		folder, file os.FileMode
		says         string
	}{
		{0o700, 0o600, ""}, {0o755, 0o644, ""}, {0o700, 0o664, "files.others_write"}, {0o770, 0o600, "files.folder_others_write"}, {0o777, 0o600, "files.folder_others_write"},
	} {
		dir := t.TempDir()
		path := filepath.Join(dir, "config.toml")
		if err := os.WriteFile(path, []byte("currency = \"USD\"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		for p, mode := range map[string]os.FileMode{path: c.file, dir: c.folder} {
			if err := os.Chmod(p, mode); err != nil {
				t.Fatal(err)
			}
		}
		_, err := Load(path, System())
		if (err == nil) != (c.says == "") || err != nil && !strings.Contains(err.Error(), c.says) {
			t.Errorf("%v in %v: %v, want %q", c.file, c.folder, err, c.says)
		}
	}
}
