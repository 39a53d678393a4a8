package wire

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"strings"
	"time"
)

// logAttempt writes what was asked and answered, never a query string, a
// header or a body that was not redacted.
func (c *Client) logAttempt(ctx context.Context, r Request, req *http.Request, resp Response, err error, took time.Duration) {
	attrs := []slog.Attr{
		slog.String("provider", c.o.Provider), slog.String("op", r.Op), slog.String("method", req.Method),
		slog.String("path", hideDigits(req.URL.Path)), slog.Int("status", resp.Status), slog.Duration("took", took),
		slog.String("request_id", resp.RequestID),
	}
	if err != nil {
		// A *url.Error repeats the whole URL with its query.
		attrs = append(attrs, slog.String("error", strings.ReplaceAll(err.Error(), req.URL.String(), req.URL.Host)))
	}
	if c.o.Log.Enabled(ctx, slog.LevelDebug) {
		attrs = append(attrs, slog.String("body", redact(resp.Body)))
	}
	c.o.Log.LogAttrs(ctx, slog.LevelInfo, "http", attrs...)
}

// hideDigits keeps the last four of a long number in a path: ICCIDs and phone
// numbers belong to customers.
func hideDigits(path string) string {
	parts := strings.Split(path, "/")
	for i, p := range parts {
		if len(p) >= 8 && strings.Trim(p, "0123456789+") == "" {
			parts[i] = "…" + p[len(p)-4:]
		}
	}
	return strings.Join(parts, "/")
}

// secretWords are the parts of key names whose values never reach a log:
// credentials, what was sold, and whom it was sold to.
var secretWords = []string{
	"token", "secret", "password", "pin", "puk", "card", "activation", "lpa", "matching", "qr", "manual", "code",
	"serial", "control", "delivery", "link", "install", "access", "email", "mail", "mobile", "phone", "account", "iccid", "number", "name",
}

const redactedLength = 2000

// redact returns a JSON body with the values of telling keys replaced, cut to
// a length that a log can bear. What is not JSON is left out whole.
func redact(body []byte) string {
	var v any
	if json.Unmarshal(body, &v) != nil {
		return "(not JSON)"
	}
	out, err := json.Marshal(redactValue("", v))
	if err != nil {
		return "(not JSON)"
	}
	return string(out[:min(len(out), redactedLength)])
}

func redactValue(key string, v any) any {
	switch t := v.(type) {
	case map[string]any:
		for k, inner := range t {
			t[k] = redactValue(k, inner)
		}
	case []any:
		for i, inner := range t {
			t[i] = redactValue(key, inner)
		}
	case string:
		if secretKey(key) {
			return "…"
		}
		return Clean(t)
	case float64:
		if secretKey(key) {
			return "…"
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
