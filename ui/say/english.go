package say

import (
	"fmt"
	"math"
	"strings"
	"time"

	"simdesk/providers"
)

// language is all that is said in one language. A second one is a second file
// like this.
type language struct {
	lines   []map[string]line            // by key, which stands in one of them
	kinds   map[providers.ErrorKind]line // where a reason says nothing of its own
	unknown string                       // before a key that has no words here
	money   func(*providers.Error, Surface) string
	list    func([]string) string
	moment  func(time.Time) string
	date    func(time.Time) string // a moment that may be years away, such as {at.date}
	span    func(time.Duration) string
	pause   func(time.Duration) string // how long to wait, also where nobody says
}

var english = language{
	lines: []map[string]line{englishLines, englishProviders, englishConsole, englishUI, englishSell, englishBalances, englishESIM, englishFirstRun,
		englishOrders, englishSale, englishCommands},
	unknown: "This simdesk has no words for it: ",
	money:   englishMoney,
	moment:  func(t time.Time) string { return t.Format("2 Jan 15:04") },
	date:    func(t time.Time) string { return t.Format("2 Jan 2006 15:04 MST") },
	span:    englishSpan,
	list:    englishList,
	pause: func(d time.Duration) string {
		if d <= 0 {
			return "a little"
		}
		return englishSpan(d)
	},
	kinds: map[providers.ErrorKind]line{
		providers.KindDeclined: {what: "{who} refused the sale.", next: "Choose another product or provider.", keys: "Esc goes back."},
		providers.KindUnauthorized: {what: "{who} refused our credentials.", next: "Mend them in the configuration, then start simdesk again.",
			command: "Mend them in the configuration; simdesk doctor checks them."},
		providers.KindNotFound: {what: "{who} does not know it.", next: "Check what was typed.", keys: "^R asks again."},
		providers.KindInvalid:  {what: "{who} cannot use what was entered.", next: "Correct it and try again.", keys: "Esc goes back."},
		providers.KindThrottled: {what: "{who} gets too many questions at the moment.", next: "Wait {wait} and try again.",
			keys: "^R asks again."},
		providers.KindUnavailable: {what: "{who} cannot be reached.", next: "Try again in a moment.", keys: "^R asks again."},
		providers.KindUnknownOutcome: {what: "{who} has not said whether it went through.", command: "Run simdesk reconcile.",
			keys: "Alt+4 shows it in Orders."},
		providers.KindUnsupported: {what: "{who} cannot do this.", keys: "Esc goes back."},
		providers.KindConfig: {what: "{who} is not set up correctly.", next: "Set it right in the configuration, then start simdesk again.",
			command: "Set it right and try again; simdesk doctor says what works."},
		providers.KindInternal: {what: "Something went wrong inside simdesk.", next: "Look in Orders before trying again.",
			command: "Look in simdesk orders before trying again.", keys: "Alt+4 shows Orders; the log has the details."},
	},
}

// englishMoney says what an error means for the money, "" where that is not
// known or not about any.
func englishMoney(e *providers.Error, s Surface) string {
	switch {
	case e.Kind == providers.KindUnknownOutcome && s == Command: // it ends, and asks no more
		return "It is not charged twice."
	case e.Kind == providers.KindUnknownOutcome:
		return "It is not charged twice: simdesk keeps asking."
	case e.Charged().Taken == providers.No:
		return "Nothing was charged."
	}
	return ""
}

func englishList(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

// englishSpan is how long something takes: for people, so not to the second
// where it takes hours.
func englishSpan(d time.Duration) string {
	const day = 24 * time.Hour
	switch {
	case d == math.MaxInt64: // a clock was ahead
		return "an unknown time"
	case d < time.Second:
		return "a moment"
	case d < 2*time.Minute:
		return fmt.Sprintf("%d s", int(d.Round(time.Second).Seconds()))
	case d < 2*time.Hour:
		return fmt.Sprintf("%d min", int(d.Minutes()))
	case d < 2*day:
		return fmt.Sprintf("%d h", int(d.Hours()))
	}
	return fmt.Sprintf("%d days", int(d/day))
}

// englishLines has the words for what simdesk finds itself, in the order of the
// rooms that find it.
var englishLines = map[string]line{
	"quote": {what: "{text}"}, // what somebody else wrote

	// settle
	"settle.amount":       {what: "{amount}"},
	"settle.answer":       {what: "answer"},
	"settle.anothers":     {what: "the {what} of order {order}"},
	"settle.cost":         {what: "cost"},
	"settle.its_own":      {what: "something of this order's own"},
	"settle.order_status": {what: "order status"},
	"settle.was":          {what: "{word} at {at}"},
	"settle.within_a_day": {what: "completed within a day"},
	"settle.never_sent":   {what: "Never sent: simdesk ended before it was submitted."},
	"settle.overdue": {what: "The provider has called this order in progress for more than a day.",
		next: "Ask it what it is waiting for; simdesk goes on asking, too."},
	"settle.now_calls_it": {what: "The provider had completed this order and now calls it {word}.",
		next: "Ask it what became of the money, then decide."},
	"settle.now_says":      {what: "The provider had completed this order and says now: “{words}”.", next: "Look what it took, then decide."},
	"settle.now_reads":     {what: "The provider had completed this order, and its answer is another now: {why}", next: "Look what it took, then decide."},
	"settle.no_answer":     {what: "The order was sent and no answer is recorded.", next: "It is not sent again: simdesk keeps looking it up."},
	"settle.circumstances": {what: "There is only circumstantial evidence.", next: "Compare it and decide."},
	"settle.not_listed":    {what: "The provider lists no such order {age} after it was sent."},
	"settle.missing":       {what: "{what}", next: "Give the customer what came, and claim the rest from the provider."},
	"settle.not_carried_out": {what: "The provider took the order and then did not carry it out.",
		next: "Compare the wallet before you sell it anew: not every provider says that the money came back."},
	"settle.left_open": {what: "What the provider says leaves open whether the order was carried out and paid for.",
		next: "It is not sent again: ask the provider, compare the wallet, then decide."},
	"settle.refused_late": {what: "It counts as completed, but the provider's own answer came after that and refuses it: {answer}",
		next: "Compare the wallet."},
	"settle.no_turn":  {what: "Another sale at this provider does not end.", next: "Try again in a moment."},
	"settle.too_late": {what: "This sale could not be sent for a long time, so it was not.", next: "Sell it again if the customer still wants it."},
	"settle.repeated": {what: "The provider answered with the {what}, which belongs to order {order}.",
		next: "It is not handed out twice and not sent again: simdesk looks up what became of this order."},
	"settle.charged_more": {what: "The provider charged {charged}, and {confirmed} were confirmed.",
		next: "Give the customer what came, and claim the difference from the provider."},
	"settle.decided_no":         {what: "{clerk} decided that it did not go through: {reason}."},
	"settle.decided_given_back": {what: "{clerk} decided that it was given back: {reason}."},

	// desk
	"desk.no_outcome":         {what: "It is not said what became of it.", next: "Choose whether it went through, did not, or was given back."},
	"desk.no_reason":          {what: "The reason is missing.", next: "Give it in a few words: what was seen, or who said so."},
	"desk.no_name":            {what: "A decision carries a name.", next: "Say who decides."},
	"desk.decided_completed":  {what: "{clerk} has already decided that it went through.", next: "No more was recorded."},
	"desk.decided_failed":     {what: "{clerk} has already decided that it did not go through.", next: "No more was recorded."},
	"desk.decided_given_back": {what: "{clerk} has already decided that it was given back.", next: "No more was recorded."},
	"desk.settled_alone":      {what: "It is settled without a decision: {state}.", next: "No more was recorded."},
	"desk.still_asking": {what: "simdesk is still finding out what became of it.",
		next: "A person decides only what nobody can find out: wait, or ask the provider again."},
	"desk.top_up_only":  {what: "{product} only tops up an eSIM that exists.", next: "Open the eSIM and top it up there.", command: "Top one up with simdesk topup."},
	"desk.out_of_stock": {what: "{product} is out of stock.", next: "Choose another product."},
	"desk.no_cost":      {what: "What this costs is not known, so it has no price.", next: "Refresh the catalogue, or choose another product."},
	"desk.no_rate": {what: "There is no rate from {from} to {to}, so this has no price.",
		next: "Add the rate to [rates] in the configuration, or choose another product."},
	"desk.wallet_short": {what: "The wallet holds {left} and this costs {cost}.",
		next: "Put money in, or choose a cheaper product or another provider."},
	"desk.iccid_digit":             {what: "The last digit of this ICCID does not match the others.", next: "Compare it with the customer's phone."},
	"desk.wallet_unread":           {what: "The wallet could not be read, so it is not known whether it covers this."},
	"desk.doubt":                   {what: "The same product was sold {age} ago, and it is not known whether that went through.", next: "Look in Orders before you sell it again: both may be charged."},
	"desk.doubt_to":                {what: "The same was sold to {target} {age} ago, and it is not known whether that went through.", next: "Look in Orders before you sell it again: both may be charged."},
	"desk.sold":                    {what: "The same product was sold {age} ago.", next: "Sell it again only for another customer."},
	"desk.sold_in_progress":        {what: "The same product was sold {age} ago and is still in progress.", next: "Sell it again only for another customer."},
	"desk.sold_not_carried_out":    {what: "The same product was sold {age} ago, was not carried out, and it is not known whether it was paid.", next: "Sell it again only for another customer."},
	"desk.sold_in_doubt":           {what: "The same product was sold {age} ago, and it is not known whether that went through.", next: "Sell it again only for another customer."},
	"desk.sold_to":                 {what: "The same was sold to {target} {age} ago.", next: "Sell it again only if the customer wants it twice."},
	"desk.sold_to_in_progress":     {what: "The same was sold to {target} {age} ago and is still in progress.", next: "Sell it again only if the customer wants it twice."},
	"desk.sold_to_not_carried_out": {what: "The same was sold to {target} {age} ago, was not carried out, and it is not known whether it was paid.", next: "Sell it again only if the customer wants it twice."},
	"desk.sold_to_in_doubt":        {what: "The same was sold to {target} {age} ago, and it is not known whether that went through.", next: "Sell it again only if the customer wants it twice."},
	"desk.no_package_fits":         {what: "No package fits this eSIM now.", next: "Sell a new eSIM instead."},
	"desk.package_does_not_fit": {what: "The package {package} does not fit the eSIM {iccid}.", next: "Choose one from its list.",
		command: "simdesk topups {iccid} lists those that do."},
	"desk.several_fit": {what: "{n} {n|package fits|packages fit} the eSIM {iccid}.", next: "Choose one.",
		command: "Choose one with --product: {ids}. simdesk topups {iccid} tells what they are."},
	"desk.no_iccid": {what: "“{typed}” is not an ICCID.", next: "It needs 18 to 22 digits, as printed on the card or shown under the phone's SIM status."},
	"desk.no_product": {what: "There is no product “{product}” in this provider's catalogue now.", next: "Refresh the catalogue and search again.",
		command: "Search again: simdesk catalog --refresh."},
	"desk.old_price":    {what: "What this costs was read {age} ago and could not be read again. {why}", next: "Refresh the catalogue, then try again."},
	"desk.field":        {what: "{label}: {why}"},
	"desk.no_number":    {what: "“{typed}” is not a phone number.", next: "Write it with the country code, such as +44 7911 123456."},
	"desk.no_number_in": {what: "“{typed}” is not a phone number in {country}.", next: "Write it with the country code, such as +44 7911 123456."},
	"desk.number_of":    {what: "{number} is a number of {have}, and this product is for {countries}.", next: "Check the number or choose another product."},
	"desk.esim_not_theirs": {what: "{provider} does not know the eSIM {iccid}.",
		next: "Another provider may: compare the number with the phone, then ask all of them."},
	"desk.esim_nobodys":           {what: "No configured provider knows the eSIM {iccid}.", next: "Compare the number with the phone."},
	"desk.esim_not_asked":         {what: "It is not known whose eSIM this is: {names} could not be asked, and the others do not know it.", next: "Try again in a moment."},
	"desk.esim_nobody_asked":      {what: "It is not known whose eSIM this is: {names} could not be asked.", next: "Try again in a moment."},
	"desk.esim_not_in_ledger":     {what: "It is not known whose eSIM this is: simdesk's own orders could not be searched, and no provider knows it.", next: "Try again in a moment."},
	"desk.cannot_look_up":         {what: "It cannot be looked up: {why}"},
	"desk.mistake":                {what: "simdesk made a mistake here.", next: "Try again, and report it if it stays."},
	"desk.mistake_while_charging": {what: "simdesk made a mistake while the order was under way.", next: "It is not sent again: simdesk looks it up."},
	"desk.sold_in_sandbox": {what: "It was sold in the provider's sandbox, and simdesk is configured for the live account now, which cannot tell.",
		next: "Configure it as it was and ask again, or decide."},
	"desk.sold_live": {what: "It was sold through the provider's live account, and simdesk is configured for the sandbox now, which cannot tell.",
		next: "Configure it as it was and ask again, or decide."},
	"desk.too_many_products": {what: "{provider} lists more products than simdesk keeps, so its catalogue stays as it was.", next: "Tell the developers."},
	"desk.catalogue_stalled": {what: "{provider} sent nothing of its catalogue for more than a minute, so it stays as it was.", next: "Try again in a moment."},
	"desk.answer_not_written": {what: "The order was sent, but its answer could not be written to {file}.",
		next: "Mend the disk; simdesk fetches the answer again.", command: "Mend the disk, then run simdesk reconcile: it fetches the answer again."},
	"desk.closing":          {what: "simdesk is closing.", next: "Start it again to sell."},
	"desk.no_provider":      {what: "No provider called “{provider}” is configured.", next: "Add one to the configuration.", command: "Add one to the configuration, or try simdesk demo."},
	"desk.another_provider": {what: "No provider called “{provider}” is configured.", next: "Configured: {names}."},

	// ledger
	"ledger.no_plain_file":          {what: "The store cannot be used: {why}", next: "Set [store] dsn to a plain file, or remove what is there."},
	"ledger.interrupted":            {what: "The ledger was interrupted before it was done, and this step wrote nothing.", next: "Try again."},
	"ledger.unusable":               {what: "The ledger {file} could not be used: {said}.", next: "Look at the disk and the file.", command: "Run simdesk doctor."},
	"ledger.damaged":                {what: "The ledger {file} is damaged and was left as it is.", next: "Move it aside and restore a backup, or name another file in [store] dsn."},
	"ledger.read_only":              {what: "The ledger {file} cannot be written.", next: "Check the permissions of the file and its directory, or name another file in [store] dsn."},
	"ledger.no_order":               {what: "The ledger has no order “{number}”.", next: "Check the number, or look for it under Orders."},
	"ledger.disk_full":              {what: "The disk that holds the ledger {file} is full.", next: "Make room on it, then try again."},
	"ledger.locked":                 {what: "Another program keeps the ledger {file} locked.", next: "Close it or wait, then try again."},
	"ledger.disk_error":             {what: "The disk reports an error on the ledger {file}.", next: "Check the disk and the room on it, and restore a backup if it stays."},
	"ledger.gone":                   {what: "The ledger {file} was moved, deleted or replaced while simdesk was running, so nothing is written.", next: "Put it back, or close every console and restore a backup."},
	"ledger.part_gone":              {what: "The file {file}, a part of the ledger, was moved, deleted or replaced while simdesk was running, so nothing is written.", next: "Put it back, or close every console, start one again and look whether the last sales are there."},
	"ledger.foreign":                {what: "The file {file} is not a simdesk ledger and was left as it is.", next: "Name another file in [store] dsn, or restore a backup."},
	"ledger.newer":                  {what: "The ledger {file} was written by a newer simdesk (version {version}, this one knows {known}).", next: "Use that simdesk, or name another file in [store] dsn."},
	"ledger.no_page":                {what: "The page “{page}” is not one of this list.", next: "Start again at its beginning."},
	"ledger.draft_lacks":            {what: "An order needs a provider, a reference and, if any, an attempt that is plain text.", next: "Confirm the sale again."},
	"ledger.no_longer":              {what: "Order {order} is {state} and no longer {from}.", next: "Reload it under Orders."},
	"ledger.given_up":               {what: "Order {order} was given up before it was sent and cannot become {to}.", next: "Sell again under a new order."},
	"ledger.never_sent":             {what: "Order {order} was never sent and cannot become {to}.", next: "Reload it under Orders."},
	"ledger.further":                {what: "Order {order} is {state} already and does not become {to}.", next: "Reload it under Orders."},
	"ledger.wallet_short":           {what: "The wallet has {left} left and this costs {cost}.", next: "Put money in, or choose a cheaper product or another provider."},
	"ledger.no_head":                {what: "“{noted}” is no head of a history.", next: "It reads like 1234:ab12cd34ef56ab78.", command: "It reads like 1234:ab12cd34ef56ab78, as simdesk doctor printed it."},
	"ledger.broken_step":            {what: "The history in {file} is not what was written, at event {event} of order {order}. {what}", next: "Keep the file as evidence and restore a backup."},
	"ledger.broken_event":           {what: "The history in {file} is not what was written, at event {event}. {what}", next: "Keep the file as evidence and restore a backup."},
	"ledger.broken_order":           {what: "The history in {file} is not what was written, at order {order}. {what}", next: "Keep the file as evidence and restore a backup."},
	"ledger.event_missing":          {what: "It is missing."},
	"ledger.event_changed":          {what: "It was changed or moved."},
	"ledger.event_unlinked":         {what: "It does not follow the event before it."},
	"ledger.event_misfits":          {what: "It does not follow from what was before: {said}."},
	"ledger.event_two_states":       {what: "It says one state and holds another."},
	"ledger.event_time":             {what: "It has a time that cannot be read."},
	"ledger.event_seen_and_missing": {what: "It was seen and is missing."},
	"ledger.order_unlisted":         {what: "It is in the history but not in the list of orders."},
	"ledger.order_changed":          {what: "It was changed in the list of orders."},
	"ledger.order_unfound":          {what: "It is not found by its numbers any more."},
	"ledger.noted_missing":          {what: "It was noted and is missing."},
	"ledger.noted_another":          {what: "It is not the one that was noted."},
	"ledger.lost_steps": {what: "The ledger {file} lacks its last {n} {n|step|steps}, up to number {event} of {until}, as if its log was removed or an older copy was put in its place. Until that is clear it takes no sale.",
		next: "Put the right file and its log back; or, if this is the right one, compare the providers' lists with it, remove {kept} and start simdesk again."},
	"ledger.lost_another": {what: "The ledger {file} is not the one that was written until {until}, as step {event} of it is another: an older copy was put in its place. Until that is clear it takes no sale.",
		next: "Put the right file and its log back; or, if this is the right one, compare the providers' lists with it, remove {kept} and start simdesk again."},
	"ledger.copied_before_sent": {what: "A copy of the ledger was made before this was sent; whether it was is not known in the copy."},
	"ledger.backup_unwritable":  {what: "The backup {file} cannot be written: {said}.", next: "Name a file in a directory that exists and is yours."},
	"ledger.backup_exists":      {what: "The file {file} exists already and was left as it is.", next: "Name a new file for the backup."},
	"ledger.backup_not_whole":   {what: "No backup was kept, as the copy's history is not whole. {why}", next: "Keep the earlier backups.", command: "Run simdesk doctor on the ledger, and keep the earlier backups."},
	"ledger.backup_failed":      {what: "The backup {file} could not be made: {said}.", next: "Check the room on its disk, then try again."},
	"ledger.unguarded":          {what: "What keeps the history in {file} from being changed was taken out, though every event is still what was written.", next: "Keep the file as evidence and restore a backup."},
	"ledger.sqlite_only":        {what: "This build of simdesk stores its orders in SQLite only.", next: "Set [store] dsn to a file path, or leave it empty."},
	"ledger.no_path":            {what: "The store “{dsn}” is not a file path.", next: "Set [store] dsn to one, or leave it empty."},
	"ledger.bad_path":           {what: "The store “{dsn}” is not a usable path: {said}.", next: "Set [store] dsn to another."},
	"ledger.log_alone":          {what: "The ledger {file} is gone but its log {file}-wal is not.", next: "Put the file back or restore a backup, and move the log aside."},
	"ledger.log_damaged":        {what: "The log {file}-wal of the ledger is damaged and was left as it is. {what}", next: "Keep it and the ledger as evidence, and restore a backup."},
	"ledger.log_unbegun":        {what: "Its beginning cannot be read."},
	"ledger.log_steps":          {what: "{n} {n|step|steps} in it cannot be read."},
	"ledger.not_safe":           {what: "The store is not used, as somebody else could put another ledger in its place: {why}"},

	// catalog, config, files
	"catalog.not_kept":              {what: "The catalogue can't be kept in {folder}.", next: "Make that directory writable."},
	"catalog.fresh_not_kept":        {what: "The catalogue is fresh but can't be kept in {folder}.", next: "Make that directory writable."},
	"catalog.not_safe":              {what: "The stored catalogue is not read: {why}"},
	"catalog.damaged":               {what: "The stored catalogue can't be read.", next: "Refresh the catalogue to fetch it again."},
	"config.missing":                {what: "The configuration file {file} does not exist.", next: "Name another, or run simdesk without one to set it up."},
	"config.not_one":                {what: "{file} is not a configuration file.", next: "Name another."},
	"config.no_text":                {what: "{file} is not a text file.", next: "Name another."},
	"config.unreadable":             {what: "The configuration file {file} can't be read.", next: "Make it readable to you."},
	"config.not_safe":               {what: "The configuration file says where money goes, and is not read: {why}"},
	"config.in_line":                {what: "{file}, line {line}, {key}: {why}", next: "Correct it there."},
	"config.in_file":                {what: "{file}, {key}: {why}", next: "Correct it there."},
	"config.unknown_key":            {what: "It is not a key that simdesk knows."},
	"config.wrong_type":             {what: "{file}, line {line}: {key} has a value of the wrong kind.", next: "See config.example.toml."},
	"config.no_toml":                {what: "{file} can't be read as TOML.", next: "Compare it with config.example.toml."},
	"config.no_toml_near_secret":    {what: "{file}, line {line} is not valid TOML.", next: "Put the value in quotes."},
	"config.no_toml_at_key":         {what: "{file}, line {line}: {key} {said}.", next: "Correct it there."},
	"config.no_toml_in_line":        {what: "{file}, line {line}: {said}.", next: "Correct it there."},
	"config.not_exact":              {what: "It must stand in quotes, like \"0.10\", to stay exact."},
	"config.markup":                 {what: "It must be between 0 and 10000."},
	"config.rounding":               {what: "It must be 0 or an amount such as \"0.10\"."},
	"config.type_above":             {what: "It must be an amount such as \"100\", or \"\" for never."},
	"config.currency":               {what: "It must be an ISO 4217 code such as \"USD\"."},
	"config.rate_name":              {what: "It must be named by an ISO 4217 code such as EUR."},
	"config.rate":                   {what: "It must be more than 0: one unit in the shop's currency."},
	"config.rate_of_own":            {what: "It is the shop's own currency, which has no rate."},
	"config.environment":            {what: "It must be \"live\" or \"sandbox\"."},
	"config.negative":               {what: "It must not be less than 0."},
	"config.terms":                  {what: "It must be \"prepaid\", \"credit\" or \"plain\"."},
	"config.countries":              {what: "It must hold ISO country codes such as \"NG\"."},
	"config.no_address":             {what: "It must be an address such as \"https://api.example.com\"."},
	"config.address_with_more":      {what: "It must be an address without user, ? and #."},
	"config.not_https":              {what: "It must begin with https://, as http:// is for this machine only (127.0.0.1, ::1, localhost)."},
	"config.path":                   {what: "It must be a path that begins with /, like {like}."},
	"config.path_without_iccid":     {what: "It must be a path with the eSIM's number in it, like {like}."},
	"config.variable_not_set":       {what: "The environment variable “{name}” is not set.", next: "Set it, or write the key another way."},
	"config.no_secret":              {what: "{file} does not hold a secret.", next: "It must be a small text file."},
	"config.empty_file":             {what: "The file {file} is empty.", next: "Write the secret into it."},
	"config.no_file":                {what: "The file {file} does not exist.", next: "Create it, or name another."},
	"config.file_unread":            {what: "The file {file} can't be read: {said}."},
	"config.keyring_names_no_key":   {what: "keyring:{written} names no key.", next: "Write keyring:SERVICE/NAME."},
	"config.no_keyring":             {what: "There is no keyring to read {key} from."},
	"config.keyring_refuses":        {what: "The keyring does not give {key}: {said}."},
	"config.keyring_empty":          {what: "The keyring's {key} is empty."},
	"config.secret_open":            {what: "{file} holds a secret and others can read it.", next: "Run chmod 600 {shell}."},
	"config.no_base_url":            {what: "base_url is missing under [providers.{provider}] in {file}.", next: "The provider hands it out with the credentials: set it."},
	"config.no_credential":          {what: "{key} is missing under [providers.{provider}] in {file}.", next: "Set it."},
	"config.credential":             {what: "{key}: {why}"},
	"config.not_configured":         {what: "It is not configured: there is no [providers.{provider}] in {file}.", next: "Add that section."},
	"files.link_to_nothing":         {what: "{file} is a link to {to}, where there is nothing."},
	"files.link_unread":             {what: "{file} is a link to {to}, which cannot be looked at."},
	"files.directory":               {what: "{file} is a directory."},
	"files.pipe":                    {what: "{file} is a pipe."},
	"files.socket":                  {what: "{file} is a socket."},
	"files.device":                  {what: "{file} is a device."},
	"files.open_folder":             {what: "{file} lies in {folder}, which every user may write.", next: "Run chmod o-w {shell}."},
	"files.not_ours_in_open_folder": {what: "{file} belongs to another user, in {folder} that every user may write.", next: "Name another."},
	"files.not_ours":                {what: "{file} belongs to another user.", next: "Run chown {user} {shell}, if you know what is in it."},
	"files.others_write":            {what: "{file} may be changed by other users.", next: "Run chmod go-w {shell}."},
	"files.folder_not_ours":         {what: "{file} lies in {folder}, which belongs to another user.", next: "Name a place of your own."},
	"files.folder_others_write":     {what: "{file} lies in {folder}, where other users may put another.", next: "Run chmod go-w {shell}."},

	// providers and wire
	"capability.no_balance":      {what: "{who} does not tell its wallet's balance."},
	"capability.no_catalogue":    {what: "{who} has no catalogue."},
	"capability.no_detection":    {what: "{who} cannot find the operator behind a number.", next: "Choose the product yourself."},
	"capability.no_esim_status":  {what: "{who} does not tell the state of an eSIM."},
	"capability.no_order_lookup": {what: "{who} does not tell what became of an order."},
	"capability.no_sale":         {what: "{who} sells nothing here.", next: "Choose another provider."},
	"capability.no_top_up":       {what: "{who} has no top-up for an eSIM.", next: "Sell a new one."},
	"capability.not_usable":      {what: "This account cannot be used as it is configured."},
	"errors.other":               {what: "Something went wrong: {text}."},
	"field.digits":               {what: "{label} needs 5 to 15 digits."},
	"field.less_than_one":        {what: "{label} must be at least 1."},
	"field.missing":              {what: "{label} is missing."},
	"field.no_amount":            {what: "{label} must be an amount such as 10.50."},
	"field.no_choice":            {what: "{label} must be one of these: {choices}."},
	"field.no_date":              {what: "{label} must be a date such as 2026-07-01."},
	"field.no_digit":             {what: "{label} may hold digits only, not “{typed}”."},
	"field.no_email":             {what: "{label} is not an e-mail address."},
	"field.no_whole_number":      {what: "{label} must be a whole number."},
	"field.out_of_range":         {what: "{label} must be between {low} and {high}."},
	"field.takes_none":           {what: "{product} takes no field “{field}”: it takes none."},
	"field.takes_others":         {what: "{product} takes no field “{field}”: it takes {names}."},
	"field.too_little":           {what: "{label} must be at least {low}."},
	"field.too_long":             {what: "{label} may have at most {n} {n|character|characters}."},
	"field.whole_amount":         {what: "{label} must be a whole number here."},
	"iccid.none":                 {what: "“{typed}” is no ICCID: it has 18 to 22 digits.", next: "Check the number on the card or in the order."},
	"several.charged":            {what: "{who} charged this {n} times: {n} orders stand under one reference ({ids}). {also}", next: "Claim all but one back."},
	"several.one_order":          {what: "one order under our reference"},
	"several.order":              {what: "order {id} of {who}, {n} of {all}"},
	"several.order_status":       {what: "order status"},
	"several.cost_unknown":       {what: "{claim} What they cost together is not known. {why}"},
	"several.may_have_charged":   {what: "{who} may have charged this {n} times: {n} orders stand under one reference ({ids}). {also}", next: "Claim all but one back."},
	"wire.broken":                {what: "The connection to {who} broke before its answer was complete.", next: "Try again in a moment."},
	"wire.certificate":           {what: "the certificate for “{subject}”, issued by “{issuer}”, which ends on {ends.date},"},
	"wire.certificate_early":     {what: "{who} cannot be trusted: {certificate} is valid only from {from.date}, and this machine's clock says {now.date}.", next: "Set the clock right if it is wrong; if it is right, tell the provider."},
	"wire.certificate_expired":   {what: "{who} cannot be trusted: {certificate} has expired, and this machine's clock says {now.date}.", next: "Set the clock right if it is wrong; if it is right, tell the provider."},
	"wire.certificate_host":      {what: "{who} cannot be trusted: {certificate} is not for {host}.", next: "Check base_url, or ask who runs the network."},
	"wire.certificate_invalid":   {what: "{who} cannot be trusted: {certificate} is not valid ({why}).", next: "Ask who runs the network, or tell the provider."},
	"wire.certificate_unknown":   {what: "{who} cannot be trusted: {certificate} is from nobody this machine trusts.", next: "Ask who runs the network whether a proxy or virus scanner reads along, and install its root certificate only if you trust it."},
	"wire.declined":              {what: "{who} declined.", next: "See its words for the reason."},
	"wire.failed":                {what: "Asking {who} failed: {why}."},
	"wire.invalid":               {what: "{who} did not accept the request.", next: "Check what was entered."},
	"wire.from_cache":            {what: "A cache on the way answered in place of {who}, which has not said whether it went through.", next: "It is looked up; ask who runs the network to keep that cache away from {who}."},
	"wire.its_certificate":       {what: "its certificate"},
	"wire.late":                  {what: "{who} did not answer in time.", next: "Try again in a moment."},
	"wire.left_alone":            {what: "{who} has been failing, so it is left alone for a few seconds.", next: "Try again then."},
	"wire.no_name":               {what: "{who} cannot be reached: the name {name} was not found.", next: "Check the internet connection and base_url, then try again."},
	"wire.no_tls":                {what: "{who} cannot be reached: what answers there does not speak TLS.", next: "Check base_url, or ask who runs the network."},
	"wire.not_available":         {what: "{who} is not available (HTTP {status}).", next: "Try again in a moment."},
	"wire.not_found":             {what: "{who} does not know this.", next: "Check the number or refresh the catalogue."},
	"wire.not_prepared":          {what: "The request to {who} could not be prepared: {why}."},
	"wire.not_said":              {what: "{who} has not said whether it went through."},
	"wire.old_tls":               {what: "{who} cannot be reached: what answers there speaks only a TLS version that is too old to be safe.", next: "Ask who runs the network whether a proxy is in between."},
	"wire.proxy_address":         {what: "{who} cannot be reached through {proxy}: its address cannot be read.", next: "Write it as http://HOST:PORT."},
	"wire.proxy_at":              {what: "the proxy {host}"},
	"wire.proxy_at_from":         {what: "the proxy {host} (from {variable})"},
	"wire.proxy_from":            {what: "the proxy from {variable}"},
	"wire.proxy_sign_in":         {what: "{who} cannot be reached through {proxy}: it wants a name and a password.", next: "Put them into its address, or ask who runs it."},
	"wire.proxy_silent":          {what: "{who} cannot be reached through {proxy}: the proxy does not answer.", next: "Check its address, or ask who runs it."},
	"wire.proxy_status":          {what: "{who} cannot be reached through {proxy}: it answered HTTP {status}.", next: "Ask who runs it."},
	"wire.seen_before":           {what: "{who} has seen this order before.", next: "It is not sent again: simdesk looks up what became of it."},
	"wire.stopped":               {what: "Asking {who} was stopped before it answered.", next: "Try again."},
	"wire.the_proxy":             {what: "the proxy"},
	"wire.throttled":             {what: "{who} asks for fewer requests."},
	"wire.tls_refused":           {what: "{who} cannot be reached: it broke off the TLS handshake ({alert}).", next: "Ask who runs the network whether a proxy is in between."},
	"wire.too_long":              {what: "{who} answered more than simdesk reads.", next: "Try again in a moment.", command: "Try again in a moment; if it stays, simdesk doctor tells more."},
	"wire.unauthorized":          {what: "{who} refused the credentials.", next: "Check them in the configuration.", command: "Check them in the configuration; simdesk doctor tells which."},
	"wire.unreached":             {what: "{who} cannot be reached.", next: "Check the internet connection, then try again."},
	"wire.unreadable":            {what: "{who} answered something that cannot be read.", next: "Try again in a moment.", command: "Try again in a moment; if it stays, simdesk doctor tells more."},
}
