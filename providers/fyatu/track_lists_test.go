package fyatu

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"simdesk/providers/wire/loose"
)

// TestNewestPages: which end of the lists is the newest is not documented.
func TestNewestPages(t *testing.T) {
	t.Parallel()
	page := func(n, pages int, rows ...string) exchange {
		return exchange{Request: fmt.Sprintf("GET /esim/list?page=%d&perPage=100", n),
			Answer: ok(fmt.Sprintf(`{"esims":[%s],"pagination":{"page":%d,"totalPages":%d}}`, strings.Join(rows, ","), n, pages))}
	}
	at := func(minutes ...int) []string {
		var rows []string
		for _, m := range minutes {
			rows = append(rows, row(fmt.Sprintf("ESIM-%05d", 50000+m), pkg, m))
		}
		return rows
	}
	cases := map[string]struct {
		say  []exchange
		want int
	}{
		"newest first, one page is enough": {[]exchange{page(1, 9, at(5, -40)...)}, 2},
		"newest first, two pages":          {[]exchange{page(1, 9, at(5, 4)...), page(2, 9, at(3, -40)...)}, 4},
		"oldest first: from the back":      {[]exchange{page(1, 4, at(-400, -300)...), page(4, 4, at(4, 5)...), page(3, 4, at(-40, 3)...)}, 6},
		"no more than five pages":          {[]exchange{page(1, 9, at(9, 8)...), page(2, 9, at(7)...), page(3, 9, at(6)...), page(4, 9, at(5)...), page(5, 9, at(4)...)}, 6},
		"oldest first: back to the front":  {[]exchange{page(1, 3, at(1, 2)...), page(3, 3, at(5, 6)...), page(2, 3, at(3, 4)...)}, 6},
		"first page is empty":              {[]exchange{page(1, 3), page(2, 3, at(5, -40)...)}, 2},
		"undated first":                    {[]exchange{page(1, 3, undated(at(1)[0]), at(2)[0]), page(2, 3, at(1, -40)...)}, 4},
		"undated last":                     {[]exchange{page(1, 3, at(2)[0], undated(at(1)[0])), page(2, 3, at(1, -40)...)}, 4},
		"undated: as far as it goes":       {[]exchange{page(1, 2, undated(at(1)[0])), page(2, 2, undated(at(2)[0]))}, 2},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := serve(t, tc.say...).esims().since(context.Background(), noon)
			same(t, err, nil)
			same(t, len(got), tc.want)
		})
	}
}

func TestNewestTransactions(t *testing.T) {
	t.Parallel()
	page := func(n int, rows ...string) exchange {
		return exchange{Request: fmt.Sprintf("GET /account/transactions?page=%d&perPage=100", n),
			Answer: ok(fmt.Sprintf(`{"transactions":[%s],"pagination":{"totalPages":9}}`, strings.Join(rows, ",")))}
	}
	for name, say := range map[string][]exchange{
		"newest first": {page(1, debit("D1", "1", 5), debit("D0", "1", -40))},
		"oldest first": {page(1, debit("D0", "1", -400), debit("D1", "1", -300)), page(9, debit("D2", "1", -40), debit("D3", "1", 5))},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := serve(t, say...).transactions().since(context.Background(), noon)
			same(t, err, nil)
			same(t, len(got), 2*len(say))
		})
	}
}

func TestNumberOfPages(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]int{
		`{}`:                              0,
		`{"perPage":50}`:                  0,
		`{"totalItems":5}`:                0,
		`{"totalItems":5,"perPage":0}`:    0,
		`{"totalItems":0,"perPage":50}`:   1,
		`{"totalItems":50,"perPage":50}`:  1,
		`{"totalItems":51,"perPage":50}`:  2,
		`{"totalPages":0}`:                1,
		`{"totalPages":7,"totalItems":1}`: 7,
	} {
		var p pagination
		same(t, loose.Decode([]byte(in), &p), nil)
		same(t, p.pages(), want)
	}
}
