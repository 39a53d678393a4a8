//go:build !unix

package files

import "io/fs"

// Others is nothing here. Windows keeps lists of who may do what, of which a
// mode says nothing: it reads 0666 for every file, and 0600 protects none. What
// lies in the user's own folders is kept from other users by the lists that
// those folders hand down; anywhere else nobody is warned.
func Others(fs.FileInfo) fs.FileMode { return 0 }

// ours cannot be told here.
func ours(fs.FileInfo) bool { return true }
