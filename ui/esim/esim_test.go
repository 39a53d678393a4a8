package esim

import (
	"context"
	"strings"
	"testing"
	"time"

	"simdesk/providers"
	"simdesk/state/desk"
	"simdesk/state/ledger"
	"simdesk/ui/screen"
	"simdesk/ui/uitest"
)

const iccid = "8944422711108338982"

func size(n int64) *int64 { return &n }

func at(d time.Duration) *time.Time {
	t := uitest.Start.Add(d)
	return &t
}

const day = 24 * time.Hour

// global is the eSIM of experience.md: ten gigabytes, 8.5 left.
func global(t testing.TB) providers.ESIM {
	t.Helper()
	a, err := providers.ParseActivation(uitest.Code48)
	if err != nil {
		t.Fatal(err)
	}
	return providers.ESIM{
		ICCID: iccid, Provider: "giftapi", Name: "10GB Global Data", Status: providers.PlanActive, RawStatus: "IN_USE",
		Install: providers.InstallInstalled, RawInstall: "Installed", CanTopUp: providers.Yes, Activation: &a, AsOf: uitest.Start,
		Bundles: []providers.Bundle{{
			Name: "10GB Global Data", TotalBytes: size(10 * providers.GB), RemainingBytes: size(17 * providers.GB / 2),
			StartsAt: at(-3 * day), ExpiresAt: at(24*day + time.Hour), Status: "active",
		}},
		Coverage: []providers.Network{{Country: "AE", Name: "Etisalat"}, {Country: "GB", Name: "Vodafone"}, {Country: "AE", Name: "du"}},
	}
}

// asks makes a desk that finds nothing of ours and answers every look-up with
// the eSIM, noting what it was asked.
func asks(t *testing.T, e *providers.ESIM, errs ...*providers.Error) (*uitest.Desk, *[]string) {
	t.Helper()
	shop := uitest.Shop(t)
	var asked []string
	shop.FindFunc = func(context.Context, string) ([]ledger.Order, error) { return nil, nil }
	shop.OrdersFunc = func(context.Context, ledger.Filter) (ledger.Page, error) { return ledger.Page{}, nil }
	shop.LookUpFunc = func(_ context.Context, number, provider string) desk.Lookup {
		asked = append(asked, number+" "+provider)
		return desk.Lookup{ICCID: number, ESIM: e, Errors: errs, Titles: map[string]string{"fyatu": "Fyatu", "giftapi": "GiftAPI"}}
	}
	return shop, &asked
}

func start(t *testing.T, shop *uitest.Desk) (*uitest.Driver, *screen.Env, *uitest.Clock) {
	t.Helper()
	env, clock := uitest.Env(t, shop)
	return uitest.Screen(t, New(env)), env, clock
}

func shown(t *testing.T, e providers.ESIM) *uitest.Driver {
	t.Helper()
	shop, _ := asks(t, &e)
	d, _, _ := start(t, shop)
	d.Type(iccid)
	d.Press("enter")
	return d
}

func TestEmpty(t *testing.T) {
	d, _, _ := start(t, uitest.Shop(t))
	d.Sizes(t, 4)
}

func TestTypedNumberIsAskedOfEverybody(t *testing.T) {
	e := global(t)
	shop, asked := asks(t, &e)
	d, _, _ := start(t, shop)
	d.Type("89-4442 2711 1083 38982F")
	t.Run("typed", d.Golden)
	if len(*asked) != 0 {
		t.Errorf("asked while typing: %v", *asked)
	}
	d.Press("enter")
	uitest.Same(t, []string{iccid + " "}, *asked)
	d.Sizes(t, 4)
}

func TestWhatIsNotKnownIsShownAsNotKnown(t *testing.T) {
	for name, change := range map[string]func(*providers.ESIM){
		"unlimited": func(e *providers.ESIM) {
			e.Bundles[0] = providers.Bundle{Unlimited: true, ExpiresAt: at(30 * time.Hour)}
		},
		"nothing": func(e *providers.ESIM) {
			*e = providers.ESIM{ICCID: iccid, Provider: "fyatu", Status: providers.PlanUnknown, RawStatus: "PARKED", Install: providers.InstallUnknown}
		},
		"remaining": func(e *providers.ESIM) {
			e.Bundles[0].RemainingBytes, e.Bundles[0].RawRemaining, e.Bundles[0].ExpiresAt = nil, "plenty", nil
		},
		"total": func(e *providers.ESIM) { e.Bundles[0].TotalBytes = nil },
		"used up": func(e *providers.ESIM) {
			e.Status, e.Bundles[0].RemainingBytes, e.CanTopUp = providers.PlanDepleted, size(0), providers.No
		},
		"over": func(e *providers.ESIM) { e.Status, e.Bundles[0].ExpiresAt = providers.PlanExpired, at(-5*day) },
		"no start": func(e *providers.ESIM) {
			e.Bundles[0].StartsAt = nil
		},
		"fast": func(e *providers.ESIM) { e.Bundles[0].RemainingBytes = size(providers.GB / 2) },
		"several": func(e *providers.ESIM) {
			e.Bundles = append(e.Bundles, providers.Bundle{Name: "1 GB Europe", Status: "QUEUED", TotalBytes: size(providers.GB),
				RemainingBytes: size(900 * providers.MB), StartsAt: at(day), ExpiresAt: at(400 * day)})
		},
		"many countries": func(e *providers.ESIM) {
			e.Coverage = nil
			for i := range 40 {
				e.Coverage = append(e.Coverage, providers.Network{Country: string(rune('A'+i%26)) + string(rune('A'+i/2)), Name: "Network"})
			}
		},
		"partly": func(e *providers.ESIM) {
			e.Warnings = []*providers.Error{{Kind: providers.KindUnavailable, Provider: "giftapi", Why: providers.Quoted("The usage could not be read.")}}
			e.Notes = providers.Quotes("Share code 77")
		},
	} {
		t.Run(name, func(t *testing.T) {
			e := global(t)
			change(&e)
			d := shown(t, e)
			d.Fits(t, 80, 20)
			d.Golden(t)
		})
	}
}

// TestHostileAndWideText: what others wrote moves no cursor and breaks no line.
func TestHostileAndWideText(t *testing.T) {
	e := global(t)
	e.Name = "日本 10 GB \x1b[2J\x1b]0;owned\x07\u202eevil\n" + strings.Repeat("長い名前", 20)
	e.RawStatus = "نشط\r\n"
	e.Bundles[0].Name = "باقة البيانات " + strings.Repeat("العربية ", 20)
	e.Coverage = append(e.Coverage, providers.Network{Country: "JP", Name: strings.Repeat("ドコモ", 30)})
	d := shown(t, e)
	for _, s := range []string{"\x1b[2J", "\x1b]", "\u202e", "\r"} {
		if strings.Contains(d.Raw(), s) {
			t.Errorf("%q reached the screen", s)
		}
	}
	d.Sizes(t, 4)
}

func TestAsking(t *testing.T) {
	e := global(t)
	shop, _ := asks(t, &e)
	shop.Missing["reloadly"] = map[providers.Capability]providers.Reason{providers.CanReadESIM: providers.Quoted("Reloadly sells no eSIM.")}
	shop.AccountList[2].Problem = &providers.Error{Kind: providers.KindConfig}
	d, _, clock := start(t, shop)
	d.Type(iccid)
	d.Hold()
	d.Press("enter")
	clock.Advance(3 * time.Second)
	d.Golden(t)
}

func TestStaleAnswerIsDropped(t *testing.T) {
	first, second := global(t), global(t)
	second.Name, second.ICCID, second.Bundles = "the second", "8910300000011118982", nil
	shop, _ := asks(t, nil)
	shop.LookUpFunc = func(_ context.Context, number, _ string) desk.Lookup {
		if number == iccid {
			return desk.Lookup{ICCID: number, ESIM: &first}
		}
		return desk.Lookup{ICCID: number, ESIM: &second}
	}
	env, _ := uitest.Env(t, shop)
	m := New(env)
	m.SetSize(80, 20)
	late := m.open(iccid, "")
	now := m.open(second.ICCID, "")
	m.Update(now())
	m.Update(late())
	d := uitest.Still(t, m)
	if v := d.View(); !strings.Contains(v, "the second") || strings.Contains(v, "Global") {
		t.Errorf("the late answer is shown:\n%s", v)
	}
}

func TestNotKnown(t *testing.T) {
	missing := func(p string) *providers.Error {
		return &providers.Error{Kind: providers.KindNotFound, Provider: p, Why: providers.Quoted("no such eSIM")}
	}
	down := func(p, message string) *providers.Error {
		return &providers.Error{Kind: providers.KindUnavailable, Provider: p, Why: providers.Quoted(message)}
	}
	for name, errs := range map[string][]*providers.Error{
		"nobody knows it":               {missing("roamify"), missing("fyatu")},
		"two could not be asked":        {missing("roamify"), down("fyatu", "Fyatu does not answer."), down("giftapi", "GiftAPI is down for maintenance.")},
		"one of two could not be asked": {missing("roamify"), down("giftapi", "GiftAPI is down for maintenance.")},
		"its owner cannot be reached":   {down("roamify", "Roamify does not answer.")},
		"it cannot be read at all":      {{Kind: providers.KindUnsupported, Provider: "valuetopup", Why: providers.Quoted("Value Topup cannot say what is left.")}},
	} {
		t.Run(name, func(t *testing.T) {
			shop, _ := asks(t, nil, errs...)
			d, _, _ := start(t, shop)
			d.Type("8944422711108338989")
			d.Press("enter")
			d.Fits(t, 80, 20)
			d.Golden(t)
		})
	}
}

func TestReadingAgainFailsKeepsTheOld(t *testing.T) {
	e := global(t)
	shop, _ := asks(t, &e)
	d, _, clock := start(t, shop)
	d.Type(iccid)
	d.Press("enter")
	clock.Advance(10 * time.Minute)
	d.Send(screen.TickMsg{At: clock.Now()})
	t.Run("old", d.Golden)
	shop.LookUpFunc = func(_ context.Context, number, provider string) desk.Lookup {
		if provider != "giftapi" {
			t.Errorf("asked %q", provider)
		}
		return desk.Lookup{ICCID: number, Errors: []*providers.Error{{Kind: providers.KindUnavailable, Provider: "giftapi", Why: providers.Quoted("GiftAPI does not answer.")}}}
	}
	d.Press("ctrl+r")
	t.Run("failed", d.Golden)
}

func TestOpenedFromElsewhere(t *testing.T) {
	e := global(t)
	shop, asked := asks(t, &e)
	d, _, _ := start(t, shop)
	d.Type("jap")
	d.Send(screen.OpenESIMMsg{ICCID: iccid, Provider: "giftapi"})
	uitest.Same(t, []string{iccid + " giftapi"}, *asked)
	if !strings.Contains(d.View(), "8.5 of 10 GB left") {
		t.Errorf("not shown:\n%s", d.View())
	}
}

func TestBarIsNeverFullOrEmptyUntilItIs(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		part, all int64
		want      int
	}{{0, 10, 0}, {1, 1 << 40, 1}, {1<<40 - 1, 1 << 40, 9}, {10, 10, 10}, {12, 10, 10}, {5, 10, 5}, {-1, 10, 0}} {
		if got := filled(tc.part, tc.all, 10); got != tc.want {
			t.Errorf("filled(%d, %d) = %d, want %d", tc.part, tc.all, got, tc.want)
		}
	}
}
