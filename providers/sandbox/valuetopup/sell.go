package valuetopup

import (
	"net/http"
	"strconv"
	"time"

	"github.com/shopspring/decimal"

	"simdesk/providers/sandbox/sim"
)

// transaction is a sale, or an attempt at one that got as far as a code.
type transaction struct {
	id             int64
	ref            string
	kind           kind
	of             *sku
	at, settles    time.Time
	wait           string // the code until then
	code           string // the code in the end
	settled        bool
	charged        bool
	face, discount decimal.Decimal
	invoice        decimal.Decimal
	request        *purchase
	card           *sim.ESIM
}

// chargeID is the transaction's id in the wallet's books.
func (t *transaction) chargeID() string { return strconv.FormatInt(t.id, 10) }

// sell serves one of the seven selling operations. A request that gets a code,
// a refusal's too, is remembered under its correlationId. The document does
// not say what a repeated correlationId does: here it is another sale and
// another charge, so that a client which repeats itself is found out.
func (s *Simulator) sell(k kind) func(*http.Request) sim.Answer {
	return func(r *http.Request) sim.Answer {
		p, refusal := read(r, k)
		if refusal != nil {
			return *refusal
		}
		now := s.world.Now()
		t := &transaction{ref: *p.CorrelationID, kind: k, of: s.byID[int(*p.SkuID)], at: now, settles: now, request: p}
		t.code = s.accept(t)
		s.remember(t)
		s.settle(now)
		return s.answer(t)
	}
}

// accept checks the sale and takes the money, once. It returns the code that
// the sale ends with.
func (s *Simulator) accept(t *transaction) string {
	item, p := t.of, t.request
	if item == nil || item.Category != t.kind.category() {
		return noSku
	}
	if item.gone {
		return soldOut
	}
	face, code := p.face(item)
	if code != "" {
		return code
	}
	if code = p.refusal(t.kind, item); code != "" {
		return code
	}
	t.id = 70000000 + int64(s.world.Next(Name+" transaction"))
	t.face = face
	t.discount, t.invoice = item.price(face)
	t.invoice = s.world.Moved(Name, t.invoice)
	charge := sim.Charge{ID: t.chargeID(), Reference: t.ref, Product: strconv.Itoa(item.SkuID), Target: p.target(t.kind), Amount: t.invoice, At: t.at}
	if s.wallet.Take(charge) != nil {
		return poor
	}
	t.charged = true
	if wait := testCode(p.target(t.kind)); wait != "" {
		t.wait, t.settles = wait, t.at.Add(s.world.Settle)
	}
	if t.kind == giftCard {
		t.wait, t.settles = underWay, t.at.Add(s.world.Settle)
	}
	if t.kind == esim {
		t.card = s.mint(item, t.ref)
	}
	return item.ends
}

// remember keeps the transaction. Of several with one correlationId the first
// that was charged is "the original transaction" of the status call, else the
// first.
func (s *Simulator) remember(t *transaction) {
	s.sales = append(s.sales, t)
	if old := s.byRef[t.ref]; old == nil || (t.charged && !old.charged) {
		s.byRef[t.ref] = t
	}
}

// settle finishes the sales whose time has come. One that ends badly gives the
// money back.
func (s *Simulator) settle(now time.Time) {
	for _, t := range s.sales {
		if t.settled || now.Before(t.settles) {
			continue
		}
		t.settled = true
		if t.charged && t.code != done {
			s.wallet.Refund(t.chargeID(), t.settles)
		}
	}
	for _, x := range s.sessions {
		x.settle(s.wallet, now)
	}
}

// mint makes the eSIM of a sale.
func (s *Simulator) mint(k *sku, ref string) *sim.ESIM {
	e := s.world.NewESIM(Name)
	e.Product, e.Name, e.Ref = strconv.Itoa(k.SkuID), k.ProductName, ref
	s.world.AddPlan(e, sim.Plan{ID: k.ProductDescription, Name: k.ProductName, Bytes: k.bytes, Days: k.days})
	s.shelf.Add(e)
	return e
}

// answer is a transaction as the selling and the status call show it.
func (s *Simulator) answer(t *transaction) sim.Answer {
	switch {
	case !t.settled && t.kind == giftCard:
		return sim.Answer{Body: envelope{t.wait, "Gift card processing is in progress.", nil}}
	case !t.settled:
		return failed(t.wait)
	case t.code != done:
		return failed(t.code)
	default:
		return success(s.payLoad(t))
	}
}

// status finds a transaction by its correlationId. The code for one that
// nobody knows is ours.
func (s *Simulator) status(r *http.Request) sim.Answer {
	t := s.byRef[r.PathValue("correlationId")]
	if t == nil {
		return failed(notFound)
	}
	return s.answer(t)
}

// byNumber finds a transaction by the id in the path, or says how that is
// refused.
func (s *Simulator) byNumber(r *http.Request, k kind) (*transaction, sim.Answer) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return nil, notValid("id", r.PathValue("id"))
	}
	for _, t := range s.sales {
		if t.id == id && t.charged {
			if t.kind != k {
				return nil, failed(wrongPerson)
			}
			return t, sim.Answer{}
		}
	}
	return nil, failed(notFound)
}
