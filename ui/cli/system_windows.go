package cli

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"syscall"

	"golang.org/x/sys/windows"
)

// addressInUse is the error of listening where somebody listens already.
const addressInUse = windows.WSAEADDRINUSE

// Signals returns a context that ends when the system asks the program to end.
// Windows has no SIGHUP: a closed window, a log-off and a shutdown come as
// SIGTERM, and some seconds later the program is ended whatever it does. What is
// open then stays unknown in the ledger, as after a power cut.
func Signals(ctx context.Context) (context.Context, context.CancelFunc) {
	return signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
}

// pipeBroke reports whether a write failed because its reader has closed.
func pipeBroke(err error) bool {
	return errors.Is(err, windows.ERROR_BROKEN_PIPE) || errors.Is(err, windows.ERROR_NO_DATA)
}
