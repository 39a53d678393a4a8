package desk

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"simdesk/providers"
	"simdesk/state/ledger"
)

// known is a reader's eSIM with a warning.
type known struct{ reader }

func (k known) ESIM(ctx context.Context, iccid string) (providers.ESIM, error) {
	e, err := k.reader.ESIM(ctx, iccid)
	e.Warnings = []*providers.Error{{Kind: providers.KindUnavailable, Provider: k.name, Why: providers.Quoted("No usage just now.")}}
	return e, err
}

// endless answers when nobody waits any more.
type endless struct{ reader }

func (e endless) ESIM(ctx context.Context, _ string) (providers.ESIM, error) {
	<-ctx.Done()
	return providers.ESIM{}, &providers.Error{Kind: providers.KindUnavailable, Provider: e.name, Why: providers.Quoted("Too late.")}
}

// What a look-up brings, whole: the eSIM with its warnings and nothing of those
// who did not know it, or everybody's reason; and the orders of the number.
func TestWhatALookUpBrings(t *testing.T) {
	t.Parallel()
	const iccid, nowhere = "8944422711108338990", "8944422711108339006"
	missing := func(name string) *providers.Error {
		return &providers.Error{Kind: providers.KindNotFound, Outcome: providers.Refused, Provider: name, Why: providers.Quoted("no such eSIM")}
	}
	broken := &providers.Error{Kind: providers.KindConfig, Provider: "three", Why: providers.Quoted("No key.")}
	here := &providers.ESIM{Provider: "one", ICCID: iccid, Warnings: []*providers.Error{{Kind: providers.KindUnavailable, Provider: "one", Why: providers.Quoted("No usage just now.")}}}
	one := known{reader{name: "one", has: iccid}}
	for name, c := range map[string]struct {
		asked, provider string
		sold            []ledger.Draft
		others          []providers.Provider
		want            Lookup
	}{
		"no number": {" 12 ", "", nil, nil, Lookup{ICCID: "12", Errors: []*providers.Error{{Kind: providers.KindInvalid, Outcome: providers.NotSent,
			Why: providers.Because("desk.no_iccid", "typed", " 12 ")}}}},
		"by all": {" " + iccid, "", nil, []providers.Provider{endless{reader{name: "two"}}, one},
			Lookup{ICCID: iccid, ESIM: here, Errors: here.Warnings}},
		"by nobody": {nowhere, "", nil, []providers.Provider{one}, Lookup{ICCID: nowhere, Errors: []*providers.Error{broken, missing("one")}}},
		"by the one named": {iccid, "one", nil, []providers.Provider{endless{reader{name: "two"}}, one},
			Lookup{ICCID: iccid, Only: "one", ESIM: here, Errors: here.Warnings}},
		"not by the one named": {nowhere, "one", nil, []providers.Provider{endless{reader{name: "two"}}, one},
			Lookup{ICCID: nowhere, Only: "one", Errors: []*providers.Error{missing("one")}}},
		"the one named is broken": {iccid, "three", nil, []providers.Provider{one}, Lookup{ICCID: iccid, Only: "three", Errors: []*providers.Error{broken}}},
		"by its owner": {iccid, "", []ledger.Draft{{Provider: "one", Kind: providers.KindTopUp}}, []providers.Provider{endless{reader{name: "two"}}, one},
			Lookup{ICCID: iccid, ESIM: here, Errors: here.Warnings}},
		"by its owner, behind another's sale": {iccid, "", []ledger.Draft{{Provider: "one", Kind: providers.KindESIM}, {Provider: "two", Kind: providers.KindBill}},
			[]providers.Provider{endless{reader{name: "two"}}, one}, Lookup{ICCID: iccid, ESIM: here, Errors: here.Warnings}},
		"its owner is broken": {iccid, "", []ledger.Draft{{Provider: "three", Kind: providers.KindESIM}}, []providers.Provider{one},
			Lookup{ICCID: iccid, Errors: []*providers.Error{broken}}},
		"its owner does not answer": {iccid, "", []ledger.Draft{{Provider: "mute", Kind: providers.KindESIM}}, []providers.Provider{silent{reader{name: "mute"}}, one},
			Lookup{ICCID: iccid, Errors: []*providers.Error{{Kind: providers.KindUnavailable, Provider: "mute", Why: providers.Quoted("Down.")}}}},
	} {
		s := newShop(t)
		for _, d := range c.sold {
			d.Reference, d.ProductID, d.Target = string(d.Kind), "p", iccid
			o := s.drafted(t, d)
			c.want.Orders = append([]ledger.Order{o}, c.want.Orders...)
		}
		c.want.Titles = map[string]string{"three": "Three"}
		for _, p := range c.others {
			c.want.Titles[p.Name()] = p.Title()
		}
		o := s.o
		o.Providers, o.Broken = c.others, []Account{{Name: "three", Title: "Three", Problem: broken}, {Name: "four", NoESIMs: true, Problem: broken}}
		c.want.Titles["four"] = ""
		if d := cmp.Diff(c.want, New(o).LookUp(t.Context(), c.asked, c.provider), cmpopts.IgnoreFields(providers.Error{}, "Err"), cmpopts.EquateEmpty()); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}

// silent is down.
type silent struct{ reader }

func (s silent) ESIM(context.Context, string) (providers.ESIM, error) {
	return providers.ESIM{}, &providers.Error{Kind: providers.KindUnavailable, Provider: s.name, Why: providers.Quoted("Down.")}
}

// A ledger that cannot be read is one more who could not be asked, and keeps
// nobody from asking the providers.
func TestALookUpWithoutItsLedger(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	if err := s.ledger.Close(); err != nil {
		t.Fatal(err)
	}
	s.o.Providers = []providers.Provider{reader{name: "one", has: "8944422711108338990"}}
	found := s.LookUp(t.Context(), "8944422711108338990", "")
	if found.ESIM == nil || found.Why() != nil {
		t.Errorf("%+v", found)
	}
	if not := s.LookUp(t.Context(), "8944422711108339006", ""); len(not.Errors) != 2 || not.Why().Kind != providers.KindUnavailable {
		t.Errorf("%+v: %v", not, not.Why())
	}
}

// finder tells which of its products reach a number, or fails.
type finder struct {
	reader
	ids []string
	err error
}

func (f finder) DetectOperator(context.Context, string, string) ([]string, error) {
	if f.ids == nil && f.err == nil {
		panic("a mistake")
	}
	return f.ids, f.err
}

// Who cannot tell which operator a number belongs to is left out.
func TestWhoFindsTheOperator(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.o.Providers = []providers.Provider{
		finder{reader: reader{name: "one"}, ids: []string{"a", "b"}}, finder{reader: reader{name: "two"}, ids: []string{}},
		finder{reader: reader{name: "down"}, err: errors.New("down")}, finder{reader: reader{name: "broken"}}, reader{name: "mute"},
	}
	if d := cmp.Diff(map[string][]string{"one": {"a", "b"}, "two": {}}, s.detect(t.Context(), "+2348031234567", "NG")); d != "" {
		t.Error(d)
	}
}
