package ui

import (
	"context"
	"slices"
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
	req   screen.Request
	msg   screen.WalletsMsg
	begun time.Time
}

// walletReadMsg is one answer of the router's own reading; walletsReadMsg is its
// end.
type (
	walletReadMsg struct {
		gen    int
		wallet desk.Wallet
	}
	walletsReadMsg struct{ gen int }
)

// readWallets asks all providers side by side and shows answers as they come.
// What was known before stands until then.
func (r *Router) readWallets() tea.Cmd {
	ctx, gen := r.wallets.req.Begin(r.env.Base)
	r.wallets.begun = r.env.Now()
	asked := screen.WalletsMsg{Wallets: r.wallets.msg.Wallets, At: r.env.Now()}
	for _, a := range r.accounts {
		asked.Waiting = append(asked.Waiting, a.Name)
	}
	return tea.Batch(r.spreadWallets(asked), unmarked(streamWallets(ctx, gen, r.env.Desk)))
}

func streamWallets(ctx context.Context, gen int, d screen.Desk) tea.Cmd {
	return screen.Stream(ctx, func(ctx context.Context, emit func(tea.Msg)) {
		d.Wallets(ctx, func(w desk.Wallet) { emit(walletReadMsg{gen, w}) })
		emit(walletsReadMsg{gen})
	})
}

func (r *Router) walletRead(msg walletReadMsg) tea.Cmd {
	if !r.wallets.req.Current(msg.gen) {
		return nil
	}
	before := r.wallets.msg
	now := screen.WalletsMsg{At: r.env.Now(), Waiting: slices.DeleteFunc(slices.Clone(before.Waiting),
		func(name string) bool { return name == msg.wallet.Provider })}
	for _, a := range r.accounts {
		if a.Name == msg.wallet.Provider {
			now.Wallets = append(now.Wallets, msg.wallet)
		} else if i := slices.IndexFunc(before.Wallets, func(w desk.Wallet) bool { return w.Provider == a.Name }); i >= 0 {
			now.Wallets = append(now.Wallets, before.Wallets[i])
		}
	}
	return r.spreadWallets(now)
}

func (r *Router) walletsRead(msg walletsReadMsg) tea.Cmd {
	if !r.wallets.req.Done(msg.gen) {
		return nil
	}
	return r.spreadWallets(screen.WalletsMsg{Wallets: r.wallets.msg.Wallets, Done: true, At: r.env.Now()})
}

// spreadWallets keeps the news for the header and hands it to every screen.
func (r *Router) spreadWallets(msg screen.WalletsMsg) tea.Cmd {
	r.wallets.msg = msg
	r.sayLow(msg.Wallets)
	return r.tellAll(msg)
}

// sayLow says once that a wallet is below its mark, and again only after it
// was above it. Nothing is said while a customer is looking, and a little later
// where the notice at start says which orders wait.
func (r *Router) sayLow(wallets []desk.Wallet) {
	if r.env.Now().Before(r.waiting.until) {
		return
	}
	var low []string
	for _, w := range wallets {
		if w.Error != nil || w.Balance == nil {
			continue
		}
		if w.Low && !r.lowSaid[w.Provider] && !r.hide {
			low = append(low, w.Title+" "+w.Spendable().String())
			r.lowSaid[w.Provider] = true
		}
		if !w.Low {
			delete(r.lowSaid, w.Provider)
		}
	}
	if len(low) > 0 {
		r.notice.Say(screen.Voice.Says("ui.wallets_low", "wallets", low), true, r.env.Now())
	}
}

// walletsDue is when the wallets are read next; while they are read, when a
// provider that has not answered is called slow.
func (r *Router) walletsDue(now time.Time) time.Time {
	b := &r.wallets
	if !b.req.Busy() {
		return b.begun.Add(walletsEvery)
	}
	if slow := b.begun.Add(slowAfter); now.Before(slow) {
		return slow
	}
	return time.Time{}
}

func (r *Router) walletsTick(now time.Time) tea.Cmd {
	if r.wallets.req.Busy() || now.Before(r.walletsDue(now)) {
		return nil
	}
	return r.readWallets()
}
