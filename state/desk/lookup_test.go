package desk

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"simdesk/providers"
	"simdesk/state/ledger"
)

// "No such eSIM" only when everybody answered; otherwise the sentence names, as
// people call them, those who could not be asked.
func TestWhyAnESIMIsNotKnown(t *testing.T) {
	t.Parallel()
	err := func(k providers.ErrorKind, provider, message string) *providers.Error {
		return &providers.Error{Kind: k, Outcome: providers.NotSent, Provider: provider, Why: providers.Quoted(message)}
	}
	missing := err(providers.KindNotFound, "giftapi", "no such eSIM")
	roamify, value := err(providers.KindUnavailable, "roamify", "Down."), err(providers.KindConfig, "valuetopup", "No password.")
	fyatu := err(providers.KindThrottled, "fyatu", "Too many.")
	ledger := err(providers.KindInternal, "", "The ledger was interrupted.")
	because := func(k providers.ErrorKind, provider, key string, args ...any) *providers.Error {
		return &providers.Error{Kind: k, Outcome: providers.NotSent, Provider: provider, Why: providers.Because(key, args...)}
	}
	unknown := func(provider, key string, names ...string) *providers.Error {
		return because(providers.KindUnavailable, provider, key, "names", names)
	}
	for name, c := range map[string]struct {
		errors []*providers.Error
		want   *providers.Error
	}{
		"everybody answered": {[]*providers.Error{missing, missing}, because(providers.KindNotFound, "",
			"desk.esim_nobodys", "iccid", "8999")},
		"the only one":         {[]*providers.Error{value}, value},
		"one of two":           {[]*providers.Error{missing, value}, unknown("valuetopup", "desk.esim_not_asked", "Value Topup")},
		"two of three":         {[]*providers.Error{roamify, missing, value}, unknown("", "desk.esim_not_asked", "Roamify", "Value Topup")},
		"three of three":       {[]*providers.Error{roamify, value, fyatu}, unknown("", "desk.esim_nobody_asked", "Roamify", "Value Topup", "fyatu")},
		"the ledger, and none": {[]*providers.Error{ledger, missing}, because(providers.KindUnavailable, "", "desk.esim_not_in_ledger")},
	} {
		l := Lookup{ICCID: "8999", Errors: c.errors, Titles: map[string]string{"roamify": "Roamify", "valuetopup": "Value Topup"}}
		if d := cmp.Diff(c.want, l.Why(), cmpopts.IgnoreFields(providers.Error{}, "Err")); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
	only := Lookup{ICCID: "8999", Only: "roamify", Errors: []*providers.Error{err(providers.KindNotFound, "roamify", "no such eSIM")},
		Titles: map[string]string{"roamify": "Roamify"}}
	if d := cmp.Diff(because(providers.KindNotFound, "roamify", "desk.esim_not_theirs", "provider", "Roamify", "iccid", "8999"),
		only.Why(), cmpopts.IgnoreFields(providers.Error{}, "Err")); d != "" {
		t.Errorf("only one was asked: %s", d)
	}
	if why := (Lookup{ESIM: &providers.ESIM{}, Errors: []*providers.Error{roamify}}).Why(); why != nil {
		t.Errorf("found, and yet: %v", why)
	}
}

// reader knows some eSIMs.
type reader struct{ name, has string }

func (r reader) Name() string  { return r.name }
func (r reader) Title() string { return r.name }
func (r reader) Sandbox() bool { return true }

func (r reader) ESIM(_ context.Context, iccid string) (providers.ESIM, error) {
	if iccid != r.has {
		return providers.ESIM{}, &providers.Error{Kind: providers.KindNotFound, Outcome: providers.Refused, Provider: r.name, Why: providers.Quoted("no such eSIM")}
	}
	return providers.ESIM{Provider: r.name, ICCID: iccid}, nil
}

// "No configured provider" was said after the provider named, or the one that
// sold it, alone had been asked; and a broken account that has no eSIMs at all
// kept everybody from ever saying it.
func TestNoSuchESIMIsSaidForThoseWhoWereAsked(t *testing.T) {
	t.Parallel()
	broken := &providers.Error{Kind: providers.KindConfig, Outcome: providers.NotSent, Provider: "topups", Why: providers.Quoted("No key.")}
	const forgotten, nowhere = "8944422711108338990", "8944422711108339006"
	open := func(t *testing.T, noESIMs bool) *Desk {
		s := openShop(t, filepath.Join(t.TempDir(), "shop.db"), &fake{})
		o := s.o
		o.Providers = []providers.Provider{reader{name: "one"}, reader{name: "two", has: forgotten}}
		o.Broken = []Account{{Name: "topups", Title: "Topups", Problem: broken, NoESIMs: noESIMs}}
		_, _, err := o.Ledger.Draft(t.Context(), "", ledger.Draft{Reference: "r", Provider: "one", Kind: providers.KindTopUp, ProductID: "p", Target: forgotten})
		if err != nil {
			t.Fatal(err)
		}
		return New(o)
	}
	for name, c := range map[string]struct {
		iccid, provider string
		noESIMs         bool
		owner           string
		kind            providers.ErrorKind
		of              string
	}{
		"the one that was named does not know it": {nowhere, "one", true, "", providers.KindNotFound, "one"},
		"nobody knows it":                         {nowhere, "", true, "", providers.KindNotFound, ""},
		"one that might know it is broken":        {nowhere, "", false, "", providers.KindUnavailable, "topups"},
		"the one that sold it forgot it":          {forgotten, "", true, "two", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			found := open(t, c.noESIMs).LookUp(t.Context(), c.iccid, c.provider)
			if c.owner != "" {
				if found.ESIM == nil || found.ESIM.Provider != c.owner {
					t.Fatalf("found %+v: %v", found.ESIM, found.Why())
				}
				return
			}
			if why := found.Why(); why == nil || why.Kind != c.kind || why.Provider != c.of {
				t.Errorf("%+v", why)
			}
		})
	}
}
