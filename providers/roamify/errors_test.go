package roamify

import (
	"net/http"
	"testing"

	"simdesk/providers"
	"simdesk/providers/wire"
)

// What the words of an error are taken for, and by which request.
func TestExplainReadsTheWords(t *testing.T) {
	t.Parallel()
	type read struct {
		Kind      providers.ErrorKind
		Outcome   providers.Outcome
		Code      string
		Duplicate bool
	}
	reference := read{providers.KindDeclined, providers.Unknown, codeReference, true}
	for _, c := range []struct {
		name   string
		safety wire.Safety
		op     string
		status int
		body   string
		want   read
	}{
		{"a wrong key with something besides", wire.Once, opInstant, 401, `{"status":"failed","message":"` + theirUnauthorized + `","x":1}`, read{providers.KindUnauthorized, providers.Unknown, "HTTP_401", false}},
		{"an empty wallet with something besides", wire.Once, opInstant, 200, `{"status":"failed","message":"Insufficient balance","x":1}`, read{providers.KindDeclined, providers.Unknown, codeBalance, false}},
		{"a read proves nothing of a sale", wire.Read, opESIM, 400, words("bad"), read{providers.KindInvalid, providers.Unknown, "HTTP_400", false}},
		{"a conflict of a read", wire.Read, opESIM, 409, words("conflict"), read{providers.KindDeclined, providers.Unknown, "HTTP_409", false}},
		{"a conflict that is no failure", wire.Once, opOrder, 409, `{"status":"success","message":"conflict"}`, read{providers.KindDeclined, providers.Unknown, "HTTP_409", false}},
		{"a conflict, fail", wire.Once, opOrder, 409, `{"status":"fail","message":"conflict"}`, reference},
		{"a conflict, error", wire.Once, opTopUp, 409, `{"status":"error","message":"conflict"}`, reference},
		{"a conflict of an order", wire.Once, opOrder, 409, words("conflict"), reference},
		{"a reference in an internal error", wire.Once, opInstant, 500, words("referenceId already exists"), read{providers.KindUnknownOutcome, providers.Unknown, "HTTP_500", false}},
		{"a balance in an internal error", wire.Once, opInstant, 500, words("insufficient balance"), read{providers.KindUnknownOutcome, providers.Unknown, "HTTP_500", false}},
		{"a balance in an answer to a read", wire.Read, opESIM, 400, words("insufficient balance"), read{providers.KindInvalid, providers.Unknown, "HTTP_400", false}},
		{"a balance that a client error speaks of", wire.Once, opOrder, 400, words("check your balance"), read{providers.KindDeclined, providers.Refused, codeBalance, false}},
		{"not found, of the wallet", wire.Read, opBalance, 400, words("account not found"), read{providers.KindInvalid, providers.Unknown, "HTTP_400", false}},
		{"not found, of the catalogue", wire.Read, opCatalog, 400, words("list not found"), read{providers.KindInvalid, providers.Unknown, "HTTP_400", false}},
		{"not found, of an eSIM", wire.Read, opESIM, 400, words("eSIM not found"), read{providers.KindNotFound, providers.Unknown, "HTTP_400", false}},
		{"not found, in an envelope of its own", wire.Read, opESIM, 404, words("Not Found"), read{providers.KindNotFound, providers.Unknown, "HTTP_404", false}},
		{"a router's words with a 400", wire.Read, opESIM, 400, words("Cannot get it from this URL"), read{providers.KindInvalid, providers.Unknown, "HTTP_400", false}},
		{"an apply that failed", wire.Read, opApply, 500, words("boom"), read{providers.KindUnavailable, providers.Unknown, "HTTP_500", false}},
		{"not found, in an internal error", wire.Read, opESIM, 500, words("eSIM not found"), read{providers.KindUnavailable, providers.Unknown, "HTTP_500", false}},
		{"a word of its own", wire.Read, opESIM, 200, `{"status":"odd"}`, read{providers.KindUnavailable, providers.Unknown, "HTTP_200", false}},
		{"forbidden, whatever it says", wire.Read, opESIM, 403, words("eSIM not found"), read{providers.KindUnauthorized, providers.Unknown, "HTTP_403", false}},
		{"too many, whatever it says", wire.Read, opESIM, 429, words("eSIM not found"), read{providers.KindThrottled, providers.Unknown, "HTTP_429", false}},
		{"a code inside", wire.Read, opESIM, 400, `{"status":"failed","error":{"code":"X1","message":"m"}}`, read{providers.KindInvalid, providers.Unknown, "X1", false}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			e := explain(wire.Response{Safety: c.safety, Op: c.op, Status: c.status, Body: []byte(c.body)})
			same(t, read{e.Kind, e.Outcome, e.Code, e.Duplicate}, c.want)
		})
	}
}

func TestExplainQuotesTheNearestWords(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`{"status":"failed","data":{"message":"inner"}}`:                             "inner",
		`{"status":"failed","message":"outer","data":{"message":"inner"}}`:           "outer",
		`{"status":"failed","error":{"message":"error"},"data":{"message":"inner"}}`: "error",
		`{"status":"failed","error":"text","data":{"message":"inner"}}`:              "text",
		`{"status":"failed","message":"outer","error":{"message":"error"}}`:          "outer",
		`<p>plain</p>`: "plain",
	} {
		e := explain(wire.Response{Op: opESIM, Status: http.StatusBadRequest, Body: []byte(body)})
		same(t, e.Detail, want)
	}
}

func TestExplainSaysWhatIsNotKnown(t *testing.T) {
	t.Parallel()
	const (
		product = "roamify.unknown_package"
		card    = "roamify.unknown_esim"
		general = "roamify.unknown"
	)
	for op, want := range map[string]string{
		opInstant: product, opOrder: product, opTopUp: product, opFind: "roamify.unknown_order",
		opESIM: card, opUsage: card, opBalance: general, opCatalog: general,
	} {
		for _, said := range []string{"X not found", "X is gone"} {
			same(t, explain(wire.Response{Op: op, Status: http.StatusNotFound, Body: []byte(words(said))}).Why, providers.Because(want))
		}
		e := explain(wire.Response{Op: op, Status: http.StatusInternalServerError, Body: []byte(words("boom"))})
		want := "roamify.internal"
		if spends(op) {
			want = "roamify.internal_sale" // of a package that no longer exists, too
		}
		same(t, e.Why, providers.Because(want))
	}
}

func TestExplainSaysWhatToDo(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		op     string
		status int
		said   string
		want   providers.Reason
	}{
		{opESIM, 405, "", providers.Because("roamify.not_served")},
		{opApply, 400, "eSIM is still pending processing", providers.Because("roamify.being_made")},
		{opInstant, 400, "Insufficient balance", providers.Because("roamify.wallet")},
		{opESIM, 200, "no", providers.Because("roamify.answered", "status", "failed")},
	} {
		same(t, explain(wire.Response{Op: c.op, Status: c.status, Body: []byte(words(c.said))}).Why, c.want)
	}
}
