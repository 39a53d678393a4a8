package ui

// Screens returns the makers of every screen there is. A new screen is one
// line here.
func Screens() Makers {
	var m Makers
	return m
}
