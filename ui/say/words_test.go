package say

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// silent are the rooms whose code writes no sentence for a person. The
// simulators speak for the providers, what is for tests speaks to us, and a key's
// help stands with its binding, one table already.
var silent = []string{"../../providers", "../../state", "../../ui"}

var notSilent = []string{"../../providers/sandbox", "../../providers/providertest", "../../state/ledger/ledgertest",
	"../../ui/keys", "../../ui/say", "../../ui/uitest"}

// everyLine is all that is said, by key; a key stands in one table.
func everyLine(t *testing.T) map[string]line {
	t.Helper()
	all := map[string]line{}
	for _, lines := range english.lines {
		for key, l := range lines {
			if _, twice := all[key]; twice {
				t.Errorf("%q stands in two tables", key)
			}
			all[key] = l
		}
	}
	return all
}

// eachFile parses every product file of the silent rooms.
func eachFile(t *testing.T, do func(path string, file *ast.File, at func(ast.Node) token.Position)) {
	t.Helper()
	files := token.NewFileSet()
	for _, room := range silent {
		err := filepath.WalkDir(room, func(name string, entry fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case entry.IsDir() && slices.Contains(notSilent, filepath.ToSlash(name)):
				return fs.SkipDir
			case entry.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go"):
				return nil
			}
			file, err := parser.ParseFile(files, name, nil, parser.SkipObjectResolution)
			if err == nil {
				do(filepath.ToSlash(name), file, func(n ast.Node) token.Position { return files.Position(n.Pos()) })
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// isKey is how a key looks: the room that gives it and what it says.
var isKey = regexp.MustCompile(`^(activation|balances|capability|catalog|cli|config|day|desk|errors|esim|field|files|firstrun|fyatu|giftapi|iccid|ledger|orders|purchase|reloadly|` +
	`roamify|screen|sell|services|settle|several|ui|valuetopup|widget|wire)\.[a-z0-9_]+$`)

// TestEveryKeyHasWords, and every word is used: by a key that stands in the code.
func TestEveryKeyHasWords(t *testing.T) {
	used, lines := map[string]bool{"quote": true}, everyLine(t)
	eachFile(t, func(_ string, file *ast.File, at func(ast.Node) token.Position) {
		ast.Inspect(file, func(n ast.Node) bool {
			if text, ok := literal(n); ok && isKey.MatchString(text) && !strings.HasSuffix(text, ".toml") {
				used[text] = true
				if _, ok := lines[text]; !ok {
					t.Errorf("%s: nothing is said for %q", at(n), text)
				}
			}
			return true
		})
	})
	for key := range lines {
		if !used[key] {
			t.Errorf("nobody gives %q", key)
		}
	}
}

// TestReasonsNameWhatTheWordsNeed: what a template has a hole for is given by
// every call, and nothing is given that no template shows.
func TestReasonsNameWhatTheWordsNeed(t *testing.T) {
	lines := everyLine(t)
	eachFile(t, func(_ string, file *ast.File, at func(ast.Node) token.Position) {
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || !calls(call, "Because") && !calls(call, "Says") && !calls(call, "wrong") && !calls(call, "unfit") || len(call.Args) == 0 {
				return true
			}
			key, ok := literal(call.Args[0])
			if !ok || call.Ellipsis.IsValid() {
				return true
			}
			var given []string
			for i := 1; i < len(call.Args); i += 2 {
				name, _ := literal(call.Args[i])
				given = append(given, name)
			}
			l := lines[key]
			need := holes(l.what + l.next + l.command)
			slices.Sort(given)
			if !slices.Equal(given, need) {
				t.Errorf("%s: %q is given %v, its words need %v", at(n), key, given, need)
			}
			return true
		})
	})
}

var hole = regexp.MustCompile(`\{([a-z_]+)`)

func holes(template string) []string {
	var names []string
	for _, m := range hole.FindAllStringSubmatch(template, -1) {
		names = append(names, m[1])
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// TestNoSentenceElsewhere: only ui/say writes sentences for a person. What only a
// log or a developer reads is an error's or a log's text.
func TestNoSentenceElsewhere(t *testing.T) {
	eachFile(t, func(_ string, file *ast.File, at func(ast.Node) token.Position) {
		for _, said := range sentencesIn(file) {
			text, _ := literal(said)
			t.Errorf("%s: a sentence belongs into ui/say: %q", at(said), text)
		}
	})
}

// sentencesIn are the literals of a file that a person would read.
func sentencesIn(file *ast.File) (said []ast.Node) {
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			return !forDevelopers(n) && !isUsage(n)
		case *ast.KeyValueExpr:
			return !isUsageField(n)
		case *ast.FuncDecl:
			return n.Name.Name != "Error" || n.Recv == nil // an error's text is for the log
		case *ast.ValueSpec:
			return !isVocabulary(n.Names[0].Name)
		case *ast.BasicLit:
			if text, ok := literal(n); ok && sentence.MatchString(text) && !statement.MatchString(text) {
				said = append(said, n)
			}
		}
		return true
	})
	return said
}

// TestASentenceInAScreenIsFound, and in a binding, a notice, a label; what only
// names a thing is none.
func TestASentenceInAScreenIsFound(t *testing.T) {
	for code, want := range map[string]int{
		`p.Title("The wallets are hidden: a customer is looking.")`:    1,
		`k := enter.Off("Type the whole number first.")`:               1,
		`return fmt.Sprintf("slow: asked %d s ago, no answer yet", n)`: 1,
		`return say.What(o) + ": not known yet. Alt+4 shows it."`:      1,
		`c := option{"demo", "Try the demo"}`:                          1,
		`p.Fact("Works in", coverage(e))`:                              0,
		`p.Says("balances.hidden")`:                                    0,
		`log.Error("a piece of the console broke")`:                    0,
	} {
		file, err := parser.ParseFile(token.NewFileSet(), "planted.go", "package planted\nfunc f() { "+code+" }", parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		if got := len(sentencesIn(file)); got != want {
			t.Errorf("%d found in %s, want %d", got, code, want)
		}
	}
}

// isUsage and isUsageField are the help of a command, which stands with it.
func isUsage(call *ast.CallExpr) bool {
	for _, name := range []string{"StringVar", "StringVarP", "StringArrayVar", "StringSliceVar", "BoolVar", "BoolVarP", "IntVar", "Int64Var", "DurationVar", "Func", "Var", "VarP", "String", "Bool", "Int"} {
		if calls(call, name) && len(call.Args) >= 3 {
			return true
		}
	}
	return false
}

func isUsageField(field *ast.KeyValueExpr) bool {
	name, ok := field.Key.(*ast.Ident)
	return ok && slices.Contains([]string{"Use", "Short", "Long", "Example"}, name.Name)
}

// isVocabulary reports whether a variable holds words to be known by: a
// provider's, or those that people type into the box.
func isVocabulary(name string) bool {
	return strings.HasPrefix(name, "their") || slices.Contains([]string{"otherNames", "continents", "kindWords"}, name)
}

var (
	sentence  = regexp.MustCompile(`\p{L}{2,}[,;:.]? (\p{L}+[,;:.]? )+\p{L}{2,}`) // four words, or three and more
	statement = regexp.MustCompile(`\b(SELECT|INSERT|UPDATE|DELETE|CREATE|PRAGMA|WITH|BEGIN|NULL|LIKE|FROM|WHERE|ORDER BY|GROUP BY|JOIN|ALTER|DROP)\b`)
)

// forDevelopers reports whether what a call is given is read in a log or by
// whoever mends the program.
func forDevelopers(call *ast.CallExpr) bool {
	if f, ok := call.Fun.(*ast.SelectorExpr); ok && f.Sel.Name == "New" {
		from, ok := f.X.(*ast.Ident)
		return ok && from.Name == "errors"
	}
	for _, name := range []string{"Errorf", "Error", "Warn", "Info", "Debug", "panic", "Compile", "MustCompile"} {
		if calls(call, name) {
			return true
		}
	}
	return false
}

func calls(call *ast.CallExpr, name string) bool {
	switch f := call.Fun.(type) {
	case *ast.Ident:
		return f.Name == name
	case *ast.SelectorExpr:
		return f.Sel.Name == name
	}
	return false
}

func literal(n ast.Node) (string, bool) {
	lit, ok := n.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(lit.Value)
	return text, err == nil
}

// commandOrFlag is what no clerk at the console can type there.
var commandOrFlag = regexp.MustCompile(`simdesk (balances|buy|catalog|demo|doctor|esims?|log|orders|qr|reconcile|simulate|topups?|usage|version)\b|--[a-z]`)

// TestTheConsoleNamesNoCommand: two surfaces, two next steps.
func TestTheConsoleNamesNoCommand(t *testing.T) {
	check := func(key string, l line) {
		if m := commandOrFlag.FindString(l.what + " " + l.next + " " + l.keys); m != "" {
			t.Errorf("%s tells a clerk at the console of %q", key, m)
		}
	}
	for key, l := range everyLine(t) {
		if !strings.HasPrefix(key, "cli.") { // said by commands alone
			check(key, l)
		}
	}
	for kind, l := range english.kinds {
		check(string(kind), l)
	}
}

// TestWordsLeaveTheMoneyAlone: what is known of the money is said from that
// alone, beside the reason; or by a key whose name tells that it is chosen where
// Charged is no.
func TestWordsLeaveTheMoneyAlone(t *testing.T) {
	for key, l := range everyLine(t) {
		if strings.HasSuffix(key, "_uncharged") {
			continue
		}
		text := strings.ToLower(l.what + l.next + l.command)
		for _, claim := range []string{"nothing was charged", "nothing was sent", "cost nothing"} {
			if strings.Contains(text, claim) {
				t.Errorf("%s says %q whatever is known", key, claim)
			}
		}
	}
}

// isLabel is how the words for a cell of a table look, for a status line, or for
// what another sentence names: they begin small, or with a figure, and do not end.
var isLabel = regexp.MustCompile(`^(\p{Ll}|\{(amount|size|n|left|age|page|number|money|currency|choices|low|who|now)\}|[↑↓↵^+]|ICCID |SANDBOX|Esc:)`)

// isChoice is a key whose words are the title of a menu's line: no sentence, and
// so without an end.
func isChoice(key string) bool { return strings.HasSuffix(key, "_choice") }

// TestWordsAreWhole: a sentence ends as one, and what it names has its brackets.
func TestWordsAreWhole(t *testing.T) {
	for key, l := range everyLine(t) {
		for _, text := range []string{l.what, l.next, l.command} {
			label := isLabel.MatchString(text) || isChoice(key) && text == l.what
			if text != "" && key != "quote" && !label && !strings.ContainsAny(text[len(text)-1:], ".!?}") && !strings.HasSuffix(text, "…") {
				t.Errorf("%s has no end: %q", key, text)
			}
			if strings.Count(text, "{") != strings.Count(text, "}") {
				t.Errorf("%s: brackets of %q", key, text)
			}
		}
		if l.what == "" {
			t.Errorf("%s does not say what happened", key)
		}
	}
}
