package test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
)

// parsers is every function that makes values of bytes which others wrote, and
// the fuzz targets that feed it. "*" stands for all functions of a package: a
// client is fed through its public methods, whatever stands behind them.
var parsers = []struct{ pkg, functions, targets string }{
	{"providers", "ParseActivation Activation.UnmarshalJSON", "FuzzParseActivation"},
	{"providers", "ParseDecimal", "FuzzParseDecimal"},
	{"providers", "Money.UnmarshalJSON", "FuzzMoney"},
	{"providers", "Activation.UnmarshalJSON", "FuzzDelivery"},
	{"providers", "Reason.UnmarshalJSON", "FuzzReason"},
	{"providers", "CleanICCID SameICCID", "FuzzICCID"},
	{"providers", "Digits", "FuzzDigits"},
	{"providers", "Legible", "FuzzLegible"},
	{"providers/wire", "*", "FuzzRedact"},
	{"providers/wire/loose", "*", "FuzzDecode FuzzClean"},
	{"providers/fyatu", "*", "FuzzAnswers"},
	{"providers/giftapi", "*", "FuzzAnswers FuzzOrder FuzzProduct"},
	{"providers/reloadly", "*", "FuzzAnswers"},
	{"providers/roamify", "*", "FuzzAnswers"},
	{"providers/valuetopup", "*", "FuzzAnswers"},
	{"state/catalog", "*", "FuzzSnapshot FuzzSearch FuzzBuild"},
	{"state/config", "Parse lineOf Duration.UnmarshalText", "FuzzLoad"},
	{"state/desk", "Phone parsePhone", "FuzzPhone"},
	{"state/ledger", "encodeChange roundTrip fold", "FuzzChange"},
	{"state/ledger", "Row.order Row.delivered", "FuzzRow"},
	{"state/ledger", "parseTime", "FuzzTime"},
	{"state/ledger", "namesOf ends bare", "FuzzFind"},
	{"state/ledger", "Ledger.List searchFor", "FuzzList"},
	{"state/ledger", "parseCursor place.cursor", "FuzzCursor"},
	{"state/ledger", "Ledger.CheckHead", "FuzzHead"},
	{"state/ledger", "parseMark", "FuzzMark"},
	{"state/ledger/sqlite", "readLog word checksum", "FuzzLog"},
	{"ui/cli", "cell", "FuzzCell"},
	{"ui/firstrun", "File", "FuzzFile"},
	{"ui/keys", "Split CleanPaste", "FuzzKeys"},
	{"ui/widget/qr", "Fit Large", "FuzzDraw"},
}

// unfuzzed are those that need no target, each with its reason.
var unfuzzed = map[string]string{
	"providers Product.CheckField":    "one call of time.Parse, on what a clerk typed",
	"state/settle Past":               "reads what the ledger holds under its chain; FuzzChange feeds the type",
	"state/ledger/sqlite checkLength": "two numbers at fixed places of a header whose length was checked",
	"state/ledger/sqlite checkMarks":  "two numbers at fixed places of a header whose length was checked",
	"ui/cli runner.moments":           "an option of whoever runs the command",
	"ui/orders readHistory":           "reads what the ledger holds under its chain; FuzzChange feeds the type",
	"ui/sell region":                  "a library's parser of phone numbers, which FuzzPhone feeds",
	"ui/widget/form phone":            "a library's parser of phone numbers, which FuzzPhone feeds",
}

// decoders are the calls by which bytes become values.
var decoders = []string{"json.Unmarshal", "json.NewDecoder", "loose.Decode", "loose.One", "loose.Row", "toml.Decode", "toml.NewDecoder", "csv.NewReader", "fmt.Sscanf", "fmt.Sscan",
	"time.Parse", "base64.StdEncoding.DecodeString", "base64.RawURLEncoding.DecodeString", "binary.BigEndian", "binary.LittleEndian", "phonenumbers.Parse"}

// TestEveryParserIsFuzzed: a function that decodes stands in the table, and
// everything in the table is there, has seeds and is called by its target's name.
func TestEveryParserIsFuzzed(t *testing.T) {
	t.Parallel()
	s := readSource(t)
	fed, wanted := map[string]bool{}, map[string]bool{}
	for _, p := range parsers {
		for _, f := range strings.Fields(p.functions) {
			fed[p.pkg+" "+f] = true
			if f != "*" && !s.functions[p.pkg+" "+f] {
				t.Errorf("%s has no function %s any more", p.pkg, f)
			}
		}
		for _, target := range strings.Fields(p.targets) {
			wanted[p.pkg+" "+target] = true
			if seeded, there := s.targets[p.pkg+" "+target]; !there || !seeded {
				t.Errorf("%s %s: there %t, with seeds %t", p.pkg, target, there, seeded)
			}
		}
	}
	for target := range s.targets {
		if !wanted[target] {
			t.Errorf("%s stands in no row of the table", target)
		}
	}
	for _, d := range s.decoding {
		pkg, _, _ := strings.Cut(d, " ")
		if !fed[d] && !fed[pkg+" *"] && unfuzzed[d] == "" {
			t.Errorf("%s reads bytes of others and no fuzz target feeds it", d)
		}
	}
	for name := range unfuzzed {
		if !s.functions[name] {
			t.Errorf("%s is excused and not there any more", name)
		}
	}
}

// TestTheListOfParsersCanFail: a function that decodes is seen, one that does
// not is none, and a target without seeds is told from one with them.
func TestTheListOfParsersCanFail(t *testing.T) {
	t.Parallel()
	s := source{functions: map[string]bool{}, targets: map[string]bool{}}
	f, err := parser.ParseFile(token.NewFileSet(), "x.go", `package x
		func plain() { strings.ToUpper("") }
		func (t *T[K]) reads(b []byte) { if true { _ = json.Unmarshal(b, t) } }
		func (t T) UnmarshalJSON(b []byte) error { return nil }
		func FuzzBare(f *testing.F) { f.Fuzz(func(t *testing.T, s string) {}) }
		func FuzzSeeded(f *testing.F) { f.Add(""); f.Fuzz(func(t *testing.T, s string) {}) }
		func FuzzForeign(f *testing.F) { clienttest.Foreign{}.Fuzz(f) }`, 0)
	if err != nil {
		t.Fatal(err)
	}
	s.add("p", f, false)
	s.add("p", f, true)
	if got := strings.Join(s.decoding, ", "); got != "p T.reads, p T.UnmarshalJSON" || !s.functions["p plain"] {
		t.Error(got, s.functions)
	}
	if s.targets["p FuzzBare"] || !s.targets["p FuzzSeeded"] || !s.targets["p FuzzForeign"] || len(s.targets) != 3 {
		t.Error(s.targets)
	}
}

// source is what the tree's files declare, each by "package name".
type source struct {
	functions map[string]bool
	decoding  []string
	targets   map[string]bool // and whether it has seeds
}

func readSource(t *testing.T) *source {
	t.Helper()
	s := &source{functions: map[string]bool{}, targets: map[string]bool{}}
	// What is only for tests reads what the tests wrote.
	aside := []string{".ci", "providers/sandbox", "providers/providertest", "state/ledger/ledgertest", "ui/uitest"}
	m := tree(t)
	for _, name := range m.files {
		if !strings.HasSuffix(name, ".go") || slices.ContainsFunc(aside, func(dir string) bool { return strings.HasPrefix(name, dir+"/") }) {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), m.path(name), nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		s.add(path.Dir(name), f, strings.HasSuffix(name, "_test.go"))
	}
	for target, seeded := range s.targets {
		pkg, name, _ := strings.Cut(target, " ")
		kept, _ := os.ReadDir(m.path(path.Join(pkg, "testdata/fuzz", name)))
		s.targets[target] = seeded || len(kept) > 0
	}
	return s
}

func (s *source) add(pkg string, f *ast.File, tests bool) {
	for _, d := range f.Decls {
		fn, ok := d.(*ast.FuncDecl)
		if !ok || fn.Body == nil {
			continue
		}
		name := pkg + " " + receiver(fn) + fn.Name.Name
		switch {
		case tests && strings.HasPrefix(fn.Name.Name, "Fuzz"):
			s.targets[name] = mentions(fn.Body, "f.Add") || !mentions(fn.Body, "f.Fuzz")
		case !tests:
			s.functions[name] = true
			if fn.Name.Name == "UnmarshalJSON" || mentions(fn.Body, decoders...) {
				s.decoding = append(s.decoding, name)
			}
		}
	}
}

// mentions reports whether one of these selections stands anywhere in n.
func mentions(n ast.Node, selections ...string) (yes bool) {
	ast.Inspect(n, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok {
			yes = yes || slices.Contains(selections, selection(s))
		}
		return !yes
	})
	return yes
}

func selection(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return selection(e.X) + "." + e.Sel.Name
	}
	return "?"
}

// receiver is "Type." of a method, "" of a function.
func receiver(fn *ast.FuncDecl) string {
	if fn.Recv == nil {
		return ""
	}
	e := fn.Recv.List[0].Type
	for {
		switch x := e.(type) {
		case *ast.StarExpr:
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		case *ast.Ident:
			return x.Name + "."
		default:
			return "?."
		}
	}
}
