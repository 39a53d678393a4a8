package valuetopup

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"

	"simdesk/providers/wire/loose"
)

// apiV1 goes in front of every path but the payment page's.
const apiV1 = "/api/v1"

// Response codes that are no refusal.
const (
	codeOK      = "000"
	codePending = "852" // documented: the order is being executed
	codeWaiting = "851" // undocumented; seen treated as 852, which is the safe reading
)

// envelope is the frame of every answer under /api/v1.
type envelope struct {
	Code    loose.Text      `json:"responseCode"`
	Message loose.Text      `json:"responseMessage"`
	PayLoad json.RawMessage `json:"payLoad"`
}

// wellFormed is what a response code looks like. Anything else, "" included,
// is no answer that money may be decided by.
var wellFormed = regexp.MustCompile(`^[0-9]{3,4}$`)

// openEnvelope reads the frame; an error means that this is not one.
func openEnvelope(body []byte) (envelope, error) {
	var e envelope
	if err := loose.Decode(body, &e); err != nil {
		return envelope{}, err
	}
	if !wellFormed.MatchString(string(e.Code)) {
		return envelope{}, fmt.Errorf("response code %q", e.Code)
	}
	return e, nil
}

func (e envelope) ok() bool { return e.Code == codeOK }

func (e envelope) pending() bool { return e.Code == codePending || e.Code == codeWaiting }

// empty reports whether nothing is in the frame.
func (e envelope) empty() bool { return string(e.PayLoad) == "null" }

// decode reads what a successful answer carries into v. A success without
// content is an error: null is what failures carry.
func (e envelope) decode(v any) error {
	if !e.ok() {
		return fmt.Errorf("response code %q where 000 was expected", e.Code)
	}
	if e.empty() {
		return errors.New("success without content")
	}
	return loose.Decode(e.PayLoad, v)
}
