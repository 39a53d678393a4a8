package desk

import (
	"cmp"
	"context"
	"maps"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"

	"simdesk/providers"
	"simdesk/state/ledger"
)

// Why a sale was stopped here before anything was sent.
const (
	CodeWallet   = ledger.CodeWallet // the wallet cannot pay it together with what is open
	CodeNoPrice  = "NO_PRICE"        // what it costs is not known
	CodeOldPrice = "OLD_PRICE"       // what it costs was read too long ago
)

// How recent a sale of the same thing must be to be worth a warning. To the
// same target it is long enough for a customer sent back to the counter;
// without a target, a popular package would warn all day, so it only catches
// the same customer served twice.
const (
	sameTarget  = 10 * time.Minute
	sameProduct = time.Minute
	sameDoubt   = 24 * time.Hour // without a target, while the first is in doubt
)

// walletWait bounds how long a confirmation waits for the wallet. A sale must
// not hang on a figure that may as well be shown as not known.
const walletWait = 8 * time.Second

// Quote makes the confirmation of one sale or top-up and fixes its reference.
// Errors, nothing sent: KindConfig for an unknown provider, KindUnsupported,
// KindNotFound for a product, KindInvalid for a field.
func (d *sale) Quote(ctx context.Context, r QuoteRequest) (Quote, error) {
	q := Quote{Reference: newReference(), Attempt: r.Attempt, Clerk: r.Clerk, Provider: r.Provider, MadeAt: d.o.Now()}
	if done, err := d.earlier(ctx, r.Attempt); err != nil || done != nil {
		q.Existing = done
		if done != nil {
			q.Reference = done.Reference
		}
		return q, err
	}
	if err := d.choose(ctx, &q, r); err != nil {
		return q, err
	}
	if err := d.o.Ledger.Intact(ctx); err != nil {
		q.Blocked = providers.AsError(err) // a person has to look first
	}
	if err := d.fill(&q, r.Fields); err != nil {
		return q, err
	}
	d.price(&q)
	d.priced(&q)
	d.inspect(ctx, &q)
	return q, d.warn(ctx, &q)
}

// newReference is what travels to the provider: 36 characters that every one
// of them accepts, in the order of their making.
func newReference() string { return uuid.Must(uuid.NewV7()).String() }

func (d *sale) earlier(ctx context.Context, attempt string) (*ledger.Order, error) {
	if attempt == "" {
		return nil, nil
	}
	o, err := d.o.Ledger.ByAttempt(ctx, attempt)
	if providers.IsKind(err, providers.KindNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return &o, nil
}

// choose finds the product and checks that the provider can sell it.
func (d *sale) choose(ctx context.Context, q *Quote, r QuoteRequest) error {
	if strings.TrimSpace(r.ICCID) != "" {
		return d.chooseTopUp(ctx, q, r)
	}
	if _, _, err := as[providers.Seller](d.base, r.Provider, providers.CanSell); err != nil {
		return err
	}
	if err := d.product(ctx, q, r.ProductID); err != nil {
		return err
	}
	p := q.Product
	if p.TopUpOnly {
		return notSent(providers.KindInvalid, r.Provider, providers.Because("desk.top_up_only", "product", p.Name))
	}
	if p.Stock != nil && *p.Stock <= 0 {
		q.Blocked = notSent(providers.KindDeclined, r.Provider, providers.Because("desk.out_of_stock", "product", p.Name))
	}
	return nil
}

// fill puts the fields into the form the provider wants and checks them.
func (d *sale) fill(q *Quote, typed map[string]string) error {
	q.Fields = map[string]string{}
	for name, value := range typed {
		if value = strings.TrimSpace(providers.Legible(value)); value != "" {
			q.Fields[name] = value
		}
	}
	if q.ICCID != "" {
		return nil
	}
	if err := q.Product.CheckFields(q.Fields); err != nil {
		return err
	}
	return normalisePhones(q.Product, q.Fields)
}

func (d *sale) price(q *Quote) {
	q.Cost = q.Product.CostWith(q.Fields)
	q.Estimated = !q.Product.Fixed()
	r, _ := q.Product.RangeIn(q.Fields[providers.FieldCurrency])
	if amount, err := providers.ParseDecimal(q.Fields[providers.FieldAmount]); err == nil {
		q.Delivered = r.DeliveredOf(amount) // nothing where there is no range
	}
	if q.Cost == nil {
		return
	}
	price, _, ok := d.o.Pricing.Price(*q.Cost)
	if !ok {
		return
	}
	q.Price = &price
	if cost, _, ok := d.o.Pricing.Convert(*q.Cost); ok {
		if margin, err := price.Sub(cost); err == nil {
			q.Margin = &margin
		}
	}
}

// priced stops a sale whose price nobody knows: whatever the customer paid for
// it would be a guess.
func (d *sale) priced(q *Quote) {
	if q.Price != nil || q.Blocked != nil {
		return
	}
	why := providers.Because("desk.no_cost")
	if q.Cost != nil {
		why = providers.Because("desk.no_rate", "from", q.Cost.Currency, "to", d.o.Pricing.Currency)
	}
	q.Blocked = notSent(providers.KindDeclined, q.Provider, why)
	q.Blocked.Code = CodeNoPrice
}

// inspect asks for the wallet and for the facts that will tell later whether
// the sale happened, side by side.
func (d *sale) inspect(ctx context.Context, q *Quote) {
	ctx, cancel := context.WithTimeout(ctx, walletWait)
	defer cancel()
	p, _ := d.provider(q.Provider) // choose has found it
	var err error
	if q.Since, err = d.o.Ledger.Newest(ctx); err != nil {
		q.WalletError = providers.AsError(err)
		return
	}
	var wait sync.WaitGroup
	if b, ok := p.(providers.Baseliner); ok {
		wait.Go(func() { d.baseline(ctx, b, q) })
	}
	var w Wallet
	wait.Go(func() { w = d.wallet(ctx, p) })
	wait.Wait()
	q.WalletError = w.Error
	q.WalletNow = w.Spendable()
	// On credit terms nobody tells what can still be spent.
	if w.Balance != nil && !w.Balance.OnCredit {
		q.Float = &ledger.Float{Available: w.Balance.Available, Since: q.Since}
		d.block(q)
	}
}

func (d *sale) baseline(ctx context.Context, b providers.Baseliner, q *Quote) {
	facts, err := guarded(d.base, q.Provider, "baseline", func() (map[string]string, error) {
		return b.Baseline(ctx, providers.Query{Reference: q.Reference, Kind: q.Product.Kind,
			ProductID: q.Product.ID, ProductName: q.Product.Name, Target: q.ICCID, Cost: q.Cost})
	})
	if err != nil {
		d.o.Log.Warn("no baseline", "provider", q.Provider, "error", err)
		return
	}
	q.Baseline = maps.Clone(facts)
}

// block stops a sale that the wallet cannot cover before it is sent.
func (d *sale) block(q *Quote) {
	if q.Cost == nil {
		return
	}
	after, err := q.WalletNow.Sub(*q.Cost)
	if err != nil {
		return // two currencies: the provider will say
	}
	q.WalletAfter = &after
	if after.Amount.IsNegative() && q.Blocked == nil {
		q.Blocked = notSent(providers.KindDeclined, q.Provider, providers.Because("desk.wallet_short", "left", *q.WalletNow, "cost", *q.Cost))
		q.Blocked.Code = CodeWallet
	}
}

func (d *sale) warn(ctx context.Context, q *Quote) error {
	target := q.Product.Target(q.Fields)
	if q.ICCID != "" {
		target = q.ICCID
		if !providers.LuhnOK(q.ICCID) {
			q.Warnings = append(q.Warnings, providers.Because("desk.iccid_digit"))
		}
	}
	if q.WalletNow == nil {
		q.Warnings = append(q.Warnings, providers.Because("desk.wallet_unread"))
	}
	if o, err := d.newestInDoubt(ctx, q, target); err != nil || o != nil {
		if o != nil {
			q.Warnings = append(q.Warnings, doubtWarning(*o, target, d.o.Now()))
		}
		return err
	}
	window := sameTarget
	if target == "" {
		window = sameProduct
	}
	recent, err := d.o.Ledger.Recent(ctx, q.Provider, q.Product.ID, target, d.o.Now().Add(-window))
	if len(recent) > 0 {
		q.Warnings = append(q.Warnings, sameSaleWarning(recent[0], target, d.o.Now()))
	}
	return err
}

// newestInDoubt returns the newest order for the same thing of which nobody knows
// whether it went through, nil when there is none. Its customer waits, or comes
// back: selling again is how one sale is paid for twice.
func (d *sale) newestInDoubt(ctx context.Context, q *Quote, target string) (*ledger.Order, error) {
	open, err := d.open(ctx)
	if err != nil {
		return nil, err
	}
	var newest *ledger.Order
	for i, o := range open {
		doubted := o.State == providers.StateSubmitted || o.State == providers.StateUnknown || o.State == providers.StateNeedsReview
		same := o.Provider == q.Provider && o.ProductID == q.Product.ID && o.Target == target
		old := target == "" && d.age(o.CreatedAt) > sameDoubt
		if doubted && same && !old && !d.elsewhere(o) && (newest == nil || o.CreatedAt.After(newest.CreatedAt)) {
			newest = &open[i]
		}
	}
	return newest, nil
}

func doubtWarning(o ledger.Order, target string, now time.Time) providers.Reason {
	age := providers.Age(o.CreatedAt, now)
	if target == "" {
		return providers.Because("desk.doubt", "age", age)
	}
	return providers.Because("desk.doubt_to", "target", target, "age", age)
}

// soldBefore is the warning for a second sale of the same product, alone and to the
// same target, by what became of the first.
var soldBefore = map[providers.State][2]string{
	providers.StateCompleted:  {"desk.sold", "desk.sold_to"},
	providers.StateProcessing: {"desk.sold_in_progress", "desk.sold_to_in_progress"},
	providers.StateFailed:     {"desk.sold_not_carried_out", "desk.sold_to_not_carried_out"},
}

func sameSaleWarning(o ledger.Order, target string, now time.Time) providers.Reason {
	// One that is in doubt was sold at the account that was configured before.
	keys := cmp.Or(soldBefore[o.State], [2]string{"desk.sold_in_doubt", "desk.sold_to_in_doubt"})
	age := providers.Age(o.CreatedAt, now)
	if target == "" {
		return providers.Because(keys[0], "age", age)
	}
	return providers.Because(keys[1], "target", target, "age", age)
}
