package reloadly

import (
	"io"
	"net/http"
	"testing"
	"time"
)

// doctor compares the clocks; before the first answer there is nothing to
// compare.
func TestSkewIsThatOfTheAPI(t *testing.T) {
	t.Parallel()
	c, _ := newStub(t, nil, call{Request: "GET /accounts/balance", Then: func(w http.ResponseWriter) {
		w.Header().Set("Date", noon.Add(10*time.Minute).Format(http.TimeFormat))
		_, _ = io.WriteString(w, `{"balance":1,"currencyCode":"USD"}`)
	}})
	if _, known := c.Skew(); known {
		t.Error("known before anything was answered")
	}
	if _, err := c.Balance(t.Context()); err != nil {
		t.Fatal(err)
	}
	if ahead, known := c.Skew(); !known || ahead != 10*time.Minute {
		t.Errorf("Skew() = %v, %v", ahead, known)
	}
}
