package ui

import (
	"context"
	"errors"
	"io"
	"os"
	"sync"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"golang.org/x/term"

	"simdesk/providers"
	"simdesk/ui/screen"
	"simdesk/ui/theme"
	"simdesk/ui/widget/guard"
)

// Run shows the console until the clerk quits or ctx ends. What is in flight
// then is the desk's: the caller drains it. The theme must be probed before. A
// mistake of the console's own is an error of kind internal.
func Run(ctx context.Context, env *screen.Env, makers Makers) error {
	out := &terminal{File: os.Stdout}
	env.Terminal = out
	options := []tea.ProgramOption{tea.WithAltScreen(), tea.WithOutput(out)}
	if term.IsTerminal(int(os.Stdin.Fd())) {
		options = append(options, tea.WithInput(theme.Input()))
	}
	return run(ctx, env, New(env, makers), options...)
}

// framesPerSecond is how often the renderer wakes, also while nothing is drawn:
// half of Bubble Tea's own, which was most of what an idle console costs.
const framesPerSecond = 30

func run(ctx context.Context, env *screen.Env, r *Router, options ...tea.ProgramOption) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	env.Base = ctx
	env.Theme.Install()
	root := guard.New(r, cancel, env.Logger())
	// Signals end ctx. Bubble Tea's own handler must not see them as well: it
	// hands a message to a loop that ctx has ended, and waits for ever.
	p := tea.NewProgram(root, append(options, tea.WithoutSignalHandler(), tea.WithContext(ctx),
		tea.WithFPS(framesPerSecond), tea.WithFilter(root.Filter(guardQuit)))...)
	stop := pump(ctx, env, r.due, p.Send)
	defer stop()
	_, err := p.Run()
	if errors.Is(err, tea.ErrInterrupted) {
		return nil
	}
	return root.Err(err, providers.Because("ui.broke", "logged", env.WhereLogged()))
}

// pump sends what happens outside the program into it: orders that change, and
// a tick when one is due. It is the only place that does, so screens start no
// timers. It looks at the clock each second and sets no timer for the next tick:
// one would sleep while the machine does, and not hear of a clock that is set.
func pump(ctx context.Context, env *screen.Env, due func(time.Time) bool, send func(tea.Msg)) (stop func()) {
	orders, unsubscribe := env.Desk.Subscribe()
	ctx, cancel := context.WithCancel(ctx)
	seconds := time.NewTicker(time.Second)
	var done sync.WaitGroup
	done.Go(func() {
		for {
			select {
			case o, ok := <-orders:
				if !ok {
					orders = nil
					continue
				}
				send(screen.OrderChangedMsg{Order: o})
			case <-seconds.C:
				if now := env.Now(); due(now) {
					send(screen.TickMsg{At: now})
				}
			case <-ctx.Done():
				return
			}
		}
	})
	return func() {
		cancel()
		seconds.Stop()
		unsubscribe()
		done.Wait()
	}
}

// terminal is standard output with one writer at a time, so that a copy by
// OSC 52 never lands inside a frame.
type terminal struct {
	*os.File
	mu sync.Mutex
}

var _ io.Writer = (*terminal)(nil)

func (t *terminal) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.File.Write(p)
}
