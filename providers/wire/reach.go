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
	"time"
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

// unreached says why there was no connection, and what to do about it.
func (c *Client) unreached(err error) string {
	if s := c.proxyWords(err); s != "" {
		return s
	}
	if s := c.certificateWords(err); s != "" {
		return s
	}
	var (
		record tls.RecordHeaderError
		alert  *net.OpError
		dns    *net.DNSError
		title  = c.o.Title
	)
	switch {
	case errors.As(err, &dns):
		return fmt.Sprintf("%s cannot be reached: the name %s was not found. Check the internet connection and base_url, then try again.", title, Clip(Clean(dns.Name)))
	case errors.As(err, &record), errors.Is(err, http.ErrSchemeMismatch):
		return title + " cannot be reached: what answers there does not speak TLS. Check base_url, or ask who runs the network; nothing was sent."
	case strings.Contains(err.Error(), "protocol version"):
		return title + " cannot be reached: what answers there speaks only a TLS version that is too old to be safe. Ask who runs the network whether a proxy is in between; nothing was sent."
	case errors.As(err, &alert) && alert.Op == "remote error": // tls.AlertError is for QUIC
		return fmt.Sprintf("%s cannot be reached: it broke off the TLS handshake (%s). Ask who runs the network whether a proxy is in between; nothing was sent.", title, alert.Err)
	}
	return title + " cannot be reached. Check the internet connection, then try again."
}

// certificateWords names the certificate that was refused: who it is for, who
// issued it and when it ends. What it says of itself is anybody's text.
func (c *Client) certificateWords(err error) string {
	var (
		invalid  x509.CertificateInvalidError
		unknown  x509.UnknownAuthorityError
		hostname x509.HostnameError
	)
	cannot := c.o.Title + " cannot be trusted, so nothing was sent: "
	switch {
	case errors.As(err, &hostname):
		return fmt.Sprintf("%s%s is not for %s. Check base_url, or ask who runs the network.", cannot, certificate(hostname.Certificate), Clip(Clean(hostname.Host)))
	case errors.As(err, &unknown):
		return cannot + certificate(unknown.Cert) + " is from nobody this machine trusts. Ask who runs the network whether a proxy or virus scanner reads along, and install its root certificate only if you trust it."
	case !errors.As(err, &invalid):
		return ""
	case invalid.Reason == x509.Expired:
		now := c.o.Now()
		which := "has expired"
		if now.Before(invalid.Cert.NotBefore) {
			which = "is valid only from " + day(invalid.Cert.NotBefore)
		}
		return fmt.Sprintf("%s%s %s, and this machine's clock says %s. Set the clock right if it is wrong; if it is right, tell the provider.", cannot, certificate(invalid.Cert), which, day(now))
	}
	return cannot + certificate(invalid.Cert) + " is not valid (" + Clip(Clean(invalid.Error())) + "). Ask who runs the network, or tell the provider."
}

func certificate(cert *x509.Certificate) string {
	if cert == nil {
		return "its certificate"
	}
	subject := cert.Subject.CommonName
	if len(cert.DNSNames) > 0 {
		subject = strings.Join(cert.DNSNames, ", ")
	}
	return fmt.Sprintf("the certificate for %q, issued by %q, which ends on %s,", Clip(Clean(subject)), Clip(Clean(cert.Issuer.String())), day(cert.NotAfter))
}

func day(t time.Time) string { return t.Format("2006-01-02 15:04 MST") }

// proxyWords is empty where no proxy is to blame.
func (c *Client) proxyWords(err error) string {
	var (
		answered *proxyError
		op       *net.OpError
	)
	cannot, proxy := c.o.Title+" cannot be reached through ", c.proxy()
	switch {
	case errors.As(err, &answered) && answered.status == 0:
		return cannot + proxy + ": its address cannot be read. Write it as http://HOST:PORT; nothing was sent."
	case errors.As(err, &answered) && answered.status == http.StatusProxyAuthRequired:
		return cannot + proxy + ": it wants a name and a password. Put them into its address, or ask who runs it."
	case errors.As(err, &answered):
		return fmt.Sprintf("%s%s: it answered HTTP %d. Ask who runs it; nothing was sent.", cannot, proxy, answered.status)
	case errors.As(err, &op) && op.Op == "proxyconnect":
		return cannot + proxy + ": the proxy does not answer. Check its address, or ask who runs it; nothing was sent."
	}
	return ""
}

// proxy names the proxy by its host and the variable it came from.
func (c *Client) proxy() string {
	at, err := url.Parse(c.o.BaseURL)
	t, ok := c.writes.Transport.(*http.Transport)
	if err != nil || !ok || t.Proxy == nil {
		return "the proxy"
	}
	name := "the proxy"
	if u, _ := t.Proxy(&http.Request{URL: at}); u != nil {
		name += " " + Clip(Clean(u.Host))
	}
	for _, variable := range []string{strings.ToUpper(at.Scheme) + "_PROXY", strings.ToLower(at.Scheme) + "_proxy"} {
		if os.Getenv(variable) != "" {
			return name + " (from " + variable + ")"
		}
	}
	return name
}
