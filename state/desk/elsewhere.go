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
func (d *asking) atHome(o ledger.Order, f providers.Finding) (note string, ok bool) {
	if !d.elsewhere(o) || f.Verdict == providers.Found && !d.blind(o.Provider) {
		return "", true
	}
	was, is := "live account", "sandbox"
	if o.Sandbox {
		was, is = is, was
	}
	return "It was sold through the provider's " + was + ", and simdesk is configured for the " + is +
		" now, which cannot tell. Configure it as it was and ask again, or decide.", false
}
