package ui

import (
	"context"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"simdesk/state/desk"
	"simdesk/ui/screen"
)

const (
	walletsEvery = time.Minute     // how often the wallets are read while the console is open
	slowAfter    = 3 * time.Second // a provider that takes longer is called slow
)

// walletBoard is what the wallets' readings say about the providers.
type walletBoard struct {
	req     screen.Request
	msg     screen.WalletsMsg
	known   map[string]bool // providers that have answered at least once
	begun   time.Time
	reading bool
}

// walletsReadMsg is one step of the router's own reading.
type walletsReadMsg struct {
	gen int
	msg screen.WalletsMsg
}

// readWallets asks all providers side by side and shows answers as they come.
func (r *Router) readWallets() tea.Cmd {
	ctx, gen := r.wallets.req.Begin(r.env.Base)
	r.wallets.begun, r.wallets.reading = r.env.Now(), true
	return streamWallets(ctx, gen, r.env.Desk, r.accounts, r.env.Now)
}

func streamWallets(ctx context.Context, gen int, d screen.Desk, accounts []desk.Account, now func() time.Time) tea.Cmd {
	return screen.Stream(ctx, func(ctx context.Context, emit func(tea.Msg)) {
		answered := map[string]desk.Wallet{}
		tell := func(done bool) {
			emit(walletsReadMsg{gen, walletsSoFar(accounts, answered, done, now())})
		}
		tell(false)
		one := make(chan desk.Wallet, len(accounts))
		finished := make(chan []desk.Wallet, 1)
		go func() { finished <- d.Wallets(ctx, func(w desk.Wallet) { one <- w }) }()
		for {
			select {
			case w := <-one:
				answered[w.Provider] = w
				tell(false)
			case all := <-finished:
				for _, w := range all {
					answered[w.Provider] = w
				}
				tell(true)
				return
			case <-ctx.Done():
				return
			}
		}
	})
}

func walletsSoFar(accounts []desk.Account, answered map[string]desk.Wallet, done bool, at time.Time) screen.WalletsMsg {
	msg := screen.WalletsMsg{Done: done, At: at}
	for _, a := range accounts {
		if w, ok := answered[a.Name]; ok {
			msg.Wallets = append(msg.Wallets, w)
		} else if !done {
			msg.Waiting = append(msg.Waiting, a.Name)
		}
	}
	return msg
}

func (r *Router) ownWallets(msg walletsReadMsg) tea.Cmd {
	if !r.wallets.req.Current(msg.gen) {
		return nil
	}
	r.wallets.reading = !msg.msg.Done
	return r.walletsRead(msg.msg)
}

// walletsRead keeps the news for the header and hands it to every screen.
func (r *Router) walletsRead(msg screen.WalletsMsg) tea.Cmd {
	r.wallets.msg = msg
	r.sayLow(msg.Wallets)
	return r.tellAll(msg)
}

// sayLow says once that a wallet is below its mark, and again only after it
// was above it. Nothing is said while a customer is looking.
func (r *Router) sayLow(wallets []desk.Wallet) {
	var low []string
	for _, w := range wallets {
		if w.Error != nil || w.Balance == nil {
			continue
		}
		if w.Low && !r.lowSaid[w.Provider] && !r.hide {
			low = append(low, w.Title+" "+w.Balance.Available.String())
			r.lowSaid[w.Provider] = true
		}
		if !w.Low {
			delete(r.lowSaid, w.Provider)
		}
	}
	if len(low) > 0 {
		r.notice.Say("Wallet below its mark: "+strings.Join(low, ", ")+". Alt+3 shows the balances.", true, r.env.Now())
	}
}

func (r *Router) walletsTick(now time.Time) tea.Cmd {
	if r.wallets.reading || now.Sub(r.wallets.begun) < walletsEvery {
		return nil
	}
	return r.readWallets()
}
