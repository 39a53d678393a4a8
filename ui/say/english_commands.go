package say

// englishCommands is what commands say beside what the desk and the providers
// found. A command's own help stands with the command.
var englishCommands = map[string]line{
	// the command line
	"cli.command_line":    {what: "{said}.", next: "See {command} --help."},
	"cli.no_command":      {what: "There is no command “{name}” to explain.", next: "simdesk help lists them."},
	"cli.no_shell":        {what: "Which shell?", next: "simdesk completion bash, zsh, fish or powershell."},
	"cli.json_alone":      {what: "--json goes with a command, and there is none.", next: "See simdesk --help."},
	"cli.csv_and_json":    {what: "--csv and --json exclude each other.", next: "Leave one of them out."},
	"cli.pending_settled": {what: "--pending and --state exclude each other here: an order in that state is settled.", next: "Leave one of them out."},
	"cli.limit":           {what: "--limit must be at least 1.", next: "Name a larger number."},
	"cli.no_choice":       {what: "{flag} does not know “{typed}”.", next: "It takes {choices}."},
	"cli.no_country":      {what: "--country does not know “{typed}”.", next: "It takes an ISO code such as JP."},
	"cli.no_time":         {what: "{flag} cannot read “{typed}”.", next: "It takes a day such as 2026-07-01 or a time such as 2026-07-01T14:00:00Z."},
	"cli.no_file":         {what: "Where to? FILE is empty.", next: "Name the file that the copy is written to."},
	"cli.no_ref":          {what: "Which order? REF is empty.", next: "simdesk orders lists them."},
	"cli.no_text":         {what: "There is nothing to draw.", next: "Give the text behind qr."},
	"cli.no_provider":     {what: "Which provider?", next: "Name it with --provider."},
	"cli.no_product":      {what: "Which product?", next: "Name it with --product; simdesk catalog lists them."},
	"cli.no_attempt":      {what: "--attempt is empty, so it would protect nothing.", next: "Give it a key, or leave it out."},
	"cli.no_wait":         {what: "--wait must not be less than 0.", next: "Give it a time such as 20s."},
	"cli.no_field":        {what: "--field “{typed}” must be NAME=VALUE.", next: "Write it such as phone=+447911123456."},
	"cli.field_twice":     {what: "--field {name} is given twice.", next: "Give it once."},
	"cli.no_terminal":     {what: "There is no terminal to ask on.", next: "Add --yes to answer beforehand."},

	// opening and ending
	"cli.no_configuration":    {what: "There is no configuration yet.", next: "Try simdesk demo, or copy config.example.toml to {file} and fill it in."},
	"cli.no_accounts":         {what: "No provider is configured.", next: "Add one to the configuration, or try simdesk demo."},
	"cli.log_unwritable":      {what: "The log file {file} cannot be written ({said}).", next: "Name another with --log."},
	"cli.interrupted":         {what: "Interrupted.", next: "Run it again."},
	"cli.interrupted_selling": {what: "Interrupted while an order was under way.", next: "Run simdesk reconcile: it finds out what became of it."},
	"cli.still_no_answer":     {what: "An order is still without its answer.", next: "It is in the ledger: run simdesk reconcile."},
	"cli.mistake":             {what: "simdesk made a mistake and stopped ({said}).", next: "Run it again, and report it if it stays."},
	"cli.mistake_selling":     {what: "simdesk made a mistake and stopped ({said}) while an order was under way.", next: "Run simdesk reconcile: it finds out what became of it."},

	// selling
	"cli.not_confirmed": {what: "Not confirmed.", next: "Answer y to buy."},
	"cli.told_to_end":   {what: "simdesk was told to end before it was confirmed.", next: "Run it again to buy."},
	"cli.being_written": {what: "simdesk was told to end while the order was being written.", next: "Look in simdesk orders before trying again."},

	// looking up
	"cli.no_order":    {what: "No order here has the number {number}.", next: "Check it, or list all with simdesk orders."},
	"cli.not_fetched": {what: "The catalogue was never fetched.", next: "Run simdesk catalog --refresh."},
	"cli.no_report":   {what: "The report comes with the Day view, which this version does not have yet.", next: "simdesk orders --csv lists the day's orders."},

	// QR codes and simulators
	"cli.qr_exists":            {what: "The file {file} exists already and was left as it is.", next: "Name a new file for the image."},
	"cli.qr_unwritable":        {what: "The image {file} cannot be written.", next: "Name a file in a directory that you may write to."},
	"cli.qr_too_long":          {what: "This text is too long for a QR code.", next: "Shorten it."},
	"cli.qr_window":            {what: "The window is too small: the QR code needs {cols}×{rows}.", next: "Make the window larger, or write the code to an image with --png FILE."},
	"cli.simulators_not_begun": {what: "The simulators cannot start: {said}.", next: "Correct what was asked for."},
	"cli.simulators_not_heard": {what: "The simulators cannot listen: {said}.", next: "Name another address with --listen."},
}
