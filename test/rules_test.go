package test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// goPackage is what go list says about one package.
type goPackage struct {
	ImportPath                         string
	Imports, TestImports, XTestImports []string
}

// importRule forbids some imports. why is what whoever wrote one must know.
type importRule struct {
	why    string
	tests  bool // holds for a package's tests, too
	broken func(from, to string) bool
}

const (
	whyContract = "the contract is imported by everything, so it takes nothing but the standard library and the decimal type"
	whyWire     = "wire is shared by all clients, so it knows the contract and no provider, no simulator and nothing above"
	whyLoose    = "loose knows JSON and the contract's values: no request, no provider and nothing above"
	whyClient   = "a client knows the contract and wire alone: never another client, a simulator, state or ui"
	// Apart from providertest, which imports every client and simulator.
	whyClientTest = "what the clients' own tests share knows the contract alone: no client, so that none imports itself, and no simulator"
	whyState      = "state works through the contract: no client, no HTTP layer, no simulator and no screen"
	whyUINetwork  = "a screen talks to the desk: it has no network, no database and no client of its own"
	whyScreens    = "one screen never imports another: it sends a message to the router"
	whyShared     = "what screens share knows none of them, nor the router above them"
	whyLedger     = "the ledger knows no database: each store is a package below it, behind the one interface"
	whyStores     = "only main knows which stores exist; everything else works through the ledger"
	whyOnlyMain   = "only main knows which providers exist, and the tests that check all of them"
	whySandbox    = "the simulators write their formats from the documents: shared code would hide the same misreading on both sides"
	whyForTests   = "this package is for tests: nothing that is shipped may carry it"
)

var importRules = []importRule{
	{whyContract, false, func(from, to string) bool {
		return from == "simdesk/providers" && !standard(to) && to != "github.com/shopspring/decimal"
	}},
	{whyWire, true, func(from, to string) bool {
		return from == "simdesk/providers/wire" && ours(to) && !among(to, "providers", "providers/wire/loose")
	}},
	{whyLoose, true, func(from, to string) bool {
		return from == "simdesk/providers/wire/loose" && ours(to) && to != "simdesk/providers"
	}},
	{whyClient, true, func(from, to string) bool {
		return client(from) != "" && ours(to) && client(to) != client(from) &&
			!among(to, "providers", "providers/wire", "providers/wire/loose", "providers/providertest/clienttest")
	}},
	{whyClientTest, true, func(from, to string) bool {
		return under(from, "providers/providertest/clienttest") && ours(to) && to != "simdesk/providers"
	}},
	{whyState, true, func(from, to string) bool {
		return under(from, "state") && ours(to) && !under(to, "state") && to != "simdesk/providers"
	}},
	{whyUINetwork, true, func(from, to string) bool {
		return under(from, "ui") && (to == "net/http" || to == "database/sql" || strings.HasPrefix(to, "modernc.org/") ||
			client(to) != "" || under(to, "providers/wire") || under(to, "providers/sandbox"))
	}},
	{whyScreens, true, func(from, to string) bool {
		return screenOf(from) != "" && screenOf(to) != "" && screenOf(from) != screenOf(to)
	}},
	{whyShared, true, func(from, to string) bool {
		return under(from, "ui") && from != "simdesk/ui" && !under(from, "ui/cli") &&
			(to == "simdesk/ui" || under(to, "ui/cli") || screenOf(from) == "" && screenOf(to) != "")
	}},
	{whyLedger, false, func(from, to string) bool {
		return under(from, "state") && store(from) == "" && (to == "database/sql" || strings.HasPrefix(to, "modernc.org/"))
	}},
	{whyStores, false, func(from, to string) bool {
		return store(to) != "" && store(from) != store(to) && from != "simdesk" && !under(from, "test")
	}},
	{whyOnlyMain, true, func(from, to string) bool {
		knows := from == "simdesk" || under(from, "test") || under(from, "providers/providertest") || under(from, "providers/sandbox")
		return !knows && (client(to) != "" && client(from) != client(to) || under(to, "providers/sandbox"))
	}},
	{whySandbox, true, func(from, to string) bool {
		return under(from, "providers/sandbox") && ours(to) && !under(to, "providers/sandbox")
	}},
	{whyForTests, false, func(from, to string) bool {
		return forTests(to) && !forTests(from)
	}},
}

// standard reports whether a path belongs to Go itself: no dot in its first
// element, and not ours.
func standard(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return !strings.Contains(first, ".") && !ours(path)
}

func ours(path string) bool { return path == "simdesk" || strings.HasPrefix(path, "simdesk/") }

func under(path, dir string) bool {
	return path == "simdesk/"+dir || strings.HasPrefix(path, "simdesk/"+dir+"/")
}

func among(path string, dirs ...string) bool {
	return slices.ContainsFunc(dirs, func(dir string) bool { return path == "simdesk/"+dir })
}

// childOf is the name of the package right below dir that path belongs to, ""
// for none and for those in except.
func childOf(path, dir string, except ...string) string {
	rest, ok := strings.CutPrefix(path, "simdesk/"+dir+"/")
	name, _, _ := strings.Cut(rest, "/")
	if !ok || slices.Contains(except, name) {
		return ""
	}
	return name
}

func client(path string) string {
	return childOf(path, "providers", "wire", "sandbox", "providertest")
}

func store(path string) string { return childOf(path, "state/ledger", "ledgertest") }

func screenOf(path string) string {
	return childOf(path, "ui", "say", "screen", "theme", "keys", "widget", "cli", "voucher", "uitest")
}

func forTests(path string) bool {
	return under(path, "test") || under(path, "providers/providertest") || under(path, "state/ledger/ledgertest") || under(path, "ui/uitest") || under(path, "providers/sandbox/sim/simtest")
}

// offences are the imports of p that break a rule, each with its reason.
func offences(p goPackage) []string {
	var found []string
	for i, imports := range [][]string{p.Imports, p.TestImports, p.XTestImports} {
		for _, to := range imports {
			for _, r := range importRules {
				if (i == 0 || r.tests) && to != p.ImportPath && r.broken(p.ImportPath, to) {
					found = append(found, fmt.Sprintf("%s imports %s: %s", p.ImportPath, to, r.why))
				}
			}
		}
	}
	return found
}

func TestWhoMayImportWhom(t *testing.T) {
	t.Parallel()
	out, err := tree(t).command("go", "list", "-json=ImportPath,Imports,TestImports,XTestImports", "./...").Output()
	if err != nil {
		t.Fatal(err)
	}
	d := json.NewDecoder(bytes.NewReader(out))
	seen := 0
	for {
		var p goPackage
		err := d.Decode(&p)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		seen++
		for _, o := range offences(p) {
			t.Error(o)
		}
	}
	if seen < 20 {
		t.Errorf("go list named %d packages only", seen)
	}
}

// The check must be able to fail: each rule against imports made up for it.
func TestTheImportRulesCanFail(t *testing.T) {
	t.Parallel()
	cases := []struct {
		from, to string
		why      []string // nil where it is allowed
		inTests  []string
	}{
		{"providers", "strings", nil, nil},
		{"providers", "github.com/shopspring/decimal", nil, nil},
		{"providers", "golang.org/x/text/currency", []string{whyContract}, nil},
		{"providers", "pgregory.net/rapid", []string{whyContract}, nil},
		{"providers", "simdesk/providers/wire", []string{whyContract}, nil},
		{"providers/wire", "golang.org/x/sync/singleflight", nil, nil},
		{"providers/wire", "simdesk/providers", nil, nil},
		{"providers/wire", "simdesk/providers/wire/loose", nil, nil},
		{"providers/wire/loose", "simdesk/providers", nil, nil},
		{"providers/wire/loose", "simdesk/providers/wire", []string{whyLoose}, []string{whyLoose}},
		{"providers/fyatu", "simdesk/providers/wire/loose", nil, nil},
		{"providers/wire", "simdesk/providers/fyatu", []string{whyWire, whyOnlyMain}, []string{whyWire, whyOnlyMain}},
		{"providers/wire", "simdesk/state/desk", []string{whyWire}, []string{whyWire}},
		{"providers/fyatu", "simdesk/providers", nil, nil},
		{"providers/fyatu", "simdesk/providers/wire", nil, nil},
		{"providers/fyatu", "simdesk/providers/fyatu/parts", nil, nil},
		{"providers/fyatu", "github.com/nyaruka/phonenumbers", nil, nil},
		{"providers/fyatu", "simdesk/providers/roamify", []string{whyClient, whyOnlyMain}, []string{whyClient, whyOnlyMain}},
		{"providers/fyatu", "simdesk/providers/sandbox/fyatu", []string{whyClient, whyOnlyMain}, []string{whyClient, whyOnlyMain}},
		{"providers/fyatu", "simdesk/state/catalog", []string{whyClient}, []string{whyClient}},
		{"providers/fyatu", "simdesk/ui/theme", []string{whyClient}, []string{whyClient}},
		{"providers/fyatu", "simdesk/providers/providertest/clienttest", []string{whyForTests}, nil},
		{"providers/fyatu", "simdesk/providers/providertest", []string{whyClient, whyForTests}, []string{whyClient}},
		{"providers/providertest/clienttest", "simdesk/providers", nil, nil},
		{"providers/providertest/clienttest", "simdesk/providers/wire", []string{whyClientTest}, []string{whyClientTest}},
		{"providers/providertest/clienttest", "simdesk/providers/sandbox/sim", []string{whyClientTest}, []string{whyClientTest}},
		{"state/desk", "simdesk/state/ledger", nil, nil},
		{"state/desk", "simdesk/providers", nil, nil},
		{"state/desk", "simdesk/ui/screen", []string{whyState}, []string{whyState}},
		{"state/desk", "simdesk/providers/fyatu", []string{whyState, whyOnlyMain}, []string{whyState, whyOnlyMain}},
		{"state/desk", "simdesk/providers/wire", []string{whyState}, []string{whyState}},
		{"state/desk", "simdesk", []string{whyState}, []string{whyState}},
		{"state/ledger", "database/sql", []string{whyLedger}, nil},
		{"state/desk", "database/sql", []string{whyLedger}, nil},
		{"state/ledger/sqlite", "database/sql", nil, nil},
		{"state/ledger/sqlite", "modernc.org/sqlite", nil, nil},
		{"state/ledger/sqlite", "simdesk/state/ledger", nil, nil},
		{"state/ledger/sqlite", "simdesk/state/ledger/ledgertest", []string{whyForTests}, nil},
		{"state/ledger", "simdesk/state/ledger/sqlite", []string{whyStores}, nil},
		{"state/ledger/ledgertest", "simdesk/state/ledger/sqlite", []string{whyStores}, nil},
		{"state/ledger/postgres", "simdesk/state/ledger/sqlite", []string{whyStores}, nil},
		{"state/desk", "simdesk/state/ledger/sqlite", []string{whyStores}, nil},
		{"ui/cli", "simdesk/state/ledger/sqlite", []string{whyStores}, nil},
		{"ui", "simdesk/ui/sell", nil, nil},
		{"ui", "simdesk/state/desk", nil, nil},
		{"ui", "simdesk/ui/uitest", []string{whyForTests}, nil},
		{"ui/sell", "net/http", []string{whyUINetwork}, []string{whyUINetwork}},
		{"ui/sell", "net/url", nil, nil},
		{"ui/widget/grid", "database/sql", []string{whyUINetwork}, []string{whyUINetwork}},
		{"ui/cli", "modernc.org/sqlite", []string{whyUINetwork}, []string{whyUINetwork}},
		{"ui", "simdesk/providers/roamify", []string{whyUINetwork, whyOnlyMain}, []string{whyUINetwork, whyOnlyMain}},
		{"ui/cli", "simdesk/providers/sandbox", []string{whyUINetwork, whyOnlyMain}, []string{whyUINetwork, whyOnlyMain}},
		{"ui/sell", "simdesk/ui/esim", []string{whyScreens}, []string{whyScreens}},
		{"ui/sell", "simdesk/ui/sell/parts", nil, nil},
		{"ui/sell", "simdesk/ui/widget/grid", nil, nil},
		{"ui/sell", "simdesk/ui/screen", nil, nil},
		{"ui/sell", "simdesk/ui/uitest", []string{whyForTests}, nil},
		{"ui/sell", "simdesk/ui", []string{whyShared}, []string{whyShared}},
		{"ui/widget/grid", "simdesk/ui/sell", []string{whyShared}, []string{whyShared}},
		{"ui/screen", "simdesk/ui/cli", []string{whyShared}, []string{whyShared}},
		{"ui/uitest", "simdesk/state/ledger", nil, nil},
		{"providers/sandbox/fyatu", "simdesk/providers/sandbox/sim", nil, nil},
		{"providers/sandbox/fyatu", "simdesk/providers/sandbox/sim/simtest", []string{whyForTests}, nil},
		{"providers/sandbox/fyatu", "simdesk/providers", []string{whySandbox}, []string{whySandbox}},
		{"providers/sandbox", "simdesk/providers/fyatu", []string{whySandbox}, []string{whySandbox}},
		{"", "simdesk/providers/fyatu", nil, nil},
		{"", "simdesk/providers/sandbox", nil, nil},
		{"", "simdesk/state/ledger/sqlite", nil, nil},
		{"test", "simdesk/state/ledger/sqlite", nil, nil},
		{"", "simdesk/test", []string{whyForTests}, nil},
		{"test", "simdesk/providers/fyatu", nil, nil},
		{"test", "simdesk/providers/sandbox", nil, nil},
		{"test", "simdesk/ui/cli", nil, nil},
		{"providers/providertest", "simdesk/providers/fyatu", nil, nil},
	}
	broken := map[string]bool{}
	for _, c := range cases {
		from := strings.TrimSuffix("simdesk/"+c.from, "/")
		want := func(whys []string) (lines []string) {
			for _, why := range whys {
				broken[why] = true
				lines = append(lines, from+" imports "+c.to+": "+why)
			}
			return lines
		}
		for _, x := range []struct {
			p    goPackage
			whys []string
		}{
			{goPackage{ImportPath: from, Imports: []string{c.to}}, c.why},
			{goPackage{ImportPath: from, TestImports: []string{c.to}}, c.inTests},
			{goPackage{ImportPath: from, XTestImports: []string{c.to}}, c.inTests},
		} {
			if d := cmp.Diff(want(x.whys), offences(x.p)); d != "" {
				t.Errorf("%s and %s (-want +got)\n%s", from, c.to, d)
			}
		}
	}
	for _, r := range importRules {
		if !broken[r.why] {
			t.Errorf("nothing here breaks the rule that %s", r.why)
		}
	}
}
