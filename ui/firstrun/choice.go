package firstrun

import "simdesk/state/config"

// Choice is a provider that can be set up. What it says is keys of ui/say.
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
const hostSandbox = "firstrun.host_sandbox"

var (
	lowBalance = Line{"low_balance", `"50"`, "firstrun.low_balance", true}
	timeout    = Line{"timeout", `"60s"`, "firstrun.timeout", true}
)

func baseURL(comment string) Line { return Line{"base_url", `""`, comment, true} }

// Providers are the providers that simdesk knows, with what their sections in
// the configuration hold.
func Providers() []Choice {
	return []Choice{
		{
			Name: config.NameRoamify, Title: "Roamify", Sells: "firstrun.sells_esims", Sandbox: hostSandbox,
			Fields: []Field{{Key: "api_key", Label: "API key", Secret: true, Hint: "firstrun.roamify_key"}},
			Rest:   []Line{baseURL("firstrun.roamify_hosts"), lowBalance, timeout},
		},
		{
			Name: config.NameFyatu, Title: "Fyatu", Sells: "firstrun.sells_esims",
			Fields: []Field{
				{Key: "app_id", Label: "App ID", Hint: "firstrun.fyatu_app"},
				{Key: "secret_key", Label: "Secret key", Secret: true, Hint: "firstrun.fyatu_secret"},
			},
			Rest: []Line{baseURL("firstrun.fyatu_host"), lowBalance, timeout},
		},
		{
			Name: config.NameValueTopup, Title: "Value Topup", Sells: "firstrun.sells_airtime_bills", Sandbox: hostSandbox,
			Fields: []Field{
				{Key: "username", Label: "User name", Hint: "firstrun.valuetopup_user"},
				{Key: "password", Label: "Password", Secret: true, Hint: "firstrun.valuetopup_password"},
			},
			Rest: []Line{
				baseURL("firstrun.valuetopup_hosts"), lowBalance, timeout,
				{"currency", `"USD"`, "firstrun.valuetopup_currency", false},
				{"balance_terms", `"prepaid"`, "firstrun.valuetopup_terms", false},
			},
		},
		{
			Name: config.NameReloadly, Title: "Reloadly", Sells: "firstrun.sells_airtime", Sandbox: hostSandbox,
			Fields: []Field{
				{Key: "client_id", Label: "Client ID", Hint: "firstrun.reloadly_id"},
				{Key: "client_secret", Label: "Client secret", Secret: true, Hint: "firstrun.reloadly_secret"},
			},
			Rest: []Line{
				baseURL("firstrun.reloadly_hosts"), lowBalance, timeout,
				{"auth_url", `""`, "firstrun.reloadly_auth", true},
				{"audience", `""`, "firstrun.reloadly_audience", true},
				{"countries", `[]`, "firstrun.reloadly_countries", false},
			},
		},
		{
			Name: config.NameGiftAPI, Title: "GiftAPI", Sells: "firstrun.sells_gifts", Sandbox: "firstrun.giftapi_sandbox",
			Fields: []Field{
				{Key: "base_url", Label: "Address", URL: true, Hint: "firstrun.giftapi_address"},
				{Key: "token", Label: "Token", Secret: true, Hint: "firstrun.giftapi_token"},
				{Key: "secret", Label: "Secret", Secret: true, Hint: "firstrun.giftapi_secret"},
			},
			Rest: []Line{lowBalance, timeout, {"locale", `"en"`, "firstrun.giftapi_locale", false}},
		},
	}
}
