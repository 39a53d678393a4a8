package ui

import (
	"slices"
	"strings"

	"github.com/charmbracelet/lipgloss"

	"simdesk/state/desk"
)

// signLength is how much the header says about the providers.
type signLength int

const (
	signsOnly     signLength = iota // a sign each
	signsTroubled                   // and the words of those that are not up
	signsFull                       // and everybody's words
)

// health is a provider's state as one sign and one word.
type health struct {
	sign, word string
	style      lipgloss.Style
}

// healthOf reads a provider's state from its account and its wallet.
func (r *Router) healthOf(a desk.Account) health {
	t := r.env.Theme
	if a.Problem != nil {
		return health{"○", "off", t.Dim}
	}
	if slices.Contains(r.wallets.msg.Waiting, a.Name) && r.env.Now().Sub(r.wallets.begun) >= slowAfter {
		return health{"◐", "slow", t.Warn}
	}
	for _, w := range r.wallets.msg.Wallets {
		if w.Provider != a.Name {
			continue
		}
		if w.Error != nil {
			return health{"×", "down", t.Bad}
		}
		return health{"●", "up", t.Good}
	}
	return health{"·", "asking", t.Dim}
}

func (r *Router) signs(length signLength) string {
	parts := make([]string, 0, len(r.accounts))
	for _, a := range r.accounts {
		h := r.healthOf(a)
		s := h.style.Render(h.sign)
		if length == signsFull || (length == signsTroubled && h.word != "up" && h.word != "asking") {
			s += " " + a.Title + " " + h.style.Render(h.word)
		}
		parts = append(parts, s)
	}
	gap := " "
	if length == signsFull {
		gap = "  "
	}
	return strings.Join(parts, gap)
}
