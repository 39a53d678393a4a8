// Package day is the place of the Day screen.
package day

import (
	"simdesk/ui/screen"
	"simdesk/ui/widget/soon"
)

// New returns the screen.
func New(env *screen.Env) *soon.Model {
	return soon.New(env, "The day's reports are not part of this version yet.",
		"Here will be the X report at any time and the numbered Z report at closing time: what was sold per clerk, kind and provider, the cash counted against what is expected, and each wallet against what its provider says.",
		"Until then Orders lists today's sales (Alt+4, Tab goes to Today), and Balances shows what the wallets hold now (Alt+3).")
}
