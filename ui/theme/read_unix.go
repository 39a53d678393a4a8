//go:build unix

package theme

import (
	"errors"
	"time"

	"golang.org/x/sys/unix"
)

// readWithin reads what comes within wait: 0 bytes where nothing does.
func readWithin(fd int, buf []byte, wait time.Duration) int {
	for end := time.Now().Add(wait); ; {
		fds := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}
		n, err := unix.Poll(fds, int(max(time.Until(end), 0).Milliseconds()))
		if errors.Is(err, unix.EINTR) {
			continue
		}
		if err != nil || n == 0 {
			return 0
		}
		n, _ = unix.Read(fd, buf)
		return n
	}
}
