package test

import (
	"context"
	"net/http"

	"simdesk/providers"
	"simdesk/providers/fyatu"
	"simdesk/providers/sandbox/sim"
	"simdesk/providers/wire"
)

// tagged tells the simulator of Fyatu, which no reference of ours reaches, which
// order a charging request belongs to. The desk learns nothing of it.
type tagged struct{ *fyatu.Client }

type tagKey struct{}

func (f tagged) Sell(ctx context.Context, r providers.SaleRequest) (providers.Result, error) {
	return f.Client.Sell(context.WithValue(ctx, tagKey{}, r.Reference), r)
}

func (f tagged) TopUp(ctx context.Context, r providers.TopUpRequest) (providers.Result, error) {
	return f.Client.TopUp(context.WithValue(ctx, tagKey{}, r.Reference), r)
}

// tag has the client write what tagged noted on the requests it signs.
func (w *world) tag(o *wire.Options) {
	w.quick(o)
	o.Auth = tagging{o.Auth}
}

type tagging struct{ wire.Auth }

func (t tagging) Set(ctx context.Context, r *http.Request) error {
	if reference, ok := ctx.Value(tagKey{}).(string); ok {
		r.Header.Set(sim.TagHeader, reference)
	}
	return t.Auth.Set(ctx, r)
}
