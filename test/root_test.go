package test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// module is the tree that these tests are about.
type module struct {
	dir   string
	files []string // all that lie in it, from dir and with slashes
}

// theModule reads every folder for one more reason: go test takes a result from
// its cache while all that a test looked at is as it was, and it cannot see what
// the commands look at that build the program and list the imports.
var theModule = sync.OnceValues(func() (module, error) {
	out, err := exec.Command("go", "env", "GOMOD").Output()
	file := strings.TrimSpace(string(out))
	if err != nil {
		return module{}, fmt.Errorf("go env GOMOD: %w", err)
	}
	if file == "" || file == os.DevNull {
		return module{}, errors.New("go env GOMOD: these tests run inside no module")
	}
	m := module{dir: filepath.Dir(file)}
	err = fs.WalkDir(os.DirFS(m.dir), ".", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (path == ".git" || path == ".tools" || path == "bin"):
			return fs.SkipDir
		case d.Type().IsRegular():
			m.files = append(m.files, path)
		}
		return nil
	})
	return m, err
})

// tree is theModule for a test that cannot go on without it.
func tree(t testing.TB) module {
	t.Helper()
	m, err := theModule()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// path is where a file of the module lies.
func (m module) path(name string) string { return filepath.Join(m.dir, filepath.FromSlash(name)) }

// command runs at the module's root.
func (m module) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Dir = m.dir
	return cmd
}
