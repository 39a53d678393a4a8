package giftapi

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
	"time"

	"simdesk/providers/sandbox/sim"
)

// tolerance is how far the caller's clock may be off.
const tolerance = 5 * time.Minute

// unsigned says how a request is turned away whose signature does not cover
// the subject, an SKU's id or an ICCID, and the caller's order id; nil for one
// that is signed. It comes before anything else is looked at. The signature is
// hex in lower case and nothing else.
func (s *Simulator) unsigned(r *http.Request, subject, externalID string) *sim.Answer {
	refuse := func(status int, text string) *sim.Answer {
		a := refused(status, text)
		return &a
	}
	stamp, signature := r.Header.Get("X-Timestamp"), r.Header.Get("X-Signature")
	if stamp == "" {
		return refuse(http.StatusUnauthorized, "X-Timestamp header is required")
	}
	if signature == "" {
		return refuse(http.StatusUnauthorized, "X-Signature header is required")
	}
	seconds, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil || strings.HasPrefix(stamp, "+") {
		return refuse(http.StatusUnauthorized, "X-Timestamp must be a Unix timestamp")
	}
	if off := s.world.Now().Unix() - seconds; off > int64(tolerance.Seconds()) || off < -int64(tolerance.Seconds()) {
		return refuse(http.StatusUnauthorized, "Request timestamp expired")
	}
	mac := hmac.New(sha256.New, []byte(sim.GiftAPISecret))
	mac.Write([]byte(stamp + subject + externalID))
	if !hmac.Equal([]byte(hex.EncodeToString(mac.Sum(nil))), []byte(signature)) {
		return refuse(http.StatusForbidden, "Invalid signature")
	}
	return nil
}
