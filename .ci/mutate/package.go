package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// mutated is a package with all of its mutants in it.
type mutated struct {
	target  target
	files   []string
	mutants []mutant
	dir     string // holds what is made
	overlay string
}

// rewrite makes the files that hold the mutants, and the overlay that puts them
// in the place of the tree's.
func rewrite(t target, dir string) (*mutated, error) {
	p := &mutated{target: t, dir: dir, overlay: filepath.Join(dir, "overlay.json")}
	files, err := t.take()
	if err != nil || len(files) == 0 {
		return nil, fmt.Errorf("no files: %w", err)
	}
	p.files = files
	fset := token.NewFileSet()
	parsed, err := parse(fset, t.pkg)
	if err != nil {
		return nil, err
	}
	info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{}}
	pkg, err := check(fset, t.pkg, parsed, info)
	if err != nil {
		return nil, err
	}
	replace := map[string]string{}
	put := func(name, text string) error {
		absolute, err := filepath.Abs(filepath.Join(t.pkg, name))
		if err != nil {
			return err
		}
		replace[absolute] = filepath.Join(dir, name)
		return os.WriteFile(replace[absolute], []byte(text), 0o600)
	}
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		w := &rewriter{file: file, src: src, tokens: fset.File(parsed[file].Pos()), info: info, pkg: pkg, mutants: &p.mutants, imports: importsOf(parsed[file], pkg)}
		w.walk(parsed[file])
		if err := put(filepath.Base(file), w.text()); err != nil {
			return nil, err
		}
	}
	if err := put("mutant_gen.go", fmt.Sprintf(helpers, pkg.Name())); err != nil {
		return nil, err
	}
	text, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return nil, err
	}
	return p, os.WriteFile(p.overlay, text, 0o600)
}

// parse reads the package's files for this system, by name.
func parse(fset *token.FileSet, pkg string) (map[string]*ast.File, error) {
	out, err := exec.Command("go", "list", "-f", `{{join .GoFiles "\n"}}`, "./"+pkg).Output()
	if err != nil {
		return nil, told(err)
	}
	parsed := map[string]*ast.File{}
	for _, name := range strings.Fields(string(out)) {
		file := filepath.Join(pkg, name)
		if parsed[file], err = parser.ParseFile(fset, file, nil, parser.ParseComments); err != nil {
			return nil, err
		}
	}
	return parsed, nil
}

// check finds the types, from what go list has compiled of the imports.
func check(fset *token.FileSet, pkg string, parsed map[string]*ast.File, info *types.Info) (*types.Package, error) {
	out, err := exec.Command("go", "list", "-export", "-deps", "-f", "{{.ImportPath}} {{.Export}}", "./"+pkg).Output()
	if err != nil {
		return nil, told(err)
	}
	compiled := map[string]string{}
	for line := range strings.Lines(string(out)) {
		path, file, _ := strings.Cut(strings.TrimSpace(line), " ")
		compiled[path] = file
	}
	conf := types.Config{Importer: importer.ForCompiler(fset, "gc", func(path string) (io.ReadCloser, error) { return os.Open(compiled[path]) })}
	var files []*ast.File
	for _, f := range parsed {
		files = append(files, f)
	}
	return conf.Check("simdesk/"+pkg, fset, files, info)
}

func importsOf(f *ast.File, pkg *types.Package) map[string]string {
	names := map[string]string{}
	for _, i := range f.Imports {
		path, _ := strconv.Unquote(i.Path.Value)
		for _, p := range pkg.Imports() {
			if p.Path() == path {
				names[path] = p.Name()
			}
		}
		if i.Name != nil {
			names[path] = i.Name.Name
		}
	}
	return names
}

// told adds what a command wrote before it failed.
func told(err error) error {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return fmt.Errorf("%w: %s", err, exit.Stderr)
	}
	return err
}

// survivors are those of some mutants that the tests of a package let live.
func (p *mutated) survivors(tests string, some []mutant) ([]mutant, error) {
	binary := filepath.Join(p.dir, strings.ReplaceAll(tests, "/", "-")+".test")
	build := exec.Command("go", "test", "-c", "-vet=off", "-overlay", p.overlay, "-o", binary, "./"+tests)
	if out, err := build.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%w: %s", err, out)
	}
	reached, err := p.reached(binary, tests)
	if err != nil {
		return nil, err
	}
	lives := make([]bool, len(some))
	next := make(chan int)
	var all sync.WaitGroup
	for range runtime.NumCPU() {
		all.Go(func() {
			for i := range next {
				lives[i] = !p.noticed(binary, tests, some[i], reached[some[i].id])
			}
		})
	}
	for i := range some {
		if i%50 == 0 {
			fmt.Fprintf(os.Stderr, "%s: %d of %d\n", tests, i, len(some))
		}
		next <- i
	}
	close(next)
	all.Wait()
	var alive []mutant
	for i, m := range some {
		if lives[i] {
			alive = append(alive, m)
		}
	}
	return alive, nil
}

// reach is a test that comes to a mutant, and how long it takes.
type reach struct {
	test string
	took time.Duration
}

// reached runs each test by itself and returns those that come to a mutant, the
// fastest first. A test that fails without any is left out and said.
func (p *mutated) reached(binary, tests string) (map[int][]reach, error) {
	out, err := command(binary, tests, "-test.list", ".").Output()
	if err != nil {
		return nil, told(err)
	}
	all := map[int][]reach{}
	for _, test := range strings.Fields(string(out)) {
		if !strings.HasPrefix(test, "Test") && !strings.HasPrefix(test, "Fuzz") || test == "TestMain" {
			continue
		}
		seen := filepath.Join(p.dir, "seen")
		_ = os.Remove(seen)
		c := command(binary, tests, "-test.run", "^"+test+"$", "-test.timeout", "5m")
		c.Env = append(c.Env, "MUTANT_SEEN="+seen)
		began := time.Now()
		if out, err := c.CombinedOutput(); err != nil {
			fmt.Fprintf(os.Stderr, "%s: %s fails without a defect and is left out:\n%s\n", tests, test, tail(out))
			continue
		}
		took := time.Since(began)
		for _, id := range numbers(seen) {
			all[id] = append(all[id], reach{test, took})
		}
	}
	for id := range all {
		slices.SortFunc(all[id], func(a, b reach) int { return int(a.took - b.took) })
	}
	return all, nil
}

// noticed reports whether one of the tests that come to a mutant fails with it.
// The quick ones run together first, the others after them.
func (p *mutated) noticed(binary, tests string, m mutant, by []reach) bool {
	const few = 8
	for len(by) > 0 {
		group := by[:min(few, len(by))]
		by = by[len(group):]
		var names []string
		took := time.Duration(0)
		for _, r := range group {
			names = append(names, r.test)
			took += r.took
		}
		// Long enough for a machine that is slow just now.
		patience := 15*time.Second + 5*took
		c := command(binary, tests, "-test.run", "^("+strings.Join(names, "|")+")$", "-test.failfast", "-test.timeout", patience.String())
		c.Env = append(c.Env, "MUTANT="+strconv.Itoa(m.id))
		if c.Run() != nil {
			return true
		}
	}
	return false
}

func command(binary, pkg string, args ...string) *exec.Cmd {
	c := exec.Command(binary, args...)
	// What a property fails with must not stand in the tree afterwards.
	c.Dir, c.Env = pkg, append(os.Environ(), "RAPID_NOFAILFILE=1")
	return c
}

func numbers(file string) []int {
	b, err := os.ReadFile(file)
	if err != nil {
		return nil // no mutant was reached
	}
	var all []int
	for s := bufio.NewScanner(bytes.NewReader(b)); s.Scan(); {
		if n, err := strconv.Atoi(s.Text()); err == nil {
			all = append(all, n)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// tail is the end of what a test wrote.
func tail(b []byte) []byte { return b[max(0, len(b)-400):] }
