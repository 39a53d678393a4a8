package valuetopup

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

// doctor compares the clocks; before the first answer there is nothing to
// compare.
func TestSkewIsThatOfTheAPI(t *testing.T) {
	t.Parallel()
	host := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Date", noon.Add(-10*time.Minute).Format(http.TimeFormat))
		_, _ = io.WriteString(w, ok(`-1`))
	}))
	t.Cleanup(host.Close)
	c := New(Config{BaseURL: host.URL, Now: func() time.Time { return noon }})
	if _, known := c.Skew(); known {
		t.Error("known before anything was answered")
	}
	if _, err := c.Balance(background(t)); err != nil {
		t.Fatal(err)
	}
	if ahead, known := c.Skew(); !known || ahead != -10*time.Minute {
		t.Errorf("Skew() = %v, %v", ahead, known)
	}
}
