package roamify

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"time"

	"simdesk/providers"
	"simdesk/providers/wire"
	"simdesk/providers/wire/loose"
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
	if err := loose.Decode(a.Data, &v); err != nil {
		return v, c.w.Unreadable(r, err)
	}
	return v, nil
}

// ask sends a request and reads the data of its answer.
func ask[T any](ctx context.Context, c *Client, r wire.Request) (v T, resp wire.Response, err error) {
	r.Timeout = cmp.Or(c.c.Timeout, patience[r.Op])
	if resp, err = c.w.Do(ctx, r); err == nil {
		v, err = data[T](c, resp)
	}
	return v, resp, err
}

// read reads what is known by an id or a reference, one thing or several.
func read[T any](ctx context.Context, c *Client, op, path, key, id string) ([]T, wire.Response, error) {
	return ask[loose.List[T]](ctx, c, wire.Request{Op: op, Path: path, Query: url.Values{key: {id}}})
}

// spend is ask for the one request of a sale or a top-up, and returns the order
// that it made. An answer that is not about this very order leaves its outcome
// unknown.
func (c *Client) spend(ctx context.Context, op, path string, body any, reference, packageID string) (order, wire.Response, error) {
	o, resp, err := ask[order](ctx, c, wire.Request{Op: op, Method: http.MethodPost, Path: path, Safety: wire.Once, Body: body})
	if err == nil {
		if why := o.check(reference, packageID); why != nil {
			err = c.w.Unreadable(resp, why)
		}
	}
	return o, resp, err
}

// order is the object of every order call; instant orders hold esims where
// the others hold items.
type order struct {
	loose.Forgiving
	ID          loose.Text   `json:"id"`
	ReferenceID loose.Text   `json:"referenceId"`
	Status      loose.Text   `json:"status"`
	Total       loose.Number `json:"total"`
	Currency    loose.Text   `json:"currency"`
	Items       []item       `json:"items"`
	ESIMs       []esim       `json:"esims"`
}

type item struct {
	ESIMID    loose.Text `json:"esimId"`
	PackageID loose.Text `json:"packageId"`
	Package   loose.Text `json:"package"`
}

// esim carries no package, order or reference: those are joined through the
// order or the history.
type esim struct {
	loose.Forgiving
	ID             loose.Text `json:"id"`
	ICCID          loose.Text `json:"iccid"`
	Status         loose.Text `json:"status"`
	WithTopUp      loose.Flag `json:"withTopUp"`
	WithUsageCheck loose.Flag `json:"withUsageCheck"`
	Profile        profile    `json:"esim"`
	APN            apn        `json:"apn"`
	Data           struct {
		IsUnlimited loose.Flag `json:"isUnlimited"`
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
type profile map[string]loose.Text

func (p *profile) UnmarshalJSON(b []byte) error {
	var all map[string]json.RawMessage
	_ = loose.Unmarshal(b, &all)
	*p = profile{}
	for key, raw := range all {
		var text loose.Text
		_ = loose.Unmarshal(raw, &text)
		(*p)[key] = text
	}
	return nil
}

// apn is an object on an eSIM and plain text on a package. Anything else says
// nothing: like a note, it is never worth a failed sale.
type apn struct {
	Automatic loose.Flag `json:"apnAutomatic"`
	Name      loose.Text `json:"apnName"`
}

func (a *apn) UnmarshalJSON(b []byte) error {
	type whole apn
	_ = loose.ObjectOr(b, (*whole)(a), &a.Name)
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
	var lines loose.List[json.RawMessage]
	_ = loose.Unmarshal(b, &lines) // any JSON is a list of some JSON
	for _, raw := range lines {
		var line loose.Text
		_ = loose.Unmarshal(raw, &line)
		if s := loose.Plain(line); s != "" {
			*t = append(*t, s)
		}
	}
	return nil
}

// moment reads unix seconds; 0 and null mean that there is no such time yet.
func moment(n loose.Number) *time.Time {
	if n.Int() <= 0 {
		return nil
	}
	t := time.Unix(n.Int(), 0).UTC()
	return &t
}
