package config

import (
	"path/filepath"
	"strings"

	"github.com/adrg/xdg"
)

const appName = "simdesk"

// Path returns the configuration file: the one named by --config, else by
// $SIMDESK_CONFIG, else $XDG_CONFIG_HOME/simdesk/config.toml.
func Path(explicit string, getenv func(string) string) string {
	path, _ := find(explicit, getenv)
	return path
}

// find also tells whether somebody named the file, who then wants that one.
func find(explicit string, getenv func(string) string) (path string, named bool) {
	if explicit != "" {
		return explicit, true
	}
	if p := getenv("SIMDESK_CONFIG"); p != "" {
		return p, true
	}
	return filepath.Join(base(getenv, "XDG_CONFIG_HOME", ".config", xdg.ConfigHome), appName, "config.toml"), false
}

// StorePath returns where the ledger is for a [store] dsn: the default file
// for "", a path with ~/ made whole, or postgres://… as it stands.
func StorePath(dsn string, getenv func(string) string) string {
	if dsn == "" {
		return filepath.Join(DataDir(getenv), "simdesk.db")
	}
	if isURL(dsn) {
		return dsn
	}
	return expand(dsn, "", getenv)
}

func isURL(dsn string) bool { return strings.Contains(dsn, "://") }

// DataDir returns $XDG_DATA_HOME/simdesk.
func DataDir(getenv func(string) string) string {
	return filepath.Join(base(getenv, "XDG_DATA_HOME", ".local/share", xdg.DataHome), appName)
}

// CacheDir returns $XDG_CACHE_HOME/simdesk, where the catalogue is kept.
func CacheDir(getenv func(string) string) string {
	return filepath.Join(base(getenv, "XDG_CACHE_HOME", ".cache", xdg.CacheHome), appName)
}

// StateDir returns $XDG_STATE_HOME/simdesk, where the newest heads of ledgers are
// kept: apart from the ledgers, so that what takes one leaves the other.
func StateDir(getenv func(string) string) string {
	return filepath.Join(base(getenv, "XDG_STATE_HOME", ".local/state", xdg.StateHome), appName)
}

// base follows the XDG rule that a relative path is ignored. The xdg package
// reads the environment once, at start, so it is asked only when nothing else
// tells.
func base(getenv func(string) string, variable, underHome, fallback string) string {
	if dir := getenv(variable); filepath.IsAbs(dir) {
		return dir
	}
	if home := getenv("HOME"); filepath.IsAbs(home) {
		return filepath.Join(home, filepath.FromSlash(underHome))
	}
	return fallback
}
