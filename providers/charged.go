package providers

import (
	"fmt"
	"strings"
)

// Charged is whether the wallet paid for an order, and who says so. Money that
// came back was taken all the same: that it came back is the order's state.
type Charged struct {
	Taken Truth
	By    Source // "" where it is not known
}

// Source is where it is known from whether money was taken.
type Source string

// The sources.
const (
	ByNotSending Source = "unsent"   // nothing left here, or the provider proved that it did not run
	ByAnswer     Source = "answer"   // the provider's answer to the sale
	ByLookUp     Source = "look_up"  // the provider's answer when it was asked later
	ByEvidence   Source = "evidence" // what the sale changed in lists and wallets
	ByPerson     Source = "person"   // who looked, or was told
)

var truthWords = [...]string{NotKnown: "not known", Yes: "yes", No: "no"}

// MarshalText is how it stands in events and in the orders table: "no:answer".
func (c Charged) MarshalText() ([]byte, error) {
	if c.Taken == NotKnown {
		return []byte(truthWords[NotKnown]), nil
	}
	return []byte(truthWords[c.Taken] + ":" + string(c.By)), nil
}

// UnmarshalText reads what MarshalText writes.
func (c *Charged) UnmarshalText(b []byte) error {
	word, by, _ := strings.Cut(string(b), ":")
	for taken, w := range truthWords {
		if w == word {
			*c = Charged{Truth(taken), Source(by)}
			return nil
		}
	}
	return fmt.Errorf("%q says neither yes nor no", b)
}

// Charged is what an error of a spending request says about the money.
func (e *Error) Charged() Charged {
	switch {
	case e.Duplicate: // there is an order, and that one may have been paid
		return Charged{}
	case e.Outcome == NotSent:
		return Charged{No, ByNotSending}
	case e.Outcome == Refused:
		return Charged{No, ByAnswer}
	}
	return Charged{}
}
