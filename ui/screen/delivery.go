package screen

import (
	"slices"

	"simdesk/providers"
	"simdesk/ui/say"
)

// Fact is one thing that was delivered. A secret is worth money to whoever reads
// it.
type Fact struct {
	Label, Text string
	Secret      bool
}

// Delivered is all that a delivery holds but an eSIM's code: what a customer
// needs first comes first.
func Delivered(d providers.Delivery) []Fact {
	received := ""
	if d.Delivered != nil {
		received = d.Delivered.String()
	}
	all := []Fact{
		{"ICCID", Fours(d.ICCID), false}, {"SIM", d.SIMNumber, false}, {"Card", d.CardNumber, true}, {"PIN", d.PIN, true},
		{"Token", d.Token, true}, {"Units", d.Units, false}, {"Number", d.Phone, false}, {"Received", received, false},
		{"Serial", d.Serial, false}, {"Expires", d.Expires, false}, {"Link", d.Link, true}, {"To use", d.Instructions, false},
		{"They say", d.Message, false}, {"Operator", d.OperatorReference, false},
	}
	return slices.DeleteFunc(all, func(f Fact) bool { return say.Plain(f.Text) == "" })
}
