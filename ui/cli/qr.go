package cli

import (
	"context"
	"errors"
	"os"
	"strings"

	"golang.org/x/term"

	"simdesk/providers"
	"simdesk/ui/widget/qr"
)

// What is drawn for when nobody can say how large the window is.
const (
	plainCols = 80
	plainRows = 1000
)

func (r *runner) qr(_ context.Context, args []string) error {
	s, file := args[0], r.o.png
	if strings.TrimSpace(s) == "" {
		return wrong("cli.no_text")
	}
	if file != "" {
		if err := r.savePNG(s, file); err != nil {
			return err
		}
	}
	if r.g.JSON {
		return r.printJSON(viewCode(s, file))
	}
	if file != "" {
		return nil
	}
	cols, rows, ok := r.size()
	if ok {
		rows-- // the prompt behind it
	} else {
		cols, rows = plainCols, plainRows
	}
	code, err := qr.Fit(s, cols, rows)
	if err != nil {
		return cannotDraw(err)
	}
	return r.print(banner(r.g.Demo) + code.String() + "\n")
}

func (r *runner) savePNG(s, file string) error {
	stamp := ""
	if r.g.Demo {
		stamp = "SANDBOX"
	}
	image, err := qr.PNG(s, stamp)
	if err != nil {
		return cannotDraw(err)
	}
	err = writeNew(file, image)
	why := providers.Because("cli.qr_unwritable", "file", file)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, os.ErrExist):
		why = providers.Because("cli.qr_exists", "file", file)
	}
	return &providers.Error{Kind: providers.KindConfig, Outcome: providers.NotSent, Why: why, Err: err}
}

// writeNew writes a file that only its owner can read, never over another nor
// through a link, and leaves no half of one behind.
func writeNew(file string, b []byte) error {
	f, err := os.OpenFile(file, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	if err = errors.Join(err, f.Close()); err != nil {
		err = errors.Join(err, os.Remove(file))
	}
	return err
}

func cannotDraw(err error) *providers.Error {
	small := &qr.TooSmallError{}
	if errors.As(err, &small) {
		return &providers.Error{Kind: providers.KindUnsupported, Outcome: providers.NotSent, Err: err,
			Why: providers.Because("cli.qr_window", "cols", small.Cols, "rows", small.Rows)}
	}
	return wrong("cli.qr_too_long")
}

type codeView struct {
	Text       string                `json:"text"`
	Activation *providers.Activation `json:"activation"`
	PNG        *string               `json:"png"`
}

func viewCode(s, file string) codeView {
	v := codeView{Text: s, PNG: text(file)}
	if a, err := providers.ParseActivation(s); err == nil {
		v.Activation = &a
	}
	return v
}

// size is that of the terminal behind the standard output; ok is false when
// there is none.
func (r *runner) size() (cols, rows int, ok bool) {
	if r.d.Size != nil {
		return r.d.Size()
	}
	f, isFile := r.d.Out.(*os.File)
	if !isFile || !term.IsTerminal(int(f.Fd())) {
		return 0, 0, false
	}
	cols, rows, err := term.GetSize(int(f.Fd()))
	return cols, rows, err == nil && cols > 0 && rows > 0
}
