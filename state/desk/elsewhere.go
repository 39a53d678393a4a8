package desk

import (
	"simdesk/providers"
	"simdesk/state/ledger"
)

// A ledger may hold orders of a provider's sandbox and of its live account: the
// configuration was changed, or the demo was opened on the shop's store. The one
// lists nothing of the other, which is no evidence, and its order numbers are
// other orders. Only an order under our own reference is this one.

// elsewhere reports whether an order was sold at another account than the one
// that is configured under this provider's name now.
func (d *base) elsewhere(o ledger.Order) bool {
	p, err := d.provider(o.Provider)
	return err == nil && p.Sandbox() != o.Sandbox
}

// atHome is what a look found, or why it found nothing.
func (d *asking) atHome(o ledger.Order, f providers.Finding) (why providers.Reason, ok bool) {
	switch {
	case !d.elsewhere(o) || f.Verdict == providers.Found && !d.blind(o.Provider):
		return providers.Reason{}, true
	case o.Sandbox:
		return providers.Because("desk.sold_in_sandbox"), false
	}
	return providers.Because("desk.sold_live"), false
}
