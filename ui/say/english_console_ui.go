package say

// englishUI is what the console says around its screens, and in the place of
// those that are not built yet.
var englishUI = map[string]line{
	// orders and wallets, on the line above the footer
	"ui.order_ended":     {what: "{what}: {word}.", next: "Alt+4 shows it in Orders."},
	"ui.order_look_at":   {what: "{what}: {word}, but look at it.", next: "Alt+4 shows it in Orders."},
	"ui.order_open":      {what: "{what}: not known yet.", next: "Alt+4 shows it in Orders."},
	"ui.waiting_both":    {what: "{review} {review|order needs|orders need} you, {asked} {asked|is|are} still open: Alt+4 shows them."},
	"ui.waiting_review":  {what: "{n} {n|order needs|orders need} you: Alt+4 shows {n|it|them}."},
	"ui.waiting_asked":   {what: "{n} {n|order is|orders are} open: Alt+4 shows {n|it|them}, simdesk keeps asking."},
	"ui.waiting_unknown": {what: "It is not known which orders wait.", next: "{why}"},
	"ui.wallets_low":     {what: "Wallet below its mark: {wallets}.", next: "Alt+3 shows the balances."},

	// keys
	"ui.action_hint":  {what: "type to search"},
	"ui.action_off":   {what: "(not now) {does}"},
	"ui.no_action":    {what: "No action has these words.", next: "Esc clears the search."},
	"ui.press_itself": {what: "Press {key} itself: nothing else spends money."},
	"ui.keys_here":    {what: "Keys on {view}"},
	"ui.not_now":      {what: "{does}. Not now: {why}"},

	// leaving
	"ui.in_flight": {what: "{n} {n|order is|orders are} in flight."},
	"ui.quitting": {what: "Quitting does not cancel {n|it|them}.", next: "simdesk waits a moment for the answer, " +
		"and what is still open then is kept in Orders and settled at the next start."},
	"ui.quits": {what: "quits    any other key stays"},

	// mistakes of simdesk's own
	"ui.command_broke": {what: "simdesk made a mistake here.", next: "Look in Orders (Alt+4), then try again."},
	"ui.screen_broke": {what: "simdesk made a mistake on this screen and closed it: " +
		"an order that was sent goes on and is in Orders ({key}), nothing is charged twice."},
	"ui.orders_broke": {what: "simdesk made a mistake on this screen and closed it: " +
		"an order that was sent goes on and is in the ledger, nothing is charged twice."},
	"ui.starts_anew": {what: "Esc or {key} starts {view} anew."},
	"ui.goes_back":   {what: "Esc goes back to {view}."},
	"ui.others_work": {what: "The other views work as before."},

	// views that are not built yet
	"services.soon": {what: "Services are not part of this version yet.", next: "\nHere will be what fits no other screen: " +
		"SIM activation and port-in, promotions, exchange rates, funding a wallet, an eSIM's events, compatible devices.\n\n" +
		"Bills, gift cards, vouchers and SIMs are sold from Sell today (Alt+1, Tab chooses the kind). " +
		"What is left on an eSIM is under eSIM (Alt+2), what a wallet holds under Balances (Alt+3)."},
	"day.soon": {what: "The day's reports are not part of this version yet.", next: "\nHere will be the X report at any time and " +
		"the numbered Z report at closing time: what was sold per clerk, kind and provider, the cash counted against what is expected, " +
		"and each wallet against what its provider says.\n\n" +
		"Until then Orders lists today's sales (Alt+4, Tab goes to Today), and Balances shows what the wallets hold now (Alt+3)."},
	"ui.broke": {what: "The console made a mistake and had to close. What was sent is in the ledger and is not charged twice.",
		next: "Start it again. {logged}"},
}
