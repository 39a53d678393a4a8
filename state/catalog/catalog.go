// Package catalog is the merged catalogue of all providers: one flat file for
// each, mapped and scanned, and an immutable index over them that is swapped
// whole.
package catalog

import (
	"time"

	"simdesk/providers"
)

// Entry is a product with what the shop makes of it.
type Entry struct {
	providers.Product
	Price  *providers.Money // what the customer pays, in the shop's currency; nil when not known
	PerGB  *providers.Money // price of one GB; nil for unlimited and for what has no data
	Approx bool             // a currency was converted, shown with ≈
}

// Sort is the order of a search's result.
type Sort string

// The orders that contracts.md names.
const (
	SortPrice Sort = "price"
	SortPerGB Sort = "per-gb"
	SortName  Sort = "name"
)

// Query selects products; zero fields select all.
type Query struct {
	Text     string // words that must all be found: "japan 5gb 30d docomo"
	Kinds    []providers.Kind
	Country  string // ISO alpha-2
	Provider string
	First    providers.Kind // listed before what matches as well, in the order of best match
	Sort     Sort           // "" sorts best match and cheapest first
	Limit    int            // 0 means all
	TopUps   bool           // include products that only top up an eSIM
}

// Result is what a search found, as row numbers of the index it ran on.
type Result struct {
	Rows  []int32 // best first, at most Query.Limit
	Total int     // how many matched
	// Meant holds the spelling that was searched instead when nothing matched
	// exactly ("japn" found as "japan"), "" otherwise.
	Meant string
}

// Source is one provider's part of the catalogue and its age.
type Source struct {
	Provider string
	Products int
	AsOf     time.Time        // zero when it was never fetched
	Error    *providers.Error // why the last refresh failed, nil when it did not
}
