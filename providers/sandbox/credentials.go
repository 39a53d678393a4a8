package sandbox

import "simdesk/providers/sandbox/sim"

// The credentials that the simulators accept. Any others are refused as the
// provider would refuse them.
const (
	RoamifyKey         = sim.RoamifyKey
	FyatuAppID         = sim.FyatuAppID
	FyatuSecretKey     = sim.FyatuSecretKey
	ValueTopupUsername = sim.ValueTopupUsername
	ValueTopupPassword = sim.ValueTopupPassword
	ReloadlyClientID   = sim.ReloadlyClientID
	ReloadlySecret     = sim.ReloadlySecret
	GiftAPIToken       = sim.GiftAPIToken
	GiftAPISecret      = sim.GiftAPISecret
)

// Credentials gives the same under the names that the configuration file uses:
// Credentials("fyatu")["app_id"]. A provider without a simulator has none.
func Credentials(provider string) map[string]string {
	switch provider {
	case "roamify":
		return map[string]string{"api_key": RoamifyKey}
	case "fyatu":
		return map[string]string{"app_id": FyatuAppID, "secret_key": FyatuSecretKey}
	case "valuetopup":
		return map[string]string{"username": ValueTopupUsername, "password": ValueTopupPassword}
	case "reloadly":
		return map[string]string{"client_id": ReloadlyClientID, "client_secret": ReloadlySecret}
	case "giftapi":
		return map[string]string{"token": GiftAPIToken, "secret": GiftAPISecret}
	default:
		return nil
	}
}
