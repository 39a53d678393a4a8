//go:build unix

package cli

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"syscall"
)

// addressInUse is the error of listening where somebody listens already.
const addressInUse = syscall.EADDRINUSE

// Signals returns a context that ends when the system asks the program to end.
func Signals(ctx context.Context) (context.Context, context.CancelFunc) {
	// A limit on the size of files must be an error to tell, not the end of the
	// program in the midst of a sale. So must a reader who left: the exit code
	// says what became of the order.
	signal.Ignore(syscall.SIGXFSZ, syscall.SIGPIPE)
	return signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
}

// pipeBroke reports whether a write failed because its reader has closed.
func pipeBroke(err error) bool { return errors.Is(err, syscall.EPIPE) }
