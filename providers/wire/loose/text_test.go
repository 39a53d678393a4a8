package loose

import (
	"strings"
	"testing"
)

func TestPlainDropsMarkup(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"<p>Caf&eacute; <b>&amp;</b>\n Bar</p>":             "Café & Bar",
		"a<br/>b<!-- c -->d":                                "a b d",
		"&#27;[2Jx":                                         "x",
		"1&nbsp;GB &lt;b&gt;":                               "1 GB <b>",
		"<p>One<br>two &amp; <b>three</b></p>\n<p>four</p>": "One two & three four",
		"plain 3 < 5 > 2":                                   "plain 3 < 5 > 2",
		"&lt;b&gt; stays":                                   "<b> stays",
		"a<script>alert(1)</script>b<!-- c -->":             "a b",
		"&#27;[31mred&#x202e; and &nbsp; space":             "red and space",
		"<img src=x onerror=alert(1)>Apple<style>x</style>": "Apple",
		"": "",
	} {
		same(t, want, Plain(in))
		same(t, want, Plain(Text(in)))
	}
}

// Two clients took everything between "<" and ">" for a tag and lost it.
func TestPlainKeepsWhatIsNoTag(t *testing.T) {
	t.Parallel()
	for _, in := range []string{"1 < 2 and 3 > 2", "speed <5 Mbps after >1 GB", "a <> b"} {
		same(t, in, Plain(in))
	}
}

func TestClip(t *testing.T) {
	t.Parallel()
	whole := strings.Repeat("é", 200)
	same(t, whole, Clip(whole))
	same(t, whole, Clip(whole+"x"))
	same(t, "", Clip(""))
}
