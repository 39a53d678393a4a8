package say

// englishSale is what the screens of a sale say: its form, the confirmation, and
// what was delivered. How an order stands is in englishOrders.
var englishSale = map[string]line{
	// the form
	"purchase.costs":       {what: "Costs {money}."},
	"purchase.costs_about": {what: "Costs about {money}."},

	// the offer
	"purchase.top_up":         {what: "Top up: {what}"},
	"purchase.preparing":      {what: "Preparing the offer: asking {who} for price and wallet…"},
	"purchase.before_offer":   {what: "Nothing is bought before the offer is here: press {key} then."},
	"purchase.sandbox":        {what: "{who} (SANDBOX: no real money moves)"},
	"purchase.new_customer":   {what: "a new customer"},
	"purchase.about":          {what: "about {money}"},
	"purchase.read":           {what: "{money}   {age}"},
	"purchase.price_margin":   {what: "{money}   margin {margin}"},
	"purchase.wallet_unknown": {what: "not known now"},
	"purchase.wallet_now":     {what: "{money} now"},
	"purchase.wallet_then":    {what: "{money} {age} ({key} asks again)"},
	"purchase.after_unknown":  {what: "{now}, afterwards not known"},
	"purchase.not_enough":     {what: "{now}: not enough"},
	"purchase.wallet_after":   {what: "{now}, {after} after"},
	"purchase.the_phone":      {what: "the phone (may be skipped)"},
	"purchase.ask_eid":        {what: "does *#06# show an EID?"},
	"purchase.ask_unlocked":   {what: "is the phone unlocked?"},
	"purchase.ask_wifi":       {what: "is there Wi-Fi here?"},
	"purchase.type_first":     {what: "Type the amount {amount} first, then press {key}."},
	"purchase.buys":           {what: "{key} buys. No other key does."},
	"purchase.buys_for":       {what: "{key} buys for {money}. No other key does."},
	"purchase.esc_cancels":    {what: "Esc cancels."},
	"purchase.esc_changes":    {what: "Esc: {what}."},
	"purchase.change_it":      {what: "change it"},
	"purchase.not_now":        {what: "This cannot be sold now: why is hidden while a customer is looking."},

	// the sale and what came of it
	"purchase.look_first":     {what: "Look in Orders first: it is not known whether this was sent."},
	"purchase.asking":         {what: "Asking {who}…"},
	"purchase.still_asking":   {what: "Still asking {who}, {waited}. Leaving this screen does not stop it."},
	"purchase.topped_up":      {what: "Done: the top-up is on eSIM {iccid}. ↵ shows what is left on it."},
	"purchase.correct":        {what: "Esc goes back to what was typed."},
	"purchase.choose_another": {what: "Esc goes back: choose another product or provider."},
	"purchase.see_order":      {what: "↵ opens the order, which tells more."},
	"purchase.you_decide":     {what: "It is not charged twice. Orders shows the evidence: you decide."},
	"purchase.leave":          {what: "Leaving this screen does not stop it."},
	"purchase.they_say":       {what: "{who} says: {words}"},
}
