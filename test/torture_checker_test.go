package test

import (
	"context"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"simdesk/providers"
	"simdesk/providers/sandbox/sim"
	"simdesk/state/ledger"
	"simdesk/state/ledger/sqlite"
)

// saying is an order that says this of the money.
func saying(o ledger.Order, taken providers.Truth, by providers.Source) ledger.Order {
	o.Charged = providers.Charged{Taken: taken, By: by}
	return o
}

// What each way of breaking the promise looks like in the books, and that the
// judge sees it. A judge that cannot say no would prove nothing.
func TestTheJudgeSeesWhatMustNeverHappen(t *testing.T) {
	t.Parallel()
	type list []ledger.Order
	type taken []sim.Charge
	charge := func(reference string) sim.Charge {
		return sim.Charge{Provider: "p", Reference: reference, Product: "jp", Amount: decimal.NewFromInt(5), Currency: "USD"}
	}
	back := charge("r")
	back.Refunded = true
	sale := func(s providers.State) ledger.Order {
		o := ledger.Order{ID: "o-r", Reference: "r", Provider: "p", ProductID: "jp", State: s, Cost: providers.MustMoney("5", "USD").Ptr()}
		o.Draft.Cost, o.Draft.Wallet = o.Cost, providers.MustMoney("100", "USD").Ptr()
		if s == providers.StateCompleted {
			o.Delivery = []providers.Delivery{{Type: providers.DeliverESIM, ICCID: "8999000000000000018"}}
		}
		return o
	}
	tag := func(reference string) sim.Charge {
		c := charge("")
		c.Tag = reference
		return c
	}
	tagBack := tag("r")
	tagBack.Refunded = true
	given := func(reference, order string, kind providers.Kind, d providers.Delivery) ledger.Order {
		o := sale(providers.StateCompleted)
		o.ID, o.Reference, o.Kind, o.ProviderOrderID, o.Delivery = "o-"+reference, reference, kind, order, []providers.Delivery{d}
		return o
	}
	two := func(kind providers.Kind, d providers.Delivery) list {
		return list{given("r", "", kind, d), given("s", "", kind, d)}
	}
	pin, bill := providers.DeliverPIN, providers.DeliverBill
	code := func(smdp string) providers.Delivery {
		return providers.Delivery{Type: providers.DeliverESIM, Activation: &providers.Activation{SMDP: smdp, MatchingID: "M-1"}}
	}
	other := sale(providers.StateCompleted)
	other.ID, other.Reference = "o-s", "s"
	dear, empty := sale(providers.StateCompleted), sale(providers.StateCompleted)
	dear.Cost, empty.Delivery = providers.MustMoney("6", "USD").Ptr(), nil
	done, failed := sale(providers.StateCompleted), sale(providers.StateFailed)
	review, refunded := sale(providers.StateNeedsReview), sale(providers.StateRefunded)
	failed.ID = "o-f"
	priced := func(cost string, told *ledger.Problem) ledger.Order {
		o := done
		o.Draft.Cost, o.Error = providers.MustMoney(cost, "USD").Ptr(), told
		return o
	}
	cheap := failed
	cheap.Draft.Cost = providers.MustMoney("4", "USD").Ptr()
	aside := review
	aside.ID, aside.Reference = "o-s", "s"
	byHand := dear
	byHand.Delivery = nil
	numbered := func(reference, id string) sim.Charge {
		c := charge(reference)
		c.ID = id
		return c
	}
	cases := []struct {
		name               string
		orders             list
		charges, refused   taken
		blind, decided     bool
		history            []providers.State
		twice, lost, wrong int
	}{
		{name: "charged once", orders: list{done}, charges: taken{charge("r")}},
		{name: "refused", orders: list{failed}},
		{name: "given back", orders: list{refunded}, charges: taken{back}},
		{name: "given back and failed", orders: list{failed}, charges: taken{back}},
		{name: "never taken, for a person to decide", orders: list{review}},
		{name: "charged twice", orders: list{done}, charges: taken{charge("r"), charge("r")}, twice: 1},
		{name: "charged and failed", orders: list{failed}, charges: taken{charge("r")}, lost: 1},
		{name: "charged under another reference", orders: list{done}, charges: taken{charge("r"), charge("x")}, lost: 1},
		{name: "charged, found by our reference, left to a person", orders: list{review}, charges: taken{charge("r")}, lost: 1},
		{name: "open for ever", orders: list{sale(providers.StateUnknown)}, charges: taken{charge("r")}, lost: 1},
		{name: "a draft for ever, never charged", orders: list{sale(providers.StateDrafted)}, lost: 1, wrong: 1},
		{name: "said to be paid, and never charged", orders: list{saying(review, providers.Yes, providers.ByLookUp)}, wrong: 1},
		{name: "said to be paid, and charged", orders: list{saying(done, providers.Yes, providers.ByAnswer)}, charges: taken{charge("r")}},
		{name: "said to have cost nothing, and charged", orders: list{saying(failed, providers.No, providers.ByAnswer)}, charges: taken{charge("r")}, lost: 1, wrong: 1},
		{name: "said to have cost nothing, and given back", orders: list{saying(failed, providers.No, providers.ByAnswer)}, charges: taken{back}},
		{name: "a person said that it cost nothing", orders: list{saying(failed, providers.No, providers.ByPerson)}, charges: taken{charge("r")}, lost: 1},
		{name: "nothing for the customer", orders: list{empty}, charges: taken{charge("r")}, lost: 1},
		{name: "completed and never charged", orders: list{done}, wrong: 1},
		{name: "refunded and never given back", orders: list{refunded}, charges: taken{charge("r")}, wrong: 1},
		{name: "given back and still completed", orders: list{done}, charges: taken{back}, wrong: 1},
		{name: "another cost", orders: list{dear}, charges: taken{charge("r")}, wrong: 1},
		{name: "one eSIM for two", orders: list{done, other}, charges: taken{charge("r"), charge("s")}, wrong: 1},
		{name: "failed for a while", orders: list{done}, charges: taken{charge("r")}, history: []providers.State{"failed", "completed"}, wrong: 1},
		{name: "shown what was never written", orders: list{done}, charges: taken{charge("r")}, history: []providers.State{"submitted"}, wrong: 1},
		{name: "a dearer charge in silence", orders: list{priced("4.98", nil)}, charges: taken{charge("r")}, wrong: 1},
		{name: "a dearer charge, told", orders: list{priced("4.98", &ledger.Problem{Code: "CHARGED_MORE"})}, charges: taken{charge("r")}},
		{name: "a cent more", orders: list{priced("4.99", nil)}, charges: taken{charge("r")}},
		{name: "sold at no cost", orders: list{priced("0", nil)}, charges: taken{charge("r")}, wrong: 1},
		{name: "sold at less than no cost", orders: list{priced("-5", nil)}, charges: taken{charge("r")}, wrong: 1},
		{name: "the float overspent", orders: list{failed}, refused: taken{charge("r")}, wrong: 1},
		{name: "refused by the wallet long after it was sent", orders: list{failed}, refused: taken{charge("r")}, history: []providers.State{"needs_review", "failed"}},
		{name: "refused by the wallet at a price that moved", orders: list{cheap}, refused: taken{charge("r")}},
		{name: "one PIN for two", orders: two(providers.KindPIN, providers.Delivery{Type: pin, PIN: "12345"}), charges: taken{charge("r"), charge("s")}, wrong: 1},
		{name: "one serial for two", orders: two(providers.KindPIN, providers.Delivery{Type: pin, Serial: "12345"}), charges: taken{charge("r"), charge("s")}, wrong: 1},
		{name: "one token for two", orders: two(providers.KindBill, providers.Delivery{Type: bill, Token: "12345"}), charges: taken{charge("r"), charge("s")}, wrong: 1},
		{name: "one matching id for two", orders: two(providers.KindESIM, code("rsp.example")), charges: taken{charge("r"), charge("s")}, wrong: 1},
		{name: "one matching id at two servers", orders: list{given("r", "", "", code("rsp.example")), given("s", "", "", code("rsp2.example"))}, charges: taken{charge("r"), charge("s")}},
		{name: "one order of the provider's for two", orders: list{given("r", "7", providers.KindBill, providers.Delivery{Type: bill, Token: "1"}), given("s", "7", providers.KindBill, providers.Delivery{Type: bill, Token: "2"})},
			charges: taken{charge("r"), charge("s")}, wrong: 1},
		{name: "a sale and a top-up may have one number", orders: list{given("r", "7", providers.KindTopUp, providers.Delivery{Type: providers.DeliverTopUp, ICCID: "1"}), given("s", "7", providers.KindESIM, providers.Delivery{Type: providers.DeliverESIM, ICCID: "1"})},
			charges: taken{charge("r"), charge("s")}},
		{name: "its answer reached another order first", orders: list{given("s", "7", "", code("rsp.example")), review}, charges: taken{numbered("r", "7"), charge("s")}},
		{name: "its answer reached no other", orders: list{given("s", "8", "", code("rsp.example")), review}, charges: taken{numbered("r", "7"), charge("s")}, lost: 1},
		{name: "decided: completed, delivered by hand at another cost", decided: true, orders: list{byHand}, charges: taken{charge("r")}},
		{name: "decided: given up and found, for a person again", decided: true, orders: list{review}, charges: taken{charge("r")}, history: []providers.State{"failed", "needs_review"}},
		{name: "decided: charged and failed", decided: true, orders: list{failed}, charges: taken{charge("r")}, lost: 1},
		{name: "decided: completed and never charged", decided: true, orders: list{done}, wrong: 1},
		{name: "decided: charged twice", decided: true, orders: list{done}, charges: taken{charge("r"), charge("r")}, twice: 1},
		{name: "tagged: charged once", blind: true, orders: list{done}, charges: taken{tag("r")}},
		{name: "tagged: charged twice beside one in review", blind: true, orders: list{done, aside},
			charges: taken{tag("r"), tag("r")}, twice: 1},
		{name: "tagged: charged and failed", blind: true, orders: list{failed}, charges: taken{tag("r")}, lost: 1},
		{name: "tagged: nobody can know whose it is", blind: true, orders: list{review}, charges: taken{tag("r")}},
		{name: "tagged: one of two equal ones ran, and the other got it", blind: true, orders: list{done, aside}, charges: taken{tag("s")}},
		{name: "tagged: one of two equal ones ran twice", blind: true, orders: list{done, aside}, charges: taken{tag("s"), tag("s")}, twice: 1, wrong: 1},
		{name: "tagged: the other one's charge", blind: true, orders: list{done}, charges: taken{tag("x")}, lost: 1, wrong: 1},
		{name: "tagged: given back and still completed", blind: true, orders: list{done}, charges: taken{tagBack}, wrong: 1},
		{name: "tagged: another cost", blind: true, orders: list{dear}, charges: taken{tag("r")}, wrong: 1},
		{name: "blind: as many as completed", blind: true, orders: list{done, review}, charges: taken{charge("")}},
		{name: "blind: one may be in review", blind: true, orders: list{done, review}, charges: taken{charge(""), charge("")}},
		{name: "blind: more than there are", blind: true, orders: list{done, failed}, charges: taken{charge(""), charge("")}, lost: 1},
		{name: "blind: fewer than completed", blind: true, orders: list{done}, wrong: 1},
		{name: "blind: another cost", blind: true, orders: list{dear}, charges: taken{charge("")}, wrong: 1},
	}
	for _, c := range cases {
		b := books{orders: c.orders, charges: map[string][]sim.Charge{"p": c.charges}, refused: map[string][]sim.Charge{"p": c.refused}, blind: map[string]bool{"p": c.blind},
			history: map[string][]providers.State{}, shown: map[string][]providers.State{}, decided: map[string]bool{}}
		for _, o := range c.orders {
			b.shown[o.ID], b.decided[o.ID] = []providers.State{o.State}, c.decided
			if b.history[o.ID] = c.history; c.history == nil {
				b.history[o.ID] = b.shown[o.ID]
			}
		}
		v := judge(b)
		if len(v.twice) != c.twice || len(v.lost) != c.lost || len(v.wrong) != c.wrong {
			t.Errorf("%s: %+v, want %d %d %d", c.name, v, c.twice, c.lost, c.wrong)
		}
	}
}

// bent is a client with a defect of the kind that the torture is there to find.
type bent struct {
	providers.Provider
	providers.Seller
	providers.Tracker
	providers.Balancer
	providers.Cataloger
	how string
}

func (b bent) Sell(ctx context.Context, r providers.SaleRequest) (providers.Result, error) {
	result, err := b.Seller.Sell(ctx, r)
	switch {
	case b.how == "sends again" && err != nil && providers.AsError(err).Outcome == providers.Unknown:
		return b.Seller.Sell(ctx, r)
	case b.how == "calls it failed" && err != nil:
		e := *providers.AsError(err)
		e.Outcome = providers.Refused
		return result, &e
	case b.how == "calls it done" && err != nil:
		return providers.Result{State: providers.StateCompleted, Delivery: []providers.Delivery{{Type: providers.DeliverESIM, ICCID: r.Reference}}}, nil
	case b.how == "loses the delivery":
		result.Delivery = nil
	}
	return result, err
}

// Track loses the delivery too: a look would bring what the sale forgot.
func (b bent) Track(ctx context.Context, q providers.Query) (providers.Finding, error) {
	f, err := b.Tracker.Track(ctx, q)
	if b.how == "loses the delivery" {
		f.Result.Delivery = nil
	}
	return f, err
}

// The same torture, with each defect built in: it must be found.
func TestTheTortureFindsBuiltInDefects(t *testing.T) {
	t.Parallel()
	for how, want := range map[string]string{"": "", "sends again": "twice", "calls it failed": "lost", "calls it done": "wrong", "loses the delivery": "lost"} {
		t.Run(how, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, 3)
			w.spoil = func(p providers.Provider) providers.Provider {
				if p.Name() != "roamify" || how == "" {
					return p
				}
				return bent{Provider: p, Seller: p.(providers.Seller), Tracker: p.(providers.Tracker),
					Balancer: p.(providers.Balancer), Cataloger: p.(providers.Cataloger), how: how}
			}
			v := few(t, w, "roamify", "/order")
			found := map[string]bool{"twice": len(v.twice) > 0, "lost": len(v.lost) > 0, "wrong": len(v.wrong) > 0}
			if how == "" && v.count() > 0 || how != "" && !found[want] {
				t.Errorf("%+v", v)
			}
		})
	}
}

// few sells at one provider under the troubles that bring such defects to light.
func few(t *testing.T, w *world, provider, match string) verdict {
	t.Helper()
	book, err := sqlite.Open(t.Context(), w.file, sqlite.Options{Now: w.now})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = book.Close() }()
	s := &witness{book: book, seen: map[string]map[providers.State]bool{}}
	x := w.start(false)
	for _, trouble := range []trouble{{}, {name: "reset after it ran", match: match, reset: true}, {name: "500 before it ran", match: match, lost: true, status: 500}} {
		if trouble.name != "" {
			w.proxies[provider].arm(trouble)
		}
		q, err := x.Quote(t.Context(), request(provider, w.shelf[provider][0], nil))
		if err != nil || q.Blocked != nil {
			t.Fatal(err, q.Blocked)
		}
		ticket, err := x.Buy(q)
		if err != nil {
			t.Fatal(err)
		}
		o, err := ticket.Wait(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		s.look(o, "an answer")
	}
	if left := w.proxies[provider].disarm(); len(left) > 0 {
		t.Errorf("trouble that never came: %+v", left)
	}
	x.kill()
	settleAll(w, s)
	b, err := w.close(s)
	if err != nil {
		t.Fatal(err)
	}
	v := judge(b)
	v.wrong = append(v.wrong, s.lies...)
	if len(s.lies) > 0 && !strings.Contains(s.lies[0], "delivery") {
		t.Error(s.lies)
	}
	return v
}
