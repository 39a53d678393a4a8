package providers

import "time"

// PlanStatus is the state of what was bought.
type PlanStatus string

// The plan states, as contracts.md names them.
const (
	PlanNotActive PlanStatus = "not_active"
	PlanActive    PlanStatus = "active"
	PlanDepleted  PlanStatus = "depleted"
	PlanExpired   PlanStatus = "expired"
	PlanRevoked   PlanStatus = "revoked"
	PlanUnknown   PlanStatus = "unknown"
)

// InstallState is the state of the profile on the phone.
type InstallState string

// The install states, as contracts.md names them.
const (
	InstallNew        InstallState = "new"
	InstallDownloaded InstallState = "downloaded"
	InstallInstalled  InstallState = "installed"
	InstallDeleted    InstallState = "deleted"
	InstallUnknown    InstallState = "unknown"
)

// ESIM is what a provider knows about one eSIM at one moment.
type ESIM struct {
	ICCID      string
	Provider   string
	ESIMID     string // the provider's other id for it, "" if none
	Name       string // package or label, "" if none
	Status     PlanStatus
	RawStatus  string // the provider's own word
	Install    InstallState
	RawInstall string
	CanTopUp   Truth
	Bundles    []Bundle
	Activation *Activation // nil while there is none or it is not told
	Coverage   []Network
	Notes      []Reason
	AsOf       time.Time
	Warnings   []*Error // parts that could not be read, the rest is good
}

// Bundle is one data allowance on an eSIM. Nil amounts are not known.
type Bundle struct {
	Name           string
	TotalBytes     *int64
	RemainingBytes *int64
	Unlimited      bool
	StartsAt       *time.Time
	ExpiresAt      *time.Time
	Status         string // the provider's own word
	RawTotal       string // the provider's own value and unit
	RawRemaining   string
}
