package wire

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"simdesk/providers/wire/loose"
)

// logAttempt writes what was asked and answered, never a query string, a
// header or a body that was not redacted.
func (c *Client) logAttempt(ctx context.Context, r Request, req *http.Request, resp Response, err error, took time.Duration) {
	hidden := secretsOf(req, c.o.Secrets)
	attrs := []slog.Attr{
		slog.String("provider", c.o.Provider), slog.String("op", r.Op), slog.String("method", req.Method),
		slog.String("path", hideNumbers(hidden.blank(req.URL.Path))), slog.Int("status", resp.Status), slog.Duration("took", took),
		slog.String("request_id", hideNumbers(hidden.blank(resp.RequestID))),
	}
	if err != nil {
		// A *url.Error repeats the whole URL with its query, and net/http quotes
		// an answer that is no HTTP.
		text := strings.ReplaceAll(err.Error(), req.URL.String(), req.URL.Host)
		attrs = append(attrs, slog.String("error", hideWords(hidden.blank(text))))
	}
	if c.o.Log.Enabled(ctx, slog.LevelDebug) {
		attrs = append(attrs, slog.String("body", redact(resp.Body, hidden)))
	}
	c.o.Log.LogAttrs(ctx, slog.LevelInfo, "http", attrs...)
}

// secretWords are the parts of key names whose values never reach a log:
// credentials, what was sold, and whom it was sold to.
var secretWords = []string{
	"token", "secret", "password", "pin", "puk", "card", "activation", "lpa", "matching", "qr", "manual", "code",
	"serial", "control", "delivery", "link", "install", "access", "email", "mail", "mobile", "phone", "account", "iccid", "number", "name",
	"voucher", "coupon", "cvv", "otp", "jwt", "credential", "signature", "auth", "key", "barcode", "msisdn", "recipient", "imsi", "eid",
	"address", "url", "login", "user", "smdp", "redeem", "claim",
}

const redactedLength = 2000

// redact returns a JSON body with the values of telling keys replaced, cut to
// a length that a log can bear. What is not JSON is left out whole.
func redact(body []byte, hidden secrets) string {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	var v any
	if d.Decode(&v) != nil {
		return "(not JSON)"
	}
	out, _ := json.Marshal(hidden.redactValue(false, v)) // it was JSON
	return string(out[:min(len(out), redactedLength)])
}

// redactValue hides everything below a telling key, however deep, and what
// looks like a secret anywhere else.
func (s secrets) redactValue(telling bool, v any) any {
	switch t := v.(type) {
	case map[string]any:
		out := make(map[string]any, len(t))
		for k, inner := range t {
			out[hideWords(s.blank(loose.Clean(k)))] = s.redactValue(telling || secretKey(k), inner)
		}
		return out
	case []any:
		for i, inner := range t {
			t[i] = s.redactValue(telling, inner)
		}
	case string:
		if telling {
			return "…"
		}
		return hideWords(s.blank(loose.Clean(t)))
	case json.Number:
		if telling {
			return "…"
		}
		if short := hideNumbers(t.String()); short != t.String() {
			return short
		}
	}
	return v
}

func secretKey(key string) bool {
	key = strings.ToLower(key)
	for _, w := range secretWords {
		if strings.Contains(key, w) {
			return true
		}
	}
	return false
}
