package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"simdesk/state/desk"
)

// eraseLine goes to the line's start and clears it.
const eraseLine = "\r\x1b[K"

// asking shows who is waited for, with the seconds, until stop. It draws on a
// terminal only.
func (r *runner) asking(who string) (stop func()) {
	if !r.d.Terminal {
		return func() {}
	}
	start := r.d.Now()
	tick := time.NewTicker(time.Second)
	end := make(chan struct{})
	var drawn sync.WaitGroup
	draw := func() {
		_, _ = fmt.Fprintf(r.d.Err, "%s%s, %d s", eraseLine, who, int(r.d.Now().Sub(start).Seconds()))
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
		_, _ = fmt.Fprint(r.d.Err, eraseLine)
	})
}

// drawEvery is the shortest time between two drawings.
const drawEvery = 250 * time.Millisecond

// counted shows how far something is, on a terminal only, from the second on in
// which it is not over at once.
func (r *runner) counted(what string) (told func(done, all int64), stop func()) {
	last, drawn := r.d.Now(), false
	told = func(done, all int64) {
		now := r.d.Now()
		if !r.d.Terminal || all == 0 || now.Sub(last) < drawEvery {
			return
		}
		last, drawn = now, true
		_, _ = fmt.Fprintf(r.d.Err, "%s%s, %d %%", eraseLine, what, min(done*100/all, 100))
	}
	return told, func() {
		if drawn {
			_, _ = fmt.Fprint(r.d.Err, eraseLine)
		}
	}
}

// refresh fetches the catalogue and shows each provider's pages on a terminal.
func (r *runner) refresh(ctx context.Context, a *App) error {
	names := titles(a)
	state := map[string]string{}
	err := a.Desk.Refresh(ctx, func(p desk.Progress) {
		state[names[p.Provider]] = progressWord(p) + waitedFor(p)
		if !r.d.Terminal {
			return
		}
		var parts []string
		for name, word := range state {
			parts = append(parts, name+" "+word)
		}
		slices.Sort(parts)
		_, _ = fmt.Fprint(r.d.Err, eraseLine+strings.Join(parts, "  "))
	})
	if r.d.Terminal {
		_, _ = fmt.Fprint(r.d.Err, eraseLine)
	}
	return err
}

func progressWord(p desk.Progress) string {
	switch {
	case p.Error != nil:
		return "failed"
	case p.Done:
		return fmt.Sprintf("done, %d", p.Products)
	case p.Pages > 0:
		return fmt.Sprintf("%d of %d pages", p.Page, p.Pages)
	}
	return fmt.Sprintf("%d products", p.Products)
}

// waitedFor is how long nothing has come, "" while that is no news.
func waitedFor(p desk.Progress) string {
	if p.Waiting < 2*time.Second {
		return ""
	}
	return fmt.Sprintf(", waiting %d s", int(p.Waiting.Seconds()))
}
