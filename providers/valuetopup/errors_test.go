package valuetopup

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"simdesk/providers"
)

// What a person is told of an answer to a read, as a whole.
func TestReadErrorsAsAWhole(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		status int
		answer string
		want   providers.Error
	}{
		{403, code("777", "Address unknown"), providers.Error{Kind: providers.KindUnauthorized, Outcome: providers.Refused, Code: "777", Detail: "Address unknown", Why: providers.Because("valuetopup.not_listed")}},
		{503, `<html>busy</html>`, providers.Error{Kind: providers.KindUnavailable, Detail: "<html>busy</html>"}},
		{405, `<html>`, providers.Error{Kind: providers.KindUnavailable, Outcome: providers.Refused, Why: providers.Because("valuetopup.gone")}},
		// No meaning of a code makes more of these than their status.
		{500, code("501", "Not valid"), providers.Error{Kind: providers.KindUnavailable, Code: "501", Detail: "Not valid"}},
		{503, code("501", "Not valid"), providers.Error{Kind: providers.KindUnavailable, Code: "501", Detail: "Not valid"}},
		{401, code("501", "Not valid"), providers.Error{Kind: providers.KindUnauthorized, Outcome: providers.NotSent, Code: "501", Detail: "Not valid"}},
		{200, code("777", "Not today"), providers.Error{Kind: providers.KindUnavailable, Outcome: providers.Refused, Code: "777", Detail: "Not today",
			Why: providers.Because("valuetopup.no_answer_saying", "words", "Not today", "code", "777")}},
	} {
		_, err := openAt(t, step{Request: "GET /api/v1/account/balance", Status: c.status, Answer: c.answer}).Balance(background(t))
		c.want.Provider, c.want.RequestID = name, "req-1"
		got := *providers.AsError(err)
		got.Why = ownWhy(&got)
		if diff := cmp.Diff(c.want, got, cmpopts.IgnoreFields(providers.Error{}, "Err")); diff != "" {
			t.Errorf("%d %s (-want +got):\n%s", c.status, c.answer, diff)
		}
	}
}

// A known code says better what happened than the status beside it; one that
// speaks of a sale makes a read unavailable.
func TestReadErrorsWithAStatusOfTheirOwnFollowTheCode(t *testing.T) {
	t.Parallel()
	for c, f := range refusals {
		want := providers.KindUnavailable
		if c == "001" || c == "033" || c == "501" {
			want = providers.KindInvalid
		}
		_, err := openAt(t, step{Request: "GET /api/v1/account/balance", Status: 400, Answer: code(c, "")}).Balance(background(t))
		same(t, verdict{Kind: want, Outcome: providers.Refused, Code: c}, verdictOf(t, err))
		same(t, providers.Because(f.why), ownWhy(err))
	}
}

// The log tells a sale from what is only read.
func TestSaleIsLoggedAsOne(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	r := request(t, pinSKU, nil)
	client := openWith(t, Config{Log: slog.New(slog.NewTextHandler(&log, nil))},
		step{Request: "POST /api/v1/transaction/pin", Body: `{"skuId":700,"correlationId":"` + ourRef + `"}`, Answer: code("852", "")})
	if _, err := client.Sell(background(t), r); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(log.String(), " op=sell ") {
		t.Errorf("logged %s", log.String())
	}
}
