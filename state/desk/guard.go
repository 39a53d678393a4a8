package desk

import (
	"fmt"
	"runtime/debug"

	"simdesk/providers"
)

// guarded makes one call to a client that charges nothing. A mistake in one
// client must not end the process, where the sales of the others are under
// way: a panic becomes an error of kind internal.
func guarded[T any](d *base, provider, doing string, call func() (T, error)) (v T, err error) {
	defer func() {
		if r := recover(); r != nil {
			var none T
			v, err = none, d.panicked(provider, doing, r)
		}
	}()
	return call()
}

func (d *base) panicked(provider, doing string, r any) error {
	d.o.Log.Error("panic in a client", "provider", provider, "doing", doing, "error", fmt.Sprint(r), "stack", string(debug.Stack()))
	return &providers.Error{Kind: providers.KindInternal, Outcome: providers.NotSent, Provider: provider, Err: fmt.Errorf("panic: %v", r),
		Why: providers.Because("desk.mistake")}
}
