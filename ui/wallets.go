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
	return mark(streamWallets(ctx, gen, walletsRead{
		desk: r.env.Desk, accounts: r.accounts, now: r.env.Now, before: r.wallets.msg.Wallets,
	}), func(msg tea.Msg) tea.Msg { return msg })
}

// walletsRead is one reading: whom to ask, and what was known before, which
// stands until the new answer comes.
type walletsRead struct {
	desk     screen.Desk
	accounts []desk.Account
	now      func() time.Time
	before   []desk.Wallet
}

func streamWallets(ctx context.Context, gen int, read walletsRead) tea.Cmd {
	return screen.Stream(ctx, func(ctx context.Context, emit func(tea.Msg)) {
		fresh := map[string]desk.Wallet{}
		tell := func(done bool) { emit(walletsReadMsg{gen, read.soFar(fresh, done)}) }
		tell(false)
		one := make(chan desk.Wallet, len(read.accounts))
		var all []desk.Wallet
		finished := make(chan *screen.Panic, 1)
		go func() {
			finished <- screen.Try(func() {
				all = read.desk.Wallets(ctx, func(w desk.Wallet) {
					select {
					case one <- w:
					case <-ctx.Done():
					}
				})
			})
		}()
		for {
			select {
			case w := <-one:
				fresh[w.Provider] = w
				tell(false)
			case broke := <-finished:
				if broke != nil {
					panic(broke)
				}
				for _, w := range all {
					fresh[w.Provider] = w
				}
				tell(true)
				return
			case <-ctx.Done():
				return
			}
		}
	})
}

func (r walletsRead) soFar(fresh map[string]desk.Wallet, done bool) screen.WalletsMsg {
	msg := screen.WalletsMsg{Done: done, At: r.now()}
	for _, a := range r.accounts {
		if w, ok := fresh[a.Name]; ok {
			msg.Wallets = append(msg.Wallets, w)
			continue
		}
		if !done {
			msg.Waiting = append(msg.Waiting, a.Name)
		}
		for _, w := range r.before {
			if w.Provider == a.Name {
				msg.Wallets = append(msg.Wallets, w)
			}
		}
	}
	return msg
}

func (r *Router) ownWallets(msg walletsReadMsg) tea.Cmd {
	if !r.wallets.req.Current(msg.gen) {
		return nil
	}
	r.wallets.reading = !msg.msg.Done
	return r.spreadWallets(msg.msg)
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
		r.notice.Say("Wallet below its mark: "+strings.Join(low, ", ")+". Alt+3 shows the balances.", true, r.env.Now())
	}
}

// walletsDue is when the wallets are read next; while they are read, when a
// provider that has not answered is called slow.
func (r *Router) walletsDue(now time.Time) time.Time {
	b := &r.wallets
	if !b.reading {
		return b.begun.Add(walletsEvery)
	}
	if slow := b.begun.Add(slowAfter); now.Before(slow) {
		return slow
	}
	return time.Time{}
}

func (r *Router) walletsTick(now time.Time) tea.Cmd {
	if r.wallets.reading || now.Before(r.walletsDue(now)) {
		return nil
	}
	return r.readWallets()
}
