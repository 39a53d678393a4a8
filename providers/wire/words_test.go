package wire

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/failsafe-go/failsafe-go/circuitbreaker"
	"github.com/google/go-cmp/cmp/cmpopts"

	"simdesk/providers"
)

// because is a reason that names Acme, but for what is not about it alone.
func because(key string, args ...any) providers.Reason {
	switch key {
	case "wire.certificate", "wire.its_certificate", "wire.the_proxy":
		return providers.Because(key, args...)
	}
	return providers.Because(key, append([]any{"who", "Acme"}, args...)...)
}

// Why there was no connection: who is to blame.
func TestWhyThereWasNoConnection(t *testing.T) {
	t.Parallel()
	from, to := noon.Add(-48*time.Hour), noon.Add(-24*time.Hour)
	named := &x509.Certificate{Subject: pkix.Name{CommonName: "root"}, DNSNames: []string{"a.example", "b.example"}, Issuer: pkix.Name{CommonName: "Scanner\x1b[2J"}, NotBefore: from, NotAfter: to}
	bare := &x509.Certificate{Subject: pkix.Name{CommonName: "box"}, NotBefore: noon.Add(time.Hour), NotAfter: to}
	the := because("wire.certificate", "subject", "a.example, b.example", "issuer", "CN=Scanner", "ends", to)
	box := because("wire.certificate", "subject", "box", "issuer", "", "ends", to)
	proxy := because("wire.the_proxy")
	c := New(Options{Title: "Acme", Transport: &keeper{}, Now: func() time.Time { return noon }})
	for _, x := range []struct {
		err  error
		want providers.Reason
	}{
		{errors.New("odd"), because("wire.unreached")},
		{&net.OpError{Op: "dial", Err: errors.New("no route to host")}, because("wire.unreached")},
		{&net.DNSError{Name: "acme\x1b[2J.invalid"}, because("wire.no_name", "name", "acme.invalid")},
		{tls.RecordHeaderError{Msg: "x"}, because("wire.no_tls")},
		{http.ErrSchemeMismatch, because("wire.no_tls")},
		{x509.HostnameError{Certificate: named, Host: "c.example"}, because("wire.certificate_host", "certificate", the, "host", "c.example")},
		{x509.UnknownAuthorityError{Cert: bare}, because("wire.certificate_unknown", "certificate", box)},
		{x509.UnknownAuthorityError{}, because("wire.certificate_unknown", "certificate", because("wire.its_certificate"))},
		{x509.CertificateInvalidError{Cert: named, Reason: x509.Expired}, because("wire.certificate_expired", "certificate", the, "now", noon)},
		{x509.CertificateInvalidError{Cert: bare, Reason: x509.Expired}, because("wire.certificate_early", "certificate", box, "from", noon.Add(time.Hour), "now", noon)},
		{x509.CertificateInvalidError{Cert: named, Reason: x509.TooManyIntermediates},
			because("wire.certificate_invalid", "certificate", the, "why", "x509: too many intermediates for path length constraint")},
		{&proxyError{}, because("wire.proxy_address", "proxy", proxy)},
		{&proxyError{407}, because("wire.proxy_sign_in", "proxy", proxy)},
		{&proxyError{502}, because("wire.proxy_status", "proxy", proxy, "status", 502)},
		{&net.OpError{Op: "proxyconnect", Err: errors.New("x")}, because("wire.proxy_silent", "proxy", proxy)},
	} {
		same(t, x.want, c.unreached(fmt.Errorf("wrapped: %w", x.err)))
	}
	same(t, []string{"the proxy's address cannot be read", "the proxy answered CONNECT with 502"}, []string{(&proxyError{}).Error(), (&proxyError{502}).Error()})
}

// The proxy is named by its host alone, and by the variable that it came from.
func TestHowAProxyIsNamed(t *testing.T) {
	for _, name := range []string{"HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy"} {
		t.Setenv(name, "")
	}
	find := func(*http.Request) (*url.URL, error) {
		return &url.URL{Scheme: "http", User: url.UserPassword("clerk", "s3cret"), Host: "box:3128"}, nil
	}
	at := func(variable string) providers.Reason {
		return providers.Because("wire.proxy_at_from", "host", "box:3128", "variable", variable)
	}
	for _, x := range []struct {
		base, variable string
		find           func(*http.Request) (*url.URL, error)
		want           providers.Reason
	}{
		{"https://api.example", "", find, providers.Because("wire.proxy_at", "host", "box:3128")},
		{"https://api.example", "HTTPS_PROXY", find, at("HTTPS_PROXY")},
		{"https://api.example", "https_proxy", find, at("https_proxy")},
		{"https://api.example", "HTTP_PROXY", find, providers.Because("wire.proxy_at", "host", "box:3128")},
		{"http://api.example", "HTTP_PROXY", find, at("HTTP_PROXY")},
		{"https://api.example", "HTTPS_PROXY", discreet(func(*http.Request) (*url.URL, error) { return nil, errors.New("x") }), providers.Because("wire.proxy_from", "variable", "HTTPS_PROXY")},
		{"https://api.example", "HTTPS_PROXY", nil, providers.Because("wire.the_proxy")},
		{"https://api.example/%zz", "HTTPS_PROXY", find, providers.Because("wire.the_proxy")},
	} {
		if x.variable != "" {
			t.Setenv(x.variable, "http://clerk:s3cret@box:3128")
		}
		transport := transport(nil, Read).(*http.Transport)
		transport.Proxy = x.find
		same(t, x.want, New(Options{BaseURL: x.base, Transport: transport}).proxy())
		if x.variable != "" {
			t.Setenv(x.variable, "")
		}
	}
}

// A 407 is a proxy's, whatever the client takes it for, and what the proxy
// passed on before nobody knows.
func TestWhatAProxyRefuses(t *testing.T) {
	t.Parallel()
	c := New(Options{Provider: "acme", Title: "Acme", Transport: &keeper{}}, refuses)
	resp := Response{Status: http.StatusProxyAuthRequired, Body: []byte("who are\x1b[2J you?")}
	for safety, want := range map[Safety]providers.Error{
		Read: {Kind: providers.KindUnavailable, Provider: "acme", Detail: "who are you?",
			Why: because("wire.proxy_sign_in", "proxy", because("wire.the_proxy"))},
		Once: {Kind: providers.KindUnknownOutcome, Provider: "acme", Detail: "who are you?",
			Why: because("wire.not_said")},
	} {
		same(t, want, *c.fault(Request{Safety: safety}, resp))
	}
}

func TestWhatTheRetriesAddIsAnErrorLikeAnyOther(t *testing.T) {
	t.Parallel()
	over, cancel := context.WithCancel(t.Context())
	cancel()
	odd, own := errors.New("odd"), &providers.Error{Kind: providers.KindDeclined}
	for _, c := range []struct {
		ctx  context.Context
		err  error
		want providers.Error
	}{
		{over, fmt.Errorf("x: %w", own), *own},
		{over, circuitbreaker.ErrOpen, providers.Error{Kind: providers.KindUnavailable, Outcome: providers.NotSent, Err: circuitbreaker.ErrOpen,
			Why: because("wire.left_alone")}},
		{over, odd, providers.Error{Kind: providers.KindUnavailable, Err: context.Canceled, Why: because("wire.stopped")}},
		{t.Context(), context.DeadlineExceeded, providers.Error{Kind: providers.KindUnavailable, Err: context.DeadlineExceeded,
			Why: because("wire.late")}},
		{t.Context(), odd, providers.Error{Kind: providers.KindInternal, Err: odd, Why: because("wire.failed", "why", "odd")}},
	} {
		want := c.want
		if c.want.Kind != own.Kind {
			want.Provider = "acme"
		}
		same(t, want, *dial(t, "").readError(c.ctx, look, c.err), cmpopts.EquateErrors())
	}
}
