package test

import (
	"bytes"
	endian "encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// change is one thing that a program did to its disk, or that the world saw of
// it. All of them stand in one stream in their order.
type change struct {
	what what
	file string // below the recorder's folder, "" is the folder itself
	to   string // the new name, of linked and renamed
	at   int64  // where it was written, or the new length
	data []byte
}

type what string

const (
	wrote   what = "wrote"
	cut     what = "cut" // or lengthened: the file has another length
	synced  what = "synced"
	made    what = "made"
	folder  what = "folder" // made
	linked  what = "linked"
	renamed what = "renamed"
	removed what = "removed"
	posted  what = "posted" // the first byte of a POST left the machine
	shown   what = "shown"  // something was printed
)

// recorder notes what a program does to the files below a folder. It answers
// the syncs itself: it is the disk, and a sync is over before anything that
// follows it.
type recorder struct {
	under   string // without links
	changes []change
	sending func() error // is called while the program waits to send a POST
	trouble error        // what could not be recorded
}

// recorded are the calls that a recorder must see.
var recorded = map[uintptr]string{
	unix.SYS_WRITE: "write", unix.SYS_WRITEV: "writev", unix.SYS_PWRITE64: "pwrite64", unix.SYS_FTRUNCATE: "ftruncate", unix.SYS_FALLOCATE: "fallocate",
	unix.SYS_FSYNC: "fsync", unix.SYS_FDATASYNC: "fdatasync",
	unix.SYS_OPENAT: "openat", unix.SYS_MKDIRAT: "mkdirat", unix.SYS_LINKAT: "linkat", unix.SYS_UNLINKAT: "unlinkat", unix.SYS_RENAMEAT: "renameat", unix.SYS_RENAMEAT2: "renameat2",
	// Nothing uses these today; if something does, the recorder must learn them.
	unix.SYS_PWRITEV: "pwritev", unix.SYS_PWRITEV2: "pwritev2", unix.SYS_COPY_FILE_RANGE: "copy_file_range", unix.SYS_SENDFILE: "sendfile",
	unix.SYS_SPLICE: "splice", unix.SYS_MSYNC: "msync", syncFileRange: "sync_file_range", unix.SYS_TRUNCATE: "truncate",
}

func (r *recorder) gate() *gate { return &gate{calls: recorded, decide: r.decide} }

func (r *recorder) decide(n notice) (decision, func()) {
	pass, name := decision{id: n.id, flags: unix.SECCOMP_USER_NOTIF_FLAG_CONTINUE}, recorded[uintptr(n.nr)]
	var c *change
	var err error
	switch name {
	case "write", "writev", "pwrite64":
		c, err = r.writing(n, name)
	case "ftruncate", "fallocate":
		c, err = r.length(n, name)
	case "fsync", "fdatasync":
		if file, ours := r.ours(descriptor(n)); ours {
			c = &change{what: synced, file: file}
			pass.flags = 0 // it returns 0, and nothing is asked of the real disk
		}
	case "openat", "open", "mkdirat", "mkdir", "linkat", "link", "unlinkat", "unlink", "renameat", "renameat2", "rename":
		c, err = r.naming(n, name)
	default:
		if file, ours := r.ours(descriptor(n)); ours {
			err = fmt.Errorf("%s of %s", name, file)
		}
	}
	if err == nil && c != nil && c.what == posted {
		err = r.sending()
	}
	return pass, func() {
		r.trouble = errors.Join(r.trouble, err)
		if c != nil && !strings.HasSuffix(c.file, "-shm") { // SQLite makes it anew from the log after a crash
			r.changes = append(r.changes, *c)
		}
	}
}

// descriptor is the file behind the descriptor that a call is about.
func descriptor(n notice) string {
	file, _ := os.Readlink(fmt.Sprintf("/proc/%d/fd/%d", n.pid, int32(n.args[0])))
	return file
}

// ours reports whether a file is one of those that are watched, and its name.
func (r *recorder) ours(file string) (string, bool) {
	if file == r.under {
		return "", true
	}
	return strings.CutPrefix(file, r.under+"/")
}

// writing is a call that writes to a file, to a connection or to the output.
func (r *recorder) writing(n notice, name string) (*change, error) {
	to := descriptor(n)
	file, ours := r.ours(to)
	output, socket := n.args[0] == 1 && strings.HasPrefix(to, "pipe:"), strings.HasPrefix(to, "socket:")
	if !ours && !output && !socket {
		return nil, nil
	}
	data, err := memory(n, uintptr(n.args[1]), int(n.args[2]), name == "writev")
	c := &change{what: wrote, file: file, data: data}
	switch {
	case err != nil:
		return nil, fmt.Errorf("%s to %s: %w", name, to, err)
	case output:
		c.what = shown
	case socket:
		if c.what = posted; !bytes.HasPrefix(data, []byte("POST ")) {
			return nil, nil
		}
	case name == "pwrite64":
		c.at = int64(n.args[3])
	default:
		c.at, err = position(n)
	}
	return c, err
}

// memory reads what a waiting call is about to write.
func memory(n notice, at uintptr, size int, vector bool) ([]byte, error) {
	if !vector {
		b := make([]byte, size)
		if size == 0 {
			return b, nil
		}
		got, err := unix.ProcessVMReadv(int(n.pid), []unix.Iovec{iovec(b)}, []unix.RemoteIovec{{Base: at, Len: size}}, 0)
		if err == nil && got < size {
			err = fmt.Errorf("%d of %d bytes can be read", got, size)
		}
		return b, err
	}
	var all []byte
	parts, err := memory(n, at, size*16, false)
	for ; err == nil && len(parts) > 0; parts = parts[16:] {
		var b []byte
		b, err = memory(n, uintptr(endian.NativeEndian.Uint64(parts)), int(endian.NativeEndian.Uint64(parts[8:])), false)
		all = append(all, b...)
	}
	return all, err
}

func iovec(b []byte) unix.Iovec {
	v := unix.Iovec{Base: &b[0]}
	v.SetLen(len(b))
	return v
}

// position is where a file is written next.
func position(n notice) (int64, error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/fdinfo/%d", n.pid, int32(n.args[0])))
	if err != nil {
		return 0, err
	}
	said := map[string]string{}
	for line := range strings.Lines(string(b)) {
		key, value, _ := strings.Cut(line, ":")
		said[key] = strings.TrimSpace(value)
	}
	if flags, err := strconv.ParseInt(said["flags"], 8, 64); err != nil || flags&unix.O_APPEND != 0 {
		return 0, fmt.Errorf("a file is appended to (%s)", said["flags"])
	}
	return strconv.ParseInt(said["pos"], 10, 64)
}

// length is a call that gives a file another length.
func (r *recorder) length(n notice, name string) (*change, error) {
	file, ours := r.ours(descriptor(n))
	if !ours {
		return nil, nil
	}
	if name == "ftruncate" {
		return &change{what: cut, file: file, at: int64(n.args[1])}, nil
	}
	info, err := os.Stat(filepath.Join(r.under, file))
	if err != nil || n.args[1] != 0 { // a mode that does more than make it longer
		return nil, fmt.Errorf("fallocate of %s with mode %d (%w)", file, n.args[1], err)
	}
	return &change{what: cut, file: file, at: max(info.Size(), int64(n.args[2]+n.args[3]))}, nil
}

// naming is a call that makes, moves or takes away a name. One that will fail
// changes nothing.
func (r *recorder) naming(n notice, name string) (*change, error) {
	a, short := n.args, name
	if at, ok := strings.CutSuffix(strings.TrimSuffix(name, "2"), "at"); ok {
		short = at
	} else if here := uint64(0xffffffff & unix.AT_FDCWD); name == "link" || name == "rename" { // no folders in front of the names
		a = [6]uint64{here, a[0], here, a[1]}
	} else {
		a = [6]uint64{here, a[0], a[1]}
	}
	path, err := text(n, a[0], a[1])
	if err != nil {
		return nil, err
	}
	file, ours := r.ours(path)
	_, missing := os.Lstat(path)
	c := &change{file: file}
	switch short {
	case "open":
		return opened(c, ours, missing != nil, a[2]), nil
	case "mkdir":
		c.what = folder
		ours = ours && missing != nil
	case "unlink":
		c.what = removed
		ours = ours && missing == nil
	case "link", "rename":
		return r.second(n, c, ours, a)
	}
	if !ours {
		return nil, nil
	}
	return c, nil
}

func opened(c *change, ours, missing bool, flags uint64) *change {
	switch {
	case !ours:
		return nil
	case missing && flags&unix.O_CREAT != 0:
		c.what = made
	case !missing && flags&unix.O_TRUNC != 0:
		c.what = cut
	default:
		return nil
	}
	return c
}

// second completes what gives a file another name.
func (r *recorder) second(n notice, c *change, ours bool, a [6]uint64) (*change, error) {
	path, err := text(n, a[2], a[3])
	if err != nil {
		return nil, err
	}
	to, too := r.ours(path)
	_, missing := os.Lstat(path)
	link := recorded[uintptr(n.nr)] == "linkat" || recorded[uintptr(n.nr)] == "link"
	switch {
	case !ours && !too:
		return nil, nil
	case ours != too:
		return nil, fmt.Errorf("%s comes from elsewhere or goes there", path)
	case link && missing == nil:
		return nil, nil
	}
	if c.what, c.to = renamed, to; link {
		c.what = linked
	}
	return c, nil
}

// text reads a path from the memory of a waiting call, and makes it whole.
func text(n notice, folder, where uint64) (string, error) {
	var b []byte
	for page := uint64(os.Getpagesize()); !bytes.Contains(b, []byte{0}); where += page - where%page {
		more, err := memory(n, uintptr(where), int(page-where%page), false)
		if err != nil {
			return "", err
		}
		b = append(b, more...)
	}
	path := string(b[:bytes.IndexByte(b, 0)])
	if filepath.IsAbs(path) {
		return filepath.Clean(path), nil
	}
	from := fmt.Sprintf("/proc/%d/cwd", n.pid)
	if int32(folder) != unix.AT_FDCWD {
		from = fmt.Sprintf("/proc/%d/fd/%d", n.pid, int32(folder))
	}
	dir, err := os.Readlink(from)
	return filepath.Join(dir, path), err
}
