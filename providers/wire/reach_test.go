package wire

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"simdesk/providers"
)

// issued is a self-signed certificate and a pool that trusts it.
func issued(t *testing.T, host string, from, to time.Time) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	shape := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Shop Root"}, DNSNames: []string{host},
		NotBefore: from, NotAfter: to, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature}
	der, err := x509.CreateCertificate(rand.Reader, shape, shape, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(cert)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pool
}

// secured serves TLS on loopback and counts what gets through.
func secured(t *testing.T, cert tls.Certificate, newest uint16, got *atomic.Int64) string {
	t.Helper()
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { got.Add(1) }))
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.TLS = &tls.Config{Certificates: []tls.Certificate{cert}, MaxVersion: newest, MinVersion: tls.VersionTLS10}
	s.StartTLS()
	t.Cleanup(s.Close)
	return s.URL
}

// neverLeaves asks both for a read and a write, which must not count as sent.
func neverLeaves(t *testing.T, base string, transport *http.Transport, words ...string) {
	t.Helper()
	c := New(Options{Provider: "fake", Title: "Fake", BaseURL: base, Attempts: 1, Transport: transport})
	for _, safety := range []Safety{Read, Once} {
		_, err := c.Do(t.Context(), Request{Op: "x", Method: http.MethodPost, Path: "/x", Safety: safety})
		e := providers.AsError(err)
		if e.Outcome != providers.NotSent || e.Kind != providers.KindUnavailable {
			t.Errorf("safety %d: outcome %v, kind %v", safety, e.Outcome, e.Kind)
		}
		for _, w := range words {
			if !strings.Contains(e.Why.String(), w) {
				t.Errorf("%q does not say %q", e.Why, w)
			}
		}
		if e.Why.Key == "wire.unreached" || strings.Contains(e.Why.String()+e.Error(), "s3cret") {
			t.Errorf("%q", e.Why)
		}
	}
}

func TestAFaultOfTLSIsNamed(t *testing.T) {
	t.Parallel()
	now := time.Now()
	for name, c := range map[string]struct {
		host     string
		from, to time.Time
		trusted  bool
		newest   uint16
		words    []string
	}{
		"self-signed": {"localhost", now.Add(-time.Hour), now.Add(time.Hour), false, 0, []string{"wire.certificate_unknown", "subject=localhost", "Shop Root", "ends="}},
		"expired":     {"localhost", now.Add(-2 * time.Hour), now.Add(-time.Hour), true, 0, []string{"wire.certificate_expired", "now="}},
		"not yet":     {"localhost", now.Add(time.Hour), now.Add(2 * time.Hour), true, 0, []string{"wire.certificate_early", "from=", "now="}},
		"wrong host":  {"other.example", now.Add(-time.Hour), now.Add(time.Hour), true, 0, []string{"wire.certificate_host", "subject=other.example", "host=localhost"}},
		"old version": {"localhost", now.Add(-time.Hour), now.Add(time.Hour), true, tls.VersionTLS11, []string{"wire.old_tls"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got atomic.Int64
			cert, pool := issued(t, c.host, c.from, c.to)
			at := secured(t, cert, c.newest, &got)
			transport := transport(nil, Read).(*http.Transport)
			if c.trusted {
				transport.TLSClientConfig.RootCAs = pool
			}
			neverLeaves(t, strings.Replace(at, "127.0.0.1", "localhost", 1), transport, c.words...)
			if got.Load() != 0 {
				t.Errorf("%d requests got through", got.Load())
			}
		})
	}
}

func TestWhatSpeaksNoTLSIsNamed(t *testing.T) {
	t.Parallel()
	plain := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(plain.Close)
	neverLeaves(t, strings.Replace(plain.URL, "http:", "https:", 1), transport(nil, Read).(*http.Transport), "wire.no_tls")
}

func TestAFaultOfTheProxyIsNamed(t *testing.T) {
	t.Parallel()
	asks := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(407) }))
	t.Cleanup(asks.Close)
	through := func(host string) *http.Transport {
		transport := transport(nil, Read).(*http.Transport)
		transport.Proxy = discreet(http.ProxyURL(&url.URL{Scheme: "http", Host: host, User: url.UserPassword("clerk", "s3cret")}))
		return transport
	}
	host := strings.TrimPrefix(asks.URL, "http://")
	neverLeaves(t, "https://api.example", through(host), host, "wire.proxy_sign_in")

	neverLeaves(t, "https://api.example", through(nobody), nobody, "wire.proxy_silent")

	malformed := transport(nil, Read).(*http.Transport)
	malformed.Proxy = discreet(func(*http.Request) (*url.URL, error) { return nil, errors.New("invalid address http://clerk:s3cret@") })
	neverLeaves(t, "https://api.example", malformed, "wire.proxy_address")

	// Over plain HTTP the request itself went to the proxy: nothing is known.
	c := New(Options{Provider: "fake", Title: "Fake", BaseURL: "http://api.example", Transport: through(host)})
	_, err := c.Do(t.Context(), Request{Op: "sell", Method: http.MethodPost, Path: "/x", Safety: Once})
	var e *providers.Error
	if !errors.As(err, &e) || e.Kind != providers.KindUnknownOutcome || e.Outcome != providers.Unknown {
		t.Errorf("a 407 of a proxy was believed: %v", err)
	}
}

func TestAProxyThatLetsUsThrough(t *testing.T) {
	t.Parallel()
	var got atomic.Int64
	cert, pool := issued(t, "api.example", time.Now().Add(-time.Hour), time.Now().Add(time.Hour))
	at := strings.TrimPrefix(secured(t, cert, 0, &got), "https://")
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		there, err := net.Dial("tcp", at)
		if err != nil {
			t.Error(err)
			return
		}
		here, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		_, _ = io.WriteString(here, "HTTP/1.1 200 Connected\r\n\r\n")
		go func() { _, _ = io.Copy(here, there); _ = here.Close() }()
		go func() { _, _ = io.Copy(there, here); _ = there.Close() }()
	}))
	t.Cleanup(proxy.Close)
	transport := transport(nil, Read).(*http.Transport)
	transport.TLSClientConfig.RootCAs = pool
	transport.Proxy = discreet(http.ProxyURL(&url.URL{Scheme: "http", Host: strings.TrimPrefix(proxy.URL, "http://")}))
	t.Cleanup(transport.CloseIdleConnections)
	c := New(Options{Provider: "fake", Title: "Fake", BaseURL: "https://api.example", Transport: transport})
	if _, err := c.Do(t.Context(), sale); err != nil || got.Load() != 1 {
		t.Errorf("%d got through: %v", got.Load(), err)
	}
}
