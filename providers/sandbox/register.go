package sandbox

import (
	"net/http"

	"simdesk/providers/sandbox/fyatu"
	"simdesk/providers/sandbox/giftapi"
	"simdesk/providers/sandbox/reloadly"
	"simdesk/providers/sandbox/roamify"
	"simdesk/providers/sandbox/sim"
	"simdesk/providers/sandbox/valuetopup"
)

// simulator is one provider's part of the server.
type simulator struct {
	name string
	base string // what the provider's documented base URL has behind the host
	open func(*sim.World) http.Handler
}

// simulators lists them in the order of the index page. A new one is one line.
var simulators = []simulator{
	{roamify.Name, "", func(w *sim.World) http.Handler { return roamify.New(w) }},
	{fyatu.Name, "/api/v3", func(w *sim.World) http.Handler { return fyatu.New(w) }},
	{valuetopup.Name, "", func(w *sim.World) http.Handler { return valuetopup.New(w) }},
	{reloadly.Name, "", func(w *sim.World) http.Handler { return reloadly.New(w) }},
	{giftapi.Name, "", func(w *sim.World) http.Handler { return giftapi.New(w) }},
}

// known reports whether there is a simulator of that name.
func known(name string) bool {
	for _, p := range simulators {
		if p.name == name {
			return true
		}
	}
	return false
}
