package ledger

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
)

func TestMergeDelivery(t *testing.T) {
	t.Parallel()
	code, err := providers.ParseActivation("LPA:1$rsp.example.com$ABC")
	if err != nil {
		t.Fatal(err)
	}
	confirmed := code
	confirmed.ConfirmationCode = "1234"
	other, err := providers.ParseActivation("LPA:1$rsp.example.com$XYZ")
	if err != nil {
		t.Fatal(err)
	}
	esim := providers.Delivery{Type: providers.DeliverESIM, ICCID: "894411"}
	with := func(d providers.Delivery, a *providers.Activation) providers.Delivery { d.Activation = a; return d }
	pin := func(p, serial string) providers.Delivery {
		return providers.Delivery{Type: providers.DeliverPIN, PIN: p, Serial: serial}
	}
	topup := providers.Delivery{Type: providers.DeliverTopUp, ICCID: "894411", Message: "queued"}
	done := topup
	done.Message = "5 GB added"
	nameless := providers.Delivery{Type: providers.DeliverBill, Units: "12 kWh"}
	type list = []providers.Delivery
	for name, c := range map[string]struct{ have, add, want list }{
		"nothing new keeps all":         {list{esim}, nil, list{esim}},
		"nothing at all stays nothing":  {nil, nil, nil},
		"first":                         {nil, list{esim}, list{esim}},
		"the code comes later":          {list{esim}, list{with(esim, &code)}, list{with(esim, &code)}},
		"the code is not taken away":    {list{with(esim, &code)}, list{esim}, list{with(esim, &code)}},
		"the confirmation code stays":   {list{with(esim, &confirmed)}, list{with(esim, &code)}, list{with(esim, &confirmed)}},
		"another code is another thing": {list{with(esim, &code)}, list{with(esim, &other)}, list{with(esim, &code), with(esim, &other)}},
		"another type":                  {list{esim}, list{topup}, list{esim, topup}},
		"the newer message counts":      {list{topup}, list{done}, list{done}},
		"two PINs":                      {list{pin("1", "s1")}, list{pin("2", "s2")}, list{pin("1", "s1"), pin("2", "s2")}},
		"a PIN gets its serial":         {list{pin("1", "")}, list{pin("1", "s1")}, list{pin("1", "s1")}},
		"a PIN and a lone serial":       {list{pin("1", "")}, list{pin("", "s2")}, list{pin("1", ""), pin("", "s2")}},
		"no marks, the same":            {list{nameless}, list{nameless}, list{nameless}},
		"a part of the list":            {list{pin("1", ""), pin("2", "")}, list{pin("2", "")}, list{pin("1", ""), pin("2", "")}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			before := append(list(nil), c.have...)
			got := mergeDelivery(c.have, c.add)
			if d := cmp.Diff(c.want, got, cmp.AllowUnexported(providers.Activation{})); d != "" {
				t.Errorf("differs (-want +got):\n%s", d)
			}
			if d := cmp.Diff(before, append(list(nil), c.have...), cmp.AllowUnexported(providers.Activation{})); d != "" {
				t.Errorf("the stored list was changed in place:\n%s", d)
			}
		})
	}
}

func TestErrorsThatBecameUntrueAreCleared(t *testing.T) {
	t.Parallel()
	lost := &Problem{Message: "lost"}
	no := &Problem{Message: "no"}
	at := time.Date(2026, 3, 1, 9, 0, 1, 0, time.UTC)
	for _, c := range []struct {
		from, to    providers.State
		says, wants *Problem
	}{
		{providers.StateUnknown, providers.StateCompleted, nil, nil},
		{providers.StateUnknown, providers.StateProcessing, nil, nil},
		{providers.StateUnknown, providers.StateRefunded, nil, nil},
		{providers.StateUnknown, providers.StateFailed, nil, nil},
		{providers.StateUnknown, providers.StateFailed, no, no},
		{providers.StateUnknown, providers.StateUnknown, nil, lost},
		{providers.StateUnknown, providers.StateNeedsReview, nil, lost},
		{providers.StateFailed, providers.StateFailed, nil, lost},
	} {
		o := applyChange(Order{State: c.from, Error: lost}, Change{State: c.to, Error: c.says}, at)
		if o.Error != c.wants {
			t.Errorf("%s → %s with %v: error %v, want %v", c.from, c.to, c.says, o.Error, c.wants)
		}
	}
}
