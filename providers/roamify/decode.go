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
	if !a.success() || len(a.Data) == 0 {
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
	ID             wire.Text           `json:"id"`
	ICCID          wire.Text           `json:"iccid"`
	Status         wire.Text           `json:"status"`
	WithTopUp      wire.Flag           `json:"withTopUp"`
	WithUsageCheck wire.Flag           `json:"withUsageCheck"`
	Profile        wire.Map[wire.Text] `json:"esim"`
	APN            apn                 `json:"apn"`
	Data           struct {
		IsUnlimited wire.Flag `json:"isUnlimited"`
	} `json:"data"`
	Notes texts `json:"notes"`
}

// activation returns what a phone needs, nil while the profile is not made.
func (e esim) activation() *providers.Activation {
	a, err := providers.ParseActivation(string(e.Profile["lpaCode"]))
	if err != nil {
		a, err = providers.ParseActivation(string(e.Profile["activationCode"]))
	}
	if host, code := e.Profile["smdpAddress"], e.Profile["activationCode"]; err != nil && host != "" && code != "" {
		a, err = providers.Activation{SMDP: string(host), MatchingID: string(code)}, nil
	}
	if err != nil {
		return nil
	}
	a.IOSLink, a.AndroidLink = string(e.Profile["iosQuickInstall"]), string(e.Profile["androidQuickInstall"])
	return &a
}

// apn is an object on an eSIM and plain text on a package.
type apn struct {
	Automatic wire.Flag `json:"apnAutomatic"`
	Name      wire.Text `json:"apnName"`
}

func (a *apn) UnmarshalJSON(b []byte) error {
	*a = apn{}
	type whole apn
	return wire.ObjectOr(b, (*whole)(a), &a.Name)
}

// note is the line for a person who has to type the APN, "" when nobody has.
func (a apn) note() string {
	if a.Name == "" || a.Automatic.Value {
		return ""
	}
	return "APN: " + string(a.Name)
}

// texts is a list of lines that may arrive as one line; what is no text in it
// is left out, since a note is never worth a failed sale.
type texts []string

func (t *texts) UnmarshalJSON(b []byte) error {
	*t = nil
	var lines wire.List[json.RawMessage]
	if err := json.Unmarshal(b, &lines); err != nil {
		return err
	}
	for _, raw := range lines {
		var line wire.Text
		if json.Unmarshal(raw, &line) == nil && wire.Plain(line) != "" {
			*t = append(*t, wire.Plain(line))
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
