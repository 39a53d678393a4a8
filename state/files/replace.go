package files

import (
	"errors"
	"os"
	"path/filepath"
)

// Replace puts pieces, one behind the other, in the place of what path holds,
// whole or not at all, in a file that only its owner can read, whatever mode the
// old one had.
//
// The content is synced before it gets its name, the folder is not: after a power
// cut the old file may be back. Windows refuses while somebody has the old file
// open or mapped: then it stays, and the error says so.
func Replace(path string, pieces ...[]byte) error {
	name, err := Beside(path, pieces...)
	if err != nil {
		return err
	}
	if err := os.Rename(name, path); err != nil {
		return errors.Join(err, os.Remove(name))
	}
	return nil
}

// Beside writes pieces to a new file in path's folder, which only its owner can
// read, and syncs it. It returns the file's name, for Rename or Link.
func Beside(path string, pieces ...[]byte) (name string, err error) {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"*")
	if err != nil {
		return "", err
	}
	for _, b := range pieces {
		if err == nil {
			_, err = f.Write(b)
		}
	}
	// Chmod because the umask may have taken more than others' bits.
	if err = errors.Join(err, f.Chmod(0o600), f.Sync(), f.Close()); err != nil {
		return "", errors.Join(err, os.Remove(f.Name()))
	}
	return f.Name(), nil
}
