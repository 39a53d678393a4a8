package providertest

import (
	"cmp"
	"fmt"
	"slices"
	"testing"

	"github.com/google/uuid"
	"github.com/nyaruka/phonenumbers"
	"github.com/shopspring/decimal"

	"simdesk/providers"
)

// byKind picks a product of each kind that can be bought, the cheapest first.
func byKind(all []providers.Product) map[providers.Kind]providers.Product {
	slices.SortStableFunc(all, func(a, b providers.Product) int {
		if a.Cost != nil && b.Cost != nil {
			return a.Cost.Amount.Cmp(b.Cost.Amount)
		}
		return cmp.Compare(len(a.Ranges), len(b.Ranges))
	})
	out := map[providers.Kind]providers.Product{}
	for _, p := range all {
		if _, have := out[p.Kind]; !have && !p.TopUpOnly && (p.Stock == nil || *p.Stock > 0) {
			out[p.Kind] = p
		}
	}
	return out
}

// fill answers a product's form the way a clerk would.
func fill(t *testing.T, p providers.Product) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, f := range p.Fields {
		if f.Required || f.Name == providers.FieldAmount {
			out[f.Name] = answer(p, f)
		}
	}
	if err := p.CheckFields(out); err != nil {
		t.Fatalf("%s: %v (%v)", p.ID, err, out)
	}
	return out
}

func answer(p providers.Product, f providers.Field) string {
	if f.Name == providers.FieldSIMNumber {
		return "8901260852000000018"
	}
	switch f.Type {
	case providers.TypePhone:
		return phone(p.Countries)
	case providers.TypeEmail:
		return "customer@nauta.com.cu"
	case providers.TypeAmount:
		r, _ := p.RangeIn("")
		return decimal.Max(r.Min.Ceil(), decimal.NewFromInt(1)).String()
	case providers.TypeInteger:
		return "1"
	case providers.TypeChoice:
		return f.Choices[0]
	case providers.TypeDate:
		return "2027-01-15"
	default:
		return "10001"
	}
}

func phone(countries []string) string {
	region := "GB"
	if len(countries) > 0 {
		region = countries[0]
	}
	n := phonenumbers.GetExampleNumberForType(region, phonenumbers.MOBILE)
	if n == nil {
		return "+447911123456"
	}
	return phonenumbers.Format(n, phonenumbers.E164)
}

func query(s *Stage, reference string, p providers.Product, fields map[string]string) providers.Query {
	return providers.Query{Reference: reference, Kind: p.Kind, ProductID: p.ID, ProductName: p.Name, Target: p.Target(fields),
		Cost: p.CostWith(fields), SubmittedAt: s.Now(), Fields: fields}
}

// sale sells one product and follows it to its end.
func sale(t *testing.T, s *Stage, p providers.Provider, product providers.Product) providers.Result {
	t.Helper()
	fields := fill(t, product)
	q := query(s, uuid.NewString(), product, fields)
	q.Baseline = baseline(t, p, q)
	r, err := p.(providers.Seller).Sell(t.Context(), providers.SaleRequest{Reference: q.Reference, Product: product, Fields: fields})
	if err != nil {
		t.Fatalf("sell %s: %+v", product.ID, providers.AsError(err))
	}
	return settled(t, s, p, q, r)
}

func baseline(t *testing.T, p providers.Provider, q providers.Query) map[string]string {
	t.Helper()
	b, ok := p.(providers.Baseliner)
	if !ok {
		return nil
	}
	facts, err := b.Baseline(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	return facts
}

var cent = decimal.New(1, -2)

func (s Suite) sells(t *testing.T) {
	t.Parallel()
	_, p := s.open(t)
	for kind, product := range byKind(products(t, p)) {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			stage, p := s.open(t)
			r := sale(t, stage, p, product)
			charges := stage.Charges()
			if len(charges) != 1 {
				t.Fatalf("charged %d times: %+v", len(charges), charges)
			}
			if r.State != providers.StateCompleted {
				t.Fatalf("%s ended as %+v", product.ID, r)
			}
			if len(r.Delivery) == 0 || fmt.Sprint(r.Delivery[0]) == fmt.Sprint(providers.Delivery{Type: r.Delivery[0].Type}) {
				t.Errorf("delivered nothing: %+v", r.Delivery)
			}
			if r.Cost != nil && !r.Cost.Amount.Equal(charges[0].Amount) {
				t.Errorf("cost %s, the wallet lost %s", r.Cost, charges[0].Amount)
			}
			// A cost that the catalogue works out from a discount may be off by the
			// provider's rounding, never by more.
			if product.Cost != nil && product.Cost.Amount.Sub(charges[0].Amount).Abs().GreaterThan(cent) {
				t.Errorf("the catalogue said %s, the wallet lost %s", product.Cost, charges[0].Amount)
			}
		})
	}
}

// sellESIM sells the cheapest eSIM and returns its ICCID.
func (s Suite) sellESIM(t *testing.T, stage *Stage, p providers.Provider) string {
	t.Helper()
	product, ok := byKind(products(t, p))[providers.KindESIM]
	if !ok {
		t.Fatal("reads eSIMs and sells none")
	}
	return deliverESIM(t, stage, p, product)
}

func deliverESIM(t *testing.T, stage *Stage, p providers.Provider, product providers.Product) string {
	t.Helper()
	r := sale(t, stage, p, product)
	for _, d := range r.Delivery {
		if d.Type == providers.DeliverESIM && d.ICCID != "" && d.Activation != nil {
			return d.ICCID
		}
	}
	t.Fatalf("no eSIM in %+v", r)
	return ""
}

func (s Suite) topsUp(t *testing.T) {
	t.Parallel()
	stage, p := s.open(t)
	up, ok := p.(providers.TopUpper)
	if !ok {
		if providers.Why(p, providers.CanTopUp).IsZero() {
			t.Error("no reason")
		}
		return
	}
	iccid, fits := s.toppable(t, stage, p)
	before := len(stage.Charges())
	q := query(stage, uuid.NewString(), fits[0], nil)
	q.Kind, q.Target = providers.KindTopUp, iccid
	q.Baseline = baseline(t, p, q)
	r, err := up.TopUp(t.Context(), providers.TopUpRequest{Reference: q.Reference, ICCID: iccid, Product: fits[0]})
	if err != nil {
		t.Fatalf("%+v", providers.AsError(err))
	}
	r = settled(t, stage, p, q, r)
	if r.State != providers.StateCompleted || len(r.Delivery) != 1 || r.Delivery[0].Type != providers.DeliverTopUp || r.Delivery[0].ICCID != iccid {
		t.Errorf("%+v", r)
	}
	if got := len(stage.Charges()) - before; got != 1 {
		t.Errorf("charged %d times", got)
	}
	if _, err := up.TopUpPackages(t.Context(), "8944500000000000000"); !providers.IsKind(err, providers.KindNotFound) {
		t.Errorf("unknown ICCID: %+v", providers.AsError(err))
	}
}

// toppable sells different eSIMs until one can be topped up.
func (s Suite) toppable(t *testing.T, stage *Stage, p providers.Provider) (string, []providers.Product) {
	t.Helper()
	esims := slices.DeleteFunc(products(t, p), func(x providers.Product) bool {
		return x.Kind != providers.KindESIM || x.TopUpOnly || slices.ContainsFunc(x.Fields, func(f providers.Field) bool { return f.Required })
	})
	for i := range 5 {
		iccid := deliverESIM(t, stage, p, esims[i*len(esims)/5])
		fits, err := p.(providers.TopUpper).TopUpPackages(t.Context(), iccid)
		if err != nil {
			t.Fatalf("%+v", providers.AsError(err))
		}
		if len(fits) > 0 {
			return iccid, fits
		}
	}
	t.Fatal("none of five eSIMs can be topped up")
	return "", nil
}

func (s Suite) emptyWallet(t *testing.T) {
	t.Parallel()
	stage, p := s.open(t)
	for _, product := range byKind(products(t, p)) {
		fields := fill(t, product)
		wallet := stage.World.Opened(s.Name)
		wallet.SetBalance(decimal.Zero)
		wallet.SetOverdraft(decimal.Zero)
		_, err := p.(providers.Seller).Sell(t.Context(), providers.SaleRequest{Reference: uuid.NewString(), Product: product, Fields: fields})
		if e := providers.AsError(err); e == nil || e.Outcome != providers.Refused || e.Kind != providers.KindDeclined {
			t.Errorf("%s: %+v", product.Kind, e)
		}
	}
	if len(stage.Charges()) != 0 {
		t.Errorf("charged %+v", stage.Charges())
	}
}
