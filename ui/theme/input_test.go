package theme

import "testing"

func TestLateAnswerIsNotTyped(t *testing.T) {
	t.Parallel()
	for _, reads := range [][]string{
		{"ja\x1b]11;rgb:1111/2222/3333\x1b\\pan"},
		{"ja\x1b]11;rgb:1111/2222/3333\apan"},
		{"ja\x1b]11;rgb:11", "11/2222/3333\x1b", "\\pan"},
		{"ja\x1b]11;rgb:1/2/3\x1b\\\x1b]11;rgb:1/2/3\apan"},
	} {
		var s stray
		got := ""
		for _, r := range reads {
			p := []byte(r)
			got += string(p[:s.drop(p)])
		}
		if got != "japan" {
			t.Errorf("%q came through as %q", reads, got)
		}
	}
	var s stray
	if p := []byte("\x1b]x"); s.drop(p) != 3 {
		t.Error("Alt+] was dropped")
	}
}

func TestBrightness(t *testing.T) {
	t.Parallel()
	for answer, want := range map[string][2]bool{
		"": {false, false}, "\x1b[?62;c": {false, false},
		"\x1b]11;rgb:ffff/ffff/ffff\x1b\\\x1b[?6c": {true, true},
		"\x1b]11;rgb:00/00/00\a":                   {false, true},
		"\x1b]11;rgb:fdfd/f6f6/e3e3\a":             {true, true},
	} {
		if bright, told := brightness(answer); [2]bool{bright, told} != want {
			t.Errorf("%q: %t %t", answer, bright, told)
		}
	}
}
