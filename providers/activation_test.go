package providers

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// The examples of GSMA SGP.22 section 4.1, and what shops meet beside them.
func TestParseActivation(t *testing.T) {
	t.Parallel()
	const address, id, oid = "SMDP.EXAMPLE.COM", "04386-AGYFT-A74Y8-3F815", "1.3.6.1.4.1.31746"
	plain := Activation{SMDP: address, MatchingID: id}
	for _, c := range []struct {
		text string
		want Activation
		lpa  string
	}{
		{"LPA:1$SMDP.EXAMPLE.COM$04386-AGYFT-A74Y8-3F815", plain, "LPA:1$SMDP.EXAMPLE.COM$04386-AGYFT-A74Y8-3F815"},
		{"LPA:1$SMDP.EXAMPLE.COM$04386-AGYFT-A74Y8-3F815$1.3.6.1.4.1.31746", Activation{SMDP: address, MatchingID: id, OID: oid},
			"LPA:1$SMDP.EXAMPLE.COM$04386-AGYFT-A74Y8-3F815$1.3.6.1.4.1.31746"},
		{"LPA:1$SMDP.EXAMPLE.COM$04386-AGYFT-A74Y8-3F815$$1", Activation{SMDP: address, MatchingID: id, NeedsCode: true},
			"LPA:1$SMDP.EXAMPLE.COM$04386-AGYFT-A74Y8-3F815$$1"},
		{"LPA:1$SMDP.EXAMPLE.COM$04386-AGYFT-A74Y8-3F815$1.3.6.1.4.1.31746$1", Activation{SMDP: address, MatchingID: id, OID: oid, NeedsCode: true},
			"LPA:1$SMDP.EXAMPLE.COM$04386-AGYFT-A74Y8-3F815$1.3.6.1.4.1.31746$1"},
		{"LPA:1$SMDP.EXAMPLE.COM$$1.3.6.1.4.1.31746", Activation{SMDP: address, OID: oid}, "LPA:1$SMDP.EXAMPLE.COM$$1.3.6.1.4.1.31746"},
		{"LPA:1$SMDP.EXAMPLE.COM$", Activation{SMDP: address}, "LPA:1$SMDP.EXAMPLE.COM$"},
		{"lpa:1$smdp.example.com$aB-cD", Activation{SMDP: "smdp.example.com", MatchingID: "aB-cD"}, "LPA:1$smdp.example.com$aB-cD"},
		{"LpA:1$a$B", Activation{SMDP: "a", MatchingID: "B"}, "LPA:1$a$B"},
		{"1$SMDP.EXAMPLE.COM$04386-AGYFT-A74Y8-3F815", plain, "LPA:1$SMDP.EXAMPLE.COM$04386-AGYFT-A74Y8-3F815"},
		{" \tLPA: 1$a$B\r\n", Activation{SMDP: "a", MatchingID: "B"}, "LPA:1$a$B"},
		{"LPA:1$a$B$$", Activation{SMDP: "a", MatchingID: "B"}, "LPA:1$a$B"},
		{"LPA:1$a$B$$0", Activation{SMDP: "a", MatchingID: "B"}, "LPA:1$a$B"},
		{"LPA:1$a$B$$1$later$still", Activation{SMDP: "a", MatchingID: "B", NeedsCode: true, rest: []string{"later", "still"}}, "LPA:1$a$B$$1$later$still"},
		{"LPA:1$a$B$o$$later", Activation{SMDP: "a", MatchingID: "B", OID: "o", rest: []string{"later"}}, "LPA:1$a$B$o$$later"},
	} {
		got, err := ParseActivation(c.text)
		if err != nil {
			t.Errorf("%q: %v", c.text, err)
		}
		same(t, c.want, got)
		same(t, c.lpa, got.LPA())
	}
}

func TestWhatIsNoActivation(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"", "LPA:", "LPA:1", "LPA:1$", "LPA:1$host", "LPA:1$$B", "LPA:2$host$B", "host$B", "https://example.com", "LPA:LPA:1$a$B", "11$a$B",
		"8944500102198304826", "LPA:1$a$" + strings.Repeat("x", 1024)} {
		if got, err := ParseActivation(s); !errors.Is(err, ErrNotActivation) {
			t.Errorf("%q was read as %+v (%v)", s, got, err)
		}
	}
}

// field draws a part of an activation code as a provider may fill it.
func field() *rapid.Generator[string] {
	return rapid.OneOf(rapid.StringMatching(`[A-Za-z0-9.:/_-]{0,40}`), rapid.Just(""))
}

func TestActivationComesBackFromItsText(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		want := Activation{SMDP: rapid.StringMatching(`[A-Za-z0-9.-]{1,40}`).Draw(t, "smdp"), MatchingID: field().Draw(t, "id"),
			OID: field().Draw(t, "oid"), NeedsCode: rapid.Bool().Draw(t, "flag"), rest: trimmed(rapid.SliceOfN(field(), 0, 3).Draw(t, "rest"))}
		for _, prefix := range []string{"LPA:", "lpa:", "Lpa:", ""} {
			got, err := ParseActivation(prefix + strings.TrimPrefix(want.LPA(), "LPA:"))
			if err != nil {
				t.Fatal(err)
			}
			if d := diff(want, got); d != "" {
				t.Fatal(d)
			}
		}
	})
}

// Whatever a client puts together is read back: a paid order must not become
// unreadable over half an activation.
func TestActivationComesBackFromJSON(t *testing.T) {
	t.Parallel()
	anything := rapid.OneOf(field(), rapid.Map(rapid.String(), func(s string) string { return strings.ToValidUTF8(s, "?") }),
		rapid.SampledFrom([]string{"LPA:1$a$B", "$", "a$b", " x ", "1"}))
	rapid.Check(t, func(t *rapid.T) {
		want := Activation{SMDP: anything.Draw(t, "smdp"), MatchingID: anything.Draw(t, "id"), OID: field().Draw(t, "oid"), NeedsCode: rapid.Bool().Draw(t, "flag"),
			ConfirmationCode: anything.Draw(t, "code"), IOSLink: anything.Draw(t, "ios"), AndroidLink: anything.Draw(t, "android"),
			rest: trimmed(rapid.SliceOfN(field(), 0, 3).Draw(t, "rest"))}
		var got Activation
		if err := json.Unmarshal([]byte(inJSON(t, want)), &got); err != nil {
			t.Fatalf("%s: %v", inJSON(t, want), err)
		}
		if again := inJSON(t, got); again != inJSON(t, want) {
			t.Fatalf("%s came back as %s", inJSON(t, want), again)
		}
		// The links are written out, and come back so.
		want.IOSLink, want.AndroidLink = want.IOS(), want.Android()
		if d := diff(want, got); d != "" {
			t.Fatal(d)
		}
	})
}

func trimmed(fields []string) []string {
	for len(fields) > 0 && fields[len(fields)-1] == "" {
		fields = fields[:len(fields)-1]
	}
	if len(fields) == 0 {
		return nil
	}
	return fields
}

func TestActivationInJSON(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a    Activation
		want string
	}{
		{Activation{SMDP: "rsp-3104.idemia.io", MatchingID: "ABC-123-DEF"},
			`{"lpa":"LPA:1$rsp-3104.idemia.io$ABC-123-DEF","smdp":"rsp-3104.idemia.io","matching_id":"ABC-123-DEF","confirmation_code":null,` +
				`"ios_link":"https://esimsetup.apple.com/esim_qrcode_provisioning?carddata=LPA%3A1%24rsp-3104.idemia.io%24ABC-123-DEF",` +
				`"android_link":"https://esimsetup.android.com/esim_qrcode_provisioning?carddata=LPA%3A1%24rsp-3104.idemia.io%24ABC-123-DEF"}`},
		{Activation{SMDP: "a", MatchingID: "b", NeedsCode: true, ConfirmationCode: "4711", IOSLink: "https://i", AndroidLink: "https://a"},
			`{"lpa":"LPA:1$a$b$$1","smdp":"a","matching_id":"b","confirmation_code":"4711","ios_link":"https://i","android_link":"https://a"}`},
		{Activation{MatchingID: "ABC", IOSLink: "https://i"},
			`{"lpa":"LPA:1$$ABC","smdp":"","matching_id":"ABC","confirmation_code":null,"ios_link":"https://i","android_link":null}`},
	} {
		same(t, c.want, inJSON(t, c.a))
	}
}

func TestActivationFromOtherHands(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]Activation{
		`{"lpa":"lpa:1$a$B$$1"}`:                          {SMDP: "a", MatchingID: "B", NeedsCode: true},
		`{"lpa":"LPA:1$a$B$o","smdp":"a"}`:                {SMDP: "a", MatchingID: "B", OID: "o"},
		`{"lpa":"LPA:1$a$B","smdp":"a","matching_id":""}`: {SMDP: "a", MatchingID: "B"},
	} {
		var got Activation
		if err := json.Unmarshal([]byte(in), &got); err != nil {
			t.Errorf("%s: %v", in, err)
		}
		same(t, want, got)
	}
	kept := Activation{SMDP: "kept"}
	for _, in := range []string{`{"lpa":"nonsense"}`, `{"lpa":5}`, `"LPA:1$a$b"`, `{`} {
		if err := json.Unmarshal([]byte(in), &kept); err == nil {
			t.Errorf("%s was read", in)
		}
	}
	same(t, Activation{SMDP: "kept"}, kept)
}

func FuzzParseActivation(f *testing.F) {
	for _, s := range []string{"LPA:1$a$b", "lpa:1$a$$o$1$x", "1$$$$", "LPA:1$a$b$$$", "$"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		a, err := ParseActivation(s)
		if err != nil {
			return
		}
		if !strings.Contains(s, a.SMDP) || !strings.Contains(s, a.MatchingID) {
			t.Errorf("%q was changed: %+v", s, a)
		}
		if again, err := ParseActivation(a.LPA()); err != nil || again.LPA() != a.LPA() {
			t.Errorf("%q: %s, and again %s (%v)", s, a.LPA(), again.LPA(), err)
		}
	})
}
