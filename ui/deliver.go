package ui

import (
	"fmt"
	"reflect"

	tea "github.com/charmbracelet/bubbletea"

	"simdesk/providers"
	"simdesk/state/ledger"
	"simdesk/ui/screen"
)

// addressedMsg is a message of a screen's own command. It goes back to that
// screen, whichever is active by then, and nowhere once the screen is closed.
type addressedMsg struct {
	to  screen.Screen
	msg tea.Msg
}

// brokeMsg is a command that ended in a panic. The console goes on: the desk
// owns what is being charged, not the screen that waits for it.
type brokeMsg struct{ err error }

var teaPackage = reflect.TypeFor[tea.QuitMsg]().PkgPath()

// address marks what a screen's command returns as that screen's.
func address(to screen.Screen, cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	return func() (answer tea.Msg) {
		defer func() {
			if r := recover(); r != nil {
				answer = addressedMsg{to, brokeMsg{fmt.Errorf("panic in a command: %v", r)}}
			}
		}()
		switch msg := cmd().(type) {
		case nil:
			return nil
		case tea.BatchMsg:
			parts := make(tea.BatchMsg, len(msg))
			for i, c := range msg {
				parts[i] = address(to, c)
			}
			return parts
		case screen.StreamMsg:
			return screen.StreamMsg{Msg: addressedMsg{to, msg.Msg}, Next: address(to, msg.Next)}
		default:
			if reflect.TypeOf(msg).PkgPath() == teaPackage {
				return msg
			}
			return addressedMsg{to, msg}
		}
	}
}

// tell hands a message to one screen.
func (r *Router) tell(s screen.Screen, msg tea.Msg) tea.Cmd {
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
			r.push(a.to, r.makers.Purchase(r.env, msg.Request), false)
		}
	case screen.OpenActivationMsg:
		if r.makers.Activation != nil && r.mayOpen(a.to) {
			r.push(a.to, r.makers.Activation(r.env, msg.Order), msg.Replace)
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
		r.env.Logger().Error("a command broke", "error", msg.err)
		r.notice.Say("simdesk made a mistake here and went on. Nothing is charged twice: look in Orders (Alt+4), then try again.", true, r.env.Now())
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

// openIn goes to a view's own screen and hands it the request, started first
// so that its Init cannot undo what the request asks for.
func (r *Router) openIn(v View, msg tea.Msg) tea.Cmd {
	r.switchTo(v)
	s := r.root(v)
	r.stacks[v] = r.stacks[v][:1]
	started := r.settle()
	return tea.Batch(started, r.tell(s, msg))
}

// orderChanged tells the screens, says an outcome that nobody is looking at,
// and reads the wallets again once money has moved.
func (r *Router) orderChanged(msg screen.OrderChangedMsg) tea.Cmd {
	told := r.told(msg.Order)
	cmd := r.tellAll(msg)
	o := msg.Order
	switch o.State {
	case providers.StateCompleted, providers.StateFailed, providers.StateRefunded:
		if told {
			return tea.Batch(cmd, r.readWallets())
		}
		r.notice.Say(o.ProductName+": "+screen.StateWord(o.State)+"."+r.whereToLook(),
			o.State == providers.StateFailed, r.env.Now())
		return tea.Batch(cmd, r.readWallets())
	case providers.StateUnknown, providers.StateNeedsReview:
		if told {
			return cmd
		}
		r.notice.Say(o.ProductName+": not known yet."+r.whereToLook(), true, r.env.Now())
	case providers.StateDrafted, providers.StateSubmitted, providers.StateProcessing:
	}
	return cmd
}

// whereToLook names the key for the order, except to who is there already.
func (r *Router) whereToLook() string {
	if r.view == Orders {
		return ""
	}
	return " Alt+4 shows it in Orders."
}

// told reports whether the active screen shows what becomes of an order.
func (r *Router) told(o ledger.Order) bool {
	t, ok := r.active().(screen.Teller)
	return ok && r.overlay == overlayNone && t.Tells(o)
}

func (r *Router) tick(msg screen.TickMsg) tea.Cmd {
	r.notice.Expire(msg.At)
	return tea.Batch(r.tell(r.active(), msg), r.walletsTick(msg.At))
}
