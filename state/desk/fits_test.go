package desk

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
	"simdesk/state/catalog"
	"simdesk/state/ledger"
)

// The package that is asked for is taken, or the only one, or the one this eSIM
// was sold with at this provider; no other ever is.
func TestWhichPackageIsTaken(t *testing.T) {
	t.Parallel()
	small, big := japan, japan
	small.ID, big.ID = "small", "big"
	both := []providers.Product{small, big}
	fault := func(k providers.ErrorKind, why providers.Reason) *providers.Error {
		return &providers.Error{Kind: k, Outcome: providers.NotSent, Provider: "fake", Why: why}
	}
	choose := fault(providers.KindInvalid, providers.Because("desk.several_fit", "n", 2, "iccid", anICCID, "ids", []string{"small", "big"}))
	sold := func(provider, product string) func(*shop) ledger.Draft {
		return func(*shop) ledger.Draft {
			return ledger.Draft{Reference: "r", Provider: provider, Kind: providers.KindTopUp, ProductID: product, Target: anICCID}
		}
	}
	for name, c := range map[string]struct {
		fits  []providers.Product
		asked string
		sold  func(*shop) ledger.Draft
		want  string
		err   *providers.Error
	}{
		"none fits": {nil, "", nil, "", fault(providers.KindDeclined, providers.Because("desk.no_package_fits"))},
		"the named": {both, "big", nil, "big", nil},
		"the named does not fit": {both, "huge", nil, "",
			fault(providers.KindNotFound, providers.Because("desk.package_does_not_fit", "package", "huge", "iccid", anICCID))},
		"the named does not fit, the only one": {both[:1], "big", nil, "",
			fault(providers.KindNotFound, providers.Because("desk.package_does_not_fit", "package", "big", "iccid", anICCID))},
		"the only one":                {both[1:], "", nil, "big", nil},
		"two":                         {both, "", nil, "", choose},
		"as it was sold":              {both, "", sold("fake", "big"), "big", nil},
		"as it was sold, the first":   {both, "", sold("fake", "small"), "small", nil},
		"as it was sold elsewhere":    {both, "", sold("other", "big"), "", choose},
		"as it was sold, not fitting": {both, "", sold("fake", "huge"), "", choose},
	} {
		s := newShop(t)
		s.fake.fits = c.fits
		if c.sold != nil {
			if _, _, err := s.ledger.Draft(t.Context(), "ana", c.sold(s)); err != nil {
				t.Fatal(err)
			}
		}
		q, err := s.Quote(t.Context(), QuoteRequest{Provider: "fake", ICCID: anICCID, ProductID: c.asked})
		if d := cmp.Diff(c.err, providers.AsError(err)); d != "" || q.Product.ID != c.want {
			t.Errorf("%s: %q %s", name, q.Product.ID, d)
		}
	}
}

// What this eSIM was sold with is not known where the ledger cannot be read.
func TestNoPackageIsTakenWithoutTheLedger(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	if err := s.ledger.Close(); err != nil {
		t.Fatal(err)
	}
	_, err := s.pick(t.Context(), anICCID, QuoteRequest{Provider: "fake"}, make([]catalog.Entry, 2))
	if e := providers.AsError(err); e == nil || e.Kind == providers.KindInvalid {
		t.Errorf("%v", err)
	}
}

// The packages of an eSIM come priced, from the provider named or from the one
// that knows the eSIM.
func TestThePackagesThatFit(t *testing.T) {
	t.Parallel()
	more := japan
	more.TopUpOnly = true
	s := newShop(t)
	s.fake.fits = []providers.Product{more}
	s.o.Providers = []providers.Provider{knowing{s.fake}, bare{"bare"}}
	for name, c := range map[string]struct {
		iccid, provider string
		err             *providers.Error
	}{
		"of one":             {anICCID, "fake", nil},
		"of all":             {anICCID, "", nil},
		"of none":            {"8999000000000000026", "", s.LookUp(t.Context(), "8999000000000000026", "").Why()},
		"of one that cannot": {anICCID, "bare", providers.Unsupported(bare{"bare"}, providers.CanTopUp)},
		"no ICCID": {"12", "fake", &providers.Error{Kind: providers.KindInvalid, Outcome: providers.NotSent,
			Why: providers.Because("desk.no_iccid", "typed", "12")}},
	} {
		got, err := s.TopUps(t.Context(), c.iccid, c.provider)
		if d := cmp.Diff(c.err, providers.AsError(err)); d != "" {
			t.Errorf("%s: %s", name, d)
		}
		if c.err == nil && (len(got) != 1 || got[0].ID != more.ID || got[0].Price.String() != "11.40 USD") {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// knowing is the fake, which knows one eSIM.
type knowing struct{ *fake }

func (knowing) ESIM(ctx context.Context, iccid string) (providers.ESIM, error) {
	return reader{name: "fake", has: anICCID}.ESIM(ctx, iccid)
}

// What is asked for and cannot be sold is refused before anything is read.
func TestWhatIsNotConfirmed(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	only := japan
	only.ID, only.TopUpOnly = "jp-more", true
	if err := s.o.Catalog.Replace("fake", []providers.Product{japan, lagos, only}, s.clock.Now()); err != nil {
		t.Fatal(err)
	}
	s.o.Providers = append(s.o.Providers, bare{"bare"})
	for name, c := range map[string]struct {
		r    QuoteRequest
		want *providers.Error
	}{
		"only a top-up": {QuoteRequest{Provider: "fake", ProductID: "jp-more"}, &providers.Error{Kind: providers.KindInvalid, Outcome: providers.NotSent, Provider: "fake",
			Why: providers.Because("desk.top_up_only", "product", "Japan 5 GB")}},
		"not in the catalogue": {QuoteRequest{Provider: "fake", ProductID: "gone"}, &providers.Error{Kind: providers.KindNotFound, Outcome: providers.NotSent, Provider: "fake",
			Why: providers.Because("desk.no_product", "product", "gone")}},
		"of one that sells nothing":            {QuoteRequest{Provider: "bare", ProductID: "x"}, providers.Unsupported(bare{"bare"}, providers.CanSell)},
		"a top-up of one that tops up nothing": {QuoteRequest{Provider: "bare", ICCID: anICCID}, providers.Unsupported(bare{"bare"}, providers.CanTopUp)},
	} {
		_, err := s.Quote(t.Context(), c.r)
		if d := cmp.Diff(c.want, providers.AsError(err)); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
	// After a minute the catalogue could have it: this provider has none to read.
	for wait, kind := range []providers.ErrorKind{providers.KindNotFound, providers.KindUnsupported} {
		s.clock.advance(time.Duration(60-59*wait) * time.Second)
		if _, err := s.Quote(t.Context(), QuoteRequest{Provider: "fake", ProductID: "gone"}); !providers.IsKind(err, kind) {
			t.Errorf("%v, want %s", err, kind)
		}
	}
}

// A typed number is one in E.164, whichever way its country is written, or why
// it is none.
func TestHowNumbersAreTyped(t *testing.T) {
	t.Parallel()
	type answer struct{ Number, Why string }
	const mtn = "+2348031234567"
	not := func(typed string) answer { return answer{"", "desk.no_number (typed=" + typed + ")"} }
	notIn := func(typed string) answer { return answer{"", "desk.no_number_in (country=NG, typed=" + typed + ")"} }
	for _, c := range []struct {
		typed     string
		countries []string
		want      answer
	}{
		{"08031234567", []string{"NG"}, answer{mtn, ""}},
		{"+234 803 123 4567", []string{"NG"}, answer{mtn, ""}},
		{"00234 803 123 4567", []string{"NG"}, answer{mtn, ""}},
		{"2348031234567", []string{"NG"}, answer{mtn, ""}},
		{"2348031234567", nil, answer{mtn, ""}},
		{" 00 2348031234567", nil, answer{mtn, ""}},
		{"07911123456", []string{"NG", "GB"}, not("07911123456")},
		{"+447400123456", []string{"NG", "GB"}, answer{"+447400123456", ""}},
		{"08031234567", nil, not("08031234567")},
		{"+00234 803 123 4567", []string{"NG"}, notIn("+00234 803 123 4567")},
		{"0803", []string{"NG"}, notIn("0803")},
		{"+447400123456", []string{"NG", "GH"}, answer{"", "desk.number_of (countries=NG, GH, have=GB, number=+44 7400 123456)"}},
	} {
		number, why := Phone(c.typed, c.countries)
		if d := cmp.Diff(c.want, answer{number, why.String()}); d != "" {
			t.Errorf("%s in %v: %s", c.typed, c.countries, d)
		}
	}
}

// The customer's number is one of the product's countries, the sender's may be
// of any; what is no number is left as it was typed.
func TestWhichNumbersAreNormalised(t *testing.T) {
	t.Parallel()
	p := lagos
	p.Fields = append(p.Fields[:2:2], providers.Field{Name: providers.FieldSenderPhone, Label: "Sender", Type: providers.TypePhone},
		providers.Field{Name: "note", Label: "Note", Type: providers.TypeText})
	fields := map[string]string{"phone": "08031234567", "amount": "10", "sender_phone": "+44 7911 123456", "note": "08031234567"}
	if err := normalisePhones(p, fields); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"phone": "+2348031234567", "amount": "10", "sender_phone": "+447911123456", "note": "08031234567"}
	if d := cmp.Diff(want, fields); d != "" {
		t.Error(d)
	}
	err := normalisePhones(p, map[string]string{"sender_phone": "12"})
	no := &providers.Error{Kind: providers.KindInvalid, Outcome: providers.NotSent, Provider: "fake",
		Why: providers.Because("desk.field", "label", "Sender", "why", providers.Because("desk.no_number", "typed", "12"))}
	if d := cmp.Diff(no, providers.AsError(err)); d != "" {
		t.Error(d)
	}
}
