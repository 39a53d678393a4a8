// Command mutate puts small defects into the code that spends, one at a time,
// and tells which of them no test notices. Each of those must be named with its
// reason in .ci/survivors; one that is not, and a name for one that is not
// there, end the run with 1.
//
// All defects of a package are compiled into one test binary per package of
// tests and switched on by the environment, so a defect costs no more than the
// run of the tests that reach it. The tree itself is never touched: the
// rewritten files lie in a folder of their own and are put over it by -overlay.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// target is a package whose code spends. Its own tests are asked first, those
// of others, if wanted, only about what they left alive.
type target struct {
	pkg    string
	files  string // an expression for their names, all but the tests if empty
	others []string
}

var clients = []string{"fyatu", "giftapi", "reloadly", "roamify", "valuetopup"}

func targets() []target {
	all := []target{{pkg: "providers/wire", others: []string{"providers/fyatu", "providers/giftapi", "providers/reloadly", "providers/roamify", "providers/valuetopup"}}}
	all = append(all, target{pkg: "providers/wire/loose", others: all[0].others})
	for _, c := range clients {
		all = append(all, target{pkg: "providers/" + c, files: spending})
	}
	return append(all, target{pkg: "state/settle"}, target{pkg: "state/desk"})
}

// spending are the files of a client that have to do with an order: asking for
// it, what is delivered, what a refusal means, and finding out what became of it.
const spending = `^(auth|errors|answers|sell|topup|deliver|track|track_(evidence|lists|baseline)|product_(fields|price))\.go$`

func main() {
	names := flag.String("survivors", ".ci/survivors", "the `folder` whose files name what may live")
	only := flag.String("files", "", "an `expression` for the names of the files, instead of the table's")
	far := flag.Bool("others", false, "what lives is tried against the tests of others, too: slow")
	list := flag.Bool("list", false, "only say how many there are")
	again := flag.String("again", "", "a `file` with what a run printed: only what lived in it is tried")
	flag.Parse()
	named, err := readNames(*names)
	if err != nil {
		fail(err)
	}
	before, err := readLives(*again)
	if err != nil {
		fail(err)
	}
	good := true
	for _, t := range chosen(flag.Args()) {
		if *only != "" {
			t.files = *only
		}
		if !*far {
			t.others = nil
		}
		ok, err := run(t, named, before, *list)
		if err != nil {
			fail(fmt.Errorf("%s: %w", t.pkg, err))
		}
		good = good && ok
	}
	if !good {
		os.Exit(1)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(2)
}

// chosen are the targets asked for, or all whose package is there.
func chosen(names []string) []target {
	return slices.DeleteFunc(targets(), func(t target) bool {
		if len(names) > 0 {
			return !slices.Contains(names, strings.TrimPrefix(t.pkg, "./"))
		}
		_, err := os.Stat(t.pkg)
		return err != nil
	})
}

// run tries the mutants of a target, all or those that lived before, and
// reports whether all that live are named.
func run(t target, named *names, before map[[3]string]bool, listOnly bool) (bool, error) {
	dir, err := os.MkdirTemp("", "mutate")
	if err != nil {
		return false, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	p, err := rewrite(t, dir)
	if err != nil {
		return false, err
	}
	fmt.Printf("%s: %d mutants in %d files\n", t.pkg, len(p.mutants), len(p.files))
	if listOnly {
		return true, nil
	}
	alive := slices.Clone(p.mutants)
	if before != nil {
		alive = slices.DeleteFunc(alive, func(m mutant) bool { return !before[m.key()] })
	}
	for _, tests := range append([]string{t.pkg}, t.others...) {
		if len(alive) == 0 {
			break
		}
		if alive, err = p.survivors(tests, alive); err != nil {
			return false, err
		}
		fmt.Printf("%s: %d alive after the tests of %s\n", t.pkg, len(alive), tests)
	}
	return named.judge(os.Stdout, p, alive), nil
}

// files are the names of the Go files in a folder that a target takes.
func (t target) take() ([]string, error) {
	all, err := filepath.Glob(filepath.Join(t.pkg, "*.go"))
	if err != nil {
		return nil, err
	}
	wanted, err := regexp.Compile(t.files)
	return slices.DeleteFunc(all, func(f string) bool {
		return strings.HasSuffix(f, "_test.go") || !wanted.MatchString(filepath.Base(f))
	}), err
}
