package valuetopup

import (
	"testing"

	"simdesk/providers"
)

func TestBalanceReadsEveryFormAndSign(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, terms, payLoad, want string
	}{
		{"prepaid is the default", "", `-812.35`, "812.35"},
		{"prepaid, an object", TermsPrepaid, `{"balance":-812.35}`, "812.35"},
		{"prepaid, a text", TermsPrepaid, `"-0.10"`, "0.1"},
		{"credit is owed", TermsCredit, `120.5`, "-120.5"},
		{"plain", TermsPlain, `120.5`, "120.5"},
		{"exact to the digit", TermsPlain, `12345678901234567.89`, "12345678901234567.89"},
		{"empty", TermsPrepaid, `0`, "0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			client := openWith(t, Config{BalanceTerms: c.terms, Currency: "gbp"}, step{Request: "GET /api/v1/account/balance", Answer: ok(c.payLoad)})
			got, err := client.Balance(background(t))
			if err != nil {
				t.Fatal(err)
			}
			m := providers.MustMoney(c.want, "GBP")
			same(t, providers.Balance{OnCredit: c.terms == TermsCredit, Available: m, Balance: m, AsOf: noon}, got)
		})
	}
}

func TestBalanceThatCannotBeReadIsAnErrorNotZero(t *testing.T) {
	t.Parallel()
	for _, answer := range []string{
		ok(`null`), ok(`{}`), ok(`[]`), ok(`{"balance":null}`), ok(`"many"`), `{}`, `[]`, `<html>busy</html>`, `{"responseCode":"000"`, code("852", "busy"),
		`{"responseCode":"852","responseMessage":"busy","payLoad":5}`,
	} {
		client := openAt(t, step{Request: "GET /api/v1/account/balance", Answer: answer})
		_, err := client.Balance(background(t))
		same(t, verdict{Kind: providers.KindUnavailable}, verdictOf(t, err))
	}
}

func TestReadErrorsSayWhatIsWrong(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		status int
		answer string
		want   verdict
		why    string // "" where the HTTP layer says it
	}{
		{"wrong password", 401, ``, verdict{Kind: providers.KindUnauthorized, Outcome: providers.NotSent}, ""},
		{"wrong password, with a code", 401, code("777", "no"), verdict{Kind: providers.KindUnauthorized, Outcome: providers.NotSent, Code: "777"}, ""},
		{"address not on the list", 403, `<html>`, verdict{Kind: providers.KindUnauthorized, Outcome: providers.Refused}, "valuetopup.not_listed"},
		{"nothing there", 404, `<html>`, verdict{Kind: providers.KindUnavailable, Outcome: providers.Refused}, "valuetopup.gone"},
		{"gone", 410, ``, verdict{Kind: providers.KindUnavailable, Outcome: providers.Refused}, "valuetopup.gone"},
		{"down", 503, `<html>`, verdict{Kind: providers.KindUnavailable}, ""},
		{"throttled", 429, ``, verdict{Kind: providers.KindThrottled, Outcome: providers.Refused}, ""},
		{"offline", 200, code("998", "back in 5 min"), verdict{Kind: providers.KindUnavailable, Code: "998"}, "valuetopup.offline"},
		{"a code nobody knows", 200, code("777", "Not today"), verdict{Kind: providers.KindUnavailable, Outcome: providers.Refused, Code: "777"}, "valuetopup.no_answer_saying"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			client := openAt(t, step{Request: "GET /api/v1/account/balance", Status: c.status, Answer: c.answer})
			_, err := client.Balance(background(t))
			same(t, c.want, verdictOf(t, err))
			same(t, c.why, ownWhy(err).Key)
		})
	}
}

func TestClientNamesItselfAndWhatItLacks(t *testing.T) {
	t.Parallel()
	c := New(Config{Sandbox: true})
	same(t, []any{"valuetopup", "Value Topup", true}, []any{c.Name(), c.Title(), c.Sandbox()})
	same(t, providers.Because("valuetopup.no_top_up"), providers.Why(c, providers.CanTopUp))
	for _, is := range []providers.Capability{providers.CanBalance, providers.CanCatalog, providers.CanSell, providers.CanReadESIM, providers.CanTrack, providers.CanDetect} {
		same(t, providers.Reason{}, c.Missing(is))
	}
	if _, can := any(c).(providers.TopUpper); can {
		t.Error("there is no top-up endpoint")
	}
}
