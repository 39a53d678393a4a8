package ledger

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
)

func TestFind(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	airtime := draftOf(1)
	airtime.Target, airtime.Attempt = "+44 7700 900-123", "till-1"
	phone := mustDraft(t, l, airtime)
	esim := mustSubmit(t, l, draftOf(2))
	mustAppend(t, l, esim.ID, Change{State: providers.StateCompleted, ProviderOrderID: "ORD-778899", Delivery: []providers.Delivery{
		{Type: providers.DeliverESIM, ICCID: "8944110068799123456"}, {Type: providers.DeliverSIM, SIMNumber: "8901260000000055555", Phone: "15550100"},
	}})
	again := draftOf(3)
	again.Target = "8944110068799123456"
	mustDraft(t, l, again)
	account := draftOf(4)
	account.Target, account.Details.Fields = "meter AB-12x9", map[string]string{"phone": "+2348012345678"}
	mustDraft(t, l, account)

	for text, want := range map[string][]string{
		phone.ID:                 refs(1),
		" " + esim.ID + " ":      refs(2),
		"ref-2":                  refs(2),
		"REF-2":                  refs(2),
		"till-1":                 refs(1),
		"ord-778899":             refs(2),
		"778899":                 {}, // the end of a provider's id is too weak a sign
		"8944110068799123456":    refs(3, 2),
		"8944 1100 6879 9123456": refs(3, 2),
		"123456":                 refs(3, 2),
		"3456":                   refs(3, 2),
		"456":                    {},
		"+447700900123":          refs(1),
		"900 123":                refs(1),
		"07700 900123":           refs(1),
		"0044 7700 900123":       refs(1),
		"01900123":               {},
		"55555":                  refs(2),
		"15550100":               refs(2),
		"METER ab12X9":           refs(4),
		"ab12x9":                 {}, // letters: the whole account, or at least four digits
		"08012345678":            refs(4),
		"":                       {},
		"   ":                    {},
		"'; DROP TABLE events":   {},
		"Japan":                  {}, // names are for List
	} {
		orders, err := l.Find(context.Background(), text)
		must(t, err)
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
		if d := cmp.Diff(want, pages(t, l, Filter{Text: text}, func() {})); d != "" {
			t.Errorf("List(%q) (-want +got):\n%s", text, d)
		}
	}
}
