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
	"simdesk/providers/wire"
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// decimals compares amounts by value.
var decimals = cmp.Comparer(func(a, b decimal.Decimal) bool { return a.Equal(b) })

// call is one request that a test expects, whole, and its answer.
type call struct {
	request string // "GET /accounts/balance", the path as it is escaped
	query   url.Values
	body    string // JSON, "" for none
	token   string // "" means the first one
	status  int    // 0 means 200
	answer  string
	html    bool
	then    func(w http.ResponseWriter) // instead of status and answer
}

// stub plays Reloadly: the expected calls in order, and the sign-in.
type stub struct {
	t       *testing.T
	mu      sync.Mutex
	calls   []call
	signIns int
	signIn  func(w http.ResponseWriter, n int)
	logins  []string
}

// newStub starts both hosts and returns a client of them. Calls that were
// expected and never came fail the test.
func newStub(t *testing.T, change func(*Config), calls ...call) (*Client, *stub) {
	t.Helper()
	s := &stub{t: t, calls: calls}
	s.signIn = func(w http.ResponseWriter, n int) {
		_, _ = fmt.Fprintf(w, `{"access_token":"tok-%d","expires_in":86400,"token_type":"Bearer"}`, n)
	}
	api := httptest.NewServer(http.HandlerFunc(s.serve))
	auth := httptest.NewServer(http.HandlerFunc(s.serveSignIn))
	t.Cleanup(func() {
		api.Close()
		auth.Close()
		if len(s.calls) > 0 {
			t.Errorf("never asked: %s", s.calls[0].request)
		}
	})
	c := Config{
		BaseURL: api.URL + "/", AuthURL: auth.URL, ClientID: "id-1", ClientSecret: "secret-1", Sandbox: true,
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

func (s *stub) serve(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.calls) == 0 {
		s.t.Errorf("asked for more: %s %s", r.Method, r.RequestURI)
		w.WriteHeader(http.StatusTeapot)
		return
	}
	want := s.calls[0]
	s.calls = s.calls[1:]
	s.check(want, r)
	switch {
	case want.then != nil:
		want.then(w)
		return
	case want.html:
		w.Header().Set("Content-Type", "text/html")
	default:
		w.Header().Set("Content-Type", "application/json")
	}
	if want.status != 0 {
		w.WriteHeader(want.status)
	}
	_, _ = io.WriteString(w, want.answer)
}

func (s *stub) check(want call, r *http.Request) {
	path, _, _ := strings.Cut(r.RequestURI, "?")
	type seen struct {
		Request, Accept, Authorization, ContentType string
		Query                                       url.Values
		Body                                        any
	}
	token, contentType := want.token, ""
	if token == "" {
		token = "tok-1"
	}
	if want.body != "" {
		contentType = "application/json"
	}
	body, _ := io.ReadAll(r.Body)
	query := want.query
	if query == nil {
		query = url.Values{}
	}
	got := seen{r.Method + " " + path, r.Header.Get("Accept"), r.Header.Get("Authorization"), r.Header.Get("Content-Type"), r.URL.Query(), parse(s.t, string(body))}
	expect := seen{want.request, "application/com.reloadly.topups-v1+json", "Bearer " + token, contentType, query, parse(s.t, want.body)}
	if d := cmp.Diff(expect, got); d != "" {
		s.t.Errorf("request (-want +got):\n%s", d)
	}
}

func parse(t *testing.T, s string) any {
	if s == "" {
		return nil
	}
	d := json.NewDecoder(strings.NewReader(s))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		t.Errorf("not JSON: %v: %s", err, s)
	}
	return v
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
	if err := wire.Decode([]byte(s), &o); err != nil {
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

// verdict is the part of an error that tests compare.
type verdict struct {
	Kind      providers.ErrorKind
	Outcome   providers.Outcome
	Code      string
	Duplicate bool
}

func verdictOf(err error) verdict {
	e := providers.AsError(err)
	if e == nil {
		return verdict{Kind: "none"}
	}
	return verdict{e.Kind, e.Outcome, e.Code, e.Duplicate}
}
