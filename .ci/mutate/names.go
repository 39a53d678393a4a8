package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// names are the survivors that may live, each with its reason. A line of a file
// holds, with tabs between them: the file, the line of code, the defect, the
// reason. Numbers of lines stand nowhere: they move with every change.
type names struct{ reasons map[[3]string]string }

func readNames(folder string) (*names, error) {
	files, err := filepath.Glob(filepath.Join(folder, "*.txt"))
	n := &names{map[[3]string]string{}}
	for _, file := range files {
		err = errors.Join(err, n.read(file))
	}
	return n, err
}

func (n *names) read(file string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	for i, line := range strings.Split(string(text), "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		parts := strings.Split(line, "\t")
		if len(parts) != 4 || slices.Contains(parts, "") {
			return fmt.Errorf("%s:%d: want file, line, defect and reason with tabs between them", file, i+1)
		}
		n.reasons[[3]string(parts[:3])] = parts[3]
	}
	return nil
}

func (m mutant) key() [3]string { return [3]string{m.file, m.text, m.what} }

// readLives are the mutants that a run printed as alive, nil without a file.
func readLives(file string) (map[[3]string]bool, error) {
	if file == "" {
		return nil, nil
	}
	text, err := os.ReadFile(file)
	lives := map[[3]string]bool{}
	for line := range strings.Lines(string(text)) {
		rest, ok := strings.CutPrefix(strings.TrimSuffix(line, "\n"), "LIVES ")
		parts := strings.Split(rest, "\t")
		if ok && len(parts) == 3 {
			name, _, _ := strings.Cut(parts[0], ":")
			lives[[3]string{name, parts[1], parts[2]}] = true
		}
	}
	return lives, err
}

// judge prints what lives without a name, and every name of these files that
// stands for nothing any more. It reports whether there is neither.
func (n *names) judge(out io.Writer, p *mutated, alive []mutant) bool {
	unnamed, stale := 0, 0
	for _, m := range alive {
		if n.reasons[m.key()] == "" {
			unnamed++
			fmt.Fprintf(out, "LIVES %s:%d\t%s\t%s\n", m.file, m.line, m.text, m.what)
		}
	}
	for key := range n.reasons {
		there := slices.ContainsFunc(p.mutants, func(m mutant) bool { return m.key() == key })
		if !there && slices.Contains(p.files, key[0]) {
			stale++
			fmt.Fprintf(out, "NAMED FOR NOTHING %s\n", strings.Join(key[:], "\t"))
		}
	}
	fmt.Fprintf(out, "%s: %d mutants, %d alive, %d of them not named, %d names for nothing\n", p.target.pkg, len(p.mutants), len(alive), unnamed, stale)
	return unnamed+stale == 0
}
