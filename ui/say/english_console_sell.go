package say

// englishSell is what the screen that finds a product says.
var englishSell = map[string]line{
	// the box, and why a key does nothing
	"sell.hint":           {what: "japan 5gb, or a phone number with + for airtime"},
	"sell.next_kind":      {what: "kind: {kind}"},
	"sell.whole_number":   {what: "Type the whole number with its country code first."},
	"sell.first_products": {what: "The catalogue is being fetched: the first products come in a moment."},
	"sell.nothing_listed": {what: "Nothing is listed: change the search or press ^R to fetch the catalogue."},
	"sell.being_fetched":  {what: "The catalogue is being fetched already."},

	// beside the kinds: a line for each way to say it, the longest first
	"sell.detecting":     {what: "asking who reaches {phone}…\nasking who reaches it…\nasking operators…"},
	"sell.reaching":      {what: "{n} {n|product|products} for {phone}\n{n} {n|product|products} for it"},
	"sell.enter_detects": {what: "↵ finds the operator"},
	"sell.meant":         {what: "showing {meant}, {n} found\nshowing {meant}"},
	"sell.found":         {what: "{n} found"},
	"sell.found_of_age":  {what: "{n} found, {age}\n{n}, {age}"},
	"sell.found_more":    {what: "first {shown} of {n}, {age}\n{n}, {age}"},
	"sell.part_missing":  {what: "{n} found, {who} is missing\n{n}, {who} missing\n{who} is missing\n{who} missing"},
	"sell.part_old":      {what: "{n} found, {who} {age}\n{n}, {who} is old\n{who} {age}\n{who} is old"},
	"sell.few_answered": {what: "{n} found, {some} of {all} providers answered: ^R asks again\n{n}, {some} of {all} answered: ^R asks again\n" +
		"{some} of {all} answered: ^R asks again\n{n}, {some} of {all} answered\n{some} of {all} answered"},
	"sell.few_answered_why": {what: "{n} found, {some} of {all} providers answered: Alt+3 says why\n{n}, {some} of {all} answered: Alt+3 says why\n" +
		"{some} of {all} answered: Alt+3 says why\n{n}, {some} of {all} answered\n{some} of {all} answered"},
	"sell.fetching":         {what: "fetching the catalogue…\nfetching…"},
	"sell.fetching_one":     {what: "{it}\nfetching…"},
	"sell.fetching_several": {what: "{all}\n{first}, {more} more\nfetching…"},
	"sell.awaiting_one":     {what: "waiting for {who}\n{who} to come\nfetching…"},
	"sell.awaiting_several": {what: "waiting for {who}\n{first}, {more} more\nfetching…"},
	"sell.who_waiting":      {what: "{who} waiting, {waited}"},
	"sell.who_page_of":      {what: "{who} {page} of {pages} {pages|page|pages}\n{who} {page}/{pages}"},
	"sell.who_page":         {what: "{who} {n} {n|page|pages}"},

	// how far a provider is
	"sell.first_page":      {what: "waiting for the first page"},
	"sell.waiting":         {what: "waiting, {waited}"},
	"sell.page":            {what: "{n} {n|page|pages}"},
	"sell.page_waiting":    {what: "{n} {n|page|pages}, waiting {waited}"},
	"sell.page_of":         {what: "{page} of {pages} {pages|page|pages}"},
	"sell.page_of_waiting": {what: "{page} of {pages} {pages|page|pages}, waiting {waited}"},
	"sell.products":        {what: "{n} {n|product|products}"},

	// why nothing is listed
	"sell.dialling":         {what: "The beginning of a phone number.", next: "Type the rest: the operators that reach it are asked then."},
	"sell.unreached":        {what: "No provider here reaches {phone}.", next: "Check the country code. Esc clears the search."},
	"sell.asking_operators": {what: "Asking which operators reach {phone}.", next: "What they sell for it is listed here."},
	"sell.operators_unknown": {what: "The operators are not known.",
		next: "{why}\nCorrect the number, ↵ asks again. Esc clears the search."},
	"sell.is_phone":     {what: "This is a phone number.", next: "↵ asks which operators reach it."},
	"sell.fetching_all": {what: "Fetching the catalogue."},
	"sell.no_catalogue": {what: "The catalogue is empty.", next: "^R fetches it from the providers."},
	"sell.no_such_kind": {what: "No provider sells this kind: {kind}.", next: "Tab goes to the next kind."},
	"sell.elsewhere":    {what: "Not under {kind}: {words}", next: "Found under {kinds}. Tab goes there."},
	"sell.nothing": {what: "Nothing has all these words: {words}",
		next: "Try fewer words, a country's name or its code. Esc clears the search, ^R fetches the catalogue anew."},

	// one product
	"sell.countries":  {what: "{n} {n|country|countries}"},
	"sell.days":       {what: "{n} {n|day|days}"},
	"sell.left":       {what: "{n} left"},
	"sell.wallet_low": {what: "{left} (low)"},
}
