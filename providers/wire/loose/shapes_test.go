package loose

import (
	"testing"
	"time"
)

func TestListTakesItsOnlyElement(t *testing.T) {
	t.Parallel()
	type row struct{ A Text }
	for in, want := range map[string]List[row]{
		`[{"a":1},{"a":"x"}]`: {{"1"}, {"x"}}, ` {"a":1}`: {{"1"}}, `[]`: {}, `{}`: nil, `null`: nil,
	} {
		got := List[row]{{"what was there before"}}
		if err := Decode([]byte(in), &got); err != nil {
			t.Errorf("%s: %v", in, err)
		}
		same(t, want, got)
	}
	for _, in := range []string{`"x"`, `7`, `["x"]`, `[{"a":{}}]`} {
		var got List[row]
		if err := Decode([]byte(in), &got); err == nil {
			t.Errorf("%s was taken for a list: %v", in, got)
		}
	}
}

func TestListIsCleaned(t *testing.T) {
	t.Parallel()
	var got List[Text]
	if err := Decode([]byte(`"a\u001b[31mb"`), &got); err != nil {
		t.Fatal(err)
	}
	same(t, List[Text]{"ab"}, got)
}

// place is whole in one answer and its name alone in another.
type place struct{ Name, Code Text }

func (p *place) UnmarshalJSON(b []byte) error {
	*p = place{}
	type whole place
	return ObjectOr(b, (*whole)(p), &p.Name)
}

func TestObjectOr(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]place{
		`{"name":"Japan","code":"JP"}`: {"Japan", "JP"}, `"Japan"`: {"Japan", ""}, `81`: {"81", ""}, `null`: {},
	} {
		got := place{Name: "what", Code: "was there before"}
		if err := Decode([]byte(in), &got); err != nil {
			t.Errorf("%s: %v", in, err)
		}
		same(t, want, got)
	}
	for _, in := range []string{`["Japan"]`, `{"name":{}}`} {
		var got place
		if err := Decode([]byte(in), &got); err == nil {
			t.Errorf("%s was taken for a place: %v", in, got)
		}
	}
}

func TestTime(t *testing.T) {
	t.Parallel()
	noon := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	day := noon.Truncate(24 * time.Hour)
	for in, want := range map[string]*time.Time{
		"2026-11-22T14:00:00+02:00": &noon, "2026-11-22 12:00:00": &noon, "2026-11-22": &day, "": nil, "22/11/2026": nil, " 2026-11-22": nil,
	} {
		got := Time(in, time.RFC3339, time.DateTime, time.DateOnly)
		same(t, want, got)
		if got != nil && got.Location() != time.UTC {
			t.Errorf("%s is told in %s", in, got.Location())
		}
	}
	same(t, (*time.Time)(nil), Time("2026-11-22"))
}
