package providers

import (
	"encoding/json"
	"errors"
	"net/url"
	"strings"
)

// Activation is what a phone needs to download an eSIM profile: the activation
// code of GSMA SGP.22 section 4.1, LPA:1$address$matching-id[$oid[$flag]].
type Activation struct {
	SMDP             string // SM-DP+ address
	MatchingID       string // may be empty, its case is never changed
	OID              string // SM-DP+ object id, usually empty
	NeedsCode        bool   // the code's own flag: the phone will ask for a confirmation code
	ConfirmationCode string // told separately by the provider, "" if not
	IOSLink          string // the provider's, else made from the code
	AndroidLink      string
	rest             []string // fields that newer versions add after the flag
}

// ErrNotActivation is returned for text that is no activation code.
var ErrNotActivation = errors.New("this is not an eSIM activation code: expected LPA:1$address$code")

// ParseActivation reads an activation code leniently: prefix in any case or
// absent, empty matching id, extra fields.
func ParseActivation(s string) (Activation, error) {
	s = strings.TrimSpace(Legible(s))
	if len(s) >= 4 && strings.EqualFold(s[:4], "LPA:") {
		s = strings.TrimSpace(s[4:])
	}
	parts := strings.Split(s, "$")
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	if len(parts) < 3 || parts[0] != "1" || parts[1] == "" || len(s) > 1024 {
		return Activation{}, ErrNotActivation
	}
	a := Activation{SMDP: parts[1], MatchingID: parts[2]}
	a.setTail(parts[3:])
	return a, nil
}

// setTail reads what may follow the matching id.
func (a *Activation) setTail(parts []string) {
	if len(parts) > 0 {
		a.OID = parts[0]
	}
	if len(parts) > 1 {
		a.NeedsCode = parts[1] == "1"
	}
	if len(parts) > 2 {
		a.rest = parts[2:]
	}
}

// LPA is the text that goes into the QR code.
func (a Activation) LPA() string {
	s := a.head()
	flag := ""
	if a.NeedsCode {
		flag = "1"
	}
	tail := append([]string{a.OID, flag}, a.rest...)
	for len(tail) > 0 && tail[len(tail)-1] == "" {
		tail = tail[:len(tail)-1]
	}
	for _, t := range tail {
		s += "$" + t
	}
	return s
}

func (a Activation) head() string { return "LPA:1$" + a.SMDP + "$" + a.MatchingID }

// Apple and Android open these links into the eSIM installation.
const (
	iosInstall     = "https://esimsetup.apple.com/esim_qrcode_provisioning?carddata="
	androidInstall = "https://esimsetup.android.com/esim_qrcode_provisioning?carddata="
)

// IOS returns the iPhone install link, the provider's own where it gave one;
// "" without an address, since that code cannot work.
func (a Activation) IOS() string { return a.link(a.IOSLink, iosInstall) }

// Android returns the Android install link as IOS does the iPhone's.
func (a Activation) Android() string { return a.link(a.AndroidLink, androidInstall) }

func (a Activation) link(own, install string) string {
	if own != "" || a.SMDP == "" {
		return own
	}
	return install + url.QueryEscape(a.LPA())
}

type activationJSON struct {
	LPA              string  `json:"lpa"`
	SMDP             string  `json:"smdp"`
	MatchingID       string  `json:"matching_id"`
	ConfirmationCode *string `json:"confirmation_code"`
	IOSLink          *string `json:"ios_link"`
	AndroidLink      *string `json:"android_link"`
}

// MarshalJSON writes the Activation of contracts.md section 2.
func (a Activation) MarshalJSON() ([]byte, error) {
	return json.Marshal(activationJSON{a.LPA(), a.SMDP, a.MatchingID, text(a.ConfirmationCode), text(a.IOS()), text(a.Android())})
}

// UnmarshalJSON reads whatever MarshalJSON writes, also of an activation that
// is not complete: what a customer paid for must be readable again. The links
// come back as they were written.
func (a *Activation) UnmarshalJSON(b []byte) error {
	var j activationJSON
	if err := json.Unmarshal(b, &j); err != nil {
		return err
	}
	got := Activation{SMDP: j.SMDP, MatchingID: j.MatchingID}
	// The address and the matching id count as they are, "$" and all.
	tail, ours := strings.CutPrefix(j.LPA, got.head())
	switch {
	case ours && strings.HasPrefix(tail, "$"):
		got.setTail(strings.Split(tail[1:], "$"))
	case !ours || tail != "":
		var err error
		if got, err = ParseActivation(j.LPA); err != nil {
			return err
		}
	}
	got.IOSLink, got.AndroidLink, got.ConfirmationCode = told(j.IOSLink), told(j.AndroidLink), told(j.ConfirmationCode)
	*a = got
	return nil
}

// told is "" for what was not told.
func told(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
