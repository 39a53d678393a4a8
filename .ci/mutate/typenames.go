package main

import (
	"go/ast"
	"go/types"
	"strings"
)

// name is how a type is written in this file; ok is false where it cannot be.
func (w *rewriter) name(t types.Type) (string, bool) {
	ok := true
	s := types.TypeString(types.Default(t), func(p *types.Package) string {
		if p == w.pkg {
			return ""
		}
		name := w.imports[p.Path()]
		if name == "" {
			ok = false
		}
		return name
	})
	// A name of another package that only it can use.
	for _, part := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune("[]*(), {};", r) }) {
		if _, name, dotted := strings.Cut(part, "."); dotted && name != "" && !ast.IsExported(name) {
			ok = false
		}
	}
	return s, ok && !strings.Contains(s, "invalid type")
}
