package firstrun

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"simdesk/providers"
	"simdesk/state/files"
)

// exists is why nothing is written where something stands at the path by now.
const exists = "firstrun.exists"

// write puts a configuration where only its owner can read it: whole or not at
// all, and never over what stands there. It returns why it did not.
func write(path string, text []byte) (fault providers.Reason) {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return providers.Because("firstrun.no_directory", "path", dir, "why", plain(err))
	}
	beside, err := files.Beside(path, text)
	if err != nil {
		return providers.Because("firstrun.shut_directory", "path", dir, "why", plain(err))
	}
	defer func() { _ = os.Remove(beside) }() // a link keeps the file, the other name goes
	err = os.Link(beside, path)
	if err != nil && !errors.Is(err, fs.ErrExist) {
		err = reserve(beside, path)
	}
	switch {
	case errors.Is(err, fs.ErrExist):
		return providers.Because(exists, "path", path)
	case err != nil:
		return providers.Because("firstrun.unwritten", "path", path, "why", plain(err))
	}
	return providers.Reason{}
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

// plain is an error without the name of the temporary file.
func plain(err error) string {
	var p *fs.PathError
	if errors.As(err, &p) {
		err = p.Err
	}
	return err.Error()
}
