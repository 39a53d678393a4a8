package giftapi

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
	"time"

	"simdesk/providers"
)

// signer returns what signs one spending request. It is a closure so that the
// secret lives in no field.
type signer func(subject, reference string) func(*http.Request, time.Time) error

// newSigner signs as the document asks: over the X-Timestamp text, the SKU id
// (an ICCID for a top-up) and our external_id, without separators. Body and
// quantity are not covered.
func newSigner(secret string) signer {
	return func(subject, reference string) func(*http.Request, time.Time) error {
		return func(r *http.Request, now time.Time) error {
			if secret == "" {
				return providers.Unsent(Name, providers.KindConfig, providers.Because("giftapi.no_secret"))
			}
			stamp := strconv.FormatInt(now.Unix(), 10)
			r.Header.Set("X-Timestamp", stamp)
			r.Header.Set("X-Signature", signature(secret, stamp, subject, reference))
			return nil
		}
	}
}

// signature is the lower-case hex HMAC-SHA256 of the parts put together.
func signature(secret string, parts ...string) string {
	h := hmac.New(sha256.New, []byte(secret))
	h.Write([]byte(strings.Join(parts, "")))
	return hex.EncodeToString(h.Sum(nil))
}
