package sim

// What the simulators accept, and nothing else. None of it means anything to
// a real provider, and it says so.
const (
	RoamifyKey         = "sandbox-roamify-key"
	FyatuAppID         = "sandbox-fyatu-app"
	FyatuSecretKey     = "sandbox-fyatu-secret"
	ValueTopupUsername = "sandbox-valuetopup"
	ValueTopupPassword = "sandbox-valuetopup-password"
	ReloadlyClientID   = "sandbox-reloadly-client"
	ReloadlySecret     = "sandbox-reloadly-secret"
	GiftAPIToken       = "sandbox-giftapi-token"
	GiftAPISecret      = "sandbox-giftapi-secret"
)
