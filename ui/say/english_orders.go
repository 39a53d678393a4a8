package say

// englishOrders is what becomes of an order, said by the screen that sold it and
// by Orders, and what Orders says beside it.
var englishOrders = map[string]line{
	// how an order stands, by state and Charged; what to do next is for Orders
	"orders.drafted_uncharged":  {what: "Confirmed and not sent. Nothing was charged. simdesk gives it up by itself when nobody sends it."},
	"orders.drafted":            {what: "Confirmed, and no sending is recorded. simdesk gives it up by itself when nobody sends it."},
	"orders.submitted":          {what: "Sent to {who}, no answer yet. It is not charged twice.", next: "S asks what became of it."},
	"orders.processing":         {what: "{who} has taken it and is still working on it. simdesk keeps asking.", next: "S asks now."},
	"orders.done":               {what: "Done."},
	"orders.look_at_it":         {what: "Done, but look at it: {why}."},
	"orders.not_sent_uncharged": {what: "Not sent: {why}. Nothing was charged."},
	"orders.refused_uncharged":  {what: "Refused: {why}. Nothing was charged."},
	"orders.not_carried_out":    {what: "Not carried out: {why}."},
	"orders.unknown": {what: "Not known: {who} has not said whether it went through. It is not charged twice: simdesk keeps asking.",
		next: "S asks now."},
	"orders.review": {what: "Needs you: nobody can tell whether {who} took it.", next: "Compare the evidence below with what {who}'s own site or support says; " +
		"C copies what they need, S asks {who} once more. Do not sell it again before that is clear; D records what you found out."},
	"orders.review_why": {what: "Needs you: {why}.", next: "Compare the evidence below with what {who}'s own site or support says; " +
		"C copies what they need, S asks {who} once more. Do not sell it again before that is clear; D records what you found out."},
	"orders.returned":   {what: "{who} took it back and returned the money."},
	"orders.given_back": {what: "Given back: {why}."},
	"orders.no_reason":  {what: "{who} gave no reason."},
	"orders.hidden":     {what: "hidden while a customer is looking."},

	// a person's word
	"orders.went_through":    {what: "it went through"},
	"orders.did_not":         {what: "it did not go through"},
	"orders.was_given_back":  {what: "it was given back"},
	"orders.person_decided":  {what: "a person decided that {outcome}"},
	"orders.decided":         {what: "{clerk} decided: {outcome}."},
	"orders.decided_because": {what: "{clerk} decided: {outcome}. “{note}”."},
	"orders.asks_until":      {what: "Until {day} simdesk goes on asking {who}, in case it did."},

	// the list
	"orders.hint":           {what: "order number, ICCID or phone or their end, product"},
	"orders.listed":         {what: "{n}, {age}"},
	"orders.more_listed":    {what: "{n}+, {age}"},
	"orders.searching":      {what: "searching…"},
	"orders.asking":         {what: "asking the providers…"},
	"orders.unread":         {what: "not read, ^R retries"},
	"orders.nothing_listed": {what: "Nothing is listed: change the search or press Tab for other orders."},
	"orders.no_match": {what: "No order matches: {text} ({tab}).", next: "Numbers are found by their last 4 digits or more, products by words of their name.\n" +
		"Esc clears the search, Tab searches other orders."},
	"orders.none_here":    {what: "No order here: {tab}.", next: "Tab shows others."},
	"orders.nothing_sold": {what: "Nothing was sold yet.", next: "Alt+1 sells. Every order appears here, also one that is not settled yet."},

	// what asking came to
	"orders.asked_already": {what: "The providers are being asked already."},
	"orders.nothing_open":  {what: "Nothing is open: there was nobody to ask."},
	"orders.settled":       {what: "Settled: {state}."},
	"orders.still_open":    {what: "Asked. It is still open: {state}."},
	"orders.all_settled":   {what: "All settled: {n}."},
	"orders.some_settled":  {what: "Settled {n}, still open {open}."},

	// its keys
	"orders.key_settle_all": {what: "Ask the providers about every open order. Never charges."},
	"orders.key_settle_one": {what: "Ask the provider what became of this order. Never charges."},
	"orders.key_code":       {what: "Show what was delivered, to hand it over again: QR code, PIN or token."},
	"orders.key_decide":     {what: "Say what became of this order, with your name and a reason. Spends nothing."},
	"orders.key_esim":       {what: "Look up the eSIM of this order."},
	"orders.key_copy":       {what: "Copy what the provider's support needs to know. No codes are in it."},
	"orders.key_record":     {what: "Record the decision with your name. Spends nothing."},

	// one order
	"orders.order":             {what: "Order {id}"},
	"orders.reading":           {what: "Reading the ledger…"},
	"orders.not_read":          {what: "The order is not read yet."},
	"orders.asking_about_it":   {what: "Asking {who} what became of it…"},
	"orders.price":             {what: "price {money}"},
	"orders.cost":              {what: "cost {money}"},
	"orders.charged":           {what: "charged: {word}"},
	"orders.by":                {what: "by {clerk}"},
	"orders.sandbox":           {what: "SANDBOX: no real money"},
	"orders.settled_already":   {what: "It is settled already: {state}."},
	"orders.nothing_delivered": {what: "Nothing was delivered: {state}."},
	"orders.no_code":           {what: "There is no code in it: what was delivered stands here in full."},
	"orders.no_code_yet":       {what: "The provider has not told the activation code yet."},
	"orders.no_esim":           {what: "This order has no eSIM."},
	"orders.codes_hidden":      {what: "V shows the codes, A opens them full size."},
	"orders.copies":            {what: "C copies this."},
	"orders.codes_shown":       {what: "V hides the codes."},

	// its story
	"orders.story_hidden":   {what: "Notes and the provider's words are hidden while a customer is looking."},
	"orders.step_decided":   {what: "decided: {outcome}"},
	"orders.step_still":     {what: "still {state}"},
	"orders.step_drafted":   {what: "confirmed"},
	"orders.step_sent":      {what: "sent to {who}"},
	"orders.step_works":     {what: "{who} works on it"},
	"orders.step_review":    {what: "handed to a person"},
	"orders.step_broken":    {what: "What this step says cannot be read.", next: "Have the ledger checked before anything is decided from it."},
	"orders.step_their":     {what: "their order {id}"},
	"orders.step_they_say":  {what: "they say {word}"},
	"orders.step_delivered": {what: "delivered: {what}"},

	// the evidence
	"orders.evidence":        {what: "Evidence, {at}"},
	"orders.no_evidence":     {what: "There is none: the provider has nothing to compare."},
	"orders.evidence_hidden": {what: "The evidence is hidden while a customer is looking: ^O shows it."},
	"orders.if_it_did":       {what: "if it went through"},
	"orders.is_there":        {what: "what is there"},

	// the form in which a person decides
	"orders.to_decide":            {what: "Decide: what became of it?"},
	"orders.option_went_through":  {what: "went through"},
	"orders.option_did_not":       {what: "did not"},
	"orders.option_was_given":     {what: "was given back"},
	"orders.reason_hint":          {what: "what was seen, or who said so"},
	"orders.record":               {what: "record this decision"},
	"orders.writing":              {what: "Writing it down…"},
	"orders.to_record":            {what: "↓ goes on to record it."},
	"orders.wait_for_it":          {what: "{who} is being asked once more: wait for what it says."},
	"orders.asking_once_more":     {what: "Asking {who} once more…"},
	"orders.recorded":             {what: "Recorded by {clerk}: {outcome}."},
	"orders.nothing_to_decide":    {what: "There is nothing to decide: {state}."},
	"orders.nothing_left":         {what: "There is nothing left to decide: {state}."},
	"orders.finding_out":          {what: "simdesk is still finding out. A person decides only what nobody can find out."},
	"orders.sent_at":              {what: "sent {at}"},
	"orders.reference":            {what: "reference {id}"},
	"orders.wallet_before":        {what: "before {money}"},
	"orders.wallet_if":            {what: "{money} if it went through"},
	"orders.wallet_now":           {what: "now {money}, {age}, with all that came since"},
	"orders.wallet_less_inflight": {what: "both less what was in flight"},

	// of any key that decides or spends
	"widget.too_early": {what: "That was too early to count: press {key} again."},
}
