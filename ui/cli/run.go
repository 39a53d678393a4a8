package cli

import "context"

// Run executes one command line and returns the exit code.
func Run(ctx context.Context, args []string, d Deps) int {
	if len(args) > 0 && args[0] == "demo" {
		a, err := d.Open(ctx, Global{Demo: true})
		if err != nil {
			_, _ = d.Err.Write([]byte(err.Error() + "\n"))
			return 1
		}
		defer func() { _ = a.Close() }()
		if err := d.Console(ctx, a, Global{}); err != nil {
			return 1
		}
	}
	return 0
}
