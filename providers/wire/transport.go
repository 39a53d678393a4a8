package wire

import (
	"crypto/tls"
	"net"
	"net/http"
	"time"
)

// stay refuses redirects: credentials must not follow one to another host,
// and a repeated POST would be a second charge.
func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

var dialer = &net.Dialer{Timeout: 10 * time.Second}

// transport is for reads, or opens a connection for every spending request: one
// that the provider has meanwhile closed would leave the order unknown for no
// reason. HTTP/2 is off for those because its client may send a request again by
// itself.
func transport(given http.RoundTripper, safety Safety) http.RoundTripper {
	if given != nil {
		return given
	}
	t := &http.Transport{
		Proxy:                  discreet(http.ProxyFromEnvironment),
		OnProxyConnectResponse: proxyAnswered,
		DialContext:            dialer.DialContext,
		TLSHandshakeTimeout:    10 * time.Second,
		MaxIdleConnsPerHost:    4,
		IdleConnTimeout:        60 * time.Second,
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12},
		ForceAttemptHTTP2:      safety == Read,
	}
	if safety == Once {
		t.DisableKeepAlives = true
		t.TLSNextProto = map[string]func(string, *tls.Conn) http.RoundTripper{}
	}
	return t
}
