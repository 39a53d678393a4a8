package cli

import (
	"errors"
	"log/slog"
	"os"

	"simdesk/providers"
	"simdesk/state/files"
)

// OpenLog writes to a file that only its owner can read; without one nothing
// is logged, since the screen is not a place for it.
func OpenLog(file string) (*slog.Logger, func() error, error) {
	if file == "" {
		return slog.New(slog.DiscardHandler), func() error { return nil }, nil
	}
	f, err := openLog(file)
	if err != nil {
		return nil, nil, &providers.Error{Kind: providers.KindConfig, Outcome: providers.NotSent, Err: err,
			Why: providers.Because("cli.log_unwritable", "file", file, "said", err.Error())}
	}
	return slog.New(slog.NewJSONHandler(f, &slog.HandlerOptions{Level: slog.LevelDebug})), f.Close, nil
}

var errNoPlainFile = errors.New("it is a link, a pipe or a device, not a plain file")

// openLog refuses what is no plain file before it opens it: a pipe would wait
// for a reader. A log that others may read becomes its owner's alone.
func openLog(file string) (*os.File, error) {
	if was, err := os.Lstat(file); err == nil && !was.Mode().IsRegular() {
		return nil, errNoPlainFile
	}
	f, err := os.OpenFile(file, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	opened, err := f.Stat()
	if err == nil && files.Others(opened) != 0 {
		err = f.Chmod(0o600)
	}
	named, lost := os.Lstat(file)
	if err = errors.Join(err, lost); err == nil && !os.SameFile(opened, named) {
		err = errNoPlainFile // it became a link meanwhile
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}
