package say

// englishBalances is what the screen of the wallets says.
var englishBalances = map[string]line{
	"balances.being_read":  {what: "The wallets are being read already."},
	"balances.no_provider": {what: "No provider is set up.", next: "Add one to the configuration, or try the demo."},
	"balances.hidden":      {what: "The wallets are hidden: a customer is looking.", next: "^O shows them again."},

	// the total
	"balances.sum":      {what: "{sum} in {n} {n|wallet|wallets}"},
	"balances.no_total": {what: "no wallet in {currency} is known"},
	"balances.without":  {what: "without {names}"},
	"balances.with_old": {what: "with the last known of {names}"},

	// one wallet
	"balances.answers":      {what: "answers"},
	"balances.trouble":      {what: "does not answer as it should"},
	"balances.no_answer":    {what: "has not answered yet"},
	"balances.not_asked":    {what: "not asked yet: ^R asks"},
	"balances.asking":       {what: "asking…"},
	"balances.slow":         {what: "slow: asked {waited} ago, no answer yet"},
	"balances.below_mark":   {what: "low: below its mark of {mark}"},
	"balances.available":    {what: "available {sum}"},
	"balances.balance":      {what: "balance {sum}"},
	"balances.in_flight":    {what: "in flight {sum}"},
	"balances.low_mark":     {what: "low mark {sum}"},
	"balances.reserved":     {what: "reserved {sum}"},
	"balances.overdraft":    {what: "overdraft to {sum}"},
	"balances.asking_again": {what: "Asking again: {names}…"},
}
