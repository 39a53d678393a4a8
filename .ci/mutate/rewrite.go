package main

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"sort"
	"strings"
)

// mutant is one small defect that can be switched on in the rewritten package.
type mutant struct {
	id   int
	file string // from the root of the module
	line int
	text string // of that line, blanks at its ends cut off
	what string // the defect, without numbers that move with the code
}

// rewriter writes every mutant of one file into its text. A mutant is a call
// of mutantOn, so that one binary holds them all.
type rewriter struct {
	file    string
	src     []byte
	tokens  *token.File
	info    *types.Info
	imports map[string]string // path to the name in this file
	pkg     *types.Package

	results []*types.Tuple // of the functions around a node
	mutants *[]mutant
	edits   []edit
	opened  int
}

// edit puts text at a place. Where several meet, what was opened last is
// closed first.
type edit struct {
	at, rank, order int
	text            string
}

func (w *rewriter) offset(p token.Pos) int { return w.tokens.Offset(p) }

func (w *rewriter) source(n ast.Node) string {
	return string(w.src[w.offset(n.Pos()):w.offset(n.End())])
}

// add notes a mutant of n and returns how it is asked for.
func (w *rewriter) add(n ast.Node, format string, args ...any) string {
	lines := strings.Split(string(w.src), "\n")
	line := w.tokens.Line(n.Pos())
	m := mutant{len(*w.mutants) + 1, w.file, line, strings.TrimSpace(lines[line-1]), strings.Join(strings.Fields(fmt.Sprintf(format, args...)), " ")}
	*w.mutants = append(*w.mutants, m)
	return fmt.Sprintf("mutantOn(%d)", m.id)
}

// wrap puts something around n.
func (w *rewriter) wrap(n ast.Node, before, after string) {
	w.opened++
	w.edits = append(w.edits,
		edit{w.offset(n.Pos()), 1, w.opened, before},
		edit{w.offset(n.End()), 0, -w.opened, after})
}

// text is the file with all of its mutants.
func (w *rewriter) text() string {
	sort.SliceStable(w.edits, func(i, j int) bool {
		a, b := w.edits[i], w.edits[j]
		if a.at != b.at {
			return a.at < b.at
		}
		if a.rank != b.rank {
			return a.rank < b.rank
		}
		return a.order < b.order
	})
	var out strings.Builder
	last := 0
	for _, e := range w.edits {
		out.Write(w.src[last:e.at])
		out.WriteString(e.text)
		last = e.at
	}
	out.Write(w.src[last:])
	return out.String()
}

// walk finds the mutants below n.
func (w *rewriter) walk(n ast.Node) {
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GenDecl:
			return n.Tok == token.VAR // constants, types and imports stay
		case *ast.FuncDecl:
			if n.Body != nil {
				w.function(n.Body, w.info.Defs[n.Name].Type().(*types.Signature))
			}
			return false
		case *ast.FuncLit:
			w.function(n.Body, w.info.TypeOf(n).(*types.Signature))
			return false
		case *ast.BlockStmt:
			w.statements(n.List)
		case *ast.CaseClause:
			w.cases(n.List)
			w.statements(n.Body)
		case *ast.CommClause:
			w.statements(n.Body)
		case *ast.IfStmt:
			w.condition(n.Cond)
		case *ast.ForStmt:
			if n.Cond != nil {
				w.condition(n.Cond)
			}
		case *ast.ReturnStmt:
			w.returned(n)
		case *ast.AssignStmt:
			for _, e := range n.Rhs {
				w.value(e)
			}
		case *ast.CallExpr:
			for _, e := range n.Args {
				w.value(e)
			}
			w.sum(n)
		case *ast.BinaryExpr:
			w.binary(n)
		case *ast.CompositeLit:
			w.fields(n)
		}
		return true
	})
}

func (w *rewriter) function(body *ast.BlockStmt, s *types.Signature) {
	w.results = append(w.results, s.Results())
	w.walk(body)
	w.results = w.results[:len(w.results)-1]
}

// isBool leaves out constants and types of their own.
func (w *rewriter) isBool(e ast.Expr) bool {
	t, ok := w.info.Types[e]
	if !ok || t.Value != nil || t.Type == nil {
		return false
	}
	b, ok := t.Type.(*types.Basic)
	return ok && b.Info()&types.IsBoolean != 0
}

func logical(e ast.Expr) token.Token {
	if p, ok := e.(*ast.ParenExpr); ok {
		return logical(p.X)
	}
	if b, ok := e.(*ast.BinaryExpr); ok && (b.Op == token.LAND || b.Op == token.LOR) {
		return b.Op
	}
	return token.ILLEGAL
}

// condition makes a condition hold always, and never. Of "a && b" leaving out
// a or b is the sharper way to make it hold, and of "a || b" not to.
func (w *rewriter) condition(e ast.Expr) {
	if !w.isBool(e) {
		return
	}
	if logical(e) != token.LAND {
		w.wrap(e, "((", ") || "+w.add(e, "always: %s", w.source(e))+")")
	}
	if logical(e) != token.LOR {
		w.wrap(e, "((", ") && !"+w.add(e, "never: %s", w.source(e))+")")
	}
}

func (w *rewriter) binary(n *ast.BinaryExpr) {
	switch n.Op {
	case token.LAND, token.LOR:
		for _, e := range []ast.Expr{n.X, n.Y} {
			switch {
			case !w.isBool(e):
			case n.Op == token.LAND && logical(e) != token.LAND:
				w.wrap(e, "((", ") || "+w.add(e, "without: %s", w.source(e))+")")
			case n.Op == token.LOR && logical(e) != token.LOR:
				w.wrap(e, "((", ") && !"+w.add(e, "without: %s", w.source(e))+")")
			}
		}
	case token.LSS, token.GTR, token.LEQ, token.GEQ:
		if !w.isBool(n) {
			return
		}
		same := "(" + w.source(n.X) + ") == (" + w.source(n.Y) + ")"
		if n.Op == token.LSS || n.Op == token.GTR {
			w.wrap(n, "((", ") || "+w.add(n, "or equal: %s", w.source(n))+" && "+same+")")
		} else {
			w.wrap(n, "((", ") && !("+w.add(n, "not equal: %s", w.source(n))+" && "+same+"))")
		}
	case token.ADD, token.SUB:
		if t, ok := w.info.Types[n]; ok && t.Value == nil && numeric(t.Type) {
			if name, ok := w.name(w.info.TypeOf(n)); ok {
				w.wrap(n.Y, "mutantSign("+w.add(n, "the other sign: %s", w.source(n))+", "+name+"(", "))")
			}
		}
	}
}

func numeric(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsNumeric != 0 && b.Info()&types.IsUnsigned == 0
}

// sum takes Sub for Add and the other way round, of decimals.
func (w *rewriter) sum(n *ast.CallExpr) {
	s, ok := n.Fun.(*ast.SelectorExpr)
	if !ok || len(n.Args) != 1 || w.info.TypeOf(s.X) == nil || w.info.TypeOf(s.X).String() != "github.com/shopspring/decimal.Decimal" {
		return
	}
	other := map[string]string{"Add": "Sub", "Sub": "Add", "Mul": "Add"}[s.Sel.Name]
	if other != "" {
		w.wrap(s, "mutantPick("+w.add(n, "%s for %s: %s", other, s.Sel.Name, w.source(n))+", ("+w.source(s.X)+")."+other+", ", ")")
	}
}

// value mutates what is assigned or handed over: a comparison, a constant.
func (w *rewriter) value(e ast.Expr) {
	t := w.info.Types[e]
	switch x := e.(type) {
	case *ast.BinaryExpr:
		if w.isBool(e) {
			w.condition(e)
			return
		}
	case *ast.Ident:
		if t.Value != nil && (x.Name == "true" || x.Name == "false") && t.Type.String() == "bool" {
			w.wrap(e, "(", " != "+w.add(e, "not %s", x.Name)+")")
			return
		}
	}
	if t.Value == nil || t.Type == nil || t.Value.Kind() != constant.Int || t.Type.String() == "time.Duration" {
		return
	}
	if name, ok := w.name(t.Type); ok && numeric(t.Type) {
		w.wrap(e, "mutantMore("+w.add(e, "one more: %s", w.source(e))+", "+name+"(", "))")
	}
}

// returned gives back nothing in place of each result.
func (w *rewriter) returned(n *ast.ReturnStmt) {
	want := w.results[len(w.results)-1]
	if len(n.Results) != want.Len() {
		return
	}
	for i, e := range n.Results {
		if last := len(n.Results) - 1; i < last && want.At(last).Type().String() == "error" && !w.info.Types[n.Results[last]].IsNil() {
			continue // nobody looks at what comes with an error
		}
		if w.isBool(e) && want.At(i).Type().String() == "bool" {
			w.condition(e)
			continue
		}
		if id, ok := e.(*ast.Ident); ok && (id.Name == "true" || id.Name == "false") {
			w.value(e)
			continue
		}
		w.zero(e, want.At(i).Type(), "returns nothing: %s")
	}
}

// fields leaves out each field of a struct that is written down.
func (w *rewriter) fields(n *ast.CompositeLit) {
	t := w.info.TypeOf(n)
	if t == nil {
		return
	}
	s, ok := t.Underlying().(*types.Struct)
	if !ok {
		return
	}
	for _, e := range n.Elts {
		kv, ok := e.(*ast.KeyValueExpr)
		if !ok {
			continue
		}
		for i := range s.NumFields() {
			if f := s.Field(i); f.Name() == kv.Key.(*ast.Ident).Name {
				w.zero(kv.Value, f.Type(), f.Name()+" left out: %s")
			}
		}
	}
}

// zero puts nothing in the place of e. What is nothing already, sentences and
// functions stay.
func (w *rewriter) zero(e ast.Expr, t types.Type, what string) {
	have := w.info.Types[e]
	if have.IsNil() || empty(e) {
		return
	}
	if v := have.Value; v != nil {
		switch {
		case v.Kind() == constant.String && (constant.StringVal(v) == "" || strings.Contains(constant.StringVal(v), " ")):
			return
		case v.Kind() == constant.Int && constant.Sign(v) == 0, v.Kind() == constant.Bool && !constant.BoolVal(v):
			return
		}
	}
	if _, isFunc := t.Underlying().(*types.Signature); isFunc {
		return
	}
	if name, ok := w.name(t); ok {
		w.wrap(e, "mutantNothing["+name+"]("+w.add(e, what, w.source(e))+", ", ")")
	}
}

func empty(e ast.Expr) bool {
	c, ok := e.(*ast.CompositeLit)
	return ok && len(c.Elts) == 0
}

// cases takes each value out of a case.
func (w *rewriter) cases(list []ast.Expr) {
	for _, e := range list {
		t := w.info.Types[e]
		switch {
		case t.IsType() || t.IsNil():
		case w.isBool(e):
			w.condition(e)
		case t.Value != nil && (t.Value.Kind() == constant.Int || t.Value.Kind() == constant.String):
			if name, ok := w.name(t.Type); ok {
				other := map[constant.Kind]string{constant.Int: "mutantNumber(", constant.String: "mutantWord("}[t.Value.Kind()]
				w.wrap(e, other+w.add(e, "no such case: %s", w.source(e))+", "+name+"(", "))")
			}
		}
	}
}

// statements leaves out each statement that can be left out.
func (w *rewriter) statements(list []ast.Stmt) {
	for _, s := range list {
		if w.removable(s) {
			w.wrap(s, "if !"+w.add(s, "left out: %s", w.source(s))+" { ", " }")
		}
	}
}

func (w *rewriter) removable(s ast.Stmt) bool {
	switch s := s.(type) {
	case *ast.AssignStmt:
		id, ok := s.Lhs[0].(*ast.Ident)
		return s.Tok != token.DEFINE && (!ok || id.Name != "_")
	case *ast.IncDecStmt, *ast.GoStmt, *ast.SendStmt:
		return true
	case *ast.BranchStmt:
		return s.Tok == token.CONTINUE || s.Tok == token.BREAK
	case *ast.DeferStmt:
		return !w.tidies(s.Call)
	case *ast.ExprStmt:
		call, ok := s.X.(*ast.CallExpr)
		return ok && !w.tidies(call)
	}
	return false
}

// tidies reports whether a call only locks, gives back what it holds, or ends
// the function.
func (w *rewriter) tidies(n *ast.CallExpr) bool {
	if t := w.info.TypeOf(n.Fun); t != nil && t.String() == "context.CancelFunc" {
		return true
	}
	switch f := n.Fun.(type) {
	case *ast.Ident:
		return f.Name == "panic"
	case *ast.SelectorExpr:
		return strings.HasSuffix(f.Sel.Name, "ock") || f.Sel.Name == "Close" || f.Sel.Name == "Rollback"
	}
	return false
}
