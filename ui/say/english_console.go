package say

// englishConsole is what the console says around its screens: findings, outcomes,
// notices, what to do next. Headings, field names and a key's help stand with what
// they name.
var englishConsole = map[string]line{
	"screen.no_terminal": {what: "There is no terminal to copy through: the text is on the screen."},
	"screen.no_copy":     {what: "The terminal took no copy: {why}."},
	"screen.copied":      {what: "Sent to the clipboard, if the terminal allows it."},
	"screen.logged":      {what: "The reason is in {file}."},
	"screen.not_logged":  {what: "Start simdesk with a log file to have the reason written down."},
}
