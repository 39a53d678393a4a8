package cli

import (
	"strings"
	"time"

	"simdesk/providers"
	"simdesk/ui/say"
)

// voice speaks at the command line.
var voice = say.Voice{Surface: say.Command}

// sentence is an error for people: who, what happened, what to do.
func (r *runner) sentence(e *providers.Error) string {
	if !e.Why.IsZero() {
		return say.Plain(say.Voice{Surface: say.Command, Money: r.spends}.Error(e))
	}
	s := strings.TrimSpace(e.Message)
	if s == "" {
		s = plainWords(e.Kind)
	}
	if e.Provider != "" && !strings.Contains(e.Provider, ",") && !strings.Contains(strings.ToLower(squeeze(s)), e.Provider) {
		s = e.Provider + ": " + s
	}
	if !strings.HasSuffix(s, ".") && !strings.HasSuffix(s, "!") && !strings.HasSuffix(s, "?") {
		s += "."
	}
	return say.Plain(s)
}

// squeeze makes "Value Topup" comparable with "valuetopup".
func squeeze(s string) string { return strings.ReplaceAll(s, " ", "") }

// plainWords stands in for an error that brought no sentence.
func plainWords(k providers.ErrorKind) string {
	switch k {
	case providers.KindDeclined:
		return "The provider refused. Nothing was charged."
	case providers.KindUnauthorized:
		return "The provider refused the credentials. Mend them in the configuration; simdesk doctor checks them."
	case providers.KindNotFound:
		return "The provider does not know it. Check what was typed."
	case providers.KindInvalid:
		return "The provider cannot use what was entered. Correct it and try again."
	case providers.KindThrottled:
		return "The provider gets too many questions at the moment. Wait a little and try again."
	case providers.KindUnavailable:
		return "The provider cannot be reached. Try again in a moment."
	case providers.KindUnknownOutcome:
		return "It is not known whether the order went through. Run simdesk reconcile."
	case providers.KindUnsupported:
		return "The provider cannot do this."
	case providers.KindConfig:
		return "The configuration is not right. Run simdesk doctor."
	case providers.KindInternal:
	}
	return "Something went wrong inside simdesk. Look in simdesk orders before trying again."
}

// titles maps provider names to what people read.
func titles(a *App) map[string]string {
	out := map[string]string{}
	for _, x := range a.Desk.Accounts() {
		out[x.Name] = x.Title
	}
	return out
}

func titleOf(a *App, name string) string {
	if t := titles(a)[name]; t != "" {
		return t
	}
	return name
}

// moment is a time for people, in the clock's own zone.
func (r *runner) moment(t time.Time) string {
	if t.IsZero() {
		return "—"
	}
	return t.In(r.d.Now().Location()).Format("2006-01-02 15:04:05")
}

func orDash(s string) string {
	if s == "" {
		return "—"
	}
	return say.Plain(s)
}
