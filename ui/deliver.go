package ui

import (
	tea "github.com/charmbracelet/bubbletea"

	"simdesk/providers"
	"simdesk/state/ledger"
	"simdesk/ui/say"
	"simdesk/ui/screen"
)

// addressedMsg is a message of a screen's own command. It goes back to that
// screen, whichever is active by then, and nowhere once the screen is closed.
type addressedMsg struct {
	to  *guarded
	msg tea.Msg
}

// brokeMsg is a command that ended in a panic. The console goes on: the desk
// owns what is being charged, not the screen that waits for it.
type brokeMsg struct{ broke *screen.Panic }

// address marks what a screen's command returns as that screen's.
func address(to *guarded, cmd tea.Cmd) tea.Cmd {
	return mark(cmd, func(msg tea.Msg) tea.Msg { return addressedMsg{to, msg} })
}

// mark puts a mark on every message that a command and those it leads to
// return. A command that breaks returns that it did. What only Bubble Tea itself
// understands, but for a batch, is the router's to return and never a screen's.
func mark(cmd tea.Cmd, as func(tea.Msg) tea.Msg) tea.Cmd {
	if cmd == nil {
		return nil
	}
	return func() (answer tea.Msg) {
		if broke := screen.Try(func() { answer = cmd() }); broke != nil {
			return as(brokeMsg{broke})
		}
		switch msg := answer.(type) {
		case nil:
			return nil
		case tea.BatchMsg:
			parts := make(tea.BatchMsg, len(msg))
			for i, c := range msg {
				parts[i] = mark(c, as)
			}
			return parts
		case screen.StreamMsg:
			return screen.StreamMsg{Msg: as(msg.Msg), Next: mark(msg.Next, as)}
		default:
			return as(msg)
		}
	}
}

// unmarked is a command of the router's own, whose breaking is told all the same.
func unmarked(cmd tea.Cmd) tea.Cmd {
	return mark(cmd, func(msg tea.Msg) tea.Msg { return msg })
}

// tell hands a message to one screen.
func (r *Router) tell(s *guarded, msg tea.Msg) tea.Cmd {
	return address(s, s.Update(msg))
}

// tellAll hands a message to every open screen.
func (r *Router) tellAll(msg tea.Msg) tea.Cmd {
	var cmds []tea.Cmd
	for _, stack := range r.stacks {
		for _, s := range stack {
			cmds = append(cmds, r.tell(s, msg))
		}
	}
	return tea.Batch(cmds...)
}

// deliver takes what a screen's command returned: a request to the router, or
// the screen's own answer.
func (r *Router) deliver(a addressedMsg) tea.Cmd {
	switch msg := a.msg.(type) {
	case screen.OpenPurchaseMsg:
		if msg.Request.Clerk == "" {
			msg.Request.Clerk = r.env.Clerk
		}
		if r.makers.Purchase != nil && r.mayOpen(a.to) {
			r.push(a.to, func() screen.Screen { return r.makers.Purchase(r.env, msg.Request) }, false)
		}
	case screen.OpenActivationMsg:
		if r.makers.Activation != nil && r.mayOpen(a.to) {
			r.push(a.to, func() screen.Screen { return r.makers.Activation(r.env, msg.Order) }, msg.Replace)
		}
	case screen.OpenESIMMsg:
		return r.openIn(ESIM, msg)
	case screen.OpenOrderMsg:
		return r.openIn(Orders, msg)
	case screen.BackMsg:
		r.remove(a.to)
	case screen.NoticeMsg:
		r.notice.Say(msg.Text, msg.Bad, r.env.Now())
	case brokeMsg:
		r.commandBroke(msg)
	case screen.ReadWalletsMsg:
		return r.readWallets()
	case screen.WalletsMsg, screen.CatalogMsg, screen.OrderChangedMsg:
		return r.handle(msg)
	default:
		if _, open := r.viewOf(a.to); open {
			return r.tell(a.to, a.msg)
		}
	}
	return nil
}

// commandBroke says what is never charged twice where nobody reads a stack.
func (r *Router) commandBroke(msg brokeMsg) {
	msg.broke.Log(r.env.Logger(), "command")
	r.notice.Say(screen.Voice.Says("ui.command_broke"), true, r.env.Now())
}

// openIn goes to a view's own screen and hands it the request, started first
// so that its Init cannot undo what the request asks for.
func (r *Router) openIn(v View, msg tea.Msg) tea.Cmd {
	r.switchTo(v)
	r.stacks[v] = r.stacks[v][:min(len(r.stacks[v]), 1)]
	if r.root(v).broken {
		r.remove(r.root(v))
	}
	s := r.root(v)
	started := r.settle()
	return tea.Batch(started, r.tell(s, msg))
}

// orderChanged tells the screens, says an outcome that nobody is looking at,
// and reads the wallets again once money has moved.
func (r *Router) orderChanged(msg screen.OrderChangedMsg) tea.Cmd {
	shown := r.shows(msg.Order)
	cmd := tea.Batch(r.tellAll(msg), r.countWaiting(r.env.Now()))
	key, bad := outcome(msg.Order)
	if key != "" && !shown {
		why := providers.Because(key, "what", say.What(msg.Order), "word", say.OrderWord(msg.Order))
		text := screen.Voice.Reason(why)
		if r.view == Orders {
			text = screen.Voice.What(why) // who is there need not be told the way
		}
		r.notice.Say(text, bad, r.env.Now())
	}
	if key != "" && key != orderOpen {
		return tea.Batch(cmd, r.readWallets())
	}
	return cmd
}

const orderOpen = "ui.order_open"

// outcome is what to say of an order that has come to an end, or that nobody
// knows the end of; "" while it is on its way.
func outcome(o ledger.Order) (key string, bad bool) {
	switch o.State {
	case providers.StateCompleted, providers.StateFailed, providers.StateRefunded:
		if say.LookAtIt(o) {
			return "ui.order_look_at", true
		}
		return "ui.order_ended", o.State == providers.StateFailed
	case providers.StateUnknown, providers.StateNeedsReview:
		return orderOpen, true
	case providers.StateDrafted, providers.StateSubmitted, providers.StateProcessing:
	}
	return "", false
}

// shows reports whether the active screen shows what becomes of an order.
func (r *Router) shows(o ledger.Order) bool {
	return r.overlay == overlayNone && r.active().Tells(o)
}
