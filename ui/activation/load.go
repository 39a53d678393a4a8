package activation

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"simdesk/ui/widget/qr"
)

// savedMsg says where an image was saved, or why it was not.
type savedMsg struct {
	file string
	err  error
}

// savePNG writes the code as an image under a name that is not taken yet.
func savePNG(dir, name, text, stamp string) tea.Cmd {
	return func() tea.Msg {
		image, err := qr.PNG(text, stamp)
		if err != nil {
			return savedMsg{err: err}
		}
		// The whole path: who started simdesk elsewhere does not know where "here" is.
		if dir, err = filepath.Abs(dir); err != nil {
			return savedMsg{err: err}
		}
		file, err := writeNew(dir, name, image)
		return savedMsg{file, err}
	}
}

// most is how many images of one order are kept apart by number.
const most = 100

// writeNew never overwrites, and what it writes only its owner can read: who
// has the code owns the line.
func writeNew(dir, name string, data []byte) (string, error) {
	for n := 1; n <= most; n++ {
		file := filepath.Join(dir, name+".png")
		if n > 1 {
			file = filepath.Join(dir, fmt.Sprintf("%s-%d.png", name, n))
		}
		f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return "", err
		}
		_, err = f.Write(data)
		if closed := f.Close(); err == nil {
			err = closed
		}
		return file, err
	}
	return "", errors.New(voice.Says("activation.many_images", "folder", dir, "n", most))
}

// fileName names the order, never the code.
func (m *Model) fileName() string {
	name := "simdesk-" + strings.ToLower(m.order.Provider) + "-" + m.order.ID
	if m.face != faceCode {
		name += "-link"
	}
	if m.sandbox() {
		return "SANDBOX-" + name
	}
	return name
}

func (m *Model) stamp() string {
	if m.sandbox() {
		return "SANDBOX"
	}
	return ""
}
