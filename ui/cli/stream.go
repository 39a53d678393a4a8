package cli

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"io"

	"simdesk/state/ledger"
)

// streamPage is how many orders are in memory at once, however many are wanted.
const streamPage = 500

// streamOrders writes up to f.Limit orders, page by page as they are read.
func (r *runner) streamOrders(ctx context.Context, a *App, f ledger.Filter, spreadsheet bool) error {
	w := r.newOrderWriter(spreadsheet)
	for left := f.Limit; ; {
		f.Limit = min(left, streamPage)
		page, err := a.Desk.Orders(ctx, f)
		if err != nil {
			return err
		}
		err = w.write(page.Orders)
		left -= len(page.Orders)
		if f.Cursor = page.Next; err != nil || page.Next == "" || left == 0 {
			return w.close(err, page.Next)
		}
	}
}

// orderWriter writes a list of orders that nobody holds as a whole: one JSON
// object, or lines for a spreadsheet. Those leave out what was delivered: PINs and
// activation codes do not belong into one.
type orderWriter struct {
	to      io.Writer
	lines   *csv.Writer // nil for JSON
	written int
}

func (r *runner) newOrderWriter(spreadsheet bool) *orderWriter {
	w := &orderWriter{to: r.d.Out}
	if spreadsheet {
		w.lines = csv.NewWriter(r.d.Out)
	}
	return w
}

func (w *orderWriter) write(orders []ledger.Order) error {
	if w.lines != nil {
		return w.writeLines(orders)
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	for _, o := range orders {
		b.WriteString(w.between())
		if err := e.Encode(viewOrder(o)); err != nil {
			return err
		}
		b.Truncate(b.Len() - 1) // the line's end
	}
	_, err := w.to.Write(b.Bytes())
	return err
}

// between is what stands before the next order of a JSON list.
func (w *orderWriter) between() string {
	w.written++
	if w.written == 1 {
		return `{"orders":[`
	}
	return ","
}

func (w *orderWriter) writeLines(orders []ledger.Order) error {
	if w.written == 0 {
		if err := w.lines.Write(csvHead); err != nil {
			return err
		}
	}
	w.written++
	for _, o := range orders {
		if err := w.lines.Write(csvRow(o)); err != nil {
			return err
		}
	}
	w.lines.Flush()
	return w.lines.Error()
}

// close ends the list, unless writing it failed with err.
func (w *orderWriter) close(err error, next string) error {
	if err != nil || w.lines != nil {
		return err
	}
	end := ""
	if w.written == 0 {
		end = w.between()
	}
	cursor, err := json.Marshal(text(next))
	if err != nil {
		return err
	}
	_, err = io.WriteString(w.to, end+`],"next":`+string(cursor)+"}\n")
	return err
}
