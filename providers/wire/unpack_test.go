package wire

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/iotest"

	"simdesk/providers/wire/loose"
)

// What is packed too well is not unpacked, whatever it is read for and whoever
// unpacks it.
func TestAnAnswerThatUnpacksToFarMore(t *testing.T) {
	t.Parallel()
	text := func(size int) string { return `{"x":"` + strings.Repeat("a", size) + `"}` }
	bomb := func(size int) *bodies { return &bodies{list: []string{text(size)}, packed: true} }
	base, _ := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = io.Copy(w, packed(text(2<<20)))
	})
	_, err := dial(t, base).Do(t.Context(), sale)
	if !errors.Is(err, loose.ErrTooLong) {
		t.Errorf("over the wire: %v", err)
	}
	_, _, err = listed(bomb(2 << 20))
	tooMuch(t, "more than 100 times as long as what was sent", err)
	for _, r := range []Request{look, sale} {
		for size, want := range map[int]error{2 << 20: loose.ErrTooLong, 500 << 10: nil} {
			_, err := New(Options{Provider: "acme", Title: "Acme", Transport: bomb(size), Backoff: 1}).Do(t.Context(), r)
			if !errors.Is(err, want) {
				t.Errorf("%d bytes of %s: %v", size, r.Op, err)
			}
		}
	}
}

func TestWhatIsTooLong(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		m    meter
		want string
	}{
		{meter{limit: 10, read: 10}, ""},
		{meter{limit: 10, read: 11}, "more than 10 bytes"},
		{meter{limit: 1 << 30, read: 100 + 2<<20, row: 100, rows: true}, ""},
		{meter{limit: 1 << 30, read: 101 + 2<<20, row: 100, rows: true}, "one row of more than 2097152 bytes"},
		{meter{limit: 1 << 30, read: 101 + 2<<20, row: 100}, ""},
		{meter{limit: 1 << 30, read: 1 << 20, packed: &meter{read: 1}}, ""},
		{meter{limit: 1 << 30, read: 1<<20 + 1, packed: &meter{read: 1}}, "more than 100 times as long as what was sent"},
		{meter{limit: 1 << 30, read: 2_000_000, packed: &meter{read: 20_000}}, ""},
		{meter{limit: 1 << 30, read: 2_000_001, packed: &meter{read: 20_000}}, "more than 100 times as long as what was sent"},
	} {
		got := c.m.over()
		if c.want == "" {
			same(t, nil, got)
		} else if got == nil || got.Error() != "answer too long: "+c.want || !errors.Is(got, loose.ErrTooLong) {
			t.Errorf("%d of %d: %v", c.m.read, c.m.limit, got)
		}
	}
}

// What ended a body is what it ended with, however often it is asked.
func TestABrokenBodyStaysBroken(t *testing.T) {
	t.Parallel()
	reset := errors.New("reset")
	for _, c := range []struct {
		body io.Reader
		n    int
		want error
	}{
		{iotest.ErrReader(reset), 0, reset},
		{strings.NewReader("too long"), 0, loose.ErrTooLong},
		{strings.NewReader("four"), 4, nil},
	} {
		m := &meter{from: &once{c.body}, limit: 4}
		for range 2 {
			n, err := m.Read(make([]byte, 10))
			if n != c.n || !errors.Is(err, c.want) || !errors.Is(m.broken, c.want) {
				t.Errorf("%d bytes, %v, want %d, %v", n, err, c.n, c.want)
			}
			if c.want == nil {
				break
			}
		}
	}
}

// once is a body that says something else when it is read again.
type once struct{ io.Reader }

func (o *once) Read(b []byte) (int, error) {
	n, err := o.Reader.Read(b)
	o.Reader = iotest.ErrReader(io.ErrClosedPipe)
	return n, err
}
