package ledger

// What the tests beside this package look at from outside.
var (
	Bare   = bare
	Digits = digits
)

// MinEnd is minEnd.
const MinEnd = minEnd
