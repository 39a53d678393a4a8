// Package ui is the console's root: a router between screens, with the header
// above them and the keys below, and nothing else.
package ui

import (
	"sync/atomic"

	tea "github.com/charmbracelet/bubbletea"

	"simdesk/state/desk"
	"simdesk/ui/keys"
	"simdesk/ui/screen"
	"simdesk/ui/widget/notice"
	"simdesk/ui/widget/page"
)

// overlay is what lies over the active screen.
type overlay int

const (
	overlayNone overlay = iota
	overlayHelp
	overlayActions
	overlayQuit
)

// Router is the root model. It is a pointer, so that what Update changes stays
// changed.
type Router struct {
	env    *screen.Env
	makers Makers

	stacks [views][]*guarded // the view's own screen, and what was opened from it
	view   View
	shown  *guarded // the active screen that was told so
	behind bool     // it was not to be seen: the quit question, help or a small window hid it

	w, h      int
	ruleLine  string
	overlay   overlay
	actions   *actionList
	helpAt    page.Scroll
	notice    *notice.Line
	hide      bool // costs are hidden: a customer is looking
	quitting  bool // the clerk has said that quitting is meant
	wallets   walletBoard
	waiting   waitingBoard
	accounts  []desk.Account
	lowSaid   map[string]bool
	keysOfAll []keys.Binding
	wake      atomic.Pointer[wake]
}

// New returns the root model. It completes env: screens ask HideCosts there.
func New(env *screen.Env, makers Makers) *Router {
	r := &Router{
		env: env, makers: makers,
		notice: notice.New(env.Theme), hide: env.HideCostsAtStart,
		accounts: env.Desk.Accounts(), lowSaid: map[string]bool{},
	}
	env.HideCosts = func() bool { return r.hide }
	r.nameHideCosts()
	m := env.Keys
	r.keysOfAll = append(m.Views[:], m.HideCosts, m.Actions, m.Help, m.Quit)
	return r
}

// Init counts what waits and starts reading the wallets; the first screen
// starts with the first size.
func (r *Router) Init() tea.Cmd { return tea.Batch(r.countWaiting(r.env.Now()), r.readWallets()) }

// Update routes one message and then brings the active screen up to date.
func (r *Router) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	cmd := tea.Batch(r.handle(msg), r.settle())
	r.noteWake()
	return r, cmd
}

func (r *Router) handle(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		r.resize(msg.Width, msg.Height)
	case tea.KeyMsg:
		return r.typed(msg)
	case screen.TickMsg:
		return r.tick(msg)
	case screen.StreamMsg:
		return tea.Batch(r.handle(msg.Msg), msg.Next)
	case addressedMsg:
		return r.deliver(msg)
	case screen.OrderChangedMsg:
		return r.orderChanged(msg)
	case screen.WalletsMsg:
		return r.spreadWallets(msg)
	case walletReadMsg:
		return r.walletRead(msg)
	case walletsReadMsg:
		return r.walletsRead(msg)
	case waitingCountedMsg:
		return r.waitingCounted(msg)
	case screen.CatalogMsg:
		return r.tellAll(msg)
	case brokeMsg:
		r.wallets.req.Cancel() // what the router itself runs
		r.waiting.reading = false
		r.commandBroke(msg)
	case askQuitMsg:
		r.overlay = overlayQuit
	default:
		return r.tell(r.active(), msg)
	}
	return nil
}

// View draws the window.
func (r *Router) View() string {
	switch {
	case r.w == 0:
		return "simdesk"
	case r.tooSmall():
		return r.viewTooSmall()
	case r.overlay == overlayQuit:
		return r.frame(r.viewQuit(), nil)
	case r.overlay == overlayHelp:
		return r.frame(r.viewHelp(), []keys.Binding{r.env.Keys.Back.As("close")})
	case r.overlay == overlayActions:
		return r.frame(r.actions.view(r.w), []keys.Binding{r.env.Keys.Enter.As("do it"), r.env.Keys.Back.As("close")})
	}
	return r.viewScreen()
}

// viewScreen draws the active screen. One that breaks meanwhile is drawn again
// as what replaced it: nothing of what it showed holds any more.
func (r *Router) viewScreen() string {
	s := r.active()
	full, view, bindings := s.Full(), s.View(), s.Bindings()
	if s.broken {
		full, view, bindings = false, s.View(), s.Bindings()
	}
	if full {
		return view
	}
	return r.frame(view, bindings)
}
