package say

// englishESIM is what the screen of eSIMs says.
var englishESIM = map[string]line{
	// the box
	"esim.hint":          {what: "ICCID or its end, phone or order number, name"},
	"esim.searching":     {what: "Searching the orders…"},
	"esim.matches":       {what: "{n} of ours {n|matches|match}"},
	"esim.orders":        {what: "{n} {n|order|orders}"},
	"esim.search_failed": {what: "The orders cannot be searched.", next: "{why}"},
	"esim.empty": {what: "Scan or type what the customer has.", next: "An ICCID or its last digits, a phone number, an order number, a name.\n" +
		"What was sold here is found first; a whole ICCID is asked of every provider."},
	"esim.not_sold_here": {what: "Not sold here. ↵ asks {who}."},
	"esim.type_on":       {what: "Go on typing.", next: "The search starts with {n} characters; of a number it takes the last 4 digits or more."},
	"esim.other_orders": {what: "No eSIM, but {n} of our orders: {text}",
		next: "Alt+4 searches the orders.\nOnly a whole ICCID, 18 to 22 digits, can be asked of the providers."},
	"esim.nothing": {what: "Nothing sold here matches: {text}",
		next: "Only a whole ICCID, 18 to 22 digits, can be asked of the providers.\nEsc clears the search."},
	"esim.check_digit": {what: "The check digit does not fit: compare the number with the phone. Some real numbers are like that."},

	// why a key does nothing
	"esim.nothing_typed":  {what: "Type or scan something first."},
	"esim.look_up_first":  {what: "Look an eSIM up first."},
	"esim.shown_already":  {what: "It is shown already.", next: "Type to search, ^R reads it again."},
	"esim.being_read":     {what: "It is being read already."},
	"esim.no_choice":      {what: "There is no package to choose."},
	"esim.not_known_yet":  {what: "The eSIM is not known yet: nothing can be topped up."},
	"esim.no_top_up":      {what: "This eSIM cannot be topped up, says {who}.", next: "Sell a new one."},
	"esim.no_code":        {what: "No activation code of this eSIM is known: it was not sold here, and the provider does not tell it."},
	"esim.does_not_know":  {what: "does not know it"},
	"esim.top_up_unknown": {what: "not known whether it can be topped up: ^T asks"},

	// one eSIM
	"esim.asking":           {what: "Asking {who}…"},
	"esim.still_asking":     {what: "Asking {who}… {waited}"},
	"esim.no_age":           {what: "as of: the provider does not say"},
	"esim.old":              {what: "{age}, not newer: ^R reads it again"},
	"esim.unread":           {what: "Not everything could be read: {why}"},
	"esim.no_allowance":     {what: "unknown: {who} names no allowance"},
	"esim.left":             {what: "{left} of {all} left"},
	"esim.left_of_unknown":  {what: "{left} left, of how much is unknown"},
	"esim.unknown_of":       {what: "unknown how much is left of {all}"},
	"esim.unknown_of_says":  {what: "unknown how much is left of {all} (the provider says {raw})"},
	"esim.unknown_says":     {what: "unknown (the provider says {raw})"},
	"esim.unknown_says_of":  {what: "unknown (the provider says {raw} of {all})"},
	"esim.unknown_amount":   {what: "an unknown amount"},
	"esim.no_end":           {what: "no end known"},
	"esim.starts":           {what: "starts {day}"},
	"esim.ends_in":          {what: "{left} left"},
	"esim.ended_ago":        {what: "ended {ago} ago"},
	"esim.pace":             {what: "at this pace: {day}"},
	"esim.pace_years":       {what: "at this pace: lasts for years"},
	"esim.pace_to_the_end":  {what: "at this pace: lasts until the end"},
	"esim.countries":        {what: "{n} countries, listed below"},
	"esim.topped_up":        {what: "Topped up. Reading it back…"},
	"esim.topped_up_unread": {what: "Topped up, but it could not be read back: below is what was left before."},
	"esim.topped_up_unseen": {what: "Topped up. {who} does not show it yet: {left} before and now.", next: "^R reads it again."},
	"esim.topped_up_now":    {what: "Topped up: {before} left before, {left} left now."},

	// the packages that fit
	"esim.top_up":          {what: "Top up {iccid}"},
	"esim.top_up_possible": {what: "possible: ^T lists what fits"},
	"esim.asking_packages": {what: "Asking {who} which packages fit…"},
	"esim.packages":        {what: "{n} {n|package fits|packages fit}, best guess first, then the cheapest"},
	"esim.packages_come":   {what: "The packages are listed as soon as they are known."},
	"esim.no_package":      {what: "No package fits this eSIM now.", next: "Sell a new one (Alt+1). Esc goes back to the eSIM."},
}
