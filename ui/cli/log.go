package cli

import (
	"fmt"
	"log/slog"
	"os"

	"simdesk/providers"
)

// OpenLog writes to a file that only its owner can read; without one nothing
// is logged, since the screen is not a place for it.
func OpenLog(file string) (*slog.Logger, func() error, error) {
	if file == "" {
		return slog.New(slog.DiscardHandler), func() error { return nil }, nil
	}
	f, err := os.OpenFile(file, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, nil, &providers.Error{Kind: providers.KindConfig, Outcome: providers.NotSent, Err: err,
			Message: fmt.Sprintf("The log file %s cannot be written. Name another with --log.", file)}
	}
	return slog.New(slog.NewJSONHandler(f, &slog.HandlerOptions{Level: slog.LevelDebug})), f.Close, nil
}
