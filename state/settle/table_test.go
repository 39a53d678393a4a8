package settle

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/exp/golden"

	"simdesk/providers"
	"simdesk/state/ledger"
)

var names = map[Says]string{Mute: "mute", Unable: "unable", Nowhere: "nowhere", Unclear: "unclear", Another: "another's", Open: "open", Odd: "odd",
	Working: "working", Done: "done", Failed: "failed", GivenBack: "given back"}

// silence is what follows where nothing does, whatever the age.
const silence = "    0s: nothing\n"

// The whole table as it answers: every state, word, past and age from which
// something follows, and the whole step. Read what a change of it changes.
func TestTable(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	for _, state := range every {
		for _, said := range whatever {
			for _, p := range pasts {
				switch {
				case p.name != "new" && !slices.Contains(onceDone, state), state == providers.StateCompleted && p.name == "new",
					state == providers.StateDrafted && said != Mute:
					continue // there are none such
				}
				for _, asked := range []bool{true, false} {
					text := follows(t, state, said, p, asked)
					if text != silence && (asked || text != follows(t, state, said, p, true)) {
						_, _ = fmt.Fprintf(&out, "%s · %s · %s%s\n%s", state, names[said], p.name, map[bool]string{false: " · nobody asked"}[asked], text)
					}
				}
			}
		}
	}
	golden.RequireEqual(t, []byte(out.String()))
}

type pastOf struct {
	name    string
	h       History
	decided bool // by a person who gave it up
}

func (p pastOf) once() bool { return !p.h.Completed.IsZero() }

var pasts = []pastOf{
	{name: "new"},
	{name: "completed once", h: History{Completed: noon.Add(-30 * 24 * time.Hour), Word: "COMPLETED"}},
	{name: "completed once, in these words", h: History{Completed: noon.Add(-30 * 24 * time.Hour), Word: "THEIRS"}},
	{name: "a person's word", h: History{Decided: true, Evidence: earlier}, decided: true},
}

// follows is what follows at each age, those with the same answer together.
func follows(t *testing.T, state providers.State, said Says, p pastOf, asked bool) string {
	t.Helper()
	var out, was string
	for _, age := range ages {
		o, l := orderIn(state, age), heard(said)
		l.Asked = asked
		if p.decided {
			o.Error = &ledger.Problem{Code: CodeDecided}
		}
		if p.once() {
			o.Delivery, o.Charged = delivered.Delivery, providers.Charged{Taken: providers.Yes, By: providers.ByAnswer}
		}
		now := "nothing"
		if step := Next(o, p.h, l, noon); step != nil {
			b, err := json.Marshal(step)
			if err != nil {
				t.Fatal(err)
			}
			now = strings.ReplaceAll(string(b), fmt.Sprintf(`"span":%d`, age.Round(time.Second)), `"span":AGE`)
		}
		if now != was {
			from := age.String()
			if age == math.MaxInt64 {
				from = "by a clock that was ahead"
			}
			out += "    " + from + ": " + now + "\n"
		}
		was = now
	}
	return out
}
