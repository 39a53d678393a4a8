package settle

import (
	"encoding/json"
	"time"

	"simdesk/providers"
	"simdesk/state/ledger"
)

// History is what an order's events say beyond its state.
type History struct {
	Completed time.Time            // when the provider first said so, zero if it never did
	Word      string               // in the provider's own words
	Decided   bool                 // by a person, and nothing that the provider said since completed it
	By        string               // who, if that was the last step
	Evidence  []providers.Evidence // the newest that was compared
	Note      string               // the newest
	Why       providers.Reason     // the newest
}

// Past reads an order's events, oldest first.
func Past(events []ledger.Event) (History, error) {
	var h History
	for i, e := range events {
		var c ledger.Change
		if err := json.Unmarshal(e.Payload, &c); err != nil {
			return h, err
		}
		h.By = ""
		again := i > 0 && events[i-1].State == e.State
		switch {
		case c.Decided:
			h.Decided, h.By = true, e.Clerk
		case e.State == providers.StateCompleted && completes(c, again):
			h.Decided = false
			if h.Completed.IsZero() {
				h.Completed, h.Word = e.At, c.ProviderStatus
			}
		}
		if len(c.Evidence) > 0 {
			h.Evidence = c.Evidence
		}
		if c.Note != "" {
			h.Note = c.Note
		}
		if !c.Why.IsZero() {
			h.Why = c.Why
		}
	}
	return h, nil
}

// completes tells the provider's word that an order was carried out from a
// refusal that came late and changed nothing: that one says nothing of the money.
// In events from before it was noted, it is an error and nothing else.
func completes(c ledger.Change, again bool) bool {
	if c.Charged != nil {
		return c.Charged.Taken == providers.Yes
	}
	return !again || c.Error == nil || len(c.Delivery) > 0 || c.ProviderOrderID != "" || c.ProviderStatus != ""
}
