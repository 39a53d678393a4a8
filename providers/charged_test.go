package providers

import "testing"

func TestChargedAsText(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Charged{
		"not known": {}, "no:unsent": {No, ByNotSending}, "no:answer": {No, ByAnswer}, "yes:look_up": {Yes, ByLookUp}, "no:person": {No, ByPerson},
	} {
		var got Charged
		if err := got.UnmarshalText([]byte(text)); err != nil {
			t.Error(err)
		}
		same(t, want, got)
		back, err := want.MarshalText()
		same(t, text, string(back))
		same(t, nil, err)
	}
	for _, text := range []string{"", "perhaps", "NO", "nope:answer"} {
		if err := new(Charged).UnmarshalText([]byte(text)); err == nil {
			t.Errorf("%q is taken for an answer", text)
		}
	}
}

func TestWhatAnErrorSaysOfTheMoney(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		e    Error
		want Charged
	}{
		{Error{}, Charged{}}, {Error{Outcome: Unknown, Kind: KindDeclined}, Charged{}},
		{Error{Outcome: NotSent}, Charged{No, ByNotSending}}, {Error{Outcome: Refused}, Charged{No, ByAnswer}},
		{Error{Outcome: Refused, Duplicate: true}, Charged{}}, {Error{Outcome: NotSent, Duplicate: true}, Charged{}},
	} {
		same(t, c.want, c.e.Charged())
	}
}

func TestIdentity(t *testing.T) {
	t.Parallel()
	known := Identify("roamify", "Roamify", true)
	same(t, []any{"roamify", "Roamify", true, true}, []any{known.Name(), known.Title(), known.Sandbox(), known.Referenced()})
	same(t, []bool{true, false, true}, []bool{Referenced(known), Referenced(Identify("fyatu", "Fyatu", false).Unreferenced()), Referenced(shop{})})
}
