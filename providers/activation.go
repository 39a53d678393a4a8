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
	s = strings.TrimSpace(s)
	if len(s) >= 4 && strings.EqualFold(s[:4], "LPA:") {
		s = s[4:]
	}
	parts := strings.Split(s, "$")
	if len(parts) < 3 || parts[0] != "1" || parts[1] == "" || len(s) > 1024 {
		return Activation{}, ErrNotActivation
	}
	a := Activation{SMDP: parts[1], MatchingID: parts[2]}
	if len(parts) > 3 {
		a.OID = parts[3]
	}
	if len(parts) > 4 {
		a.NeedsCode = parts[4] == "1"
		a.rest = parts[5:]
	}
	return a, nil
}

// LPA is the text that goes into the QR code.
func (a Activation) LPA() string {
	s := "LPA:1$" + a.SMDP + "$" + a.MatchingID
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

// Apple and Android open these links into the eSIM installation.
const (
	iosInstall     = "https://esimsetup.apple.com/esim_qrcode_provisioning?carddata="
	androidInstall = "https://esimsetup.android.com/esim_qrcode_provisioning?carddata="
)

// IOS returns the iPhone install link, the provider's own where it gave one.
func (a Activation) IOS() string { return first(a.IOSLink, iosInstall+url.QueryEscape(a.LPA())) }

// Android returns the Android install link, the provider's own where it gave one.
func (a Activation) Android() string {
	return first(a.AndroidLink, androidInstall+url.QueryEscape(a.LPA()))
}

func first(s, t string) string {
	if s != "" {
		return s
	}
	return t
}

type activationJSON struct {
	LPA              string  `json:"lpa"`
	SMDP             string  `json:"smdp"`
	MatchingID       string  `json:"matching_id"`
	ConfirmationCode *string `json:"confirmation_code"`
	IOSLink          string  `json:"ios_link"`
	AndroidLink      string  `json:"android_link"`
}

// MarshalJSON writes the Activation of contracts.md section 2.
func (a Activation) MarshalJSON() ([]byte, error) {
	return json.Marshal(activationJSON{a.LPA(), a.SMDP, a.MatchingID, text(a.ConfirmationCode), a.IOS(), a.Android()})
}

// UnmarshalJSON reads what MarshalJSON writes.
func (a *Activation) UnmarshalJSON(b []byte) error {
	var j activationJSON
	if err := json.Unmarshal(b, &j); err != nil {
		return err
	}
	got, err := ParseActivation(j.LPA)
	if err != nil {
		return err
	}
	got.IOSLink, got.AndroidLink = j.IOSLink, j.AndroidLink
	if j.ConfirmationCode != nil {
		got.ConfirmationCode = *j.ConfirmationCode
	}
	*a = got
	return nil
}
