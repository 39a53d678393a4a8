package fyatu

import (
	"context"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"simdesk/providers"
)

// A purchase may reach Fyatu's books a little before or after it was sent from
// here by our clock. What is dated outside of that is another order.
const (
	slackBefore = 2 * time.Minute
	slackAfter  = 30 * time.Minute
)

// inquiry is one order and what was known before it was sent.
type inquiry struct {
	c *Client
	q providers.Query
}

// mine reports whether something dated at could stem from the order. Fyatu's
// dates are by its own clock.
func (i inquiry) mine(at time.Time) bool {
	skew, _ := i.c.w.Skew()
	sent := i.q.SubmittedAt.Add(skew)
	return !at.Before(i.oldest()) && !at.After(sent.Add(slackAfter))
}

func (i inquiry) oldest() time.Time {
	skew, _ := i.c.w.Skew()
	return i.q.SubmittedAt.Add(skew - slackBefore)
}

func (i inquiry) cost() providers.Reason {
	if i.q.Cost == nil {
		return providers.Because("fyatu.the_price")
	}
	return amountOf(*i.q.Cost)
}

// notCards are movements of the card business, which shares the wallet.
var notCards = map[string]bool{"ISSUANCE": true, "FUNDING": true, "UNLOADING": true, "DEPOSIT": true, "WITHDRAWAL": true}

// money is what the account's books show of the charge, and whether more of it than
// this ledger can explain.
func (i inquiry) money(ctx context.Context) (debits, wallet providers.Evidence, crowded bool, err error) {
	if debits, crowded, err = i.debits(ctx); err == nil {
		wallet, err = i.wallet(ctx)
	}
	return debits, wallet, crowded, err
}

// debits looks for the charge among the wallet's movements. Another till on the
// same account, with a ledger of its own, may buy the same: more equal debits
// than this ledger can explain are crowded, and say nothing about this order.
func (i inquiry) debits(ctx context.Context) (row providers.Evidence, crowded bool, err error) {
	row = providers.Evidence{Source: providers.Because("fyatu.transactions"), Expected: providers.Because("fyatu.a_debit", "cost", i.cost())}
	list, err := i.c.transactions().since(ctx, i.oldest())
	if err != nil {
		row, err = unread(row, err)
		return row, false, err
	}
	before, _ := split(i.q.Baseline, factDebits)
	row.Seen = providers.Because("fyatu.no_debit")
	seen, matched := 0, 0
	for _, t := range list {
		at := moment(t.CreatedAt)
		if !t.isDebit() || before[t.id()] || at == nil || !i.mine(*at) {
			continue
		}
		before[t.id()] = t.id() != "" // a list that moves between two pages shows it twice
		if seen++; seen == 1 {
			row.Seen = providers.Because("fyatu.debit", "amount", money(t.Amount, t.Currency), "at", *at)
		} else {
			row.Seen = providers.Because("fyatu.debits", "others", row.Seen, "amount", money(t.Amount, t.Currency), "at", *at)
		}
		if i.q.Cost != nil && t.takes(*i.q.Cost) {
			matched++
		}
	}
	switch most := 1 + max(i.q.Others, i.q.Equal); {
	case matched > most:
		row.Expected = providers.Because("fyatu.debits_at_most", "n", most, "cost", i.cost())
		return row, true, nil
	case matched > i.q.Others:
		row.Supports = providers.Yes
	case seen == 0 || i.q.Cost != nil:
		row.Supports = providers.No
	}
	return row, false, nil
}

func (t transaction) isDebit() bool {
	switch strings.ToUpper(string(t.Status)) {
	case "FAILED", "CANCELLED", "CANCELED", "REVERSED", "REFUNDED", "DECLINED", "REJECTED":
		return false
	}
	return strings.EqualFold(string(t.Type), "DEBIT") && t.Amount.Known && !notCards[strings.ToUpper(string(t.Category))]
}

// takes reports whether a debit is for this amount, with or without its fee.
func (t transaction) takes(cost providers.Money) bool {
	amount := t.Amount.Abs()
	sum := amount.Add(t.Fee.Abs()) // 0 where it is not told
	same := t.Currency == "" || strings.EqualFold(string(t.Currency), cost.Currency)
	return same && (amount.Equal(cost.Amount) || sum.Equal(cost.Amount))
}

// wallet compares the balance with the one before the order.
func (i inquiry) wallet(ctx context.Context) (providers.Evidence, error) {
	row := providers.Evidence{Source: providers.Because("fyatu.wallet"), Expected: providers.Because("fyatu.less_than_before", "cost", i.cost())}
	b, err := once(i.c, "wallet", func() (providers.Balance, error) { return i.c.Balance(ctx) })
	if err != nil {
		return unread(row, err)
	}
	amount, code, _ := strings.Cut(i.q.Baseline[factWallet], " ")
	before, _ := providers.NewMoney(amount, code) // without a currency where it was not noted
	if before.Currency != b.Balance.Currency {
		row.Seen = providers.Because("fyatu.before_unknown", "now", amountOf(b.Balance))
		return row, nil
	}
	gone := before.Amount.Sub(b.Balance.Amount)
	row.Expected = providers.Because("fyatu.before_less", "before", before, "cost", i.cost())
	row.Seen = amountOf(b.Balance)
	switch {
	case i.q.Cost != nil && i.q.Cost.Currency == before.Currency && i.q.Cost.Amount.IsPositive() && gone.Equal(i.q.Cost.Amount):
		row.Supports = providers.Yes
	case gone.IsZero():
		row.Supports = providers.No
	}
	return row, nil
}

// total compares the eSIM's total with the one before a top-up.
func (i inquiry) total(ctx context.Context, iccid string) (providers.Evidence, error) {
	row := providers.Evidence{Source: providers.Because("fyatu.esim_total"), Expected: providers.Because("fyatu.grown")}
	e, err := i.c.refresh(ctx, iccid)
	if err != nil {
		return unread(row, err)
	}
	now := e.figures().total
	if !now.Known {
		row.Seen = providers.Because("fyatu.no_total")
		return row, nil
	}
	row.Seen = megabytesOf(now.Decimal)
	before, err := providers.ParseDecimal(i.q.Baseline[factTotal])
	if err != nil {
		row.Seen = providers.Because("fyatu.before_unknown", "now", row.Seen)
		return row, nil
	}
	size := i.size(ctx, iccid)
	sized := size.IsPositive()
	if i.q.Others > 0 {
		row.Seen = providers.Because("fyatu.other_top_ups", "now", row.Seen, "n", i.q.Others)
		before = before.Add(size.Mul(decimal.NewFromInt(int64(i.q.Others))))
	}
	row.Expected = providers.Because("fyatu.grown_from", "before", megabytesOf(before))
	if sized {
		row.Expected = megabytesOf(before.Add(size))
	}
	switch grown := now.Sub(before); {
	case sized && grown.Equal(size):
		row.Supports = providers.Yes
	case grown.IsZero():
		row.Supports = providers.No
	}
	return row, nil
}

// size is the top-up's size in MB, as noted before or as listed now; 0 where it
// is not known.
func (i inquiry) size(ctx context.Context, iccid string) decimal.Decimal {
	text := i.q.Baseline[factPackage]
	if text == "" {
		text, _ = i.c.packageFact(ctx, iccid, i.q.ProductID)
	}
	size, _ := providers.ParseDecimal(text)
	return size
}

// unread fills a row whose source is not there; a provider that is only down ends
// the inquiry, to be taken up again later.
func unread(row providers.Evidence, err error) (providers.Evidence, error) {
	e := providers.AsError(err)
	if e.Kind == providers.KindNotFound || e.Kind == providers.KindUnavailable && e.Outcome == providers.Refused {
		row.Seen = providers.Because("fyatu.unread", "why", e.Why)
		return row, nil
	}
	return row, err
}

func amountOf(m providers.Money) providers.Reason {
	return providers.Because("fyatu.amount", "amount", m)
}

func megabytesOf(size decimal.Decimal) providers.Reason {
	return providers.Because("fyatu.megabytes", "size", size.String())
}

// megabytesText writes bytes as MB, in digits that one byte cut off does not show in.
func megabytesText(bytes int64) string {
	return decimal.NewFromInt(bytes).DivRound(decimal.NewFromInt(providers.MB), 5).String()
}
