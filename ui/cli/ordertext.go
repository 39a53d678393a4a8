package cli

import (
	"simdesk/providers"
	"simdesk/state/ledger"
	"simdesk/ui/say"
	"simdesk/ui/widget/qr"
)

// orderText is one order in full, with what was delivered.
func (r *runner) orderText(a *App, o ledger.Order) string {
	s := banner(o.Sandbox || a.Sandbox) + pairs(
		"Order", o.ID, "State", say.OrderWord(o), "Product", say.What(o)+" ("+o.ProductID+")",
		"Kind", say.KindName(o.Kind), "Provider", titleOf(a, o.Provider), "For", o.Target,
		"Cost", say.Amount(o.Cost), "Price", say.Amount(o.Price), "Charged", say.ChargedWord(o.Charged),
		"Provider's order", o.ProviderOrderID, "Provider's word", o.ProviderStatus,
		"Reference", o.Reference, "Attempt", o.Attempt, "Clerk", o.Clerk,
		"Created", r.moment(o.CreatedAt), "Updated", r.moment(o.UpdatedAt))
	for _, d := range o.Delivery {
		s += deliveryText(d)
	}
	if p := o.Error; p != nil {
		s += "\n" + pairs("Why", voice.Problem(*p), "Code", p.Code, "Their words", p.Detail, "Request id", p.RequestID)
	}
	return s
}

func deliveryText(d providers.Delivery) string {
	switch d.Type {
	case providers.DeliverESIM:
		return "\n" + pairs("ICCID", d.ICCID) + activationPairs(d.Activation)
	case providers.DeliverTopUp:
		return "\n" + pairs("Topped up", d.ICCID, "They say", d.Message)
	case providers.DeliverPIN:
		return "\n" + pairs("PIN", d.PIN, "Serial", d.Serial, "Expires", d.Expires, "Instructions", d.Instructions)
	case providers.DeliverGiftCard:
		return "\n" + pairs("Card", d.CardNumber, "PIN", d.PIN, "Expires", d.Expires, "Link", d.Link)
	case providers.DeliverAirtime:
		return "\n" + pairs("Phone", d.Phone, "Delivered", optional(d.Delivered), "Operator's reference", d.OperatorReference)
	case providers.DeliverBill:
		return "\n" + pairs("Token", d.Token, "Units", d.Units)
	case providers.DeliverSIM:
		return "\n" + pairs("SIM", d.SIMNumber, "Phone", d.Phone)
	}
	return ""
}

// orderCode draws a new eSIM's QR code where a person can scan it.
func (r *runner) orderCode(o ledger.Order) string {
	cols, rows, ok := r.size()
	if !ok || o.State != providers.StateCompleted {
		return ""
	}
	for _, d := range o.Delivery {
		if d.Activation == nil {
			continue
		}
		if code, err := qr.Fit(d.Activation.LPA(), cols, rows-2); err == nil {
			return "\n" + code.String() + "\n"
		}
		return "\n" + voice.Says("cli.draw_code", "code", say.Plain(d.Activation.LPA())) + "\n"
	}
	return ""
}
