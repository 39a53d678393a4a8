//go:build unix

package sqlite

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"simdesk/providers"
)

// What is no plain file is refused at once: a pipe used to wait for a writer. So
// is a place where another user could put a ledger of his.
func TestAStoreThatIsNoPlainFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	must(t, syscall.Mkfifo(at("pipe"), 0o600))
	must(t, os.Symlink(filepath.Join(dir, "away", "shop.db"), at("dangling")))
	must(t, os.Mkdir(at("open"), 0o700))
	must(t, os.Chmod(at("open"), 0o777))
	for file, want := range map[string]string{
		at("pipe"): "files.pipe", at("dangling"): "files.link_to_nothing",
		dir: "files.directory", os.DevNull: "files.device", at("open/shop.db"): "files.open_folder",
	} {
		opened := make(chan error, 1)
		go func() {
			l, err := Open(context.Background(), file, Options{})
			if err == nil {
				err = l.Close()
			}
			opened <- err
		}()
		select {
		case err := <-opened:
			e := providers.AsError(err)
			if e == nil || e.Kind != providers.KindConfig || !strings.Contains(e.Why.String(), want) {
				t.Errorf("%s: %v, want %q", file, err, want)
			}
		case <-time.After(10 * time.Second):
			t.Fatalf("%s hangs", file)
		}
	}
	if _, err := os.Stat(at("open/shop.db")); err == nil {
		t.Error("a ledger was made where everybody may write")
	}
}
