package cli

import (
	"context"
	"io"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"simdesk/providers"
	"simdesk/state/desk"
)

// eraseLine goes to the line's start and clears it.
const eraseLine = "\r\x1b[K"

// asking says what is waited for, and for how long, until stop. It draws on a
// terminal only.
func (r *runner) asking(key string, args ...any) (stop func()) {
	if !r.d.Terminal {
		return func() {}
	}
	start := r.d.Now()
	tick := time.NewTicker(time.Second)
	end := make(chan struct{})
	var drawn sync.WaitGroup
	draw := func() {
		r.redraw(voice.Says(key, append(args, "waited", r.d.Now().Sub(start))...))
	}
	draw()
	drawn.Go(func() {
		for {
			select {
			case <-tick.C:
				draw()
			case <-end:
				return
			}
		}
	})
	return sync.OnceFunc(func() {
		tick.Stop()
		close(end)
		drawn.Wait()
		r.redraw("")
	})
}

// redraw puts a text in place of the line that stands there.
func (r *runner) redraw(text string) { _, _ = io.WriteString(r.d.Err, eraseLine+text) }

// drawEvery is the shortest time between two drawings.
const drawEvery = 250 * time.Millisecond

// verifying shows how much of the history is verified, on a terminal only, from
// the moment on in which it is not over at once.
func (r *runner) verifying() (told func(done, all int64), stop func()) {
	last, drawn := r.d.Now(), false
	told = func(done, all int64) {
		now := r.d.Now()
		if !r.d.Terminal || all == 0 || now.Sub(last) < drawEvery {
			return
		}
		last, drawn = now, true
		r.redraw(voice.Says("cli.verifying", "percent", min(done*100/all, 100)))
	}
	return told, func() {
		if drawn {
			r.redraw("")
		}
	}
}

// refresh fetches the catalogue and shows each provider's pages on a terminal.
func (r *runner) refresh(ctx context.Context, a *App) error {
	if !r.d.Terminal {
		return a.Desk.Refresh(ctx, func(desk.Progress) {})
	}
	words := map[string]string{}
	defer r.redraw("")
	return a.Desk.Refresh(ctx, func(p desk.Progress) {
		words[p.Provider] = progressWord(titleOf(a, p.Provider), p)
		r.redraw(strings.Join(slices.Sorted(maps.Values(words)), "  "))
	})
}

func progressWord(who string, p desk.Progress) string {
	done := providers.Because("cli.source_begun", "n", p.Products)
	switch {
	case p.Error != nil:
		done = providers.Because("cli.source_failed")
	case p.Done:
		done = providers.Because("cli.source_done", "n", p.Products)
	case p.Pages > 0:
		done = providers.Because("cli.source_pages", "page", p.Page, "pages", p.Pages)
	}
	if p.Waiting < 2*time.Second { // which is no news
		return voice.Says("cli.source", "who", who, "done", done)
	}
	return voice.Says("cli.source_waits", "who", who, "done", done, "waited", p.Waiting)
}
