package ledgertest

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
	"simdesk/state/ledger"
)

func find(t *testing.T, empty Maker) {
	l := New(t, empty)
	airtime := DraftOf(1)
	airtime.Target, airtime.Attempt = "+44 7700 900-123", "till-1"
	phone := MustDraft(t, l, airtime)
	esim := MustSubmit(t, l, DraftOf(2))
	MustAppend(t, l, esim.ID, ledger.Change{State: providers.StateCompleted, ProviderOrderID: "ORD-778899", Delivery: []providers.Delivery{
		{Type: providers.DeliverESIM, ICCID: "8944110068799123456"}, {Type: providers.DeliverSIM, SIMNumber: "8901260000000055555", Phone: "15550100"},
	}})
	again := DraftOf(3)
	again.Target = "8944110068799123456"
	MustDraft(t, l, again)
	account := DraftOf(4)
	account.Target, account.Details.Fields = "meter AB-12x9", map[string]string{"phone": "+2348012345678"}
	MustDraft(t, l, account)

	for text, want := range map[string][]string{
		phone.ID:                 Refs(1),
		" " + esim.ID + " ":      Refs(2),
		"ref-2":                  Refs(2),
		"REF-2":                  Refs(2),
		"till-1":                 Refs(1),
		"ord-778899":             Refs(2),
		"778899":                 {}, // the end of a provider's id is too weak a sign
		"8944110068799123456":    Refs(3, 2),
		"8944 1100 6879 9123456": Refs(3, 2),
		"123456":                 Refs(3, 2),
		"3456":                   Refs(3, 2),
		"456":                    {},
		"+447700900123":          Refs(1),
		"900 123":                Refs(1),
		"07700 900123":           Refs(1),
		"0044 7700 900123":       Refs(1),
		"01900123":               {},
		"55555":                  Refs(2),
		"15550100":               Refs(2),
		"METER ab12X9":           Refs(4),
		"ab12x9":                 {}, // letters: the whole account, or at least four digits
		"08012345678":            Refs(4),
		"":                       {},
		"   ":                    {},
		"'; DROP TABLE events":   {},
		"Japan":                  {}, // names are for List
	} {
		orders, err := l.Find(context.Background(), text)
		Must(t, err)
		got := []string{}
		for _, o := range orders {
			got = append(got, o.Reference)
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("Find(%q) (-want +got):\n%s", text, d)
		}
		if len(want) == 0 {
			continue
		}
		if d := cmp.Diff(want, Pages(t, l, ledger.Filter{Text: text}, func() {})); d != "" {
			t.Errorf("List(%q) (-want +got):\n%s", text, d)
		}
	}
}
