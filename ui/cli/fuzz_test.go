package cli

import (
	"encoding/csv"
	"strings"
	"testing"
	"unicode"
)

// FuzzCell: no text of a provider or a clerk is a formula to a spreadsheet, or
// more than one cell on one line.
func FuzzCell(f *testing.F) {
	for _, s := range []string{"=1+1", "+447911123456", "-", "@x", "\t=1", "\u2028=1", "\ufeff=1", "a\r\nb", `"`, "12.50", "", "+", "+1+cmd", "\x1b[2J="} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := cell(text)
		if got != "" && strings.ContainsRune("=+-@\t\r", rune(got[0])) && !number.MatchString(got) {
			t.Errorf("%q is a formula: %q", text, got)
		}
		if strings.ContainsFunc(got, func(r rune) bool { return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' }) {
			t.Errorf("%q is more than a line: %q", text, got)
		}
		var line strings.Builder
		w := csv.NewWriter(&line)
		if err := w.Write([]string{got, "end"}); err != nil {
			t.Fatal(err)
		}
		w.Flush()
		back, err := csv.NewReader(strings.NewReader(line.String())).Read()
		if err != nil || len(back) != 2 || back[0] != got {
			t.Errorf("%q is read as %q, %v", got, back, err)
		}
	})
}
