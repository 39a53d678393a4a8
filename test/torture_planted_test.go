package test

import (
	"context"
	"testing"

	"github.com/shopspring/decimal"

	"simdesk/providers"
	"simdesk/providers/roamify"
)

// bentFyatu is a defect where no reference of ours travels.
type bentFyatu struct {
	tagged
	how string
}

func (b bentFyatu) Sell(ctx context.Context, r providers.SaleRequest) (providers.Result, error) {
	result, err := b.tagged.Sell(ctx, r)
	if err == nil || providers.AsError(err).Outcome != providers.Unknown {
		return result, err
	}
	if b.how == "sends again" { // as after a 401 that nobody recognises
		return b.tagged.Sell(ctx, r)
	}
	e := *providers.AsError(err) // as a 4xx that is believed
	e.Outcome = providers.Refused
	return result, &e
}

// bentRoamify is a defect that has to do with money, or with a cache.
type bentRoamify struct {
	*roamify.Client
	how   string
	first *providers.Result
}

func (b *bentRoamify) Sell(ctx context.Context, r providers.SaleRequest) (providers.Result, error) {
	result, err := b.Client.Sell(ctx, r)
	switch {
	case err != nil:
	case b.how == "hides the price":
		result.Cost = r.Product.Cost
	case b.how == "repeats" && b.first != nil:
		return *b.first, nil
	case b.how == "repeats":
		b.first = &result
	}
	return result, err
}

func (b *bentRoamify) Track(ctx context.Context, q providers.Query) (providers.Finding, error) {
	f, err := b.Client.Track(ctx, q)
	if b.how == "hides the price" && f.Result.Cost != nil {
		f.Result.Cost = q.Cost
	}
	return f, err
}

func (b *bentRoamify) Balance(ctx context.Context) (providers.Balance, error) {
	balance, err := b.Client.Balance(ctx)
	if b.how == "overspends" {
		balance.Available = providers.MustMoney("1000000", "USD")
	}
	return balance, err
}

func TestTheTortureFindsDefectsAtFyatu(t *testing.T) {
	t.Parallel()
	for how, list := range map[string]func(verdict) []string{
		"sends again":    func(v verdict) []string { return v.twice },
		"believes a 4xx": func(v verdict) []string { return v.lost },
	} {
		t.Run(how, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, 3)
			w.spoil = func(p providers.Provider) providers.Provider {
				if f, ok := p.(tagged); ok {
					return bentFyatu{f, how}
				}
				return p
			}
			if v := few(t, w, "fyatu", "/purchase"); len(list(v)) == 0 {
				t.Errorf("%+v", v)
			}
		})
	}
}

// A client that repeats an answer is not believed by the desk, so that its
// books are clean: that the judge sees one eSIM of two customers is in its own
// table.
func TestTheTortureFindsDefectsOfMoney(t *testing.T) {
	t.Parallel()
	for how, wrong := range map[string]bool{"": false, "hides the price": true, "overspends": true, "repeats": false} {
		t.Run(how, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, 3)
			w.spoil = func(p providers.Provider) providers.Provider {
				if c, ok := p.(*roamify.Client); ok {
					return &bentRoamify{Client: c, how: how}
				}
				return p
			}
			switch how {
			case "overspends":
				w.sims.World().Opened("roamify").SetBalance(decimal.New(1, -2))
			case "", "hides the price":
				w.sims.World().SetFactor("roamify", decimal.NewFromInt(10))
			}
			if v := few(t, w, "roamify", "/order"); len(v.twice)+len(v.lost) > 0 || wrong != (len(v.wrong) > 0) {
				t.Errorf("%+v", v)
			}
		})
	}
}
