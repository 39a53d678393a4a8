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

// What a person reads where there was no connection: who is to blame, and what
// to do.
func TestWhyThereWasNoConnection(t *testing.T) {
	t.Parallel()
	from, to := noon.Add(-48*time.Hour), noon.Add(-24*time.Hour)
	named := &x509.Certificate{Subject: pkix.Name{CommonName: "root"}, DNSNames: []string{"a.example", "b.example"}, Issuer: pkix.Name{CommonName: "Scanner\x1b[2J"}, NotBefore: from, NotAfter: to}
	bare := &x509.Certificate{Subject: pkix.Name{CommonName: "box"}, NotBefore: noon.Add(time.Hour), NotAfter: to}
	const (
		the   = `the certificate for "a.example, b.example", issued by "CN=Scanner", which ends on 2026-11-21 12:00 UTC,`
		box   = `the certificate for "box", issued by "", which ends on 2026-11-21 12:00 UTC,`
		trust = "Acme cannot be trusted, so nothing was sent: "
		proxy = "Acme cannot be reached through the proxy: "
	)
	c := New(Options{Title: "Acme", Transport: &keeper{}, Now: func() time.Time { return noon }})
	for _, x := range []struct {
		err  error
		want string
	}{
		{errors.New("odd"), "Acme cannot be reached. Check the internet connection, then try again."},
		{&net.OpError{Op: "dial", Err: errors.New("no route to host")}, "Acme cannot be reached. Check the internet connection, then try again."},
		{&net.DNSError{Name: "acme\x1b[2J.invalid"}, "Acme cannot be reached: the name acme.invalid was not found. Check the internet connection and base_url, then try again."},
		{tls.RecordHeaderError{Msg: "x"}, "Acme cannot be reached: what answers there does not speak TLS. Check base_url, or ask who runs the network; nothing was sent."},
		{http.ErrSchemeMismatch, "Acme cannot be reached: what answers there does not speak TLS. Check base_url, or ask who runs the network; nothing was sent."},
		{x509.HostnameError{Certificate: named, Host: "c.example"}, trust + the + " is not for c.example. Check base_url, or ask who runs the network."},
		{x509.UnknownAuthorityError{Cert: bare}, trust + box + " is from nobody this machine trusts. Ask who runs the network whether a proxy or virus scanner reads along, and install its root certificate only if you trust it."},
		{x509.UnknownAuthorityError{}, trust + "its certificate is from nobody this machine trusts. Ask who runs the network whether a proxy or virus scanner reads along, and install its root certificate only if you trust it."},
		{x509.CertificateInvalidError{Cert: named, Reason: x509.Expired}, trust + the + " has expired, and this machine's clock says 2026-11-22 12:00 UTC. Set the clock right if it is wrong; if it is right, tell the provider."},
		{x509.CertificateInvalidError{Cert: bare, Reason: x509.Expired}, trust + box + " is valid only from 2026-11-22 13:00 UTC, and this machine's clock says 2026-11-22 12:00 UTC. Set the clock right if it is wrong; if it is right, tell the provider."},
		{x509.CertificateInvalidError{Cert: named, Reason: x509.TooManyIntermediates}, trust + the + " is not valid (x509: too many intermediates for path length constraint). Ask who runs the network, or tell the provider."},
		{&proxyError{}, proxy + "its address cannot be read. Write it as http://HOST:PORT; nothing was sent."},
		{&proxyError{407}, proxy + "it wants a name and a password. Put them into its address, or ask who runs it."},
		{&proxyError{502}, proxy + "it answered HTTP 502. Ask who runs it; nothing was sent."},
		{&net.OpError{Op: "proxyconnect", Err: errors.New("x")}, proxy + "the proxy does not answer. Check its address, or ask who runs it; nothing was sent."},
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
	for _, x := range []struct {
		base, variable string
		find           func(*http.Request) (*url.URL, error)
		want           string
	}{
		{"https://api.example", "", find, "the proxy box:3128"},
		{"https://api.example", "HTTPS_PROXY", find, "the proxy box:3128 (from HTTPS_PROXY)"},
		{"https://api.example", "https_proxy", find, "the proxy box:3128 (from https_proxy)"},
		{"https://api.example", "HTTP_PROXY", find, "the proxy box:3128"},
		{"http://api.example", "HTTP_PROXY", find, "the proxy box:3128 (from HTTP_PROXY)"},
		{"https://api.example", "HTTPS_PROXY", discreet(func(*http.Request) (*url.URL, error) { return nil, errors.New("x") }), "the proxy (from HTTPS_PROXY)"},
		{"https://api.example", "HTTPS_PROXY", nil, "the proxy"},
		{"https://api.example/%zz", "HTTPS_PROXY", find, "the proxy"},
	} {
		if x.variable != "" {
			t.Setenv(x.variable, "http://clerk:s3cret@box:3128")
		}
		transport := base()
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
			Message: "Acme cannot be reached through the proxy: it wants a name and a password. Put them into its address, or ask who runs it."},
		Once: {Kind: providers.KindUnknownOutcome, Provider: "acme", Detail: "who are you?",
			Message: "Acme has not said whether it went through. It is not sent again: simdesk looks it up."},
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
			Message: "Acme has been failing, so it is left alone for a few seconds. Try again then."}},
		{over, odd, providers.Error{Kind: providers.KindUnavailable, Err: context.Canceled, Message: "Asking Acme was stopped before it answered. Try again."}},
		{t.Context(), context.DeadlineExceeded, providers.Error{Kind: providers.KindUnavailable, Err: context.DeadlineExceeded,
			Message: "Acme did not answer in time. Try again in a moment."}},
		{t.Context(), odd, providers.Error{Kind: providers.KindInternal, Err: odd, Message: "Asking Acme for balance failed: odd"}},
	} {
		want := c.want
		if c.want.Kind != own.Kind {
			want.Provider = "acme"
		}
		same(t, want, *dial(t, "").readError(c.ctx, look, c.err), cmpopts.EquateErrors())
	}
}
