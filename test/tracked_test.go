package test

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// longestFile is the most lines of a Go file. Functions are the linter's.
const longestFile = 400

// machinePaths are where a build machine keeps things; they are put together
// here so that this file does not hold them.
var machinePaths = []string{"/" + "work/", "/" + "root/", "/" + "tmp/bash"}

// tracked are the files of the repository, or all that lie here where it came
// as an archive without its history.
func tracked(t *testing.T) []string {
	t.Helper()
	m := tree(t)
	if out, err := m.command("git", "ls-files", "-z").Output(); err == nil && len(out) > 0 {
		return strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00")
	}
	return m.files
}

// faults says what is wrong with a file.
func faults(name string, content []byte) (all []string) {
	for i, line := range bytes.Split(content, []byte("\n")) {
		for _, path := range machinePaths {
			if bytes.Contains(line, []byte(path)) {
				all = append(all, fmt.Sprintf("%s:%d names a place on one machine: %s", name, i+1, path))
			}
		}
	}
	if lines := bytes.Count(content, []byte("\n")); strings.HasSuffix(name, ".go") && lines > longestFile {
		all = append(all, fmt.Sprintf("%s has %d lines: split it, %d are enough", name, lines, longestFile))
	}
	return all
}

func TestTrackedFilesAreInOrder(t *testing.T) {
	t.Parallel()
	files := tracked(t)
	if len(files) < 100 {
		t.Errorf("%d files only", len(files))
	}
	for _, name := range files {
		content, err := os.ReadFile(tree(t).path(name))
		if os.IsNotExist(err) {
			continue // removed and not committed yet
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range faults(name, content) {
			t.Error(f)
		}
	}
}

func TestTheFileCheckCanFail(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("\n", longestFile+1)
	for _, c := range []struct {
		name, content string
		want          []string
	}{
		{"a.go", "package a\n\n// See https://example.com/network/roots.\n", nil},
		{"a.go", long[1:], nil},
		{"a.go", long, []string{"a.go has 401 lines: split it, 400 are enough"}},
		{"go.sum", long, nil},
		{"a.md", "x\nsee " + machinePaths[0] + "main and " + machinePaths[1] + "go\n", []string{
			"a.md:2 names a place on one machine: " + machinePaths[0], "a.md:2 names a place on one machine: " + machinePaths[1]}},
	} {
		if d := cmp.Diff(c.want, faults(c.name, []byte(c.content))); d != "" {
			t.Errorf("%s (-want +got)\n%s", c.name, d)
		}
	}
}
