package test

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/shopspring/decimal"

	"simdesk/providers"
	"simdesk/providers/sandbox/sim"
	"simdesk/state/ledger"
)

// books is everything that is left when all is quiet: what the shop wrote
// down, what the providers took, and what people were shown meanwhile.
type books struct {
	orders  []ledger.Order
	history map[string][]providers.State // by order id
	charges map[string][]sim.Charge      // by provider
	refused map[string][]sim.Charge      // for want of money, by provider
	shown   map[string][]providers.State // by order id
	blind   map[string]bool              // providers that take no reference of ours
	decided map[string]bool              // by order id: a person had a word
}

// verdict lists what must never happen.
type verdict struct{ twice, lost, wrong []string }

func (v *verdict) count() int { return len(v.twice) + len(v.lost) + len(v.wrong) }

func (v *verdict) add(list *[]string, format string, args ...any) {
	*list = append(*list, fmt.Sprintf(format, args...))
}

// judge compares the books. It knows nothing of how the desk works.
func judge(b books) verdict {
	var v verdict
	byReference := map[string]ledger.Order{}
	for _, o := range b.orders {
		byReference[o.Reference] = o
		v.state(o, b.decided[o.ID])
		v.screen(o, b)
	}
	v.owners(b.orders)
	for provider, charges := range b.charges {
		var orders []ledger.Order
		for _, o := range b.orders {
			if o.Provider == provider {
				orders = append(orders, o)
			}
		}
		if b.blind[provider] && slices.ContainsFunc(charges, func(c sim.Charge) bool { return c.Tag == "" }) {
			v.blindly(orders, charges) // from processes of their own, which no test can have tag anything
			continue
		}
		v.oneByOne(orders, charges, byReference, b)
		v.float(b.refused[provider], byReference, b.history)
	}
	return v
}

// state finds orders that never came to an end, and completed ones with nothing
// for the customer: one that a person calls completed was delivered by that
// person.
func (v *verdict) state(o ledger.Order, decided bool) {
	switch o.State {
	case providers.StateDrafted, providers.StateSubmitted, providers.StateUnknown, providers.StateProcessing:
		v.add(&v.lost, "%s %s stays %s though the provider can be asked", o.Provider, o.Reference, o.State)
	case providers.StateCompleted:
		if len(o.Delivery) == 0 && !decided {
			v.add(&v.lost, "%s %s is completed and nothing was delivered", o.Provider, o.Reference)
		}
	default:
	}
}

// screen finds states that were shown and never were on disk, or that did not
// hold: failed is final unless a provider took its word back, or a person erred.
func (v *verdict) screen(o ledger.Order, b books) {
	for _, s := range b.shown[o.ID] {
		if !slices.Contains(b.history[o.ID], s) {
			v.add(&v.wrong, "%s %s was shown as %s and the ledger never said so: %v", o.Provider, o.Reference, s, b.history[o.ID])
		}
	}
	if !b.decided[o.ID] && slices.Contains(b.history[o.ID], providers.StateFailed) && o.State != providers.StateFailed && o.State != providers.StateRefunded {
		v.add(&v.wrong, "%s %s was failed for a while: %v", o.Provider, o.Reference, b.history[o.ID])
	}
	if slices.Contains(b.history[o.ID], providers.StateCompleted) && o.State != providers.StateCompleted && o.State != providers.StateRefunded {
		v.add(&v.wrong, "%s %s was completed for a while: %v", o.Provider, o.Reference, b.history[o.ID])
	}
}

// owners finds what two customers were given, and one order of a provider's that
// stands on two of ours.
func (v *verdict) owners(orders []ledger.Order) {
	owner := map[string]string{}
	own := func(o ledger.Order, kind string, scope ...string) {
		if scope[len(scope)-1] == "" {
			return
		}
		key := strings.Join(append([]string{o.Provider, kind}, scope...), " ")
		if other, ok := owner[key]; ok && other != o.Reference {
			v.add(&v.wrong, "%s: one %s was given to %s and to %s", o.Provider, kind, other, o.Reference)
		}
		owner[key] = o.Reference
	}
	for _, o := range orders {
		own(o, "provider's order", fmt.Sprint(o.Kind == providers.KindTopUp), o.ProviderOrderID)
		for _, d := range o.Delivery {
			if d.Type == providers.DeliverTopUp { // its eSIM is the customer's own
				continue
			}
			own(o, "eSIM", d.ICCID)
			own(o, "card", d.CardNumber)
			own(o, "serial", o.ProductID, d.Serial)
			own(o, "token", d.Token)
			if d.CardNumber == "" { // beside a card it may be four digits
				own(o, "PIN", o.ProductID, d.PIN)
			}
			if d.Activation != nil {
				own(o, "matching id", d.Activation.SMDP, d.Activation.MatchingID)
			}
		}
	}
}

// oneByOne compares each order with the charges under its reference, or under
// its tag where the provider is blind to references.
func (v *verdict) oneByOne(orders []ledger.Order, charges []sim.Charge, known map[string]ledger.Order, b books) {
	taken := map[string][]sim.Charge{}
	for _, c := range charges {
		reference := cmp.Or(c.Reference, c.Tag)
		if o, ok := known[reference]; !ok || o.Provider != c.Provider {
			v.add(&v.lost, "%s took %s under %q, which the ledger does not know", c.Provider, c.Amount, reference)
			continue
		}
		taken[reference] = append(taken[reference], c)
	}
	if len(orders) > 0 && b.blind[orders[0].Provider] {
		exchange(orders, taken)
	}
	holder := map[string]string{}
	for _, o := range orders {
		holder[o.ProviderOrderID] = o.Reference
	}
	for _, o := range orders {
		if c := taken[o.Reference]; o.State == providers.StateNeedsReview && len(c) == 1 && cmp.Or(holder[c[0].ID], o.Reference) != o.Reference {
			continue // its answer reached another order before this one: a person has both
		}
		v.money(o, taken[o.Reference], b)
	}
}

// exchange follows what a blind provider allows: of two equal orders that were
// lost on the way and of which one was carried out, either may get what came,
// and the other is a person's.
func exchange(orders []ledger.Order, taken map[string][]sim.Charge) {
	equal := func(o ledger.Order) string { return o.ProductID + " " + o.Target }
	spare := map[string][]string{}
	for _, o := range orders {
		if c := taken[o.Reference]; o.State == providers.StateNeedsReview && len(c) == 1 && !c[0].Refunded {
			spare[equal(o)] = append(spare[equal(o)], o.Reference)
		}
	}
	for _, o := range orders {
		if left := spare[equal(o)]; o.State == providers.StateCompleted && len(taken[o.Reference]) == 0 && len(left) > 0 {
			taken[o.Reference], taken[left[0]] = taken[left[0]], nil
			spare[equal(o)] = left[1:]
		}
	}
}

func (v *verdict) money(o ledger.Order, charges []sim.Charge, b books) {
	decided := b.decided[o.ID] // then nobody but that person knows the cost
	if len(charges) > 1 {
		v.add(&v.twice, "%s %s was charged %d times: %v", o.Provider, o.Reference, len(charges), charges)
		return
	}
	charged := len(charges) == 1
	if charged && !decided {
		v.price(o, charges[0])
	}
	v.said(o, charged, charged && !charges[0].Refunded)
	switch live := charged && !charges[0].Refunded; {
	case live && o.State == providers.StateFailed:
		v.add(&v.lost, "%s %s was charged and is failed", o.Provider, o.Reference)
	case live && o.State == providers.StateRefunded:
		v.add(&v.wrong, "%s %s is refunded and the money did not come back", o.Provider, o.Reference)
	case live && o.State == providers.StateNeedsReview && !b.blind[o.Provider] && !decided: // a blind one cannot be asked whose it is
		v.add(&v.lost, "%s %s was charged under our reference and waits for a person", o.Provider, o.Reference)
	case !charged && o.State != providers.StateFailed && o.State != providers.StateNeedsReview:
		v.add(&v.wrong, "%s %s was never charged and is %s", o.Provider, o.Reference, o.State)
	case charged && !live && o.State == providers.StateCompleted:
		v.add(&v.wrong, "%s %s was refunded and is still completed", o.Provider, o.Reference)
	case live && o.State == providers.StateCompleted && !decided && !costs(o, charges[0]):
		v.add(&v.wrong, "%s %s cost %s and the provider took %s %s", o.Provider, o.Reference, o.Cost, charges[0].Amount, charges[0].Currency)
	}
}

// said finds an order that says something untrue of the money. A person may err.
func (v *verdict) said(o ledger.Order, charged, live bool) {
	switch c := o.Charged; {
	case c.By == providers.ByPerson:
	case c.Taken == providers.Yes && !charged:
		v.add(&v.wrong, "%s %s says that it was paid (%s) and nothing was taken", o.Provider, o.Reference, c.By)
	case c.Taken == providers.No && live:
		v.add(&v.wrong, "%s %s says that it cost nothing (%s) and was charged", o.Provider, o.Reference, c.By)
	}
}

// float finds a sale that the desk sent though the wallet it had looked at could
// not pay. A price that moved meanwhile is not its doing, nor is a request that
// reached the provider when its order already waited for a person.
func (v *verdict) float(refused []sim.Charge, known map[string]ledger.Order, history map[string][]providers.State) {
	for _, c := range refused {
		o := known[cmp.Or(c.Reference, c.Tag)]
		if slices.Contains(history[o.ID], providers.StateNeedsReview) {
			continue
		}
		if cost := o.Draft.Cost; cost != nil && o.Draft.Wallet != nil && cost.Currency == c.Currency && !c.Amount.GreaterThan(cost.Amount) {
			v.add(&v.wrong, "%s %s was sent for %s and the wallet could not pay it: the float is overspent", o.Provider, o.Reference, cost)
		}
	}
}

// price finds what was sold without a known cost, and what was charged beyond
// the confirmed one without a word to the shop.
func (v *verdict) price(o ledger.Order, c sim.Charge) {
	confirmed := o.Draft.Cost
	switch {
	case confirmed == nil || !confirmed.Amount.IsPositive():
		v.add(&v.wrong, "%s %s was sold at a cost of %s", o.Provider, o.Reference, confirmed)
	case o.State != providers.StateCompleted || o.Error != nil || confirmed.Currency != c.Currency:
	case c.Amount.Sub(confirmed.Amount).GreaterThan(decimal.Max(decimal.New(1, -2), estimated(o))):
		v.add(&v.wrong, "%s %s was confirmed at %s, charged %s, and nobody was told", o.Provider, o.Reference, confirmed, c.Amount)
	}
}

// estimated is how much more an estimate may turn out to be.
func estimated(o ledger.Order) decimal.Decimal {
	if o.Draft.Estimated {
		return o.Draft.Cost.Amount.Div(decimal.NewFromInt(100))
	}
	return decimal.Zero
}

func costs(o ledger.Order, c sim.Charge) bool {
	return o.Cost != nil && o.Cost.Amount.Equal(c.Amount) && o.Cost.Currency == c.Currency
}

// blindly compares counts and sums for each package and eSIM, since nothing
// says which order a charge belongs to.
func (v *verdict) blindly(orders []ledger.Order, charges []sim.Charge) {
	type group struct {
		completed, perhaps int
		cost               decimal.Decimal
		charges            []sim.Charge
	}
	groups := map[string]*group{}
	at := func(product, target string) *group {
		key := product + " " + target
		if groups[key] == nil {
			groups[key] = &group{}
		}
		return groups[key]
	}
	for _, c := range charges {
		g := at(c.Product, c.Target)
		g.charges = append(g.charges, c)
	}
	for _, o := range orders {
		g := at(o.ProductID, o.Target)
		switch o.State {
		case providers.StateCompleted:
			g.completed++
			if o.Cost != nil {
				g.cost = g.cost.Add(o.Cost.Amount)
			}
		case providers.StateNeedsReview, providers.StateRefunded:
			g.perhaps++
		default:
		}
	}
	for key, g := range groups {
		switch n := len(g.charges); {
		case n > g.completed+g.perhaps:
			v.add(&v.lost, "%s was charged %d times for %d orders that may have been", key, n, g.completed+g.perhaps)
		case n < g.completed:
			v.add(&v.wrong, "%s was charged %d times and %d orders are completed", key, n, g.completed)
		case g.completed > 0 && !g.cost.Equal(g.charges[0].Amount.Mul(decimal.NewFromInt(int64(g.completed)))):
			v.add(&v.wrong, "%s: completed orders cost %s, each was charged %s", key, g.cost, g.charges[0].Amount)
		}
	}
}

// witness keeps what people were shown.
type witness struct {
	book *ledger.Ledger
	mu   sync.Mutex
	seen map[string]map[providers.State]bool
	lies []string
}

// look is somebody looking at an order on a screen or in an answer. What it
// delivers must be on disk by then.
func (s *witness) look(o ledger.Order, where string) {
	if o.ID == "" {
		return
	}
	var lie string
	if len(o.Delivery) > 0 {
		kept, err := s.book.Get(context.Background(), o.ID)
		if err != nil || !holds(kept.Delivery, o.Delivery) {
			lie = fmt.Sprintf("%s showed a delivery of %s before it was in the ledger (%v)", where, o.Reference, err)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.seen[o.ID] == nil {
		s.seen[o.ID] = map[providers.State]bool{}
	}
	s.seen[o.ID][o.State] = true
	if lie != "" {
		s.lies = append(s.lies, lie)
	}
}

func holds(kept, shown []providers.Delivery) bool {
	have := map[string]bool{}
	for _, d := range kept {
		b, _ := json.Marshal(d) // strings and money only
		have[string(b)] = true
	}
	for _, d := range shown {
		if b, _ := json.Marshal(d); !have[string(b)] {
			return false
		}
	}
	return true
}
