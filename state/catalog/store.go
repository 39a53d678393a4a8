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
	source Source
	name   string // of its file, without the directory
	file   *file
}

// New returns a store with an empty index for these providers; snapshots of
// others are left alone. dir holds the snapshots; "" keeps them in memory
// only. Call Load to read them.
func New(dir string, names []string, p Pricing, now func() time.Time) *Store {
	s := &Store{dir: dir, pricing: p, now: now}
	for _, name := range names {
		s.parts = append(s.parts, &part{source: Source{Provider: name}, name: url.PathEscape(name) + ".catalogue"})
	}
	s.index.Store(newIndex(p, nil))
	return s
}

// Of keeps a provider's snapshot under the name of the account that it is of,
// so that one account's prices are never taken for another's. Call it before
// Load.
func (s *Store) Of(provider, account string) {
	if p := s.part(provider); p != nil {
		p.name = url.PathEscape(account) + ".catalogue"
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
			Why: providers.Because("catalog.not_kept", "folder", s.dir),
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var wait sync.WaitGroup
	for _, p := range s.parts {
		if p.file == nil {
			wait.Go(func() { s.load(p) })
		}
	}
	wait.Wait()
	s.rebuild()
	return nil
}

func (s *Store) load(p *part) {
	path := filepath.Join(s.dir, p.name)
	for _, why := range []providers.Reason{files.Strange(path), files.Replaceable(path), files.Foreign(path)} {
		if !why.IsZero() {
			p.source.Error = &providers.Error{Kind: providers.KindInternal, Outcome: providers.NotSent, Provider: p.source.Provider,
				Why: providers.Because("catalog.not_safe", "why", why)}
			return
		}
	}
	f, err := s.read(p, path)
	if errors.Is(err, fs.ErrNotExist) {
		return
	}
	if err != nil {
		p.source.Error = &providers.Error{
			Kind: providers.KindInternal, Outcome: providers.NotSent, Provider: p.source.Provider, Err: err,
			Why: providers.Because("catalog.damaged"), Detail: err.Error(),
		}
		return
	}
	p.take(f)
}

// read maps a part's file. One that was sorted by other prices is laid out
// anew.
func (s *Store) read(p *part, path string) (*file, error) {
	f, err := openFile(path, readFile)
	if err != nil {
		return nil, err
	}
	if f.meta.Provider != p.source.Provider {
		return nil, fmt.Errorf("it is of %q: %w", f.meta.Provider, errDamaged)
	}
	if f.meta.Pricing == s.pricing.String() {
		return f, nil
	}
	products, err := f.products()
	if err != nil {
		return nil, err
	}
	if f, err = build(p.source.Provider, products, f.meta.asOf(), s.pricing); err == nil {
		f, _ = s.keep(f, p) // what can't be kept is laid out at the next start again
	}
	return f, err
}

func (p *part) take(f *file) {
	p.file = f
	p.source = Source{Provider: p.source.Provider, Products: f.len(), AsOf: f.meta.asOf()}
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

// Builder returns an empty builder for a provider's catalogue, see Take.
func (s *Store) Builder(provider string) *Builder { return NewBuilder(provider, s.pricing) }

// Replace is Take for products that are all there.
func (s *Store) Replace(provider string, products []providers.Product, asOf time.Time) error {
	b := s.Builder(provider)
	if err := b.Add(products); err != nil {
		return err
	}
	return s.Take(b, asOf)
}

// Take takes a provider's whole catalogue from its builder: it is written as the
// snapshot and the index is swapped. When the snapshot can't be written the index
// is swapped all the same and the error returned.
func (s *Store) Take(b *Builder, asOf time.Time) error {
	provider := b.provider
	f, err := b.file(asOf)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.part(provider)
	if p == nil {
		return fmt.Errorf("catalogue of %q, which is not configured", provider)
	}
	f, err = s.keep(f, p)
	p.take(f)
	s.rebuild()
	if err == nil {
		return nil
	}
	return &providers.Error{
		Kind: providers.KindConfig, Outcome: providers.NotSent, Provider: provider, Err: err,
		Why: providers.Because("catalog.fresh_not_kept", "folder", s.dir),
	}
}

// keep writes a file and returns it mapped, so that the one in memory can go;
// the one in memory where that fails.
func (s *Store) keep(f *file, p *part) (*file, error) {
	if s.dir == "" {
		return f, nil
	}
	path := filepath.Join(s.dir, p.name)
	if err := files.Replace(path, f.layout()...); err != nil {
		return f, err
	}
	if mapped, err := openFile(path, parseFile); err == nil && mapped.meta == f.meta {
		return mapped, nil
	}
	return f, nil
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

// rebuild swaps the index.
func (s *Store) rebuild() {
	var all []*file
	for _, p := range s.parts {
		if p.file != nil {
			all = append(all, p.file)
		}
	}
	s.index.Store(newIndex(s.pricing, all))
}
