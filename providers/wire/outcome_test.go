package wire

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"simdesk/providers"
	"simdesk/providers/wire/loose"
)

// The two ends that matter most: dead for sure, and not known.
func notSent(requests int) verdict {
	return verdict{providers.KindUnavailable, providers.NotSent, requests}
}

func open(requests int) verdict {
	return verdict{providers.KindUnknownOutcome, providers.Unknown, requests}
}

func down(requests int) verdict {
	return verdict{providers.KindUnavailable, providers.Unknown, requests}
}

const (
	goodAnswer    = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 13\r\n\r\n{\"ok\":\"true\"}"
	refusedAnswer = "HTTP/1.1 402 Payment Required\r\nContent-Length: 13\r\n\r\n{\"ok\":\"fals\"}"
)

func TestEveryWayAConnectionCanEnd(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name       string
		act        func(*caller)
		sale, look verdict
	}{
		{"closed before the request", func(*caller) {}, open(0), down(0)},
		{"reset in the middle of the request", func(c *caller) { _, _ = c.in.Peek(10); c.reset() }, open(0), down(0)},
		{"closed after the request", func(c *caller) { c.request() }, open(1), down(3)},
		{"reset after the request", func(c *caller) { c.request(); c.reset() }, open(1), down(3)},
		{"an answer that is no HTTP", func(c *caller) { c.request(); c.say("SSH-2.0-OpenSSH\r\n\r\n") }, open(1), down(3)},
		{"a status that is none", func(c *caller) { c.request(); c.say("HTTP/1.1 OK fine\r\n\r\n") }, open(1), down(3)},
		{"reset in the middle of the answer", func(c *caller) { c.request(); c.say(goodAnswer[:80]); c.reset() }, open(1), down(3)},
		{"a broken chunk", func(c *caller) {
			c.request()
			c.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"ok\"\r\nzz\r\n")
		}, open(1), down(3)},
		{"broken compression", func(c *caller) {
			c.request()
			c.say("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope")
		}, open(1), down(3)},
		{"a whole answer", func(c *caller) { c.request(); c.say(goodAnswer) }, verdict{Requests: 1}, verdict{Requests: 1}},
		{"a refusal without its end", func(c *caller) { c.request(); c.say(refusedAnswer[:len(refusedAnswer)-4]) },
			open(1), verdict{providers.KindDeclined, providers.Refused, 1}},
		{"an error without its end", func(c *caller) { c.request(); c.say("HTTP/1.1 503 Busy\r\nContent-Length: 13\r\n\r\n{") }, open(1), down(3)},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			for _, side := range []struct {
				r    Request
				want verdict
			}{{sale, c.sale}, {look, c.look}} {
				s := listen(t, c.act)
				_, err := dial(t, s.URL).Do(t.Context(), side.r)
				same(t, side.want, verdictOf(t, err, s.requests.Load()))
				if e := providers.AsError(err); side.r.Safety == Read && e != nil && e.Why.Key != "wire.not_available" && e.Kind == providers.KindUnavailable {
					same(t, because("wire.broken"), e.Why)
				}
				if calls := s.calls.Load(); side.r.Safety == Once && calls != 1 {
					t.Errorf("%s: %d connections for one sale", side.r.Op, calls)
				}
			}
		})
	}
}

func TestResetAtOnce(t *testing.T) {
	t.Parallel()
	s := listen(t, func(c *caller) { c.reset() })
	_, err := dial(t, s.URL).Do(t.Context(), sale)
	// The reset may come while the system still connects, or just after.
	if got := verdictOf(t, err, s.requests.Load()); got != open(0) && got != notSent(0) {
		t.Errorf("%+v", got)
	}
	same(t, int32(1), s.calls.Load())
}

func TestAnAnswerCutAnywhereIsNotKnown(t *testing.T) {
	t.Parallel()
	for cut := range len(goodAnswer) {
		s := listen(t, func(c *caller) { c.request(); c.say(goodAnswer[:cut]) })
		_, err := dial(t, s.URL).Do(t.Context(), sale)
		if got := verdictOf(t, err, s.requests.Load()); got != open(1) {
			t.Errorf("cut after %q: %+v", goodAnswer[:cut], got)
		}
	}
}

// A client that recognises refusals by their header alone must not be shown half
// of an answer either.
func TestARefusalCutAnywhereIsNotKnown(t *testing.T) {
	t.Parallel()
	for cut := range len(refusedAnswer) + 1 {
		want := open(1)
		if cut == len(refusedAnswer) {
			want = verdict{providers.KindDeclined, providers.Refused, 1}
		}
		s := listen(t, func(c *caller) { c.request(); c.say(refusedAnswer[:cut]) })
		_, err := dial(t, s.URL, refuses).Do(t.Context(), sale)
		if got := verdictOf(t, err, s.requests.Load()); got != want {
			t.Errorf("cut after %q: %+v", refusedAnswer[:cut], got)
		}
	}
}

// refuses calls every answer the provider's own refusal.
func refuses(o *Options) {
	o.Explain = func(Response) *providers.Error { return &providers.Error{Outcome: providers.Refused} }
}

func TestNothingLeavesWithoutAConnection(t *testing.T) {
	t.Parallel()
	stranger := httptest.NewUnstartedServer(http.NotFoundHandler())
	stranger.Config.ErrorLog = quiet()
	stranger.StartTLS()
	t.Cleanup(stranger.Close)
	rude := listen(t, func(c *caller) { c.say("HTTP/1.1 400 Bad Request\r\n\r\n") })
	hasty := listen(t, func(c *caller) { c.reset() })
	silent := listen(t, func(c *caller) { c.hang() })
	other := listen(t, func(c *caller) { c.say("SSH-2.0-OpenSSH\r\n") })
	alert := listen(t, func(c *caller) { c.say("\x15\x03\x03\x00\x02\x02\x28"); c.hang() }) // RFC 8446, 6: fatal, handshake_failure
	cases := []struct {
		name, url string
		line      *line
		says      string
	}{
		{"refused connection", "http://" + nobody, nil, "wire.unreached (who=Acme)"},
		{"a name that does not exist", "http://acme.invalid", nil, "wire.no_name (name=acme.invalid, who=Acme)"},
		{"a certificate nobody vouches for", stranger.URL, nil, "wire.certificate_unknown (certificate=wire.certificate ("},
		{"TLS to a server that has none", "https://" + rude.address, rude, "wire.no_tls (who=Acme)"},
		{"TLS to a server of something else", "https://" + other.address, other, "wire.no_tls (who=Acme)"},
		{"TLS refused", "https://" + alert.address, alert, "wire.tls_refused (alert=tls: handshake failure, who=Acme)"},
		{"TLS broken off", "https://" + hasty.address, hasty, "wire.unreached (who=Acme)"},
		{"TLS never answered", "https://" + silent.address, silent, "wire.unreached (who=Acme)"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var arrived int32
			wait := timeout(5 * time.Second)
			if c.line == silent {
				wait = timeout(30 * time.Millisecond)
			}
			for _, r := range []Request{sale, look} {
				_, err := dial(t, c.url, wait).Do(t.Context(), r)
				if c.line != nil {
					arrived = c.line.requests.Load()
				}
				same(t, notSent(0), verdictOf(t, err, arrived))
				if e := providers.AsError(err); !strings.HasPrefix(e.Why.String(), c.says) {
					t.Errorf("says %q, want %q", e.Why, c.says)
				}
			}
		})
	}
}

func TestNoAnswerInTime(t *testing.T) {
	t.Parallel()
	for name, act := range map[string]func(*caller){
		"before the headers": func(c *caller) { c.request(); c.hang() },
		"in the headers":     func(c *caller) { c.request(); c.say(goodAnswer[:30]); c.hang() },
		"in the body":        func(c *caller) { c.request(); c.say(goodAnswer[:len(goodAnswer)-3]); c.hang() },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := listen(t, act)
			c := dial(t, s.URL, func(o *Options) { o.Timeout, o.Attempts = 90*time.Millisecond, 2 })
			_, err := c.Do(t.Context(), sale)
			same(t, open(1), verdictOf(t, err, s.after(1)))
			_, err = c.Do(t.Context(), look)
			same(t, down(3), verdictOf(t, err, s.after(2)))
			same(t, because("wire.late"), providers.AsError(err).Why)
		})
	}
}

func TestAnOperationHasItsOwnTimeout(t *testing.T) {
	t.Parallel()
	s := listen(t, func(c *caller) { c.request(); c.hang() })
	r := sale
	r.Timeout = 90 * time.Millisecond
	_, err := dial(t, s.URL, timeout(time.Hour)).Do(t.Context(), r)
	same(t, open(1), verdictOf(t, err, s.after(1)))
}

func TestGivingUp(t *testing.T) {
	t.Parallel()
	t.Run("before it is sent", func(t *testing.T) {
		t.Parallel()
		s := listen(t, func(c *caller) { c.request(); c.say(goodAnswer) })
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := dial(t, s.URL).Do(ctx, sale)
		same(t, notSent(0), verdictOf(t, err, s.requests.Load()))
		_, err = dial(t, s.URL).Do(ctx, look)
		same(t, because("wire.stopped"), providers.AsError(err).Why)
	})
	for _, r := range []Request{sale, look} {
		t.Run("while it runs: "+r.Op, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithCancel(t.Context())
			s := listen(t, func(c *caller) { c.request(); cancel(); c.hang() })
			_, err := dial(t, s.URL).Do(ctx, r)
			want := open(1)
			if r.Safety == Read {
				want = down(1) // and not tried again
				same(t, because("wire.stopped"), providers.AsError(err).Why)
			}
			same(t, want, verdictOf(t, err, s.requests.Load()))
		})
	}
}

func TestAnAnswerLongerThanAnybodyReads(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		r      Request
		status int
		length int
		want   verdict
	}{
		{sale, 200, 4<<20 + 1, open(1)},
		{sale, 402, 4<<20 + 1, open(1)},
		{sale, 200, 4 << 20, verdict{Requests: 1}},
		{look, 200, 1<<20 + 1, down(1)}, // asking again only fetches it again
		{look, 200, 1 << 20, verdict{Requests: 1}},
	} {
		t.Run(fmt.Sprint(c.r.Op, c.status, c.length), func(t *testing.T) {
			t.Parallel()
			s := listen(t, func(k *caller) {
				k.request()
				k.say(fmt.Sprintf("HTTP/1.1 %d X\r\nContent-Length: %d\r\n\r\n%s", c.status, c.length, strings.Repeat("1", c.length)))
			})
			_, err := dial(t, s.URL).Do(t.Context(), c.r)
			same(t, c.want, verdictOf(t, err, s.requests.Load()))
			if e := providers.AsError(err); c.r.Safety == Read && err != nil {
				same(t, because("wire.too_long"), e.Why)
			}
		})
	}
}

func TestASuccessThatCannotBeRead(t *testing.T) {
	t.Parallel()
	for _, body := range []string{"", " ", "<html>", "{", `{"id":1} <!-- cached -->`, `{"id":1}{"id":2}`, `{"id":{}}`, `[]`, `"`, "\x00", `{"amount":1e999999999}`} {
		c := dial(t, "http://acme.invalid")
		for safety, want := range map[Safety]verdict{Once: open(0), Read: down(0)} {
			var v struct {
				ID     loose.Text
				Amount loose.Number
			}
			err := c.Decode(Response{Safety: safety, Status: 200, Body: []byte(body), RequestID: "r-1"}, &v)
			same(t, want, verdictOf(t, err, 0))
			same(t, "r-1", providers.AsError(err).RequestID)
		}
	}
}
