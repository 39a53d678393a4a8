package sandbox

import (
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"time"
)

// ErrNotLoopback is returned for an address that other machines could reach.
// The simulators accept published passwords, so they stay on this one.
var ErrNotLoopback = errors.New("the simulators listen on loopback addresses only")

// Running is a server that listens.
type Running struct {
	server *Server
	http   *http.Server
	addr   string
	done   chan struct{}
}

// Listen serves on addr, "host:port", until Close. An empty host is 127.0.0.1
// and port 0 is any free one.
func (s *Server) Listen(addr string) (*Running, error) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, fmt.Errorf("listen address %q: %w", addr, err)
	}
	if host == "" {
		host = "127.0.0.1"
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, fmt.Errorf("%w: %q is none", ErrNotLoopback, host)
	}
	l, err := net.Listen("tcp", net.JoinHostPort(host, port))
	if err != nil {
		return nil, fmt.Errorf("listen: %w", err)
	}
	if a, ok := l.Addr().(*net.TCPAddr); !ok || !a.IP.IsLoopback() {
		_ = l.Close() // a hosts file may say that localhost is elsewhere
		return nil, fmt.Errorf("%w: %s is none", ErrNotLoopback, l.Addr())
	}
	r := &Running{server: s, addr: l.Addr().String(), done: make(chan struct{}),
		http: &http.Server{Handler: s, ReadHeaderTimeout: 10 * time.Second, ErrorLog: log.New(io.Discard, "", 0)}}
	go func() {
		defer close(r.done)
		_ = r.http.Serve(l) // always ends with an error: Close's
	}()
	return r, nil
}

// Addr is the address it listens on, "127.0.0.1:40123".
func (r *Running) Addr() string { return r.addr }

// URL is the base URL to configure for a provider, "" for an unknown one.
func (r *Running) URL(provider string) string {
	for _, p := range simulators {
		if p.name == provider {
			return "http://" + r.addr + "/" + p.name + p.base
		}
	}
	return ""
}

// Close hangs up on everybody, also on those whom a fault holds.
func (r *Running) Close() error {
	err := r.http.Close()
	r.server.world.Faults.Release()
	<-r.done
	return err
}
