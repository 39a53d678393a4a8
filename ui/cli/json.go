package cli

import (
	"cmp"
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

func viewErrors(list []*providers.Error) []*errorView {
	out := make([]*errorView, 0, len(list))
	for _, e := range list {
		out = append(out, viewError(e))
	}
	return out
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
		Unlimited: e.Data.Unlimited, Cost: e.Cost, Price: e.Price, Denomination: "fixed", Fields: viewFields(e.Fields), TopUpOnly: e.TopUpOnly}
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

func viewProducts(entries []catalog.Entry) []productView {
	out := make([]productView, 0, len(entries))
	for _, e := range entries {
		out = append(out, viewProduct(e))
	}
	return out
}

func viewFields(fields []providers.Field) []providers.Field {
	out := make([]providers.Field, 0, len(fields))
	for _, f := range fields {
		f.Choices = list(f.Choices)
		out = append(out, f)
	}
	return out
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
