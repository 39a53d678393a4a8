package clienttest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"

	"simdesk/providers"
)

// Foreign is a client that is given answers which nobody promised.
type Foreign struct {
	Provider string // whose documented answers are the seeds
	// New is a client over this transport, as quick as it can be.
	New func(http.RoundTripper) providers.Provider
	// SignIn answers the request that fetches a token; ok is false for others.
	SignIn   func(*http.Request) (answer string, ok bool)
	Sales    []providers.SaleRequest
	TopUp    providers.TopUpRequest
	Phone    string
	Country  string
	Secrets  []string // of every request
	Password string   // of the sign-in alone
	// Unrun reports whether an answer that is no JSON proves all the same, by
	// the documents, that an order was not carried out. Nil for none.
	Unrun func(status int, header http.Header, body []byte) bool
}

// asks are the operations by the number that the fuzzer picks them with.
var asks = []func(*Foreign, context.Context, *testing.T, *network, providers.Provider, int){
	(*Foreign).sell, (*Foreign).topUp, (*Foreign).trackSale, (*Foreign).trackTopUp, (*Foreign).catalog, (*Foreign).balance,
	(*Foreign).esim, (*Foreign).topUpPackages, (*Foreign).detect, (*Foreign).signsIn,
}

// Fuzz gives each operation any status, header and body. Whatever they are, the
// client neither panics nor goes on for ever; an order is sent once, is unknown
// where the answer is no JSON and no refusal by status, and is completed only
// with something delivered; every text is clean, and no error repeats a secret.
func (f Foreign) Fuzz(t *testing.F) {
	for _, name := range Names(t, f.Provider) {
		r := Load(t, f.Provider, name)
		for op := range asks {
			t.Add(byte(op), r.Status, "", []byte(r.Body))
		}
	}
	for i, secret := range append(f.Secrets, f.Password) {
		op := byte(0)
		if i == len(f.Secrets) {
			op = opSignsIn
		}
		t.Add(op, 400, "", []byte(`{"code":"X_Y","message":"you sent `+secret+`","error":{"code":"`+secret+`","message":"`+secret+`"}}`))
	}
	for op := range asks {
		for _, body := range []string{"", "<html>Forbidden</html>", `{"success":tr`, "null", "[]", `{"data":[{},{},{}]}`, "{\"message\":\"\\u001b[2J\\u202e\"}"} {
			for _, status := range []int{200, 302, 401, 404, 409, 422, 429, 503} {
				t.Add(byte(op), status, "Retry-After: 9", []byte(body))
			}
		}
	}
	t.Fuzz(func(t *testing.T, op byte, status int, header string, body []byte) {
		n := &network{f: &f, op: int(op) % len(asks), status: 200 + (status%400+400-200)%400, header: header, body: body}
		// A client that goes on for ever is told so by its own wait, too.
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		asks[n.op](&f, ctx, t, n, f.New(n), int(op)/len(asks))
		if ctx.Err() != nil || n.asked > mostAsked {
			t.Errorf("asked %d times and was not done", n.asked)
		}
	})
}

// mostAsked is more than any operation needs for the same answer again and again.
const mostAsked = 400

// network gives the same answer to whatever is asked.
type network struct {
	f      *Foreign
	op     int
	status int
	header string
	body   []byte

	mu     sync.Mutex
	asked  int
	writes int
}

// RoundTrip answers. A sign-in gets a token unless it is what is tried.
func (n *network) RoundTrip(r *http.Request) (*http.Response, error) {
	if trace := httptrace.ContextClientTrace(r.Context()); trace != nil && trace.GotConn != nil {
		trace.GotConn(httptrace.GotConnInfo{})
	}
	status, body := n.status, n.body
	token, signsIn := "", false
	if n.f.SignIn != nil {
		token, signsIn = n.f.SignIn(r)
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.asked++
	switch {
	case n.asked > mostAsked:
		return nil, io.ErrUnexpectedEOF
	case signsIn && n.op != opSignsIn:
		status, body = http.StatusOK, []byte(token)
	case !signsIn && r.Method != http.MethodGet:
		n.writes++
	}
	return &http.Response{StatusCode: status, Header: n.says(), Body: io.NopCloser(bytes.NewReader(body)), ContentLength: int64(len(body)), Request: r,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1}, nil
}

// says is the header of an answer.
func (n *network) says() http.Header {
	header := http.Header{"Content-Type": {"application/json"}}
	if name, value, ok := strings.Cut(n.header, ":"); ok {
		header.Set(name, strings.TrimSpace(value))
	}
	return header
}

const opSignsIn = 9

func (f *Foreign) sell(ctx context.Context, t *testing.T, n *network, p providers.Provider, which int) {
	r, err := p.(providers.Seller).Sell(ctx, f.Sales[which%len(f.Sales)])
	f.spent(t, n, r, err)
}

func (f *Foreign) topUp(ctx context.Context, t *testing.T, n *network, p providers.Provider, _ int) {
	if p, ok := p.(providers.TopUpper); ok {
		r, err := p.TopUp(ctx, f.TopUp)
		f.spent(t, n, r, err)
	}
}

// spent judges what became of the one request that may spend.
func (f *Foreign) spent(t *testing.T, n *network, r providers.Result, err error) {
	t.Helper()
	again := n.status == http.StatusUnauthorized && json.Valid(n.body) && f.SignIn != nil
	if n.writes != 1 && (n.writes != 2 || !again) {
		t.Errorf("sent %d times", n.writes)
	}
	said(t, f.Secrets, err)
	if err == nil {
		f.result(t, r)
	}
	switch e := providers.AsError(err); {
	case json.Valid(n.body), f.Unrun != nil && f.Unrun(n.status, n.says(), n.body):
	case err == nil:
		t.Errorf("an answer that is no JSON became %+v", r)
	case e.Outcome != providers.Unknown || e.Kind != providers.KindUnknownOutcome:
		t.Errorf("HTTP %d that is no JSON is %s, %s", n.status, e.Kind, e.Outcome)
	}
}

// result judges an order that the provider is said to know.
func (f *Foreign) result(t *testing.T, r providers.Result) {
	t.Helper()
	clean(t, reflect.ValueOf(r))
	switch r.State {
	case providers.StateCompleted:
		if len(r.Delivery) == 0 && r.Missing.IsZero() {
			t.Errorf("completed, and nothing delivered: %+v", r)
		}
	case providers.StateProcessing, providers.StateFailed, providers.StateRefunded:
	default:
		t.Errorf("a result in the state %q", r.State)
	}
}

func (f *Foreign) trackSale(ctx context.Context, t *testing.T, n *network, p providers.Provider, which int) {
	s := f.Sales[which%len(f.Sales)]
	f.track(ctx, t, n, p, providers.Query{Reference: s.Reference, Kind: s.Product.Kind, ProductID: s.Product.ID, ProductName: s.Product.Name,
		Target: s.Product.Target(s.Fields), Cost: s.Product.CostWith(s.Fields), Fields: s.Fields})
}

func (f *Foreign) trackTopUp(ctx context.Context, t *testing.T, n *network, p providers.Provider, which int) {
	q := providers.Query{Reference: f.TopUp.Reference, Kind: providers.KindTopUp, ProductID: f.TopUp.Product.ID, Target: f.TopUp.ICCID, Cost: f.TopUp.Product.Cost}
	if which%2 == 1 {
		q.ProviderOrderID = "ORD-1/ESIM-1"
	}
	f.track(ctx, t, n, p, q)
}

func (f *Foreign) track(ctx context.Context, t *testing.T, n *network, p providers.Provider, q providers.Query) {
	q.SubmittedAt = time.Date(2026, 11, 22, 11, 0, 0, 0, time.UTC)
	got, err := p.(providers.Tracker).Track(ctx, q)
	said(t, f.Secrets, err)
	for _, e := range got.Evidence {
		clean(t, reflect.ValueOf(e))
	}
	switch {
	case err == nil && got.Verdict == providers.Found:
		f.result(t, got.Result)
		if !json.Valid(n.body) {
			t.Errorf("found in an answer that is no JSON: %+v", got.Result)
		}
	case err == nil && got.Verdict == providers.NotFound && n.status >= 500:
		t.Errorf("HTTP %d says that there is no such order", n.status)
	}
}

func (f *Foreign) catalog(ctx context.Context, t *testing.T, _ *network, p providers.Provider, _ int) {
	err := p.(providers.Cataloger).Catalog(ctx, func(page providers.CatalogPage) error {
		f.products(t, page.Products)
		return nil
	})
	said(t, f.Secrets, err)
}

func (f *Foreign) products(t *testing.T, all []providers.Product) {
	t.Helper()
	for _, p := range all {
		clean(t, reflect.ValueOf(p))
		if p.ID == "" || p.Provider != f.Provider || p.Data.Bytes < 0 || p.Days < 0 || p.Stock != nil && *p.Stock < 0 {
			t.Errorf("no product: %+v", p)
		}
	}
}

func (f *Foreign) balance(ctx context.Context, t *testing.T, n *network, p providers.Provider, _ int) {
	b, err := p.(providers.Balancer).Balance(ctx)
	said(t, f.Secrets, err)
	clean(t, reflect.ValueOf(b))
	if err == nil && (b.Balance.Currency == "" || n.status >= 300) {
		t.Errorf("HTTP %d made a wallet: %+v", n.status, b)
	}
}

func (f *Foreign) esim(ctx context.Context, t *testing.T, _ *network, p providers.Provider, _ int) {
	if p, ok := p.(providers.ESIMReader); ok {
		e, err := p.ESIM(ctx, f.TopUp.ICCID)
		said(t, f.Secrets, err)
		clean(t, reflect.ValueOf(e))
		if err == nil && (e.ICCID == "" || e.Provider != f.Provider) {
			t.Errorf("no eSIM: %+v", e)
		}
	}
}

func (f *Foreign) topUpPackages(ctx context.Context, t *testing.T, _ *network, p providers.Provider, _ int) {
	if p, ok := p.(providers.TopUpper); ok {
		all, err := p.TopUpPackages(ctx, f.TopUp.ICCID)
		said(t, f.Secrets, err)
		f.products(t, all)
	}
}

func (f *Foreign) detect(ctx context.Context, t *testing.T, _ *network, p providers.Provider, _ int) {
	if p, ok := p.(providers.OperatorDetector); ok {
		ids, err := p.DetectOperator(ctx, f.Phone, f.Country)
		said(t, f.Secrets, err)
		clean(t, reflect.ValueOf(ids))
	}
}

// signsIn gives the answer to the sign-in: then nothing else may leave with a
// token that is none, and a sale was not sent.
func (f *Foreign) signsIn(ctx context.Context, t *testing.T, n *network, p providers.Provider, which int) {
	if f.SignIn == nil {
		return
	}
	_, err := p.(providers.Seller).Sell(ctx, f.Sales[which%len(f.Sales)])
	said(t, []string{f.Password}, err)
	if e := providers.AsError(err); n.writes == 0 && (e == nil || e.Outcome != providers.NotSent) {
		t.Errorf("nothing was sent, and it is %+v", e)
	}
}

// said judges an error: a sentence, clean, and without what was secret.
func said(t *testing.T, secrets []string, err error) {
	t.Helper()
	e := providers.AsError(err)
	if e == nil {
		return
	}
	if e.Why.IsZero() || e.Kind == "" || e.Kind == providers.KindInternal {
		t.Errorf("an error without a reason of ours: %+v", e)
	}
	clean(t, reflect.ValueOf(providers.Error{Code: e.Code, Why: e.Why, Detail: e.Detail, RequestID: e.RequestID}))
	for _, secret := range secrets {
		if text := fmt.Sprint(e.Code, e.Why, e.Detail, e.RequestID); strings.Contains(text, secret) {
			t.Errorf("repeats a secret: %s", text)
		}
	}
}

// clean fails for a text in v that a terminal would not just print.
func clean(t *testing.T, v reflect.Value) {
	t.Helper()
	switch v.Kind() {
	case reflect.String:
		if strings.ContainsFunc(v.String(), func(r rune) bool { return unicode.IsControl(r) && r != '\n' || unicode.Is(unicode.Bidi_Control, r) }) {
			t.Errorf("not clean: %q", v.String())
		}
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			clean(t, v.Elem())
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			clean(t, v.Index(i))
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			clean(t, key)
			clean(t, v.MapIndex(key))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				clean(t, v.Field(i))
			}
		}
	default:
	}
}
