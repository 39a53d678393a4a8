// Package services is the place of the Services screen.
package services

import (
	"simdesk/ui/screen"
	"simdesk/ui/widget/soon"
)

// New returns the screen.
func New(env *screen.Env) *soon.Model {
	return soon.New(env, "Services are not part of this version yet.",
		"Here will be what fits no other screen: SIM activation and port-in, promotions, exchange rates, funding a wallet, an eSIM's events, compatible devices.",
		"Bills, gift cards, vouchers and SIMs are sold from Sell today (Alt+1, Tab chooses the kind). What is left on an eSIM is under eSIM (Alt+2), what a wallet holds under Balances (Alt+3).")
}
