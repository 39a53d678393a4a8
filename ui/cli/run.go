package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"runtime/debug"
	"slices"
	"strings"

	"simdesk/providers"
	"simdesk/ui/say"
)

// Run executes one command line and returns the exit code of contracts.md
// section 1. It never panics: a mistake of ours is one sentence and an exit
// code that says whether a sale may be under way.
func Run(ctx context.Context, args []string, d Deps) (code int) {
	r := &runner{d: d}
	defer func() {
		if p := recover(); p != nil {
			code = r.panicked(p)
		}
	}()
	root := r.root()                          //nolint:contextcheck // cobra hands ctx to the commands
	root.SetArgs(append([]string{}, args...)) // nil would mean os.Args
	err := root.ExecuteContext(ctx)
	if err != nil && slices.Contains(args, "--json") {
		r.g.JSON = true // a wrong flag in front of it ended the parsing
	}
	return r.finish(err)
}

// runner is one command line being carried out.
type runner struct {
	d       Deps
	g       Global
	o       options
	spends  bool // this command sells: its errors say what they mean for the money
	selling bool // a charging request may be under way, or was sent earlier
}

// finish prints what is left to say and returns the exit code.
func (r *runner) finish(err error) int {
	if err == nil {
		return exitDone
	}
	var f *failure
	if errors.As(err, &f) {
		if f.err != nil {
			r.printError(f.err)
		}
		return f.code
	}
	if readerLeft(err) {
		return exitError // as head does, which has what it wanted
	}
	var e *providers.Error
	if !errors.As(err, &e) {
		// Commands return the two types above, so this is cobra's word on the
		// command line itself.
		e = wrong("cli.command_line", "said", strings.Join(strings.Fields(err.Error()), " "), "command", "simdesk")
	}
	r.printError(e)
	return codeOf(e)
}

// readerLeft reports whether whoever read our output has closed it.
func readerLeft(err error) bool {
	var file *fs.PathError // a connection that broke is another type
	return errors.As(err, &file) && pipeBroke(file)
}

func (r *runner) panicked(p any) int {
	e := &providers.Error{Kind: providers.KindInternal, Outcome: providers.NotSent,
		Why: providers.Because("cli.mistake", "said", fmt.Sprint(p))}
	code := exitError
	if r.selling {
		e.Outcome, code = providers.Unknown, exitUnknown
		e.Why = providers.Because("cli.mistake_selling", "said", fmt.Sprint(p))
	}
	r.printError(e)
	if r.g.Log != "" {
		_, _ = r.d.Err.Write(append(debug.Stack(), '\n'))
	}
	return code
}

// printError says why a command failed: an object for programs, one sentence
// for people.
func (r *runner) printError(e *providers.Error) {
	if r.g.JSON {
		_ = r.printJSON(struct {
			Error *errorView `json:"error"`
		}{viewError(e)}) // nobody is left to tell
		return
	}
	// What it means for the money is said where a command spends any, of the
	// error alone that it ends with: another is not about the sale.
	r.note("simdesk: " + say.Voice{Surface: say.Command, Money: r.spends}.Error(e))
}

// warn says what else went wrong.
func (r *runner) warn(e *providers.Error) { r.note("simdesk: " + voice.Error(e)) }

// note writes a line that is no data.
func (r *runner) note(text string) { _, _ = fmt.Fprintln(r.d.Err, say.Plain(text)) }
