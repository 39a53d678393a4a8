package screen

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"
)

// Request numbers the reads of one kind, so that an answer to an older
// question is never taken for the answer to the newest.
//
//	ctx, gen := m.req.Begin(m.env.Base)
//	return loadOrders(ctx, gen, m.env.Desk, filter)
//	...
//	if !m.req.Done(msg.gen) { return nil }
type Request struct {
	gen    int
	cancel context.CancelFunc
}

// Begin cancels the read before and returns the context and number of a new one.
func (r *Request) Begin(base context.Context) (context.Context, int) {
	r.Cancel()
	ctx, cancel := context.WithCancel(base)
	r.cancel = cancel
	return ctx, r.gen
}

// Current reports whether gen is the newest read.
func (r *Request) Current(gen int) bool { return gen == r.gen }

// Done reports whether gen is the newest read, and ends it: its answer has come.
func (r *Request) Done(gen int) bool {
	if gen != r.gen {
		return false
	}
	r.Cancel()
	return true
}

// Busy reports whether a read is under way.
func (r *Request) Busy() bool { return r.cancel != nil }

// Cancel ends the read that is under way; its answer will not be current.
func (r *Request) Cancel() {
	if r.cancel != nil {
		r.cancel()
		r.cancel = nil
	}
	r.gen++
}

// StreamMsg carries one message of a stream and the command for the next. The
// router delivers Msg and runs Next; screens never see it.
type StreamMsg struct {
	Msg  tea.Msg
	Next tea.Cmd
}

// streamBuffer lets work run ahead of drawing without holding it up.
const streamBuffer = 64

// Stream runs work beside the program and delivers what it emits, in order,
// one message at a time. emit does nothing once ctx has ended. Work that panics
// breaks the command that waits for its next message, where it is caught.
func Stream(ctx context.Context, work func(ctx context.Context, emit func(tea.Msg))) tea.Cmd {
	ch := make(chan tea.Msg, streamBuffer)
	var broke *Panic // read once ch is closed
	var next tea.Cmd
	next = func() tea.Msg {
		msg, ok := <-ch
		if !ok && broke != nil {
			panic(broke)
		}
		if !ok {
			return nil
		}
		return StreamMsg{Msg: msg, Next: next}
	}
	return func() tea.Msg {
		go func() {
			defer close(ch)
			broke = Try(func() {
				work(ctx, func(msg tea.Msg) {
					select {
					case ch <- msg:
					case <-ctx.Done():
					}
				})
			})
		}()
		return next()
	}
}
