package wire

import (
	"bytes"
	"encoding/base64"
	"net/http"
	"strings"

	"simdesk/providers"
	"simdesk/providers/wire/loose"
)

// secrets are the credentials that one request carried. A provider that
// repeats them in its words must not bring them to a screen, a ledger or a log.
type secrets struct {
	authorization string // the header as sent
	words         []string
}

const blanked = "••••"

// shortestSecret keeps a password of one letter from blanking every word.
const shortestSecret = 4

// secretsOf gathers what must not be repeated: the Authorization header in the
// forms it may be echoed in, and the account's own secrets.
func secretsOf(req *http.Request, own []string) secrets {
	s := secrets{authorization: req.Header.Get("Authorization")}
	_, value, _ := strings.Cut(s.authorization, " ")
	s.add(value)
	_, password, _ := req.BasicAuth()
	s.add(password)
	s.add(base64.StdEncoding.EncodeToString([]byte(password)))
	for _, word := range own {
		s.add(word)
	}
	return s
}

// add notes a secret as it is and as JSON may spell it.
func (s *secrets) add(word string) {
	if len(word) < shortestSecret {
		return
	}
	s.words = append(s.words, word, strings.ReplaceAll(word, "/", `\/`))
}

func (s secrets) blank(text string) string {
	for _, word := range s.words {
		text = strings.ReplaceAll(text, word, blanked)
	}
	return text
}

// blankBody is the body as Explain sees it.
func (s secrets) blankBody(body []byte) []byte {
	for _, word := range s.words {
		if bytes.Contains(body, []byte(word)) {
			body = bytes.ReplaceAll(body, []byte(word), []byte(blanked))
		}
	}
	return body
}

// blankError covers what only shows once the JSON is read.
func (s secrets) blankError(e *providers.Error) {
	e.Code, e.Detail, e.RequestID = s.blank(e.Code), s.blank(e.Detail), s.blank(e.RequestID)
	s.blankReason(e.Why)
}

func (s secrets) blankReason(r providers.Reason) {
	for name, v := range r.Args {
		v.Text = s.blank(v.Text)
		for i, text := range v.Names {
			v.Names[i] = s.blank(text)
		}
		if v.Why != nil {
			s.blankReason(*v.Why)
		}
		r.Args[name] = v
	}
}

// snippet is the beginning of an answer, for a person to read.
func (r Response) snippet() string {
	const most = 20_000
	body := r.secrets.blank(string(r.Body[:min(len(r.Body), most)]))
	return loose.Clip(loose.Clean(body))
}
