// Package providers is the contract between simdesk and the companies it
// resells for: what any provider can do, in the seller's words.
//
// A client implements Provider and whichever capabilities of capability.go its
// API really has. Callers find capabilities by type assertion and show
// Limits.Missing where one is absent.
package providers

// Provider is one configured account at one provider.
type Provider interface {
	// Name is the key used in configuration, JSON and the ledger: "roamify".
	Name() string
	// Title is what people read: "Roamify".
	Title() string
	// Sandbox reports whether orders here move no real money.
	Sandbox() bool
}

// Identity is an account's, for clients to embed.
type Identity struct {
	name, title           string
	sandbox, unreferenced bool
	lacks                 [len(lacking)]string // why each capability is not there
}

// Identify makes the identity of an account whose orders carry our reference.
func Identify(name, title string, sandbox bool) Identity {
	return Identity{name: name, title: title, sandbox: sandbox}
}

// Unreferenced is the identity where nothing of ours travels with an order.
func (i Identity) Unreferenced() Identity {
	i.unreferenced = true
	return i
}

// Lacking is the identity where a capability is not there for a reason of its own.
func (i Identity) Lacking(c Capability, why string) Identity {
	i.lacks[c] = why
	return i
}

// Missing returns why a capability is absent, the zero value where there is no
// reason of its own.
func (i Identity) Missing(c Capability) Reason { return Because(i.lacks[c]) }

// Name is the provider's key.
func (i Identity) Name() string { return i.name }

// Title is the provider's name for people.
func (i Identity) Title() string { return i.title }

// Sandbox reports what the configuration says of the account.
func (i Identity) Sandbox() bool { return i.sandbox }

// Referenced reports whether our reference travels with an order.
func (i Identity) Referenced() bool { return !i.unreferenced }

// Referenced reports whether an order at p can be found by our own reference. What
// became of one that cannot is put together from what changed there.
func Referenced(p Provider) bool {
	r, ok := p.(interface{ Referenced() bool })
	return !ok || r.Referenced()
}

// Limits explains what a provider cannot do.
type Limits interface {
	// Missing returns why the capability is absent and what to do instead, the
	// zero value when it is there.
	Missing(c Capability) Reason
}

// Why returns why p lacks a capability, never nothing.
func Why(p Provider, c Capability) Reason {
	if l, ok := p.(Limits); ok {
		if why := l.Missing(c); !why.IsZero() {
			return why
		}
	}
	return Because(lacking[c], "who", p.Title())
}

// Unsupported is the error for asking p for a capability it lacks.
func Unsupported(p Provider, c Capability) *Error {
	return Unsent(p.Name(), KindUnsupported, Why(p, c))
}
