package orders

import (
	"slices"
	"strings"
	"time"

	"simdesk/ui/screen"
	"simdesk/ui/widget/page"
)

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
	var all [][2]string
	add := func(label, text string) {
		if text = page.Clean(text); text != "" {
			all = append(all, [2]string{label, text})
		}
	}
	add("Order", o.ID)
	add("Reference", o.Reference)
	add("Provider", m.env.Title(o.Provider))
	add("Theirs", join(o.ProviderOrderID, o.ProviderStatus))
	add("Product", join(o.ProductName, o.ProductID))
	add("For", whom(o))
	add("State", string(o.State)+" since "+utc(o.UpdatedAt))
	add("Confirmed", utc(o.CreatedAt))
	if o.SubmittedAt != nil {
		add("Sent", utc(*o.SubmittedAt))
	}
	if !m.env.HideCosts() {
		if o.Cost != nil {
			add("Cost", o.Cost.String())
		}
		if e := o.Error; e != nil {
			add("Error", join(string(e.Kind), e.Code, screen.Voice.Problem(*e)))
			add("They said", e.Detail)
		}
	}
	add("Requests", strings.Join(m.requestIDs(), ", "))
	return all
}

func utc(at time.Time) string { return at.UTC().Format(time.RFC3339) }

// requestIDs are the provider's numbers of all answers that had one.
func (m *Model) requestIDs() []string {
	var ids []string
	add := func(id string) {
		if id != "" && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	for _, s := range m.detail.steps {
		if s.change.Error != nil {
			add(s.change.Error.RequestID)
		}
	}
	if e := m.detail.order.Error; e != nil {
		add(e.RequestID)
	}
	return ids
}
