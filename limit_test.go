package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"simdesk/providers/sandbox"
	"simdesk/ui/cli"
)

// TestTheLimitReachesTheConsoleAndNotTheCommands: the configuration's
// type_amount_above is what the screens ask above. A command has no screen to
// type an amount on, and sells as before.
func TestTheLimitReachesTheConsoleAndNotTheCommands(t *testing.T) {
	t.Parallel()
	running, err := sandbox.New(sandbox.Options{Seed: 1}).Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = running.Close() })
	dir := t.TempDir()
	file, store := filepath.Join(dir, "config.toml"), filepath.Join(dir, "ledger.db")
	text := fmt.Sprintf("[pricing]\nmarkup_percent = \"20\"\ntype_amount_above = \"0.01\"\n[providers.roamify]\nenvironment = \"sandbox\"\nbase_url = %q\napi_key = %q\n",
		running.URL("roamify"), sandbox.RoamifyKey)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for name, c := range map[string]struct {
		global cli.Global
		want   string
	}{
		"configured": {cli.Global{Config: file, Store: store}, "0.01 USD"},
		"demo":       {cli.Global{Demo: true, Store: filepath.Join(dir, "demo.db")}, "<nil>"},
	} {
		app, err := open(ctx, c.global)
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(screenEnv(app, c.global).TypeAmountAbove); got != c.want {
			t.Errorf("%s: asks above %s, want %s", name, got, c.want)
		}
		if err := app.Close(); err != nil {
			t.Error(err)
		}
	}
	run := func(args ...string) (int, string) {
		var out bytes.Buffer
		code := cli.Run(ctx, append([]string{"--config", file, "--store", store}, args...), cli.Deps{Version: "test", In: strings.NewReader(""),
			Out: &out, Err: &out, Getenv: func(string) string { return "" }, Now: time.Now, Open: open})
		return code, out.String()
	}
	if code, out := run("catalog", "--refresh"); code != 0 {
		t.Fatalf("%d\n%s", code, out)
	}
	code, out := run("catalog", "japan 5gb", "--json", "--limit", "1")
	_, id, found := strings.Cut(out, `"id":"`)
	if code != 0 || !found {
		t.Fatalf("%d\n%s", code, out)
	}
	id, _, _ = strings.Cut(id, `"`)
	if code, out := run("buy", "--provider", "roamify", "--product", id, "--yes"); code != 0 {
		t.Errorf("%d\n%s", code, out)
	}
}
