package catalog

import (
	"cmp"
	"errors"

	"github.com/fxamacker/cbor/v2"
	"github.com/shopspring/decimal"

	"simdesk/providers"
)

// A product is stored as CBOR in three parts: ownPart, notes, and the rest of
// it. The last two are stored once for all products that have the same.
type ownPart struct {
	_        struct{} `cbor:",toarray"`
	Rest     uint32   // its number among the shared parts
	Notes    uint32   // likewise
	ID, Name string
	Data     int64
	Endless  bool
	Raw      string
	Days     int
	Amount   *decimal.Decimal // and Currency: the cost
	Currency string
	Stock    *int
	Extra    map[string]string
}

type notes struct {
	_            struct{} `cbor:",toarray"`
	Notes        []providers.Reason
	Instructions providers.Reason
}

// A provider's text is kept as it came, valid UTF-8 or not.
var decoding, _ = cbor.DecOptions{UTF8: cbor.UTF8DecodeInvalid}.DecMode()

// rest returns what a product shares with others.
func rest(p *providers.Product) *providers.Product {
	r := *p
	r.Provider, r.ID, r.Name, r.Data, r.Days, r.Cost, r.Stock, r.Extra = "", "", "", providers.Data{}, 0, nil, nil, nil
	r.Notes, r.Instructions = nil, providers.Reason{}
	return &r
}

func own(p *providers.Product, rest, notes uint32) *ownPart {
	o := &ownPart{
		Rest: rest, Notes: notes, ID: p.ID, Name: p.Name, Data: p.Data.Bytes, Endless: p.Data.Unlimited, Raw: p.Data.Raw,
		Days: p.Days, Stock: p.Stock, Extra: p.Extra,
	}
	if p.Cost != nil {
		o.Amount, o.Currency = &p.Cost.Amount, p.Cost.Currency
	}
	return o
}

// product decodes a row. What it returns holds nothing of the file.
func (f *file) product(row int) (p providers.Product, err error) {
	var own ownPart
	var notes notes
	if err = decoding.Unmarshal(f.records.at(row), &own); err == nil {
		err = cmp.Or(decoding.Unmarshal(f.shared.at(int(own.Rest)), &p), decoding.Unmarshal(f.shared.at(int(own.Notes)), &notes))
	}
	if err != nil {
		return providers.Product{}, err
	}
	p.Provider, p.ID, p.Name, p.Days, p.Stock, p.Extra = f.meta.Provider, own.ID, own.Name, own.Days, own.Stock, own.Extra
	p.Data = providers.Data{Bytes: own.Data, Unlimited: own.Endless, Raw: own.Raw}
	p.Notes, p.Instructions = notes.Notes, notes.Instructions
	if own.Amount != nil {
		p.Cost = &providers.Money{Amount: *own.Amount, Currency: own.Currency}
	}
	return p, checkAmounts(&p)
}

// exponentMost is beyond what providers.ParseDecimal lets in.
const exponentMost = 100

// checkAmounts refuses an amount that would take gigabytes to write out.
func checkAmounts(p *providers.Product) error {
	var amounts []decimal.Decimal
	if p.Cost != nil {
		amounts = append(amounts, p.Cost.Amount)
	}
	for _, r := range p.Ranges {
		amounts = append(amounts, r.Min, r.Max, r.CostFactor, r.CostFlat, r.DeliveredFactor)
	}
	for _, d := range amounts {
		if d.Exponent() > exponentMost || d.Exponent() < -exponentMost {
			return errors.New("an amount is out of any range")
		}
	}
	return nil
}
