package roamify

import (
	"encoding/json"
	"errors"
	"time"

	"simdesk/providers"
	"simdesk/providers/wire"
)

// data reads the data of an answer whose status is success. For a spending
// request anything else is an unknown outcome.
func data[T any](c *Client, r wire.Response) (v T, err error) {
	a := answer{}
	if err := c.w.Decode(r, &a); err != nil {
		return v, err
	}
	if !a.success() {
		return v, c.w.Unreadable(r, errors.New("no status and data in the answer"))
	}
	if err := wire.Decode(a.Data, &v); err != nil {
		return v, c.w.Unreadable(r, err)
	}
	return v, nil
}

// order is the object of every order call; instant orders hold esims where
// the others hold items.
type order struct {
	wire.Loose
	ID          wire.Text   `json:"id"`
	ReferenceID wire.Text   `json:"referenceId"`
	Status      wire.Text   `json:"status"`
	Total       wire.Number `json:"total"`
	Currency    wire.Text   `json:"currency"`
	Items       []item      `json:"items"`
	ESIMs       []esim      `json:"esims"`
}

type item struct {
	ESIMID    wire.Text `json:"esimId"`
	PackageID wire.Text `json:"packageId"`
	Package   wire.Text `json:"package"`
}

// esim carries no package, order or reference: those are joined through the
// order or the history.
type esim struct {
	wire.Loose
	ID             wire.Text `json:"id"`
	ICCID          wire.Text `json:"iccid"`
	Status         wire.Text `json:"status"`
	WithTopUp      wire.Flag `json:"withTopUp"`
	WithUsageCheck wire.Flag `json:"withUsageCheck"`
	Profile        profile   `json:"esim"`
	APN            apn       `json:"apn"`
	Data           struct {
		IsUnlimited wire.Flag `json:"isUnlimited"`
	} `json:"data"`
	Notes texts `json:"notes"`
}

// activation returns what a phone needs, nil while the profile is not made.
func (e esim) activation() *providers.Activation {
	a, err := providers.ParseActivation(string(e.Profile["lpaCode"]))
	host, code := string(e.Profile["smdpAddress"]), string(e.Profile["activationCode"])
	if err != nil {
		a, err = providers.ParseActivation(code)
	}
	if err != nil && host != "" && code != "" {
		a, err = providers.Activation{SMDP: host, MatchingID: code}, nil
	}
	if err != nil {
		return nil
	}
	a.IOSLink, a.AndroidLink = string(e.Profile["iosQuickInstall"]), string(e.Profile["androidQuickInstall"])
	return &a
}

// profile holds the texts of a profile by their keys, none where it is not made
// yet. What is no text is left out: it must not hide what was paid for beside it.
type profile map[string]wire.Text

func (p *profile) UnmarshalJSON(b []byte) error {
	var all map[string]json.RawMessage
	_ = wire.Unmarshal(b, &all)
	*p = profile{}
	for key, raw := range all {
		var text wire.Text
		_ = wire.Unmarshal(raw, &text)
		(*p)[key] = text
	}
	return nil
}

// apn is an object on an eSIM and plain text on a package. Anything else says
// nothing: like a note, it is never worth a failed sale.
type apn struct {
	Automatic wire.Flag `json:"apnAutomatic"`
	Name      wire.Text `json:"apnName"`
}

func (a *apn) UnmarshalJSON(b []byte) error {
	type whole apn
	_ = wire.ObjectOr(b, (*whole)(a), &a.Name)
	return nil
}

// note is for a person who has to type the APN, the zero value when nobody has.
func (a apn) note() providers.Reason {
	if a.Name == "" || a.Automatic.Value {
		return providers.Reason{}
	}
	return providers.Because("roamify.apn", "name", string(a.Name))
}

// texts is a list of lines that may arrive as one line; what is no text in it
// is left out, since a note is never worth a failed sale.
type texts []string

func (t *texts) UnmarshalJSON(b []byte) error {
	var lines wire.List[json.RawMessage]
	_ = wire.Unmarshal(b, &lines) // any JSON is a list of some JSON
	for _, raw := range lines {
		var line wire.Text
		_ = wire.Unmarshal(raw, &line)
		if s := wire.Plain(line); s != "" {
			*t = append(*t, s)
		}
	}
	return nil
}

// moment reads unix seconds; 0 and null mean that there is no such time yet.
func moment(n wire.Number) *time.Time {
	if n.Int() <= 0 {
		return nil
	}
	t := time.Unix(n.Int(), 0).UTC()
	return &t
}
