package test

import (
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	quotedName = regexp.MustCompile("`([^`]+)`")
	testName   = regexp.MustCompile(`^Test[A-Za-z]+$`)
	placeName  = regexp.MustCompile(`^[a-z._]+(/[a-z_.]+)*(\.go|/[a-z_]+)$`)
)

// What CONTRIBUTING.md sends a newcomer to is there.
func TestWhatContributingNamesIsThere(t *testing.T) {
	t.Parallel()
	m := tree(t)
	text, err := os.ReadFile(m.path("CONTRIBUTING.md"))
	if err != nil {
		t.Fatal(err)
	}
	tests := testsOf(t, m)
	places := 0
	for _, name := range quotedName.FindAllStringSubmatch(string(text), -1) {
		switch name := name[1]; {
		case testName.MatchString(name):
			if places++; !tests[name] {
				t.Errorf("there is no %s", name)
			}
		case placeName.MatchString(name):
			if places++; !slices.ContainsFunc(m.files, func(f string) bool { return path.Base(f) == name || f == name || strings.HasPrefix(f, name+"/") }) {
				t.Errorf("there is no %s", name)
			}
		}
	}
	if places < 30 {
		t.Errorf("only %d names were looked up", places)
	}
}

// testsOf are the names of all tests.
func testsOf(t *testing.T, m module) map[string]bool {
	t.Helper()
	declared := regexp.MustCompile(`(?m)^func (Test[A-Za-z]+)\(`)
	found := map[string]bool{}
	for _, f := range m.files {
		if !strings.HasSuffix(path.Base(f), "_test.go") {
			continue
		}
		text, err := os.ReadFile(m.path(f))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range declared.FindAllStringSubmatch(string(text), -1) {
			found[name[1]] = true
		}
	}
	return found
}
