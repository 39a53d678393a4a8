package screen

import (
	"fmt"
	"log/slog"
	"runtime/debug"
)

// Panic is what a piece of the console broke on, and where.
type Panic struct {
	Value any
	Stack []byte
}

// Try runs f and returns what it broke on, nil when it did not. It is the only
// place of the console that catches a panic.
func Try(f func()) (p *Panic) {
	defer func() {
		switch v := recover().(type) {
		case nil:
		case *Panic: // raised again where it can be told, see Stream
			p = v
		default:
			p = &Panic{v, debug.Stack()}
		}
	}()
	f()
	return nil
}

// Error says what was panicked with.
func (p *Panic) Error() string { return fmt.Sprintf("panic: %v", p.Value) }

// Log writes it down with its stack. The terminal is no place for either.
func (p *Panic) Log(log *slog.Logger, where string) {
	log.Error("a piece of the console broke", "where", where, "error", p, "stack", string(p.Stack))
}
