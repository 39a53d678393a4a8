package ui

import (
	"simdesk/state/desk"
	"simdesk/state/ledger"
	"simdesk/ui/activation"
	"simdesk/ui/balances"
	"simdesk/ui/esim"
	"simdesk/ui/orders"
	"simdesk/ui/purchase"
	"simdesk/ui/screen"
	"simdesk/ui/sell"
)

// Screens returns the makers of every screen there is, a line each.
func Screens() Makers {
	var m Makers
	m.Views[Sell] = func(env *screen.Env) screen.Screen { return sell.New(env) }
	m.Views[ESIM] = func(env *screen.Env) screen.Screen { return esim.New(env) }
	m.Views[Balances] = func(env *screen.Env) screen.Screen { return balances.New(env) }
	m.Views[Orders] = func(env *screen.Env) screen.Screen { return orders.New(env) }
	m.Purchase = func(env *screen.Env, r desk.QuoteRequest) screen.Screen { return purchase.New(env, r) }
	m.Activation = func(env *screen.Env, o ledger.Order) screen.Screen { return activation.New(env, o) }
	return m
}
