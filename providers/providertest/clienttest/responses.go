package clienttest

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// Response is one documented answer from testdata/responses.
type Response struct {
	Source  string          `json:"source"`  // the document it is printed in
	Request string          `json:"request"` // "GET /balance"
	Status  int             `json:"status"`
	Body    json.RawMessage `json:"body"`
}

// Load reads testdata/responses/<provider>/<name>.json.
func Load(t testing.TB, provider, name string) Response {
	t.Helper()
	var r Response
	b, err := os.ReadFile(filepath.Join(root(), provider, name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &r); err != nil || r.Source == "" || r.Status == 0 || len(r.Body) == 0 {
		t.Fatalf("%s/%s.json needs source, status and body: %v", provider, name, err)
	}
	return r
}

// Names lists the cases of a provider, so that a test can show that none is
// left untested.
func Names(t testing.TB, provider string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(root(), provider, "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no responses for %s: %v", provider, err)
	}
	names := make([]string, len(files))
	for i, f := range files {
		names[i] = filepath.Base(f[:len(f)-len(".json")])
	}
	return names
}

// ServeHTTP answers with the response, whatever is asked.
func (r Response) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(r.Status)
	_, _ = w.Write(r.Body)
}

func root() string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Join(filepath.Dir(file), "..", "..", "..", "testdata", "responses")
}
