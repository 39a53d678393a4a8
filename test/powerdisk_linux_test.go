package test

import (
	"bytes"
	"maps"
	"math/rand/v2"
	"path"
	"slices"
)

// disk is what a real disk may hold while a program runs: what was synced is
// there, of everything since then nobody knows.
type disk struct {
	files   []*platter
	now     map[string]int // by name, what a program sees: an index of files, or isFolder
	kept    map[string]int // the names that are there for certain
	pending []map[string]int
}

// platter is one file, under whatever names.
type platter struct {
	kept    []byte
	pending []change
}

const (
	isFolder = -1
	gone     = -2

	sector = 512 // of what is written at once, all or nothing
)

// newDisk holds these files for certain.
func newDisk(files map[string][]byte) *disk {
	d := &disk{now: map[string]int{"": isFolder}, kept: map[string]int{"": isFolder}}
	for name, b := range files {
		for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
			d.now[dir], d.kept[dir] = isFolder, isFolder
		}
		d.now[name], d.kept[name] = len(d.files), len(d.files)
		d.files = append(d.files, &platter{kept: b})
	}
	return d
}

// apply is a change that a program makes. A file without a name any more is
// nobody's.
func (d *disk) apply(c change) {
	i, known := d.now[c.file]
	switch c.what {
	case made:
		d.files = append(d.files, &platter{})
		d.name(map[string]int{c.file: len(d.files) - 1})
	case folder:
		d.name(map[string]int{c.file: isFolder})
	case linked:
		d.name(map[string]int{c.to: i})
	case renamed:
		d.name(map[string]int{c.to: i, c.file: gone})
	case removed:
		d.name(map[string]int{c.file: gone})
	case wrote, cut:
		if known {
			d.files[i].pending = append(d.files[i].pending, c)
		}
	case synced:
		if known && i == isFolder {
			d.syncNames(c.file)
		} else if known {
			p := d.files[i]
			p.kept, p.pending = p.image(allCame, nil), nil
		}
	case posted, shown:
	}
}

// name gives and takes names, all of these or none.
func (d *disk) name(names map[string]int) {
	for name, i := range names {
		d.now[name] = i
		if i == gone {
			delete(d.now, name)
		}
	}
	d.pending = append(d.pending, names)
}

// syncNames makes sure of the names in a folder.
func (d *disk) syncNames(dir string) {
	d.pending = slices.DeleteFunc(d.pending, func(names map[string]int) bool {
		here := false
		for name := range names {
			here = here || path.Dir("/"+name) == path.Clean("/"+dir)
		}
		if here {
			moveNames(d.kept, names)
		}
		return here
	})
}

func moveNames(all, names map[string]int) {
	for name, i := range names {
		if all[name] = i; i == gone {
			delete(all, name)
		}
	}
}

// cutting is what a power cut leaves of what was not synced.
type cutting string

const (
	allCame  cutting = "all"      // of it came
	noneCame cutting = "nothing"  // of it came
	lastCame cutting = "the last" // write came, and no other
	mostCame cutting = "but one"  // write all came
	someCame cutting = "halves"   // each write came or did not
	torn     cutting = "torn"     // each sector of it came or did not
	garbled  cutting = "garbled"  // torn, and what did not come may be anything
)

var cuttings = []cutting{allCame, noneCame, lastCame, mostCame, someCame, torn, garbled}

// image is what a disk holds after a power cut: its files by name.
func (d *disk) image(how cutting, rng *rand.Rand) map[string][]byte {
	names := maps.Clone(d.kept)
	late := map[string]bool{} // names of which something did not come: nothing that follows can have
	for i, change := range d.pending {
		comes := how.comes(i, len(d.pending), rng)
		for name := range change {
			comes = comes && !late[name]
		}
		for name := range change {
			late[name] = !comes
		}
		if comes {
			moveNames(names, change)
		}
	}
	files, contents := map[string][]byte{}, map[int][]byte{} // one file may have two names
	for _, name := range slices.Sorted(maps.Keys(names)) {
		i := names[name]
		if i == isFolder || !reached(names, name) {
			continue
		}
		if contents[i] == nil {
			contents[i] = d.files[i].image(how, rng)
		}
		files[name] = contents[i]
	}
	return files
}

// reached reports whether the folders above a name are there.
func reached(names map[string]int, name string) bool {
	for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
		if _, ok := names[dir]; !ok {
			return false
		}
	}
	return true
}

// comes decides about the i-th of n changes.
func (how cutting) comes(i, n int, rng *rand.Rand) bool {
	switch how {
	case allCame:
		return true
	case noneCame:
		return false
	case lastCame:
		return i == n-1
	case mostCame:
		return rng.IntN(n) > 0
	default:
		return rng.IntN(2) == 0
	}
}

// image is what a file holds after a power cut.
func (p *platter) image(how cutting, rng *rand.Rand) []byte {
	b := bytes.Clone(p.kept)
	for i, c := range p.pending {
		comes, end := how.comes(i, len(p.pending), rng), c.at+int64(len(c.data))
		switch {
		case c.what == cut && comes:
			b = lengthen(b, c.at)[:c.at]
		case c.what == cut:
		case how == torn || how == garbled:
			b = tearUp(b, c, how == garbled, rng)
		case comes:
			b = lengthen(b, end)
			copy(b[c.at:], c.data)
		case how != noneCame && rng.IntN(2) == 0:
			b = lengthen(b, end) // the length came, and what is in it did not
		}
	}
	return b
}

// tearUp writes some of the sectors of a write. Bytes of a sector that are not
// written stay as they were.
func tearUp(b []byte, c change, garbage bool, rng *rand.Rand) []byte {
	for from := c.at; from < c.at+int64(len(c.data)); {
		to := min(from/sector*sector+sector, c.at+int64(len(c.data)))
		part := c.data[from-c.at : to-c.at]
		switch n := rng.IntN(4); {
		case n == 0 && garbage:
			part = bytes.Clone(part)
			for i := range part {
				part[i] = byte(rng.Uint32())
			}
			fallthrough
		case n > 1:
			b = lengthen(b, to)
			copy(b[from:], part)
		}
		from = to
	}
	return b
}

func lengthen(b []byte, size int64) []byte {
	if more := size - int64(len(b)); more > 0 {
		b = append(b, make([]byte, more)...)
	}
	return b
}
