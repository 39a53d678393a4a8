package reloadly

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"simdesk/providers"
	"simdesk/providers/providertest/clienttest"
	"simdesk/providers/wire"
	"simdesk/providers/wire/loose"
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// decimals compares amounts by value.
var decimals = cmp.Comparer(func(a, b decimal.Decimal) bool { return a.Equal(b) })

type call = clienttest.Exchange

// signedIn is what requests carry after a sign-in; they carry tok-1 unless
// they say something else.
func signedIn(token string) map[string]string {
	return map[string]string{"Authorization": "Bearer " + token}
}

// stub plays Reloadly's sign-in.
type stub struct {
	mu      sync.Mutex
	signIns int
	signIn  func(w http.ResponseWriter, n int)
	logins  []string
}

// newStub starts both hosts, the API's with the calls that must come in this
// order, and returns a client of them.
func newStub(t *testing.T, change func(*Config), calls ...call) (*Client, *stub) {
	t.Helper()
	s := &stub{}
	s.signIn = func(w http.ResponseWriter, n int) {
		_, _ = fmt.Fprintf(w, `{"access_token":"tok-%d","expires_in":86400,"token_type":"Bearer"}`, n)
	}
	auth := httptest.NewServer(http.HandlerFunc(s.serveSignIn))
	t.Cleanup(auth.Close)
	api := clienttest.Host{
		InOrder: true,
		Header:  map[string]string{"Authorization": "Bearer tok-1", "Accept": "application/com.reloadly.topups-v1+json"},
	}
	c := Config{
		BaseURL: api.Serve(t, calls...) + "/", AuthURL: auth.URL, ClientID: "id-1", ClientSecret: "secret-1", Sandbox: true,
		Now:  func() time.Time { return noon },
		Wire: func(o *wire.Options) { o.Attempts, o.Backoff = 1, time.Millisecond },
	}
	if change != nil {
		change(&c)
	}
	return New(c), s
}

func (s *stub) serveSignIn(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	body, _ := io.ReadAll(r.Body)
	s.logins = append(s.logins, r.Method+" "+r.RequestURI+" "+r.Header.Get("Content-Type")+" "+string(body))
	s.signIns++
	s.signIn(w, s.signIns)
}

// operatorsQuery is what a listing asks with; page 0 is a listing without pages.
func operatorsQuery(page int) url.Values {
	q := url.Values{
		"includeBundles": {"true"}, "includeData": {"true"}, "includePin": {"true"}, "includeCombo": {"true"},
		"includeRange": {"true"}, "includeFixed": {"true"}, "suggestedAmounts": {"false"}, "suggestedAmountsMap": {"false"},
	}
	if page > 0 {
		q.Set("page", fmt.Sprint(page))
		q.Set("size", "200")
	}
	return q
}

// searchQuery is what the lookup by our reference asks with.
func searchQuery(reference string, page int) url.Values {
	return url.Values{"customIdentifier": {reference}, "page": {fmt.Sprint(page)}, "size": {"200"}}
}

// envelope is one page as Spring writes it.
func envelope(number, total int, content ...string) string {
	return fmt.Sprintf(`{"content":[%s],"pageable":{"sort":{"sorted":false,"unsorted":true,"empty":true},"pageNumber":%d,"pageSize":200,"offset":0,"paged":true,"unpaged":false},
		"totalPages":%d,"totalElements":%d,"last":%t,"first":%t,"numberOfElements":%d,"size":200,"number":%d,"empty":%t}`,
		strings.Join(content, ","), number, total, len(content), number+1 >= total, number == 0, len(content), number, len(content) == 0)
}

// with returns a JSON object with some of its keys replaced.
func with(t *testing.T, object string, changes map[string]any) string {
	t.Helper()
	var m map[string]json.RawMessage
	if err := json.Unmarshal([]byte(object), &m); err != nil {
		t.Fatal(err)
	}
	for k, v := range changes {
		b, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		m[k] = b
	}
	b, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func operatorOf(t *testing.T, s string) operator {
	t.Helper()
	var o operator
	if err := loose.Decode([]byte(s), &o); err != nil {
		t.Fatal(err)
	}
	return o
}

func catalogOf(t *testing.T, c *Client) ([]providers.CatalogPage, error) {
	t.Helper()
	var pages []providers.CatalogPage
	err := c.Catalog(t.Context(), func(p providers.CatalogPage) error {
		pages = append(pages, p)
		return nil
	})
	return pages, err
}

func ids(pages []providers.CatalogPage) []string {
	var all []string
	for _, p := range pages {
		for _, product := range p.Products {
			all = append(all, product.ID)
		}
	}
	return all
}

type verdict clienttest.Verdict

func verdictOf(err error) verdict { return verdict(clienttest.VerdictOf(err)) }

// ownWhy is the reason of an error where this client gives it; empty where the HTTP
// layer does.
func ownWhy(err error) providers.Reason {
	if e := providers.AsError(err); e != nil && strings.HasPrefix(e.Why.Key, "reloadly.") {
		return e.Why
	}
	return providers.Reason{}
}
