package valuetopup

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/shopspring/decimal"

	"simdesk/providers/sandbox/sim"
)

// payLoad is the one shape that all transactions have. Only the part of what
// was sold is filled; the others are null, which the document neither shows
// nor rules out.
func (s *Simulator) payLoad(t *transaction) map[string]any {
	k := t.of
	out := map[string]any{
		"transactionId": t.id, "transactionDate": stamp(t.at), "invoiceAmount": sim.Number(t.invoice), "faceValue": sim.Number(t.face),
		"discount": sim.Number(t.discount), "fee": k.Fee,
		"product": map[string]any{"skuId": k.SkuID, "productName": k.ProductName, "faceValue": k.FaceValue,
			"instructions": instructions(t.kind), "productDescription": k.ProductDescription},
		"topupDetail": nil, "pins": nil, "giftCardDetail": nil, "simInfo": nil, "billPaymentDetail": nil, "esimDetail": nil,
	}
	switch t.kind {
	case airtime:
		out["topupDetail"] = s.topup(t)
	case pin:
		out["pins"] = s.pins(t)
	case giftCard:
		if !k.bare {
			out["giftCardDetail"] = s.card(t)
		}
	case activation, portIn:
		out["simInfo"] = simInfo(t)
	case bill:
		out["billPaymentDetail"] = s.paid(t)
	case esim:
		out["esimDetail"] = map[string]string{"iccid": t.card.ICCID, "activationCode": t.card.Matching, "smdpAddress": t.card.SMDP,
			"confirmationCode": "", "qrCodeString": t.card.LPA(), "qrCodeLink": "https://qr.sandbox.example/valuetopup/" + t.card.ICCID + ".png"}
	}
	return out
}

func instructions(k kind) string {
	switch k {
	case pin:
		return "SANDBOX: dial *555*PIN#"
	case giftCard:
		return "SANDBOX: redeem the card on the page of the brand"
	case esim:
		return "SANDBOX: scan the QR code in the settings of the phone"
	default:
		return ""
	}
}

// topup tells what the phone receives, with the tax that is kept on the way.
func (s *Simulator) topup(t *transaction) map[string]any {
	local := t.face.Mul(t.of.rate).Round(2)
	hundred := decimal.NewFromInt(100)
	net := local.Mul(hundred).DivRound(hundred.Add(t.of.tax), 2)
	return map[string]any{"localCurrencyAmount": sim.Number(local), "salesTaxAmount": sim.Number(local.Sub(net)),
		"localCurrencyAmountExcludingTax": sim.Number(net), "destinationCurrency": t.of.DeliveryCurrencyCode,
		"operatorTransactionId": "SANDBOX-" + s.world.Code(10, Name, "operator", t.chargeID())}
}

func (s *Simulator) pins(t *transaction) []map[string]any {
	return []map[string]any{{
		"pinNumber":       "SANDBOX-" + s.world.Code(12, Name, "pin", t.chargeID()),
		"controlNumber":   "SANDBOX-" + s.world.Code(8, Name, "control", t.chargeID()),
		"deliveredAmount": sim.Number(t.face.Mul(t.of.rate).Round(2)), "deliveredCurrencyCode": t.of.DeliveryCurrencyCode,
		"expirationDate": stamp(t.at.AddDate(1, 0, 0)),
	}}
}

func (s *Simulator) card(t *transaction) map[string]string {
	number := s.world.Code(16, Name, "card", t.chargeID())
	return map[string]string{"cardNumber": "SANDBOX-" + number, "pin": "SANDBOX-" + s.world.Code(6, Name, "card pin", t.chargeID()),
		"expirationDate": stamp(t.at.AddDate(1, 0, 0)), "certificateLink": "https://card.sandbox.example/valuetopup/" + number}
}

// simInfo has the zip code as text again, with the zero that a number loses.
func simInfo(t *transaction) map[string]string {
	phone := t.request.MobileNumber
	if phone == "" {
		phone = fmt.Sprintf("1555555%04d", t.id%10000)
	}
	return map[string]string{"simNumber": t.request.SimNumber, "language": t.request.Language,
		"zipCode": fmt.Sprintf("%05d", *t.request.ZipCode), "mobileNumber": phone}
}

func (s *Simulator) paid(t *transaction) map[string]string {
	out := map[string]string{"accountNumber": t.request.AccountNumber, "token": "", "unit": "", "receivedNarration": "SANDBOX: paid to " + t.of.of.name}
	if t.of.prepaid {
		code := s.world.Code(16, Name, "token", t.chargeID())
		out["token"] = "SANDBOX-" + strings.Join([]string{code[:4], code[4:8], code[8:12], code[12:]}, "-")
		out["unit"] = t.face.Mul(decimal.New(65, -1)).StringFixed(1) + " kWh"
	}
	return out
}

// account tells what is due on a bill, in the shape of a transaction. It costs
// nothing, so it has neither a number nor a date.
func (s *Simulator) account(r *http.Request) sim.Answer {
	id, ok := number(r, "skuId")
	if !ok {
		return notValid("skuId", query(r, "skuId"))
	}
	k := s.byID[id]
	if k == nil || k.of.kind != bill {
		return failed(noSku)
	}
	name := query(r, "accountNumber")
	if code := testCode(name); code != "" {
		return failed(code)
	}
	if !accountFits(name) {
		return failed(badNumber)
	}
	t := &transaction{kind: bill, of: k, request: &purchase{AccountNumber: name}}
	if !k.prepaid {
		t.face = decimal.New(500+s.world.Rand(Name, "due", name).Int64N(9000), -2)
		_, t.invoice = k.price(t.face)
	}
	out := s.payLoad(t)
	out["billPaymentDetail"] = map[string]string{"accountNumber": name, "token": "", "unit": "",
		"receivedNarration": "SANDBOX customer " + name + ", " + t.face.StringFixed(2) + " USD due"}
	return success(out)
}

// fetchCard gives the numbers of a gift card, for some brands the only place
// to get them.
func (s *Simulator) fetchCard(r *http.Request) sim.Answer {
	t, refusal := s.byNumber(r, giftCard)
	if t == nil {
		return refusal
	}
	if !t.settled || t.code != done {
		return s.answer(t)
	}
	return success(s.card(t))
}

// portStatus follows a number on its way to the new SIM. The old carrier lets
// it go only for its account number and password. The values of status and
// rejectCode are not documented.
func (s *Simulator) portStatus(r *http.Request) sim.Answer {
	t, refusal := s.byNumber(r, portIn)
	if t == nil {
		return refusal
	}
	out := map[string]string{"status": "In Progress", "portInDate": "", "mobile": t.request.MobileNumber, "rejectCode": "", "rejectReason": ""}
	ends := t.at.Add(s.world.Settle)
	if s.world.Now().Before(ends) {
		return success(out)
	}
	if t.request.AccountNumber == "" || t.request.PasswordPin == "" {
		out["status"], out["rejectCode"], out["rejectReason"] = "Rejected", "8D", "Account number or password does not match"
	} else {
		out["status"], out["portInDate"] = "Completed", stamp(ends)
	}
	return success(out)
}
