package fyatu

import (
	"simdesk/providers/sandbox/sim"
)

// codes are the documented error codes with their status and our words.
var codes = map[string]struct {
	status  int
	message string
}{
	"AUTH_TOKEN_MISSING":       {401, "Access token is required"},
	"AUTH_TOKEN_INVALID":       {401, "Access token is invalid or has expired"},
	"AUTH_INVALID_CREDENTIALS": {401, "Invalid app credentials"},
	"AUTH_APP_INACTIVE":        {403, "The app is suspended or archived"},
	"AUTH_SCOPE_DENIED":        {403, "The app has no access to this resource"},
	"VALIDATION_ERROR":         {400, "Validation failed"},
	"RESOURCE_NOT_FOUND":       {404, "Resource not found"},
	"INSUFFICIENT_BALANCE":     {402, "Wallet balance too low"},
	"DUPLICATE_REFERENCE":      {409, "This reference was used before"},
	"RATE_LIMIT_EXCEEDED":      {429, "Too many requests"},
	"INTERNAL_ERROR":           {500, "Internal server error"},
	"ESIM_NOT_FOUND":           {404, "eSIM not found"},
	"INVALID_STATUS":           {400, "eSIM is expired or consumed"},
	"PACKAGE_NOT_FOUND":        {404, "Package not found"},
	"PURCHASE_FAILED":          {400, "The eSIM provider refused the purchase"},
	"TOPUP_FAILED":             {400, "The eSIM provider refused the top-up"},
	"REGION_NOT_FOUND":         {400, "Cannot determine the region of this eSIM"},
	"REFRESH_FAILED":           {400, "Usage could not be refreshed"},
	"SERVICE_UNAVAILABLE":      {503, "The eSIM provider is not available"},
}

// field is what is wrong with one field of a request.
type field struct {
	Field   string `json:"field"`
	Message string `json:"message"`
}

// refuse answers with a documented code. Where it stands in the answer is not
// documented for v3: here it stands at the top.
func (s *Simulator) refuse(code string) sim.Answer {
	e := codes[code]
	return sim.Answer{Status: e.status, Body: map[string]any{
		"success": false, "status": e.status, "message": e.message, "code": code, "meta": s.meta(),
	}}
}

// invalid refuses a request with the fields that are wrong. It has the shape
// of the sibling API, with the code inside "error", so that callers meet both.
func (s *Simulator) invalid(fields ...field) sim.Answer {
	e := codes["VALIDATION_ERROR"]
	return sim.Answer{Status: e.status, Body: map[string]any{
		"success": false, "status": e.status, "message": e.message, "meta": s.meta(),
		"error": map[string]any{"code": "VALIDATION_ERROR", "detail": fields[0].Message, "fields": fields},
	}}
}
