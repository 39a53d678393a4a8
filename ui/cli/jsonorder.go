package cli

import (
	"simdesk/providers"
	"simdesk/state/desk"
	"simdesk/state/ledger"
)

type orderView struct {
	ID              string               `json:"id"`
	Reference       string               `json:"reference"`
	Attempt         *string              `json:"attempt"`
	Provider        string               `json:"provider"`
	Kind            providers.Kind       `json:"kind"`
	ProductID       string               `json:"product_id"`
	ProductName     string               `json:"product_name"`
	Target          *string              `json:"target"`
	State           providers.State      `json:"state"`
	Cost            *providers.Money     `json:"cost"`
	Price           *providers.Money     `json:"price"`
	ProviderOrderID *string              `json:"provider_order_id"`
	ProviderStatus  *string              `json:"provider_status"`
	Delivery        []providers.Delivery `json:"delivery"`
	Error           *errorView           `json:"error"`
	Clerk           *string              `json:"clerk"`
	CreatedAt       *string              `json:"created_at"`
	UpdatedAt       *string              `json:"updated_at"`
}

func viewOrder(o ledger.Order) orderView {
	return orderView{
		ID: o.ID, Reference: o.Reference, Attempt: text(o.Attempt), Provider: o.Provider, Kind: o.Kind,
		ProductID: o.ProductID, ProductName: o.ProductName, Target: text(o.Target), State: o.State, Cost: o.Cost, Price: o.Price,
		ProviderOrderID: text(o.ProviderOrderID), ProviderStatus: text(o.ProviderStatus), Delivery: list(o.Delivery),
		Error: viewProblem(o.Error), Clerk: text(o.Clerk), CreatedAt: timestamp(o.CreatedAt), UpdatedAt: timestamp(o.UpdatedAt),
	}
}

func viewOrders(orders []ledger.Order) []orderView {
	out := make([]orderView, 0, len(orders))
	for _, o := range orders {
		out = append(out, viewOrder(o))
	}
	return out
}

type settledView struct {
	Settled      []orderView `json:"settled"`
	StillUnknown []orderView `json:"still_unknown"`
}

func viewSettled(s desk.Settled) settledView {
	return settledView{viewOrders(s.Settled), viewOrders(s.StillUnknown)}
}
