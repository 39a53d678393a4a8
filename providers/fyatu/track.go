package fyatu

import (
	"cmp"
	"context"
	"strings"

	"simdesk/providers"
	"simdesk/providers/wire/loose"
)

// Track finds out what became of an order. One whose eSIMs are known is read
// by them. Otherwise nothing of ours travelled with it and only evidence is
// left: exactly one new eSIM of that package together with its debit or the
// wallet's difference settles a sale; the grown total together with its debit
// settles a top-up; anything else is Unclear, with the four facts side by side.
// Two eSIMs, or more equal debits than this ledger can have caused, are another
// till's purchase as well, and which is whose nobody knows. Tills that share one
// account should share one ledger: the equal purchase of another till looks like
// this one where this one never reached Fyatu.
// Errors: Fyatu is down or its answers cannot be read.
func (c *Client) Track(ctx context.Context, q providers.Query) (providers.Finding, error) {
	return inquiry{c, q}.track(ctx)
}

func (i inquiry) track(ctx context.Context) (providers.Finding, error) {
	if i.q.Kind == providers.KindTopUp {
		return i.topUp(ctx)
	}
	orderID, ids := parseTrail(i.q.ProviderOrderID)
	if len(ids) > 0 {
		f, err := i.known(ctx, orderID, ids)
		if err != nil || f.Verdict == providers.Found {
			return f, err
		}
	}
	return i.sale(ctx, orderID)
}

// known reads the eSIMs that the purchase named.
func (i inquiry) known(ctx context.Context, orderID string, ids []string) (providers.Finding, error) {
	var esims []esim
	for _, id := range ids {
		e, err := i.c.get(ctx, id)
		if providers.IsKind(err, providers.KindNotFound) {
			return providers.Finding{}, nil
		}
		if err != nil {
			return providers.Finding{}, err
		}
		esims = append(esims, e)
	}
	return found(i.result(ctx, orderID, esims), nil), nil
}

func found(r providers.Result, rows []providers.Evidence) providers.Finding {
	return providers.Finding{Verdict: providers.Found, Result: r, Evidence: rows}
}

// result is the order that these eSIMs belong to.
func (i inquiry) result(ctx context.Context, orderID string, esims []esim) providers.Result {
	r := i.c.deliver(ctx, orderID, esims)
	if r.State == providers.StateProcessing {
		r.ProviderOrderID = trail(orderID, esims)
	}
	return r
}

// sale weighs the evidence for a purchase whose answer never came.
func (i inquiry) sale(ctx context.Context, orderID string) (providers.Finding, error) {
	list, candidates, err := i.candidates(ctx, orderID)
	if err != nil {
		return providers.Finding{}, err
	}
	debits, wallet, crowded, err := i.money(ctx)
	if err != nil {
		return providers.Finding{}, err
	}
	rows := []providers.Evidence{list, saleTotal(candidates), debits, wallet}
	paid := !crowded && (debits.Supports == providers.Yes || wallet.Supports == providers.Yes)
	if len(candidates) == 1 && (paid || orderID != "") {
		r := i.result(ctx, cmp.Or(orderID, string(candidates[0].OrderID)), candidates)
		if paid {
			r.Cost = i.q.Cost
		}
		return found(r, rows), nil
	}
	if orderID != "" && len(candidates) == 0 && i.mine(i.c.w.Now()) {
		// Fyatu took the order and has not made the eSIM yet.
		return found(providers.Result{State: providers.StateProcessing, ProviderOrderID: i.q.ProviderOrderID}, rows), nil
	}
	return providers.Finding{Verdict: providers.Unclear, Evidence: rows}, nil
}

// candidates are the eSIMs that could be what this order bought.
func (i inquiry) candidates(ctx context.Context, orderID string) (providers.Evidence, []esim, error) {
	row := providers.Evidence{Source: providers.Because("fyatu.esim_list"),
		Expected: providers.Because("fyatu.one_new_esim", "product", cmp.Or(i.q.ProductName, i.q.ProductID))}
	list, err := i.c.esims().since(ctx, i.oldest())
	if err != nil {
		row, err = unread(row, err)
		return row, nil, err
	}
	var matching []esim
	for _, e := range distinct(list, map[string]bool{}) {
		if orderID != "" && string(e.OrderID) == orderID {
			return listed(row, []esim{e}), []esim{e}, nil
		}
		if i.fits(e) && (orderID == "" || e.OrderID == "") {
			matching = append(matching, e)
		}
	}
	return listed(row, matching), matching, nil
}

// fits reports whether an eSIM is of the package, new since the baseline,
// nobody else's, and made when the order was sent.
func (i inquiry) fits(e esim) bool {
	before, noted := split(i.q.Baseline, factESIMs)
	at := moment(e.CreatedAt)
	switch {
	case e.Package.V.id() != i.q.ProductID, before[string(e.ESIMID)], before[string(e.ICCID)], i.claimed(e):
		return false
	case at == nil:
		// Without a date only the baseline can tell that it is new.
		return noted
	}
	return i.mine(*at)
}

// claimed reports whether another order owns the eSIM, under any of its names.
func (i inquiry) claimed(e esim) bool {
	for owned := range i.q.Claimed {
		orderID, ids := parseTrail(owned)
		for _, id := range append(ids, orderID) {
			if id != "" && (id == string(e.ESIMID) || id == string(e.ICCID) || id == string(e.OrderID)) {
				return true
			}
		}
	}
	return false
}

func listed(row providers.Evidence, candidates []esim) providers.Evidence {
	var seen []string
	for _, e := range candidates {
		seen = append(seen, strings.TrimSpace(e.id()+" "+string(e.CreatedAt)))
	}
	row.Seen = providers.Because("fyatu.esims", "list", seen)
	switch len(candidates) {
	case 0:
		row.Seen, row.Supports = providers.Because("fyatu.none"), providers.No
	case 1:
		row.Supports = providers.Yes
	}
	return row
}

// saleTotal is the eSIM's own figure, for a person to compare with the package.
func saleTotal(candidates []esim) providers.Evidence {
	row := providers.Evidence{Source: providers.Because("fyatu.esim_total"), Expected: providers.Because("fyatu.package_size"),
		Seen: providers.Because("fyatu.no_single_esim")}
	if len(candidates) == 1 {
		row.Seen = providers.Because("fyatu.not_told")
		if f := candidates[0].figures(); f.total.Known {
			row.Seen = megabytesOf(f.total.Decimal)
		}
	}
	return row
}

// topUp weighs the evidence for a top-up whose answer never came.
func (i inquiry) topUp(ctx context.Context) (providers.Finding, error) {
	iccid, ok := providers.CleanICCID(i.q.Target)
	if !ok {
		return providers.Finding{}, providers.BadICCID(name, loose.Clean(i.q.Target))
	}
	total, err := i.total(ctx, iccid)
	if err != nil {
		return providers.Finding{}, err
	}
	debits, wallet, _, err := i.money(ctx)
	if err != nil {
		return providers.Finding{}, err
	}
	rows := []providers.Evidence{
		{Source: providers.Because("fyatu.esim_list"), Expected: providers.Because("fyatu.no_new_esim", "iccid", iccid),
			Seen: providers.Because("fyatu.not_looked_at")}, total, debits, wallet,
	}
	if total.Supports == providers.Yes && debits.Supports == providers.Yes {
		return found(providers.Result{State: providers.StateCompleted, Cost: i.q.Cost,
			Delivery: []providers.Delivery{topUpDelivery(iccid, i.q.ProductName)}}, rows), nil
	}
	return providers.Finding{Verdict: providers.Unclear, Evidence: rows}, nil
}
