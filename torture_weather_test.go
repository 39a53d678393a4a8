package main

import (
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
)

// weather is a bad network before a bad provider: every third spending request
// and every twentieth other one meets with something.
func weather(rng *rand.Rand, line string) trouble {
	charging := spends(line)
	if line == "" {
		if rng.IntN(200) == 0 {
			return trouble{name: "reset on connecting", accept: true}
		}
		return trouble{}
	}
	if (charging && rng.IntN(3) > 0) || (!charging && rng.IntN(20) > 0) {
		return trouble{}
	}
	x := troubles[rng.IntN(len(troubles))]
	if x.cut > 0 {
		x.cut = 1 + rng.IntN(x.cut)
	}
	_, path, _ := strings.Cut(line, "/")
	provider, _, _ := strings.Cut(path, "/")
	switch x.name {
	case anyRefusal:
		refusals := ownOf(provider)
		if !charging { // with HTTP 200, what refuses a sale is also what says of one that it failed
			refusals = slices.DeleteFunc(refusals, func(r trouble) bool { return r.status == http.StatusOK })
		}
		x = refusals[rng.IntN(len(refusals))]
	case anyLookAlike:
		charged, lost := lookAlikes(provider)
		rows := append(charged, lost...)
		x = rows[rng.IntN(len(rows))].trouble
	}
	return x
}

const slow = clientWait * 5 / 4

// Stand for a refusal of the provider's own and for what only looks like one.
const anyRefusal, anyLookAlike = "a refusal", "a look-alike"

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
	{name: anyRefusal}, {name: anyRefusal}, // the provider's own
	{name: anyLookAlike}, {name: anyLookAlike}, {name: anyLookAlike},
	{name: "500 before it ran", lost: true, status: 500, body: `{"message":"oops"}`},
	{name: "500 after it ran", status: 500, body: `{"message":"oops"}`},
	{name: "502 after it ran", status: 502, body: "<html>bad gateway</html>"},
	{name: "503", lost: true, status: 503, body: "busy"},
	{name: "redirect", lost: true, status: 307, header: map[string]string{"Location": "/elsewhere"}},
	{name: "HTML with 200", status: 200, body: "<html>welcome</html>"},
	{name: "an empty object", status: 200, body: "{}"},
	{name: "another JSON", status: 200, body: `{"data":[],"status":"success","success":true,"responseCode":"000"}`},
}
