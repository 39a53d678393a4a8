package firstrun

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"simdesk/state/files"
)

// errExists says that something stands at the path by now.
var errExists = errors.New("there is a file already")

// write puts a configuration where only its owner can read it: whole or not at
// all, and never over what stands there. Its error is a sentence, errExists
// within it when another file was first.
func write(path string, text []byte) error {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return notWritten(dir, "cannot be created", err)
	}
	beside, err := files.Beside(path, text)
	if err != nil {
		return notWritten(dir, "cannot be written to", err)
	}
	defer func() { _ = os.Remove(beside) }() // a link keeps the file, the other name goes
	err = os.Link(beside, path)
	if err != nil && !errors.Is(err, fs.ErrExist) {
		err = reserve(beside, path)
	}
	switch {
	case errors.Is(err, fs.ErrExist):
		return fmt.Errorf("%s is there by now, and was not touched: %w", path, errExists)
	case err != nil:
		return notWritten(path, "cannot be written", err)
	}
	return nil
}

// reserve is for file systems without links: it takes the name first, which
// fails when it is taken, and replaces only what it took.
func reserve(beside, path string) error {
	taken, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	err = errors.Join(taken.Close(), os.Rename(beside, path))
	if err != nil {
		err = errors.Join(err, os.Remove(path))
	}
	return err
}

func notWritten(path, what string, err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		err = p.Err // without the name of the temporary file
	}
	return fmt.Errorf("%s %s: %w", path, what, err)
}
