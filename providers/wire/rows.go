package wire

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync/atomic"

	"github.com/go-json-experiment/json/jsontext"
	jsonv1 "github.com/go-json-experiment/json/v1"

	"simdesk/providers/wire/loose"
)

// mostRows is how many rows of one answer are read, and how many things are
// kept of them.
const mostRows = 120_000

// Rows reads the list at a place in an answer, "data.packages", row by row as it
// arrives and returns what keep made of the rows; n counts them from 0, anew for
// each attempt. An answer that is a list itself is that list. The response holds
// the rest of the answer, with the list empty. Strings are cleaned, as by Decode.
// Errors: those of Do; KindUnavailable where the answer or a row cannot be read.
func Rows[T, K any](ctx context.Context, c *Client, r Request, place string, keep func(n int, row T) []K) ([]K, Response, error) {
	var kept []K
	rows, resp, err := Each(ctx, c, r, place, func(n int, row T) error {
		if n == 0 {
			kept = nil
		}
		kept = append(kept, keep(n, row)...)
		if len(kept) > mostRows {
			return fmt.Errorf("%w: more than %d rows", loose.ErrTooLong, mostRows)
		}
		return nil
	})
	if err != nil || rows == 0 { // of an attempt that failed, or of one before
		kept = nil
	}
	return kept, resp, err
}

// Each is Rows for a list that is too long to be kept: use has each row, and what
// it made of the rows of an attempt that broke off is worth nothing once n is 0
// again. It returns how many there were. An error of use is returned as it is,
// and no row comes after it.
func Each[T any](ctx context.Context, c *Client, r Request, place string, use func(n int, row T) error) (came int, resp Response, err error) {
	var stopped error
	r.rows = &rows{place: strings.Split(place, "."), each: func(n int, d *jsontext.Decoder) error {
		if stopped != nil {
			return d.SkipValue()
		}
		var row T
		raw, err := d.ReadValue()
		if err == nil {
			err = loose.Decode(raw, &row)
		}
		if err != nil {
			return err
		}
		if n >= mostRows {
			return fmt.Errorf("%w: more than %d rows", loose.ErrTooLong, mostRows)
		}
		if err = use(n, row); errors.Is(err, loose.ErrTooLong) {
			return err
		}
		stopped = err
		return nil
	}}
	resp, err = c.Do(ctx, r)
	if err == nil && r.rows.unread != nil {
		err = c.Unreadable(resp, r.rows.unread)
	}
	return r.rows.n, resp, cmp.Or(stopped, err)
}

// rows are what is read one by one of an answer.
type rows struct {
	place  []string
	each   func(n int, d *jsontext.Decoder) error
	n      int   // of the last attempt
	unread error // why the last answer is none, nil when it is
	rest   bytes.Buffer
	from   *meter
	came   *atomic.Int64 // of the attempt, see inTime
}

// headLength is what is kept of an answer that cannot be read.
const headLength = 4 << 10

// read hands the rows on and returns the rest of the answer. The error is for an
// answer that did not arrive whole; one that makes no sense is in unread.
func (r *rows) read(from *meter) ([]byte, error) {
	r.n, r.unread, r.from = 0, nil, from
	r.rest.Reset()
	from.rows, from.came = true, r.came
	in := bufio.NewReaderSize(from, headLength)
	head, _ := in.Peek(in.Size())
	head = bytes.Clone(head)
	if bytes.HasPrefix(head, []byte(loose.Mark)) {
		_, _ = in.Discard(len(loose.Mark))
	}
	d := jsontext.NewDecoder(in, jsonv1.DefaultOptionsV1())
	err := r.value(d, r.place, true)
	if err == nil {
		if _, more := d.ReadToken(); !errors.Is(more, io.EOF) {
			err = errors.New("more than one JSON value in the answer")
		}
	}
	switch {
	case from.broken != nil:
		return head, from.broken
	case errors.Is(err, loose.ErrTooLong):
		return head, err
	case err != nil:
		r.unread = err
		return head, nil
	}
	return r.rest.Bytes(), nil
}

// value reads one value: the rows where the place ends, all else into the rest.
func (r *rows) value(d *jsontext.Decoder, place []string, top bool) error {
	kind := d.PeekKind()
	if kind == jsontext.KindBeginArray {
		return r.list(d, top || len(place) == 0)
	}
	if kind == jsontext.KindBeginObject {
		return r.object(d, place)
	}
	return r.copy(d)
}

func (r *rows) list(d *jsontext.Decoder, wanted bool) error {
	if !wanted {
		return r.copy(d)
	}
	_, err := d.ReadToken()
	for ; err == nil && d.PeekKind() != jsontext.KindEndArray; r.n++ {
		err = r.each(r.n, d)
		r.from.row = r.from.read
	}
	r.rest.WriteString("[]")
	return end(d, err)
}

func (r *rows) object(d *jsontext.Decoder, place []string) error {
	_, err := d.ReadToken()
	r.rest.WriteByte('{')
	for comma := ""; err == nil && d.PeekKind() != jsontext.KindEndObject; comma = "," {
		r.rest.WriteString(comma)
		var name jsontext.Value
		if name, err = d.ReadValue(); err != nil { // without a name there is no value either
			return err
		}
		r.rest.Write(name)
		text, _ := jsontext.AppendUnquote(nil, name)
		r.rest.WriteByte(':')
		if len(place) > 0 && strings.EqualFold(string(text), place[0]) {
			err = r.value(d, place[1:], false)
		} else {
			err = r.copy(d)
		}
	}
	r.rest.WriteByte('}')
	return end(d, err)
}

// end reads what closes a list or an object, unless something went wrong in it.
func end(d *jsontext.Decoder, err error) error {
	if err == nil {
		_, err = d.ReadToken()
	}
	return err
}

func (r *rows) copy(d *jsontext.Decoder) error {
	raw, err := d.ReadValue()
	r.rest.Write(raw)
	return err
}
