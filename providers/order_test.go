package providers

import (
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"
)

// Each type has the keys of contracts.md section 2 and no others; what is not
// known is null.
func TestDeliveryInJSON(t *testing.T) {
	t.Parallel()
	a := Activation{SMDP: "s", MatchingID: "m", IOSLink: "i", AndroidLink: "a"}
	full := Delivery{ICCID: "89", Activation: &a, Message: "msg", PIN: "4711", Serial: "S1", Expires: "soon", Instructions: "dial", CardNumber: "6000",
		Link: "https://x", Phone: "+44", Delivered: MustMoney("5", "GBP").Ptr(), OperatorReference: "op", Token: "tok", Units: "12 kWh", SIMNumber: "8944"}
	for _, c := range []struct {
		kind        DeliveryType
		full, empty string
		read        Delivery // what comes back of the full one
	}{
		{DeliverESIM, `{"activation":{"lpa":"LPA:1$s$m","smdp":"s","matching_id":"m","confirmation_code":null,"ios_link":"i","android_link":"a"},"iccid":"89","type":"esim"}`,
			`{"activation":null,"iccid":null,"type":"esim"}`, Delivery{Type: DeliverESIM, ICCID: "89", Activation: &a}},
		{DeliverTopUp, `{"iccid":"89","message":"msg","type":"topup"}`, `{"iccid":null,"message":null,"type":"topup"}`,
			Delivery{Type: DeliverTopUp, ICCID: "89", Message: "msg"}},
		{DeliverPIN, `{"expires":"soon","instructions":"dial","pin":"4711","serial":"S1","type":"pin"}`,
			`{"expires":null,"instructions":null,"pin":null,"serial":null,"type":"pin"}`,
			Delivery{Type: DeliverPIN, PIN: "4711", Serial: "S1", Expires: "soon", Instructions: "dial"}},
		{DeliverGiftCard, `{"card_number":"6000","expires":"soon","link":"https://x","pin":"4711","type":"gift_card"}`,
			`{"card_number":null,"expires":null,"link":null,"pin":null,"type":"gift_card"}`,
			Delivery{Type: DeliverGiftCard, CardNumber: "6000", PIN: "4711", Expires: "soon", Link: "https://x"}},
		{DeliverAirtime, `{"delivered":{"amount":"5.00","currency":"GBP"},"operator_reference":"op","phone":"+44","type":"airtime"}`,
			`{"delivered":null,"operator_reference":null,"phone":null,"type":"airtime"}`,
			Delivery{Type: DeliverAirtime, Phone: "+44", Delivered: &Money{dec("5.00"), "GBP"}, OperatorReference: "op"}},
		{DeliverBill, `{"token":"tok","type":"bill","units":"12 kWh"}`, `{"token":null,"type":"bill","units":null}`,
			Delivery{Type: DeliverBill, Token: "tok", Units: "12 kWh"}},
		{DeliverSIM, `{"phone":"+44","sim_number":"8944","type":"sim"}`, `{"phone":null,"sim_number":null,"type":"sim"}`,
			Delivery{Type: DeliverSIM, SIMNumber: "8944", Phone: "+44"}},
		{"later", `{"type":"later"}`, `{"type":"later"}`, Delivery{Type: "later"}},
	} {
		d := full
		d.Type = c.kind
		same(t, c.full, inJSON(t, d))
		same(t, c.empty, inJSON(t, Delivery{Type: c.kind}))
		for text, want := range map[string]Delivery{c.full: c.read, c.empty: {Type: c.kind}} {
			var got Delivery
			if err := json.Unmarshal([]byte(text), &got); err != nil {
				t.Errorf("%s: %v", text, err)
			}
			same(t, want, got)
		}
	}
}

func TestADeliveryWithHalfAnActivationIsReadAgain(t *testing.T) {
	t.Parallel()
	want := Delivery{Type: DeliverESIM, ICCID: "8944500102198304826", Activation: &Activation{MatchingID: "ABC"}}
	var got Delivery
	if err := json.Unmarshal([]byte(inJSON(t, want)), &got); err != nil {
		t.Fatal(err)
	}
	same(t, want, got)
}

func TestWhichStatesAreSettled(t *testing.T) {
	t.Parallel()
	for s, want := range map[State]bool{StateDrafted: false, StateSubmitted: false, StateProcessing: false, StateUnknown: false, StateNeedsReview: false,
		StateCompleted: true, StateFailed: true, StateRefunded: true, "": false} {
		if s.Settled() != want {
			t.Errorf("%q: %t", s, !want)
		}
	}
}

func TestErrorsSayWhoAndWhat(t *testing.T) {
	t.Parallel()
	cause := errors.New("reset")
	e := &Error{Kind: KindUnavailable, Provider: "fyatu", Why: Quoted("Fyatu did not answer."), Err: cause, RetryAfter: time.Second}
	same(t, []string{"fyatu: unavailable: quote (text=Fyatu did not answer.)", "fyatu: unavailable", "unavailable"}, []string{
		e.Error(), (&Error{Kind: KindUnavailable, Provider: "fyatu"}).Error(), (&Error{Kind: KindUnavailable}).Error()})
	wrapped := fmt.Errorf("selling: %w", e)
	if AsError(wrapped) != e || !errors.Is(wrapped, cause) || !IsKind(wrapped, KindUnavailable) || IsKind(wrapped, KindDeclined) || IsKind(nil, KindUnavailable) {
		t.Error("it is not found in what wraps it")
	}
	if AsError(nil) != nil {
		t.Error("no error became one")
	}
	// What nobody classified never counts as not charged.
	stranger := AsError(cause)
	same(t, []any{KindInternal, Unknown, Because("errors.other", "text", "reset")}, []any{stranger.Kind, stranger.Outcome, stranger.Why})
	same(t, Unknown, (&Error{}).Outcome)
	same(t, []string{"unknown", "not sent", "refused"}, []string{Unknown.String(), NotSent.String(), Refused.String()})
}

type shop struct{ why Reason }

func (shop) Name() string                { return "acme" }
func (shop) Title() string               { return "Acme" }
func (shop) Sandbox() bool               { return false }
func (s shop) Missing(Capability) Reason { return s.why }

func TestWhyAProviderCannot(t *testing.T) {
	t.Parallel()
	same(t, Because("capability.no_top_up", "who", "Acme"), Why(shop{}, CanTopUp))
	same(t, Quoted("Sell a new one."), Why(shop{Quoted("Sell a new one.")}, CanTopUp))
	e := Unsupported(shop{}, CanDetect)
	same(t, []any{KindUnsupported, NotSent, "acme", Because("capability.no_detection", "who", "Acme")}, []any{e.Kind, e.Outcome, e.Provider, e.Why})
	for c := CanBalance; c <= CanDetect; c++ {
		if Why(shop{}, c).IsZero() {
			t.Errorf("nothing says why there is no capability %d", c)
		}
	}
}
