package fyatu

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"simdesk/providers"
	"simdesk/providers/wire"
	"simdesk/providers/wire/loose"
)

// esim is an eSIM as a purchase, the list, get and refresh write it. The
// documents show two shapes for package and usage; both are read.
type esim struct {
	loose.Forgiving
	ESIMID     loose.Text         `json:"esimId"`
	ICCID      loose.Text         `json:"iccid"`
	OrderID    loose.Text         `json:"orderId"`
	Status     loose.Text         `json:"status"`
	Package    object[packageRef] `json:"package"`
	Usage      object[usage]      `json:"usage"`
	Data       object[amounts]    `json:"data"`
	Validity   object[validity]   `json:"validity"`
	Activation object[activation] `json:"activation"`
	Sharing    object[sharing]    `json:"sharing"`
	APN        object[apn]        `json:"apn"`
	CreatedAt  loose.Text         `json:"createdAt"`
}

type packageRef struct {
	ID          loose.Text `json:"id"`
	PackageID   loose.Text `json:"packageId"`
	Name        loose.Text `json:"name"`
	Destination place      `json:"destination"`
	IsUnlimited loose.Flag `json:"isUnlimited"`
}

func (p packageRef) id() string { return string(cmp.Or(p.PackageID, p.ID)) }

type validity struct {
	ActivatedAt loose.Text `json:"activatedAt"`
	ExpiresAt   loose.Text `json:"expiresAt"`
}

type activation struct {
	ManualCode       loose.Text `json:"manualCode"`
	AppleInstallURL  loose.Text `json:"appleInstallUrl"`
	LPA              loose.Text `json:"lpa"`
	MatchingID       loose.Text `json:"matchingId"`
	ConfirmationCode loose.Text `json:"confirmationCode"`
}

type sharing struct {
	AccessCode loose.Text `json:"accessCode"`
	Link       loose.Text `json:"link"`
}

type apn struct {
	Type  loose.Text `json:"type"`
	Value loose.Text `json:"value"`
}

// id names the eSIM in a path.
func (e esim) id() string { return string(cmp.Or(e.ESIMID, e.ICCID)) }

// activation returns what a phone needs, nil while it is not told. "lpa" is a
// whole activation code or its host alone; the iPhone link holds the code too.
func (a activation) activation() *providers.Activation {
	link, _ := url.Parse(string(a.AppleInstallURL))
	inLink := ""
	if link != nil {
		inLink = link.Query().Get("carddata")
	}
	for _, text := range []string{string(a.ManualCode), string(a.LPA), inLink} {
		if got, err := providers.ParseActivation(text); err == nil {
			return a.with(got)
		}
	}
	matching := string(cmp.Or(a.MatchingID, a.ManualCode))
	if host := string(a.LPA); host != "" && matching != "" && !strings.ContainsAny(host+matching, "$ ") {
		return a.with(providers.Activation{SMDP: host, MatchingID: matching})
	}
	return nil
}

func (a activation) with(got providers.Activation) *providers.Activation {
	got.ConfirmationCode, got.IOSLink = string(a.ConfirmationCode), string(a.AppleInstallURL)
	return &got
}

// get reads an eSIM by its ICCID or eSIM id, from Fyatu's own books.
func (c *Client) get(ctx context.Context, id string) (esim, error) {
	return c.read(ctx, wire.Request{Op: opESIM, Path: "/esim/" + url.PathEscape(id)}, id)
}

// refresh reads it from the network behind Fyatu. It changes nothing, so it
// is as safe to repeat as a read.
func (c *Client) refresh(ctx context.Context, id string) (esim, error) {
	return c.read(ctx, wire.Request{Op: opRefresh, Method: http.MethodPost, Path: "/esim/" + url.PathEscape(id) + "/refresh"}, id)
}

func (c *Client) read(ctx context.Context, r wire.Request, id string) (esim, error) {
	e, resp, err := ask[esim](ctx, c, r)
	if err != nil {
		return esim{}, err
	}
	if string(e.ESIMID) != id && !providers.SameICCID(string(e.ICCID), id) {
		return esim{}, c.w.Unreadable(resp, errors.New("the answer is about another eSIM"))
	}
	return e, nil
}

// ESIM merges Fyatu's own record with the live figures from the network. One
// of the two is enough; the other is then a warning.
// Errors: KindNotFound for an ICCID that Fyatu does not know.
// Source: Fyatu docs, "Get eSIM", "Refresh eSIM".
func (c *Client) ESIM(ctx context.Context, iccid string) (providers.ESIM, error) {
	clean, ok := providers.CleanICCID(iccid)
	if !ok {
		return providers.ESIM{}, providers.BadICCID(name, loose.Clean(iccid))
	}
	var (
		wg                 sync.WaitGroup
		kept, live         esim
		keptErr, liveError error
	)
	wg.Go(func() { kept, keptErr = c.get(ctx, clean) })
	wg.Go(func() { live, liveError = c.refresh(ctx, clean) })
	wg.Wait()
	if keptErr != nil && (liveError != nil || providers.IsKind(keptErr, providers.KindNotFound)) {
		return providers.ESIM{}, keptErr
	}
	out := kept.over(live).view(clean)
	out.AsOf = c.c.Now()
	for _, err := range []error{keptErr, liveError} {
		if err != nil {
			out.Warnings = append(out.Warnings, providers.AsError(err))
		}
	}
	return out, nil
}

// over fills what the record lacks from the live answer, and takes from the
// live answer what changes with time.
func (e esim) over(live esim) esim {
	e.ESIMID, e.ICCID = cmp.Or(e.ESIMID, live.ESIMID), cmp.Or(e.ICCID, live.ICCID)
	e.Status = cmp.Or(live.Status, e.Status)
	if live.figures().known() {
		e.Usage, e.Data = live.Usage, live.Data
	}
	if live.Validity.V != (validity{}) {
		e.Validity = live.Validity
	}
	if e.Package.V.Name == "" {
		e.Package = live.Package
	}
	if live.Package.V.IsUnlimited.Value {
		e.Package.V.IsUnlimited = live.Package.V.IsUnlimited
	}
	if e.Activation.V.activation() == nil {
		e.Activation = live.Activation
	}
	return e
}

// view is the eSIM in the shop's words.
func (e esim) view(iccid string) providers.ESIM {
	status := cmp.Or(planStates[strings.ToLower(string(e.Status))], providers.PlanUnknown)
	b := e.bundle()
	if status == providers.PlanActive && b.RemainingBytes != nil && *b.RemainingBytes == 0 && !b.Unlimited {
		status = providers.PlanDepleted
	}
	return providers.ESIM{
		ICCID: cmp.Or(string(e.ICCID), iccid), Provider: name, ESIMID: string(e.ESIMID), Name: e.Package.V.title(),
		Status: status, RawStatus: string(e.Status), Install: providers.InstallUnknown, CanTopUp: canTopUp[status],
		Bundles: []providers.Bundle{b}, Activation: e.Activation.V.activation(), Notes: e.notes(),
	}
}

func (p packageRef) title() string {
	return plan{Name: p.Name, Destination: p.Destination, PackageID: p.PackageID, ID: p.ID}.title()
}

// planStates are the documented words, and those of the network behind Fyatu in
// case one comes through.
var planStates = map[string]providers.PlanStatus{
	"inactive": providers.PlanNotActive, "ready": providers.PlanNotActive, "not_active": providers.PlanNotActive,
	"active":   providers.PlanActive,
	"consumed": providers.PlanDepleted, "finished": providers.PlanDepleted,
	"expired": providers.PlanExpired,
}

// canTopUp follows the documents: active and inactive eSIMs, not expired ones.
// A used-up one is refused in one sentence and revived in the next.
var canTopUp = map[providers.PlanStatus]providers.Truth{
	providers.PlanActive: providers.Yes, providers.PlanNotActive: providers.Yes, providers.PlanExpired: providers.No,
}

func (e esim) notes() []providers.Reason {
	var notes []providers.Reason
	if a := e.APN.V; strings.EqualFold(string(a.Type), "manual") && a.Value != "" {
		notes = append(notes, providers.Because("fyatu.apn", "apn", loose.Plain(a.Value)))
	}
	switch s := e.Sharing.V; {
	case s.Link == "":
	case s.AccessCode == "":
		notes = append(notes, providers.Because("fyatu.own_page", "link", string(s.Link)))
	default:
		notes = append(notes, providers.Because("fyatu.own_page_with_code", "link", string(s.Link), "code", string(s.AccessCode)))
	}
	return notes
}
