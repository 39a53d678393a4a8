package say

// englishFirstRun is what the set-up says, and what it writes into the file. A
// key that ends in _choice is an option's title, with what stands under it.
var englishFirstRun = map[string]line{
	"firstrun.step": {what: "step {n} of {of}"},
	"firstrun.quit": {what: "quit, nothing is written"},

	// the steps
	"firstrun.welcome":     {what: "Welcome. There is no configuration yet."},
	"firstrun.demo_choice": {what: "Try the demo", next: "Five simulated providers on this machine: no network, no account, no money."},
	"firstrun.set_up_choice": {what: "Set up a provider",
		next: "You need the credentials of one. They are checked, then kept in a file that only you can read."},
	"firstrun.first_step":        {what: "This is the first step. ^Q quits, and nothing is written."},
	"firstrun.which_provider":    {what: "Which provider do you have an account with?"},
	"firstrun.one_is_enough":     {what: "One is enough to begin. The file can hold all of them later."},
	"firstrun.which_environment": {what: "Which of {who}'s environments are the credentials for?"},
	"firstrun.live":              {what: "Every sale is real and is paid from your wallet at {who}."},
	"firstrun.host_sandbox":      {what: "For trying things out: no real money moves. Its credentials are seldom the live ones."},
	"firstrun.giftapi_sandbox":   {what: "Only shows the word SANDBOX: the address decides where orders go, and whether they cost money."},
	"firstrun.credentials":       {what: "The credentials: {who}"},
	"firstrun.credentials_for":   {what: "The credentials: {who}, {environment}"},
	"firstrun.kept":              {what: "They are kept in {path}, for you alone."},
	"firstrun.schemes":           {what: "Type or paste them. env:NAME, file:PATH and keyring:SERVICE/NAME work in place of a secret."},
	"firstrun.all_real":          {what: "{who} has no sandbox: every sale is real."},
	"firstrun.pasted_nothing":    {what: "There was nothing in what was pasted."},
	"firstrun.pasted_lines":      {what: "What was pasted has several lines, and nothing was taken: copy the credential alone."},
	"firstrun.pasted_long":       {what: "What was pasted is too long, and nothing was taken: copy the credential alone."},
	"firstrun.from_env":          {what: "This will be read from an environment variable."},
	"firstrun.from_file":         {what: "This will be read from a file."},
	"firstrun.from_keyring":      {what: "This will be read from the keyring."},
	"firstrun.characters":        {what: "{n} {n|character|characters}."},
	"firstrun.characters_hidden": {what: "{n} {n|character|characters}, hidden."},
	"firstrun.asking": {what: "Asking {who}…", next: "simdesk reads the balance there. Nothing is bought, and nothing is written yet.\n\n" +
		"If it answers, {path} is written and simdesk opens. Prices begin at 20 % above cost, in USD: both can be changed in the file."},

	// what went wrong
	"firstrun.not_accepted":   {what: "{who} does not accept these credentials. Nothing was written."},
	"firstrun.not_asked":      {what: "{who} could not be asked. Nothing was written."},
	"firstrun.not_usable":     {what: "What was entered cannot be used. Nothing was written."},
	"firstrun.no_balance":     {what: "{who} gave no balance. Nothing was written."},
	"firstrun.no_reason":      {what: "It gave no reason."},
	"firstrun.tried_for":      {what: "They were tried as credentials for {environment}. Esc twice changes that."},
	"firstrun.correct_choice": {what: "Correct what was entered"},
	"firstrun.again_choice":   {what: "Ask {who} again"},
	"firstrun.save_choice":    {what: "Save it unchecked, and open simdesk"},

	// writing the file
	"firstrun.writing":        {what: "Writing {path}…"},
	"firstrun.not_saved":      {what: "The configuration is not saved."},
	"firstrun.exists":         {what: "{path} is there by now, and was not touched: there is a file already."},
	"firstrun.no_directory":   {what: "{path} cannot be created: {why}.", next: "Make room for it there, or mend the permissions, then try again."},
	"firstrun.shut_directory": {what: "{path} cannot be written to: {why}.", next: "Make room for it there, or mend the permissions, then try again."},
	"firstrun.unwritten":      {what: "{path} cannot be written: {why}.", next: "Make room for it there, or mend the permissions, then try again."},
	"firstrun.open_choice":    {what: "Open simdesk with that file"},
	"firstrun.retry_choice":   {what: "Try to save it again"},
	"firstrun.return_choice":  {what: "Back to what was entered"},

	// what each provider sells, and where its credentials are found
	"firstrun.sells_esims":         {what: "eSIMs and their top-ups"},
	"firstrun.sells_airtime_bills": {what: "airtime, data, vouchers, bills"},
	"firstrun.sells_airtime":       {what: "airtime and data"},
	"firstrun.sells_gifts":         {what: "eSIMs, gift cards, vouchers"},
	"firstrun.roamify_key":         {what: "From the partner dashboard. A rotated key stops working at once."},
	"firstrun.fyatu_app":           {what: "From Fyatu's console: App, Settings, API Keys."},
	"firstrun.fyatu_secret":        {what: "Beside the app ID. The app must be an issuing app."},
	"firstrun.valuetopup_user":     {what: "The API user, as Value Topup gave it."},
	"firstrun.valuetopup_password": {what: "Value Topup may also have to list this internet address."},
	"firstrun.reloadly_id":         {what: "From Reloadly's dashboard, under Developers."},
	"firstrun.reloadly_secret":     {what: "Beside the client ID, one for live and one for the sandbox."},
	"firstrun.giftapi_address":     {what: "It begins with https:// and comes from GiftAPI, with the token."},
	"firstrun.giftapi_token":       {what: "The S2S token, sent with every request."},
	"firstrun.giftapi_secret":      {what: "From the partner settings: it signs orders. Not the token."},

	// the comments of the file
	"firstrun.file": {what: `simdesk reads this file at its start. The set-up wrote it; every other key is
in config.example.toml, which came with simdesk.

Instead of a secret's own text, "env:NAME", "file:PATH" and
"keyring:SERVICE/NAME" say where it is. While one stands here as text, only
you may read this file (chmod 600).

Amounts, percentages and rates stand in quotes, so that they stay exact.
A line that begins with # has no effect: its default holds.`},
	"firstrun.file_more":           {what: "More providers: add their sections as config.example.toml has them."},
	"firstrun.environments":        {what: `either "live" or "sandbox"`},
	"firstrun.no_sandbox":          {what: "there is no sandbox"},
	"firstrun.low_balance":         {what: "in the wallet's currency: below it the wallet is shown as low"},
	"firstrun.timeout":             {what: "how long one request may take; default: as the provider asks"},
	"firstrun.currency":            {what: "the shop's currency, ISO 4217: prices are compared and totalled in it"},
	"firstrun.markup":              {what: "percent of the cost that is added to it"},
	"firstrun.rounding":            {what: "prices are rounded up to a multiple of this, in shop currency"},
	"firstrun.hide_costs":          {what: "start with costs, margins and wallets hidden"},
	"firstrun.oldest":              {what: "a cost that was read longer ago is read again before a sale"},
	"firstrun.type_amount":         {what: `in shop currency: a purchase above it asks to type its amount in; "" never asks`},
	"firstrun.roamify_hosts":       {what: "live https://api.getroamify.com, sandbox https://api-dev.getroamify.com"},
	"firstrun.fyatu_host":          {what: "https://api.fyatu.com/api/v3"},
	"firstrun.valuetopup_hosts":    {what: "live https://www.valuetopup.com, sandbox https://sandbox.valuetopup.com"},
	"firstrun.valuetopup_currency": {what: "the wallet's currency: the balance answer does not say"},
	"firstrun.valuetopup_terms":    {what: "prepaid: a negative figure is money available; credit: the figure is owed; plain: as it stands"},
	"firstrun.reloadly_hosts":      {what: "live https://topups.reloadly.com, sandbox https://topups-sandbox.reloadly.com"},
	"firstrun.reloadly_auth":       {what: "default https://auth.reloadly.com"},
	"firstrun.reloadly_audience":   {what: "default: the public address of the environment, whatever base_url is"},
	"firstrun.reloadly_countries":  {what: `whose operators the catalogue holds, as ISO codes like ["NG", "GB"]; empty: all`},
	"firstrun.giftapi_locale":      {what: "language of names and descriptions"},

	// what cannot be written, and mistakes of ours
	"firstrun.broke":            {what: "The set-up made a mistake and had to close. It sold nothing.", next: "Start it again."},
	"firstrun.unknown_provider": {what: "simdesk knows no provider of this name."},
	"firstrun.too_long":         {what: "{label} is too long: paste the credential alone."},
	"firstrun.not_plain":        {what: "{label} holds a line break or another character that no credential has."},
	"firstrun.mistake":          {what: "simdesk made a mistake while asking {provider}."},
}
