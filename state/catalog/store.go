package catalog

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"simdesk/providers"
	"simdesk/state/files"
)

// Store holds the current index and each provider's last snapshot on disk.
// All methods are safe for concurrent use; readers never wait for a refresh.
type Store struct {
	dir     string
	pricing Pricing
	now     func() time.Time

	index atomic.Pointer[Index]

	mu    sync.Mutex // guards parts and the building of a new index
	parts []*part
}

// part is one provider's share, in the order given to New.
type part struct {
	source  Source
	file    string // of its snapshot, without the directory
	segment *segment
	columns *columns // of segment, until the first index is built
}

// New returns a store with an empty index for these providers; snapshots of
// others are left alone. dir holds the snapshots; "" keeps them in memory
// only. Call Load to read them.
func New(dir string, names []string, p Pricing, now func() time.Time) *Store {
	s := &Store{dir: dir, pricing: p, now: now}
	for _, name := range names {
		s.parts = append(s.parts, &part{source: Source{Provider: name}, file: url.PathEscape(name) + ".catalogue"})
	}
	s.index.Store(newIndex(p, nil, nil))
	return s
}

// Of keeps a provider's snapshot under the name of the account that it is of,
// so that one account's prices are never taken for another's. Call it before
// Load.
func (s *Store) Of(provider, account string) {
	if p := s.part(provider); p != nil {
		p.file = url.PathEscape(account) + ".catalogue"
	}
}

// Open is New and Load.
func Open(dir string, names []string, p Pricing, now func() time.Time) (*Store, error) {
	s := New(dir, names, p, now)
	return s, s.Load()
}

// Load reads the snapshots and swaps the index. A snapshot that is damaged or
// can't be read is left out and said in its Source. The error is for a
// directory that can't be made: then nothing will be kept.
func (s *Store) Load() error {
	if s.dir == "" {
		return nil
	}
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return &providers.Error{
			Kind: providers.KindConfig, Outcome: providers.NotSent, Err: err,
			Message: fmt.Sprintf("The catalogue can't be kept in %s: make that directory writable.", s.dir),
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var wait sync.WaitGroup
	for _, p := range s.parts {
		if p.segment == nil {
			wait.Go(func() { p.load(filepath.Join(s.dir, p.file)) })
		}
	}
	wait.Wait()
	s.rebuild()
	return nil
}

func (p *part) load(path string) {
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return
	}
	if err == nil {
		err = p.decode(b)
	}
	if err != nil {
		p.source.Error = &providers.Error{
			Kind: providers.KindInternal, Outcome: providers.NotSent, Provider: p.source.Provider, Err: err,
			Message: "The stored catalogue can't be read: refresh the catalogue to fetch it again.", Detail: err.Error(),
		}
	}
}

// decode takes a snapshot.
func (p *part) decode(b []byte) error {
	segment, err := readSegment(b)
	if err != nil {
		return err
	}
	if segment.provider != p.source.Provider {
		return fmt.Errorf("the snapshot is of %q: %w", segment.provider, errDamaged)
	}
	columns, err := segment.scan()
	if err != nil {
		return err
	}
	p.take(segment, columns)
	return nil
}

func (p *part) take(s *segment, k *columns) {
	p.segment, p.columns = s, k
	p.source = Source{Provider: p.source.Provider, Products: s.len(), AsOf: s.asOf}
}

// Index returns the current index, never nil.
func (s *Store) Index() *Index { return s.index.Load() }

// Sources returns each provider's part and its age, in the order given to New.
func (s *Store) Sources() []Source {
	s.mu.Lock()
	defer s.mu.Unlock()
	sources := make([]Source, len(s.parts))
	for i, p := range s.parts {
		sources[i] = p.source
	}
	return sources
}

// Replace takes a provider's whole catalogue: it is written as the snapshot and
// the index is swapped. When the snapshot can't be written the index is
// swapped all the same and the error returned.
func (s *Store) Replace(provider string, products []providers.Product, asOf time.Time) error {
	segment, err := newSegment(provider, products, asOf)
	if err != nil {
		return err
	}
	columns, err := segment.scan()
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.part(provider)
	if p == nil {
		return fmt.Errorf("catalogue of %q, which is not configured", provider)
	}
	p.take(segment, columns)
	s.rebuild()
	return s.write(segment, filepath.Join(s.dir, p.file))
}

func (s *Store) write(segment *segment, file string) error {
	if s.dir == "" {
		return nil
	}
	err := files.Replace(file, segment.blob)
	if err == nil {
		return nil
	}
	return &providers.Error{
		Kind: providers.KindConfig, Outcome: providers.NotSent, Provider: segment.provider, Err: err,
		Message: fmt.Sprintf("The catalogue is fresh but can't be kept in %s: make that directory writable.", s.dir),
	}
}

// Failed remembers why a provider's refresh failed. Its last snapshot stays.
func (s *Store) Failed(provider string, err *providers.Error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p := s.part(provider); p != nil {
		p.source.Error = err
	}
}

func (s *Store) part(provider string) *part {
	i := slices.IndexFunc(s.parts, func(p *part) bool { return p.source.Provider == provider })
	if i < 0 {
		return nil
	}
	return s.parts[i]
}

// rebuild swaps the index. Columns are made for the occasion: they are as
// large as the index and needed only to build it.
func (s *Store) rebuild() {
	var segments []*segment
	var scanned []*columns
	for _, p := range s.parts {
		if p.segment == nil {
			continue
		}
		k := p.columns
		if k == nil {
			var err error
			if k, err = p.segment.scan(); err != nil {
				continue // it was scanned before and can't have changed
			}
		}
		p.columns = nil
		segments, scanned = append(segments, p.segment), append(scanned, k)
	}
	s.index.Store(newIndex(s.pricing, segments, scanned))
}
