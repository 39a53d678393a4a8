package say

// englishConsole is what the console says around its screens: findings, outcomes,
// notices, what to do next. Headings, field names and a key's help stand with what
// they name.
var englishConsole = map[string]line{

	"screen.too_small":     {what: "window too small (have {w}×{h}, need {least_w}×{least_h})"},
	"screen.quits":         {what: "^Q quits"},
	"screen.paste_ignored": {what: "Pasted text was ignored: no box has the cursor here."},
	"widget.above":         {what: "↑ {n} {n|line|lines} above"},
	"widget.below":         {what: "↓ {n} more {n|line|lines}"},
	"widget.more":          {what: "↑ {above} above  ↓ {below} more"},
	"screen.no_terminal":   {what: "There is no terminal to copy through: the text is on the screen."},
	"screen.no_copy":       {what: "The terminal took no copy: {why}."},
	"screen.copied":        {what: "Sent to the clipboard, if the terminal allows it."},
	"screen.logged":        {what: "The reason is in {file}."},
	"screen.not_logged":    {what: "Start simdesk with a log file to have the reason written down."},
}
