package cli

import (
	"cmp"
	"slices"
	"time"

	"simdesk/providers"
	"simdesk/state/catalog"
	"simdesk/state/desk"
	"simdesk/state/ledger"
)

// The views of contracts.md section 2. Every documented key is always there:
// what is not known is null, and a list is never null.

type errorView struct {
	Kind              providers.ErrorKind `json:"kind"`
	Provider          *string             `json:"provider"`
	Code              *string             `json:"code"`
	Message           string              `json:"message"`
	RequestID         *string             `json:"request_id"`
	RetryAfterSeconds *int                `json:"retry_after_seconds"`
}

func viewError(e *providers.Error) *errorView {
	if e == nil {
		return nil
	}
	v := &errorView{Kind: e.Kind, Provider: text(e.Provider), Code: text(e.Code), Message: voice.Message(e), RequestID: text(e.RequestID)}
	if e.RetryAfter > 0 {
		s := int((e.RetryAfter + time.Second - 1) / time.Second)
		v.RetryAfterSeconds = &s
	}
	return v
}

func viewProblem(p *ledger.Problem) *errorView {
	if p == nil {
		return nil
	}
	v := viewError(&providers.Error{Kind: p.Kind, Provider: p.Provider, Code: p.Code, RequestID: p.RequestID,
		RetryAfter: time.Duration(p.RetryAfterSeconds) * time.Second})
	v.Message = cmp.Or(voice.Problem(*p), v.Message)
	return v
}

type walletView struct {
	Provider       string           `json:"provider"`
	Available      *providers.Money `json:"available"`
	Balance        *providers.Money `json:"balance"`
	Reserved       *providers.Money `json:"reserved"`
	OverdraftLimit *providers.Money `json:"overdraft_limit"`
	Low            *bool            `json:"low"` // null where the wallet is not known
	AsOf           *string          `json:"as_of"`
	Error          *errorView       `json:"error"`
}

func viewWallet(w desk.Wallet) walletView {
	v := walletView{Provider: w.Provider, Error: viewError(w.Error)}
	if b := w.Balance; b != nil {
		v.Available, v.Balance, v.Reserved, v.OverdraftLimit = &b.Available, &b.Balance, b.Reserved, b.OverdraftLimit
		v.Low, v.AsOf = &w.Low, timestamp(b.AsOf)
	}
	return v
}

type productView struct {
	Provider     string            `json:"provider"`
	ID           string            `json:"id"`
	Name         string            `json:"name"`
	Kind         providers.Kind    `json:"kind"`
	Countries    []string          `json:"countries"`
	Region       *string           `json:"region"`
	DataBytes    *int64            `json:"data_bytes"`
	Unlimited    bool              `json:"unlimited"`
	Days         *int              `json:"days"`
	Cost         *providers.Money  `json:"cost"`
	Price        *providers.Money  `json:"price"`
	Denomination string            `json:"denomination"`
	Min          *providers.Money  `json:"min"`
	Max          *providers.Money  `json:"max"`
	Fields       []providers.Field `json:"fields"`
	TopUpOnly    bool              `json:"topup_only"`
}

func viewProduct(e catalog.Entry) productView {
	v := productView{Provider: e.Provider, ID: e.ID, Name: e.Name, Kind: e.Kind, Countries: list(e.Countries), Region: text(e.Region),
		Unlimited: e.Data.Unlimited, Cost: e.Cost, Price: e.Price, Denomination: "fixed", Fields: each(e.Fields, viewField), TopUpOnly: e.TopUpOnly}
	if e.Data.Bytes > 0 {
		v.DataBytes = &e.Data.Bytes
	}
	if e.Days > 0 {
		v.Days = &e.Days
	}
	if r, ok := e.RangeIn(""); ok {
		v.Denomination = "range"
		if r.Min.IsPositive() {
			v.Min = &providers.Money{Amount: r.Min, Currency: r.Currency}
		}
		if r.Max.IsPositive() {
			v.Max = &providers.Money{Amount: r.Max, Currency: r.Currency}
		}
	}
	return v
}

func viewField(f providers.Field) providers.Field {
	f.Choices = list(f.Choices)
	return f
}

// each is the views of a list, never nil.
func each[A, B any](all []A, view func(A) B) []B {
	out := make([]B, 0, len(all))
	for _, a := range all {
		out = append(out, view(a))
	}
	return out
}

// value is what p points to, the zero value where nothing is known.
func value[T any](p *T) T {
	if p == nil {
		return *new(T)
	}
	return *p
}

// text is nil for "", so that unknown is null and never an empty word.
func text(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func list[T any](l []T) []T {
	if l == nil {
		return []T{}
	}
	return l
}

// timestamp is RFC 3339 in UTC, null for no time at all.
func timestamp(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	s := t.UTC().Format(time.RFC3339)
	return &s
}

type bundleView struct {
	Name           *string `json:"name"`
	TotalBytes     *int64  `json:"total_bytes"`
	RemainingBytes *int64  `json:"remaining_bytes"`
	Unlimited      bool    `json:"unlimited"`
	StartsAt       *string `json:"starts_at"`
	ExpiresAt      *string `json:"expires_at"`
	Status         *string `json:"status"`
	RawTotal       *string `json:"raw_total"`
	RawRemaining   *string `json:"raw_remaining"`
}

func viewBundle(b providers.Bundle) bundleView {
	return bundleView{Name: text(b.Name), TotalBytes: b.TotalBytes, RemainingBytes: b.RemainingBytes, Unlimited: b.Unlimited,
		StartsAt: timestamp(value(b.StartsAt)), ExpiresAt: timestamp(value(b.ExpiresAt)),
		Status: text(b.Status), RawTotal: text(b.RawTotal), RawRemaining: text(b.RawRemaining)}
}

type esimView struct {
	ICCID      string                 `json:"iccid"`
	Provider   string                 `json:"provider"`
	Status     providers.PlanStatus   `json:"status"`
	Install    providers.InstallState `json:"install"`
	CanTopUp   *bool                  `json:"can_top_up"`
	Bundles    []bundleView           `json:"bundles"`
	Activation *providers.Activation  `json:"activation"`
	Coverage   []string               `json:"coverage"`
	AsOf       *string                `json:"as_of"`
	Errors     []*errorView           `json:"errors"`
}

// viewESIM is an eSIM as its provider told it. noTopUp says why the provider
// tops up no eSIM at all, which is an answer where the eSIM itself has none.
func viewESIM(e providers.ESIM, noTopUp string, errs []*providers.Error) esimView {
	v := esimView{ICCID: e.ICCID, Provider: e.Provider, Status: cmp.Or(e.Status, providers.PlanUnknown), Install: cmp.Or(e.Install, providers.InstallUnknown), CanTopUp: answer(e.CanTopUp),
		Bundles: each(e.Bundles, viewBundle), Activation: e.Activation, Coverage: coverage(e), AsOf: timestamp(e.AsOf), Errors: each(errs, viewError)}
	if noTopUp != "" {
		v.CanTopUp = answer(providers.No)
	}
	return v
}

// answer is null for what is not known.
func answer(t providers.Truth) *bool {
	if t == providers.NotKnown {
		return nil
	}
	yes := t == providers.Yes
	return &yes
}

// coverage names each country once, in the provider's order.
func coverage(e providers.ESIM) []string {
	out := []string{}
	for _, n := range e.Coverage {
		if n.Country != "" && !slices.Contains(out, n.Country) {
			out = append(out, n.Country)
		}
	}
	return out
}

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

type settledView struct {
	Settled      []orderView `json:"settled"`
	StillUnknown []orderView `json:"still_unknown"`
}
