package say

// englishConsole is what the console says around its screens: findings, outcomes,
// notices, what to do next. Headings, field names and a key's help stand with what
// they name.
var englishConsole = map[string]line{
	"ui.broke": {what: "The console made a mistake and had to close. What was sent is in the ledger and is not charged twice.",
		next: "Start it again. {logged}"},
	"firstrun.broke": {what: "The set-up made a mistake and had to close. It sold nothing.", next: "Start it again."},

	"firstrun.unknown_provider": {what: "simdesk knows no provider of this name."},
	"firstrun.too_long":         {what: "{label} is too long: paste the credential alone."},
	"firstrun.not_plain":        {what: "{label} holds a line break or another character that no credential has."},
	"firstrun.mistake":          {what: "simdesk made a mistake while asking {provider}."},

	"screen.no_terminal": {what: "There is no terminal to copy through: the text is on the screen."},
	"screen.no_copy":     {what: "The terminal took no copy: {why}."},
	"screen.copied":      {what: "Sent to the clipboard, if the terminal allows it."},
	"screen.logged":      {what: "The reason is in {file}."},
	"screen.not_logged":  {what: "Start simdesk with a log file to have the reason written down."},
}
