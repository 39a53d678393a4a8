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
	const (
		listed  = "Value Topup refused this computer: check user name and password, and ask Value Topup whether this internet address is on its list."
		down500 = "Value Topup is not available (HTTP 500). Try again in a moment."
		down503 = "Value Topup is not available (HTTP 503). Try again in a moment."
		who     = "Value Topup refused the credentials. Check them in the configuration; simdesk doctor tells which."
	)
	for _, c := range []struct {
		status int
		answer string
		want   providers.Error
	}{
		{403, code("777", "Address unknown"), providers.Error{Kind: providers.KindUnauthorized, Outcome: providers.Refused, Code: "777", Detail: "Address unknown", Message: listed}},
		{503, `<html>busy</html>`, providers.Error{Kind: providers.KindUnavailable, Detail: "<html>busy</html>", Message: down503}},
		{405, `<html>`, providers.Error{Kind: providers.KindUnavailable, Outcome: providers.Refused, Message: messageGone}},
		// No meaning of a code makes more of these than their status.
		{500, code("501", "Not valid"), providers.Error{Kind: providers.KindUnavailable, Code: "501", Detail: "Not valid", Message: down500}},
		{503, code("501", "Not valid"), providers.Error{Kind: providers.KindUnavailable, Code: "501", Detail: "Not valid", Message: down503}},
		{401, code("501", "Not valid"), providers.Error{Kind: providers.KindUnauthorized, Outcome: providers.NotSent, Code: "501", Detail: "Not valid", Message: who}},
		{200, code("777", "Not today"), providers.Error{Kind: providers.KindUnavailable, Outcome: providers.Refused, Code: "777", Detail: "Not today",
			Message: "Value Topup did not answer this: “Not today” (code 777); try again, or ask Value Topup about the code."}},
	} {
		_, err := open(t, step{Request: "GET /api/v1/account/balance", Status: c.status, Answer: c.answer}).Balance(background(t))
		c.want.Provider, c.want.RequestID = name, "req-1"
		if diff := cmp.Diff(&c.want, providers.AsError(err), cmpopts.IgnoreFields(providers.Error{}, "Err")); diff != "" {
			t.Errorf("%d %s (-want +got):\n%s", c.status, c.answer, diff)
		}
	}
}

// A known code says better what happened than the status beside it; one that
// speaks of a sale makes a read unavailable.
func TestReadErrorsWithAStatusOfTheirOwnFollowTheCode(t *testing.T) {
	t.Parallel()
	for c, row := range codes {
		want := providers.KindUnavailable
		if c == "001" || c == "033" || c == "501" {
			want = providers.KindInvalid
		}
		_, err := open(t, step{Request: "GET /api/v1/account/balance", Status: 400, Answer: code(c, "")}).Balance(background(t))
		same(t, verdict{Kind: want, Outcome: providers.Refused, Code: c}, verdictOf(t, err))
		same(t, row.what+"; "+row.next+".", providers.AsError(err).Message)
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
