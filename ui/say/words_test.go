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

// below are the rooms whose code writes no sentence for a person. The
// simulators speak for the providers, and what is for tests speaks to us.
var below = []string{"../../providers", "../../state"}

var notBelow = []string{"../../providers/sandbox", "../../providers/providertest", "../../state/ledger/ledgertest"}

// eachFile parses every product file below ui.
func eachFile(t *testing.T, do func(path string, file *ast.File, at func(ast.Node) token.Position)) {
	t.Helper()
	files := token.NewFileSet()
	for _, room := range below {
		err := filepath.WalkDir(room, func(path string, entry fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case entry.IsDir() && slices.Contains(notBelow, filepath.ToSlash(path)):
				return fs.SkipDir
			case entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
				return nil
			}
			file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
			if err == nil {
				do(filepath.ToSlash(path), file, func(n ast.Node) token.Position { return files.Position(n.Pos()) })
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// isKey is how a key looks: the room that gives it and what it says.
var isKey = regexp.MustCompile(`^(capability|catalog|config|desk|errors|field|files|fyatu|giftapi|iccid|ledger|reloadly|roamify|settle|several|valuetopup|wire)\.[a-z0-9_]+$`)

// TestEveryKeyHasWords, and every word is used: by a key that stands in the code.
func TestEveryKeyHasWords(t *testing.T) {
	used := map[string]bool{"quote": true}
	eachFile(t, func(_ string, file *ast.File, at func(ast.Node) token.Position) {
		ast.Inspect(file, func(n ast.Node) bool {
			if text, ok := literal(n); ok && isKey.MatchString(text) && !strings.HasSuffix(text, ".toml") {
				used[text] = true
				if _, ok := english.lines[text]; !ok {
					t.Errorf("%s: nothing is said for %q", at(n), text)
				}
			}
			return true
		})
	})
	for key := range english.lines {
		if !used[key] {
			t.Errorf("nobody gives %q", key)
		}
	}
}

// TestReasonsNameWhatTheWordsNeed: what a template has a hole for is given by
// every call, and nothing is given that no template shows.
func TestReasonsNameWhatTheWordsNeed(t *testing.T) {
	eachFile(t, func(_ string, file *ast.File, at func(ast.Node) token.Position) {
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || !calls(call, "Because") || len(call.Args) == 0 {
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
			l := english.lines[key]
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

// TestNoSentenceBelow: code below ui writes no sentence for a person. What only
// a log or a developer reads is an error's or a log's text.
func TestNoSentenceBelow(t *testing.T) {
	eachFile(t, func(_ string, file *ast.File, at func(ast.Node) token.Position) {
		ast.Inspect(file, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok && forDevelopers(call) {
				return false
			}
			if f, ok := n.(*ast.FuncDecl); ok && f.Name.Name == "Error" && f.Recv != nil {
				return false // an error's text is for the log
			}
			if decl, ok := n.(*ast.ValueSpec); ok && isVocabulary(decl.Names[0].Name) {
				return false
			}
			text, ok := literal(n)
			if !ok || !sentence.MatchString(text) || statement.MatchString(text) {
				return true
			}
			t.Errorf("%s: a sentence belongs into ui/say: %q", at(n), text)
			return true
		})
	})
}

// isVocabulary reports whether a variable holds words to be known by: a
// provider's, or those that people type into the box.
func isVocabulary(name string) bool {
	return strings.HasPrefix(name, "their") || slices.Contains([]string{"otherNames", "continents", "kindWords"}, name)
}

var (
	sentence  = regexp.MustCompile(`\p{L}{2,}[,;:.]? (\p{L}+[,;:.]? )+\p{L}{2,}`) // four words, or three and more
	statement = regexp.MustCompile(`\b(SELECT|INSERT|UPDATE|DELETE|CREATE|PRAGMA|WITH|BEGIN|FROM|WHERE|ORDER BY|GROUP BY|JOIN|ALTER|DROP)\b`)
)

// forDevelopers reports whether what a call is given is read in a log or by
// whoever mends the program.
func forDevelopers(call *ast.CallExpr) bool {
	for _, name := range []string{"New", "Errorf", "Error", "Warn", "Info", "Debug", "panic", "Compile", "MustCompile"} {
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
	for key, l := range english.lines {
		check(key, l)
	}
	for kind, l := range english.kinds {
		check(string(kind), l)
	}
}

// TestWordsLeaveTheMoneyAlone: what is known of the money is said from that
// alone, beside the reason.
func TestWordsLeaveTheMoneyAlone(t *testing.T) {
	for key, l := range english.lines {
		text := strings.ToLower(l.what + l.next + l.command)
		for _, claim := range []string{"nothing was charged", "nothing was sent", "cost nothing"} {
			if strings.Contains(text, claim) {
				t.Errorf("%s says %q whatever is known", key, claim)
			}
		}
	}
}

// isLabel is how the words for a cell of a table look, or for what another
// sentence names: they begin small and do not end.
var isLabel = regexp.MustCompile(`^\p{Ll}|^\{size\} MB$`)

// TestWordsAreWhole: a sentence ends as one, and what it names has its brackets.
func TestWordsAreWhole(t *testing.T) {
	for key, l := range english.lines {
		for _, text := range []string{l.what, l.next, l.command} {
			if text != "" && key != "quote" && !isLabel.MatchString(text) && !strings.ContainsAny(text[len(text)-1:], ".!?}") {
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
