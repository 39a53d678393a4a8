// Package simtest holds what the tests of all simulators share: raw requests
// over a real connection, and answers compared with documented samples by
// their shape.
package simtest

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// Start is when the tests' worlds begin.
var Start = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// Clock tells Start; a world that uses it moves only with World.Advance.
func Clock() time.Time { return Start }

// Client sends raw requests to one simulator.
type Client struct {
	Base   string // the server's address and the provider's prefix
	Header http.Header
	http   *http.Client
}

// Serve starts a server for h, until the test ends. Every request carries the
// header lines, given as names and values in turn.
func Serve(t testing.TB, h http.Handler, prefix string, header ...string) *Client {
	t.Helper()
	s := httptest.NewUnstartedServer(h)
	s.Config.ErrorLog = nil
	s.Start()
	t.Cleanup(s.Close)
	c := &Client{Base: s.URL + prefix, Header: http.Header{}, http: s.Client()}
	for i := 0; i+1 < len(header); i += 2 {
		c.Header.Set(header[i], header[i+1])
	}
	return c
}

// With is the client with another header line.
func (c *Client) With(name, value string) *Client {
	other := *c
	other.Header = c.Header.Clone()
	other.Header.Set(name, value)
	return &other
}

// Reply is an answer as it came.
type Reply struct {
	Status int
	Header http.Header
	Body   []byte
}

// Try sends a request, "POST /api/esim/order", and returns the error of a
// connection that broke.
func (c *Client) Try(line, body string) (Reply, error) {
	method, path, _ := strings.Cut(line, " ")
	req, err := http.NewRequest(method, c.Base+path, strings.NewReader(body))
	if err != nil {
		return Reply{}, err
	}
	req.Header = c.Header.Clone()
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	res, err := c.http.Do(req)
	if err != nil {
		return Reply{}, err
	}
	defer func() { _ = res.Body.Close() }()
	b, err := io.ReadAll(res.Body)
	return Reply{res.StatusCode, res.Header, b}, err
}

// Do is Try for an answer that must arrive.
func (c *Client) Do(t testing.TB, line, body string) Reply {
	t.Helper()
	r, err := c.Try(line, body)
	if err != nil {
		t.Fatalf("%s: %v", line, err)
	}
	return r
}

// OK is Do for a 200 or a 201, decoded.
func (c *Client) OK(t testing.TB, line, body string) any {
	t.Helper()
	r := c.Do(t, line, body)
	if r.Status != http.StatusOK && r.Status != http.StatusCreated {
		t.Fatalf("%s: status %d: %s", line, r.Status, r.Body)
	}
	return r.JSON(t)
}

// JSON decodes the answer, with numbers as json.Number.
func (r Reply) JSON(t testing.TB) any {
	t.Helper()
	return Decode(t, r.Body)
}

// Decode decodes a sample, with numbers as json.Number.
func Decode(t testing.TB, b []byte) any {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		t.Fatalf("%v in %s", err, b)
	}
	return v
}

// At walks into decoded JSON: At(v, "data", "items", 0, "esimId"). It is nil
// where the path leads nowhere.
func At(v any, path ...any) any {
	for _, step := range path {
		switch s := step.(type) {
		case string:
			m, _ := v.(map[string]any)
			v = m[s]
		case int:
			l, _ := v.([]any)
			if s >= len(l) {
				return nil
			}
			v = l[s]
		}
	}
	return v
}

// Text is At for a string or a number, as text.
func Text(v any, path ...any) string {
	switch x := At(v, path...).(type) {
	case string:
		return x
	case json.Number:
		return x.String()
	default:
		return ""
	}
}

// Shape replaces every value of decoded JSON by the name of its type, and a
// list by the shape of its first entry, so that an answer can be compared with
// a documented sample. A list that is empty in either says nothing: compare
// such answers with SameShape.
func Shape(v any) any {
	switch x := v.(type) {
	case map[string]any:
		out := map[string]any{}
		for k, e := range x {
			out[k] = Shape(e)
		}
		return out
	case []any:
		if len(x) == 0 {
			return []any{}
		}
		return []any{Shape(x[0])}
	case string:
		return "string"
	case json.Number:
		return "number"
	case bool:
		return "bool"
	default:
		return "null"
	}
}

// SameShape fails the test unless the answer has the sample's shape, key for
// key.
func SameShape(t testing.TB, got any, sample string) {
	t.Helper()
	if diff := compare("", Shape(Decode(t, []byte(sample))), Shape(got)); diff != "" {
		b, _ := json.MarshalIndent(got, "", " ")
		t.Errorf("differs from the documented shape at %s\n%s", diff, b)
	}
}

func compare(path string, want, got any) string {
	switch w := want.(type) {
	case map[string]any:
		g, ok := got.(map[string]any)
		if !ok {
			return path + ": not an object"
		}
		return compareKeys(path, w, g)
	case []any:
		g, ok := got.([]any)
		if !ok {
			return path + ": not a list"
		}
		if len(w) == 0 || len(g) == 0 {
			return ""
		}
		return compare(path+"[0]", w[0], g[0])
	default:
		if want != got {
			return path + ": " + text(got) + ", documented " + text(want)
		}
		return ""
	}
}

func compareKeys(path string, want, got map[string]any) string {
	for k := range got {
		if _, ok := want[k]; !ok {
			return path + "." + k + ": not in the documents"
		}
	}
	for k := range want {
		if _, ok := got[k]; !ok {
			return path + "." + k + ": missing"
		}
		if d := compare(path+"."+k, want[k], got[k]); d != "" {
			return d
		}
	}
	return ""
}

func text(v any) string {
	if s, ok := v.(string); ok {
		return s
	}
	return "an object or a list"
}
