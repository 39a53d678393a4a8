package firstrun

import "simdesk/state/config"

// Choice is a provider that can be set up.
type Choice struct {
	Name  string // as in the configuration: "roamify"
	Title string // as people say it: "Roamify"
	Sells string
	// Sandbox says what choosing the sandbox means. Without it there is none,
	// and the person is not asked.
	Sandbox string
	Fields  []Field // asked for, in this order
	Rest    []Line  // the section's other keys, with their defaults
}

// Field is one thing that is asked for.
type Field struct {
	Key    string // in the configuration
	Label  string
	Hint   string // where to find it
	Secret bool   // drawn as dots
	URL    bool
}

// Line is one key of the written file.
type Line struct {
	Key, Value string // Value as TOML
	Comment    string
	Off        bool // written as a comment: the default holds
}

// environment is the key that every section has and that is not typed.
const environment = "environment"

// hostSandbox is what the sandbox is where it has credentials of its own.
const hostSandbox = "For trying things out: no real money moves. Its credentials are seldom the live ones."

func lowBalance() Line {
	return Line{"low_balance", `"50"`, "in the wallet's currency: below it the wallet is shown as low", true}
}

func timeout() Line {
	return Line{"timeout", `"60s"`, "how long one request may take; default: as the provider asks", true}
}

func baseURL(comment string) Line { return Line{"base_url", `""`, comment, true} }

// Providers are the providers that simdesk knows, with what their sections in
// the configuration hold.
func Providers() []Choice {
	return []Choice{
		{
			Name: config.NameRoamify, Title: "Roamify", Sells: "eSIMs and their top-ups", Sandbox: hostSandbox,
			Fields: []Field{
				{Key: "api_key", Label: "API key", Secret: true, Hint: "From the partner dashboard. A rotated key stops working at once."},
			},
			Rest: []Line{
				baseURL("live https://api.getroamify.com, sandbox https://api-dev.getroamify.com"), lowBalance(), timeout(),
			},
		},
		{
			Name: config.NameFyatu, Title: "Fyatu", Sells: "eSIMs and their top-ups",
			Fields: []Field{
				{Key: "app_id", Label: "App ID", Hint: "From Fyatu's console: App, Settings, API Keys."},
				{Key: "secret_key", Label: "Secret key", Secret: true, Hint: "Beside the app ID. The app must be an issuing app."},
			},
			Rest: []Line{baseURL("https://api.fyatu.com/api/v3"), lowBalance(), timeout()},
		},
		{
			Name: config.NameValueTopup, Title: "Value Topup", Sells: "airtime, data, vouchers, bills", Sandbox: hostSandbox,
			Fields: []Field{
				{Key: "username", Label: "User name", Hint: "The API user, as Value Topup gave it."},
				{Key: "password", Label: "Password", Secret: true, Hint: "Value Topup may also have to list this internet address."},
			},
			Rest: []Line{
				baseURL("live https://www.valuetopup.com, sandbox https://sandbox.valuetopup.com"), lowBalance(), timeout(),
				{"currency", `"USD"`, "the wallet's currency: the balance answer does not say", false},
				{"balance_terms", `"prepaid"`, "prepaid: a negative figure is money available; credit: the figure is owed; plain: as it stands", false},
			},
		},
		{
			Name: config.NameReloadly, Title: "Reloadly", Sells: "airtime and data", Sandbox: hostSandbox,
			Fields: []Field{
				{Key: "client_id", Label: "Client ID", Hint: "From Reloadly's dashboard, under Developers."},
				{Key: "client_secret", Label: "Client secret", Secret: true, Hint: "Beside the client ID, one for live and one for the sandbox."},
			},
			Rest: []Line{
				baseURL("live https://topups.reloadly.com, sandbox https://topups-sandbox.reloadly.com"), lowBalance(), timeout(),
				{"auth_url", `""`, "default https://auth.reloadly.com", true},
				{"audience", `""`, "default: the public address of the environment, whatever base_url is", true},
				{"countries", `[]`, `ISO codes whose operators the catalogue holds, like ["NG", "GB"]; empty: all`, false},
			},
		},
		{
			Name: config.NameGiftAPI, Title: "GiftAPI", Sells: "eSIMs, gift cards, vouchers",
			Sandbox: "Only shows the word SANDBOX: the address decides where orders go, and whether they cost money.",
			Fields: []Field{
				{Key: "base_url", Label: "Address", URL: true, Hint: "GiftAPI hands it out with the token. Begins with https://"},
				{Key: "token", Label: "Token", Secret: true, Hint: "The S2S token, sent with every request."},
				{Key: "secret", Label: "Secret", Secret: true, Hint: "From the partner settings: it signs orders. Not the token."},
			},
			Rest: []Line{lowBalance(), timeout(), {"locale", `"en"`, "language of names and descriptions", false}},
		},
	}
}
