package wire

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"

	"simdesk/providers"
	"simdesk/providers/wire/loose"
)

// proxyError is a proxy that cannot be used: its address makes no sense, or it
// answered CONNECT with a status. It never holds the address, which may hold a
// password.
type proxyError struct{ status int }

func (e *proxyError) Error() string {
	if e.status == 0 {
		return "the proxy's address cannot be read"
	}
	return fmt.Sprintf("the proxy answered CONNECT with %d", e.status)
}

// discreet finds the proxy as find does, whose error repeats the address.
func discreet(find func(*http.Request) (*url.URL, error)) func(*http.Request) (*url.URL, error) {
	return func(r *http.Request) (*url.URL, error) {
		u, err := find(r)
		if err != nil {
			return nil, &proxyError{}
		}
		return u, nil
	}
}

func proxyAnswered(_ context.Context, _ *url.URL, _ *http.Request, res *http.Response) error {
	if res.StatusCode == http.StatusOK {
		return nil
	}
	return &proxyError{status: res.StatusCode}
}

// unreached is why there was no connection.
func (c *Client) unreached(err error) providers.Reason {
	if why := c.proxyWhy(err); !why.IsZero() {
		return why
	}
	if why := c.certificateWhy(err); !why.IsZero() {
		return why
	}
	var (
		record tls.RecordHeaderError
		alert  *net.OpError
		dns    *net.DNSError
	)
	switch {
	case errors.As(err, &dns):
		return providers.Because("wire.no_name", "who", c.o.Title, "name", loose.Clip(loose.Clean(dns.Name)))
	case errors.As(err, &record), errors.Is(err, http.ErrSchemeMismatch):
		return providers.Because("wire.no_tls", "who", c.o.Title)
	case strings.Contains(err.Error(), "protocol version"):
		return providers.Because("wire.old_tls", "who", c.o.Title)
	case errors.As(err, &alert) && alert.Op == "remote error": // tls.AlertError is for QUIC
		return providers.Because("wire.tls_refused", "who", c.o.Title, "alert", alert.Err.Error())
	}
	return providers.Because("wire.unreached", "who", c.o.Title)
}

// certificateWhy names the certificate that was refused: who it is for, who
// issued it and when it ends. What it says of itself is anybody's text. The zero
// value is for what is no certificate's fault.
func (c *Client) certificateWhy(err error) providers.Reason {
	var (
		invalid  x509.CertificateInvalidError
		unknown  x509.UnknownAuthorityError
		hostname x509.HostnameError
		who      = c.o.Title
		now      = c.o.Now()
	)
	switch {
	case errors.As(err, &hostname):
		return providers.Because("wire.certificate_host", "who", who, "certificate", certificate(hostname.Certificate), "host", loose.Clip(loose.Clean(hostname.Host)))
	case errors.As(err, &unknown):
		return providers.Because("wire.certificate_unknown", "who", who, "certificate", certificate(unknown.Cert))
	case !errors.As(err, &invalid):
		return providers.Reason{}
	case invalid.Reason != x509.Expired:
		return providers.Because("wire.certificate_invalid", "who", who, "certificate", certificate(invalid.Cert), "why", loose.Clip(loose.Clean(invalid.Error())))
	case now.Before(invalid.Cert.NotBefore):
		return providers.Because("wire.certificate_early", "who", who, "certificate", certificate(invalid.Cert), "from", invalid.Cert.NotBefore, "now", now)
	}
	return providers.Because("wire.certificate_expired", "who", who, "certificate", certificate(invalid.Cert), "now", now)
}

func certificate(cert *x509.Certificate) providers.Reason {
	if cert == nil {
		return providers.Because("wire.its_certificate")
	}
	subject := cert.Subject.CommonName
	if len(cert.DNSNames) > 0 {
		subject = strings.Join(cert.DNSNames, ", ")
	}
	return providers.Because("wire.certificate", "subject", loose.Clip(loose.Clean(subject)), "issuer", loose.Clip(loose.Clean(cert.Issuer.String())), "ends", cert.NotAfter)
}

// proxyWhy is the zero value where no proxy is to blame.
func (c *Client) proxyWhy(err error) providers.Reason {
	var (
		answered *proxyError
		op       *net.OpError
	)
	switch {
	case errors.As(err, &answered) && answered.status == 0:
		return providers.Because("wire.proxy_address", "who", c.o.Title, "proxy", c.proxy())
	case errors.As(err, &answered) && answered.status == http.StatusProxyAuthRequired:
		return providers.Because("wire.proxy_sign_in", "who", c.o.Title, "proxy", c.proxy())
	case errors.As(err, &answered):
		return providers.Because("wire.proxy_status", "who", c.o.Title, "proxy", c.proxy(), "status", answered.status)
	case errors.As(err, &op) && op.Op == "proxyconnect":
		return providers.Because("wire.proxy_silent", "who", c.o.Title, "proxy", c.proxy())
	}
	return providers.Reason{}
}

// proxy names the proxy by its host and the variable it came from.
func (c *Client) proxy() providers.Reason {
	at, err := url.Parse(c.o.BaseURL)
	t, ok := c.writes.Transport.(*http.Transport)
	if err != nil || !ok || t.Proxy == nil {
		return providers.Because("wire.the_proxy")
	}
	host, from := "", ""
	if u, _ := t.Proxy(&http.Request{URL: at}); u != nil {
		host = loose.Clip(loose.Clean(u.Host))
	}
	for _, variable := range []string{strings.ToLower(at.Scheme) + "_proxy", strings.ToUpper(at.Scheme) + "_PROXY"} {
		if os.Getenv(variable) != "" {
			from = variable
		}
	}
	switch {
	case host != "" && from != "":
		return providers.Because("wire.proxy_at_from", "host", host, "variable", from)
	case host != "":
		return providers.Because("wire.proxy_at", "host", host)
	case from != "":
		return providers.Because("wire.proxy_from", "variable", from)
	}
	return providers.Because("wire.the_proxy")
}
