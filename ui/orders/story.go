package orders

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"simdesk/providers"
	"simdesk/state/ledger"
	"simdesk/state/settle"
	"simdesk/ui/say"
	"simdesk/ui/screen"
	"simdesk/ui/widget/page"
)

// detailLines are everything about the order, what a person must do first.
func (m *Model) detailLines() []string {
	t, d := m.env.Theme, m.detail
	p := page.New(t, m.w)
	read := d.order.State != ""
	if read {
		m.head(p)
	} else {
		p.Title(voice.Says("orders.order", "id", d.order.ID))
	}
	switch {
	case d.err != nil:
		p.Say(t.Bad, "! ", m.env.Explain(d.err))
	case !read:
		p.Say(t.Dim, "", voice.Says("orders.reading"))
	}
	if !read {
		return p.Lines()
	}
	p.Gap()
	review := d.order.State == providers.StateNeedsReview
	if review {
		m.evidence(p)
	}
	m.delivered(p)
	m.story(p)
	if !review {
		m.evidence(p)
	}
	p.Title("For support")
	p.Say(t.Dim, "", voice.Says("orders.copies"))
	for _, line := range m.supportLines() {
		p.Fact(line[0], line[1])
	}
	return p.Lines()
}

func (m *Model) head(p *page.Page) {
	t, o := m.env.Theme, m.detail.order
	p.Title(say.What(o) + " · " + m.env.Title(o.Provider))
	m.verdict(p)
	money := []string{voice.Says("orders.price", "money", say.Amount(o.Price))}
	if !m.env.HideCosts() {
		money = append(money, voice.Says("orders.cost", "money", say.Amount(o.Cost)), voice.Says("orders.charged", "word", say.ChargedWord(o.Charged)))
	}
	p.Gap()
	p.Fact("Money", join(money...))
	p.Fact("For", whom(o))
	sold := []string{m.time(o.CreatedAt), by(o.Clerk)}
	if o.Sandbox {
		sold = append(sold, voice.Says("orders.sandbox"))
	}
	p.Fact("Sold", join(sold...))
	if m.settling {
		p.Say(t.Warn, "", voice.Says("orders.asking_about_it", "who", m.env.Title(o.Provider)))
	}
}

// verdict says how the order stands: by a person's word, where that was the last
// one, as no provider has said so.
func (m *Model) verdict(p *page.Page) {
	t, o := m.env.Theme, m.detail.order
	style, sign := *screen.StateStyle(t, o.State), screen.StateSign(o.State)+" "
	s, ok := m.detail.lastDecision()
	switch {
	case !ok:
		p.Say(style, sign, voice.Reason(m.env.Verdict(o)))
	case m.env.HideCosts():
		p.Say(style, sign, voice.Says("orders.decided", "clerk", s.Clerk, "outcome", screen.Outcome(o.State)))
	default:
		p.Say(style, sign, voice.Says("orders.decided_because", "clerk", s.Clerk, "outcome", screen.Outcome(o.State), "note", s.change.Note))
	}
	if until := settle.AskedUntil(o); m.env.Now().Before(until) {
		day := until.In(m.env.Now().Location()).Format("2 Jan")
		p.Say(t.Text, "  ", voice.Says("orders.asks_until", "day", day, "who", m.env.Title(o.Provider)))
	}
}

// lastDecision is the step by which a person gave the order the state it has.
func (d *detail) lastDecision() (step, bool) {
	for _, s := range slices.Backward(d.steps) {
		switch {
		case s.State != d.order.State:
			return step{}, false
		case s.change.Decided:
			return s, true
		}
	}
	return step{}, false
}

func by(clerk string) string {
	if clerk == "" {
		return ""
	}
	return voice.Says("orders.by", "clerk", clerk)
}

func join(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), " · ")
}

func (m *Model) time(at time.Time) string {
	return at.In(m.env.Now().Location()).Format("2 Jan 2006 15:04:05")
}

// delivered is what the customer got, its codes hidden until asked for.
func (m *Model) delivered(p *page.Page) {
	t, d := m.env.Theme, m.detail
	if len(d.order.Delivery) == 0 {
		return
	}
	p.Title("Delivered")
	for _, delivery := range d.order.Delivery {
		for _, f := range factsOf(delivery) {
			if f.Secret && !d.revealed {
				p.FactIn(t.Dim, f.Label, hiddenSecret)
				continue
			}
			p.Fact(f.Label, f.Text)
		}
	}
	switch {
	case !hasSecret(d.order.Delivery):
	case d.revealed:
		p.Say(t.Dim, "", voice.Says("orders.codes_shown"))
	default:
		p.Say(t.Dim, "", voice.Says("orders.codes_hidden"))
	}
	p.Gap()
}

// hiddenSecret stands for a code that is there. Its length says nothing about
// the code.
const hiddenSecret = "••••••••"

// factsOf are those of a delivery, an eSIM's code with them.
func factsOf(d providers.Delivery) []screen.Fact {
	all := screen.Delivered(d)
	if a := d.Activation; a != nil {
		all = append(all, screen.Fact{Label: "Code", Text: a.LPA(), Secret: true})
		if a.ConfirmationCode != "" {
			all = append(all, screen.Fact{Label: "Confirm", Text: a.ConfirmationCode, Secret: true})
		}
	}
	return all
}

// hasSecret reports whether there is a code in it, to show and to hand over.
func hasSecret(all []providers.Delivery) bool {
	return slices.ContainsFunc(all, func(d providers.Delivery) bool {
		return slices.ContainsFunc(factsOf(d), func(f screen.Fact) bool { return f.Secret })
	})
}

// things are what people call what was delivered.
var things = map[providers.DeliveryType]string{
	providers.DeliverESIM: "eSIM", providers.DeliverTopUp: "top-up", providers.DeliverPIN: "PIN", providers.DeliverGiftCard: "gift card",
	providers.DeliverAirtime: "airtime", providers.DeliverBill: "bill", providers.DeliverSIM: "SIM",
}

// deliveryNames says what was delivered, with the end of its number and without
// any code.
func deliveryNames(all []providers.Delivery) string {
	names := make([]string, len(all))
	for i, d := range all {
		names[i] = strings.TrimSpace(cmp.Or(things[d.Type], string(d.Type)) + " " + end(cmp.Or(d.ICCID, d.SIMNumber, d.Phone)))
	}
	return strings.Join(names, ", ")
}

// story is every step with its time, clerk and what it brought.
func (m *Model) story(p *page.Page) {
	t, d := m.env.Theme, m.detail
	p.Title("Story")
	if d.loading && len(d.steps) == 0 {
		p.Say(t.Dim, "", voice.Says("orders.reading"))
	}
	if m.env.HideCosts() && len(d.steps) > 0 {
		p.Say(t.Dim, "", voice.Says("orders.story_hidden"))
	}
	day, was := "", providers.State("")
	for _, s := range d.steps {
		at := s.At.In(m.env.Now().Location())
		if now := at.Format("2 Jan 2006"); now != day {
			day = now
			p.Say(t.Dim, "", day)
		}
		p.FactIn(*screen.StateStyle(t, s.State), at.Format("15:04:05"), screen.StateSign(s.State)+" "+join(m.stepWords(s, was), by(s.Clerk)))
		m.brought(p, s)
		was = s.State
	}
	p.Gap()
}

func (m *Model) stepWords(s step, was providers.State) string {
	who := m.env.Title(m.detail.order.Provider)
	// What a step does not say of the money, the order may know.
	word := say.OrderWord(ledger.Order{State: s.State, Charged: *cmp.Or(s.change.Charged, &m.detail.order.Charged)})
	switch {
	case s.change.Decided:
		return voice.Says("orders.step_decided", "outcome", screen.Outcome(s.State))
	case s.State == was:
		return voice.Says("orders.step_still", "state", word)
	}
	switch s.State {
	case providers.StateDrafted:
		return voice.Says("orders.step_drafted")
	case providers.StateSubmitted:
		return voice.Says("orders.step_sent", "who", who)
	case providers.StateProcessing:
		return voice.Says("orders.step_works", "who", who)
	case providers.StateNeedsReview:
		return voice.Says("orders.step_review")
	default:
	}
	return word
}

// brought is what a step says beside the state.
func (m *Model) brought(p *page.Page, s step) {
	t, c := m.env.Theme, s.change
	if s.broken {
		p.FactIn(t.Bad, "", voice.Says("orders.step_broken"))
		return
	}
	var parts []string
	if c.ProviderOrderID != "" {
		parts = append(parts, voice.Says("orders.step_their", "id", c.ProviderOrderID))
	}
	if c.ProviderStatus != "" {
		parts = append(parts, voice.Says("orders.step_they_say", "word", c.ProviderStatus))
	}
	if len(c.Delivery) > 0 {
		parts = append(parts, voice.Says("orders.step_delivered", "what", deliveryNames(c.Delivery)))
	}
	if c.Cost != nil && !m.env.HideCosts() {
		parts = append(parts, voice.Says("orders.cost", "money", c.Cost))
	}
	p.FactIn(t.Dim, "", join(parts...))
	if m.env.HideCosts() {
		return
	}
	p.Fact("", c.Note)
	p.Fact("", voice.Reason(c.Why))
	if e := c.Error; e != nil && !c.Decided { // a decision's error repeats its reason
		p.Fact("", join(voice.Problem(*e), e.Code))
		if page.Clean(e.Detail) != "" {
			p.FactIn(t.Dim, "", "“"+e.Detail+"”")
		}
	}
}

// support is the block for the provider's support, as it is drawn. No code
// that a customer pays for is ever in it.
func (m *Model) support() string {
	var b strings.Builder
	for _, line := range m.supportLines() {
		b.WriteString(line[0] + ": " + line[1] + "\n")
	}
	return b.String()
}

// supportLines are labels and texts; times are UTC, so that nobody has to ask
// whose clock it is.
func (m *Model) supportLines() [][2]string {
	o := m.detail.order
	sent, cost, wrong, said := "", "", "", ""
	if o.SubmittedAt != nil {
		sent = utc(*o.SubmittedAt)
	}
	if o.Cost != nil && !m.env.HideCosts() {
		cost = o.Cost.String()
	}
	if e := o.Error; e != nil && !m.env.HideCosts() {
		wrong, said = join(string(e.Kind), e.Code, voice.Problem(*e)), e.Detail
	}
	all := [][2]string{
		{"Order", o.ID}, {"Reference", o.Reference}, {"Provider", m.env.Title(o.Provider)}, {"Theirs", join(o.ProviderOrderID, o.ProviderStatus)},
		{"Product", join(o.ProductName, o.ProductID)}, {"For", whom(o)}, {"State", string(o.State) + " since " + utc(o.UpdatedAt)},
		{"Confirmed", utc(o.CreatedAt)}, {"Sent", sent}, {"Cost", cost}, {"Error", wrong}, {"They said", said},
		{"Requests", strings.Join(m.requestIDs(), ", ")},
	}
	for i := range all {
		all[i][1] = page.Clean(all[i][1])
	}
	return slices.DeleteFunc(all, func(line [2]string) bool { return line[1] == "" })
}

func utc(at time.Time) string { return at.UTC().Format(time.RFC3339) }

// requestIDs are the provider's numbers of all answers that had one.
func (m *Model) requestIDs() []string {
	var ids []string
	add := func(p *ledger.Problem) {
		if p != nil && p.RequestID != "" && !slices.Contains(ids, p.RequestID) {
			ids = append(ids, p.RequestID)
		}
	}
	for _, s := range m.detail.steps {
		add(s.change.Error)
	}
	add(m.detail.order.Error)
	return ids
}
