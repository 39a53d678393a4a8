package main

import (
	"math/rand/v2"
	"net/http"
	"strings"
)

// weather is a bad network before a bad provider: every third spending request
// and every twentieth other one meets with something.
func weather(rng *rand.Rand, line string) trouble {
	spends := strings.HasPrefix(line, http.MethodPost) && !strings.Contains(line, "/auth/") && !strings.Contains(line, "/oauth/") &&
		!strings.Contains(line, "/refresh") && !strings.Contains(line, "/apply")
	if line == "" {
		if rng.IntN(200) == 0 {
			return trouble{name: "reset on connecting", accept: true}
		}
		return trouble{}
	}
	if (spends && rng.IntN(3) > 0) || (!spends && rng.IntN(20) > 0) {
		return trouble{}
	}
	x := troubles[rng.IntN(len(troubles))]
	if x.cut > 0 {
		x.cut = 1 + rng.IntN(x.cut)
	}
	return x
}

const slow = clientWait * 5 / 4

// troubles is everything that may happen to one request.
var troubles = []trouble{
	{name: "reset while sending", hello: true},
	{name: "reset before it ran", lost: true, reset: true},
	{name: "reset after it ran", reset: true},
	{name: "too late, did not run", lost: true, before: slow, reset: true},
	{name: "too late, ran", after: slow},
	{name: "arrives after its sender left", before: slow},
	{name: "cut", cut: 600},
	{name: "half an answer", cut: -1},
	{name: "answer twice", twice: true},
	{name: "401", lost: true, status: 401, body: `{"message":"no"}`},
	{name: "402", lost: true, status: 402, body: `{"success":false,"status":402,"message":"no money","errorCode":"INSUFFICIENT_BALANCE"}`},
	{name: "409", lost: true, status: 409, body: `{"message":"conflict"}`},
	{name: "429", lost: true, status: 429, body: `{"message":"slow down"}`},
	{name: "429 with Retry-After", lost: true, status: 429, header: map[string]string{"Retry-After": "0"}},
	{name: "500 before it ran", lost: true, status: 500, body: `{"message":"oops"}`},
	{name: "500 after it ran", status: 500, body: `{"message":"oops"}`},
	{name: "502 after it ran", status: 502, body: "<html>bad gateway</html>"},
	{name: "503", lost: true, status: 503, body: "busy"},
	{name: "redirect", lost: true, status: 307, header: map[string]string{"Location": "/elsewhere"}},
	{name: "HTML with 200", status: 200, body: "<html>welcome</html>"},
	{name: "an empty object", status: 200, body: "{}"},
	{name: "another JSON", status: 200, body: `{"data":[],"status":"success","success":true,"responseCode":"000"}`},
}
