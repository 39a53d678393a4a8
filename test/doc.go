// Package test holds the tests that look at simdesk from outside: they drive the
// built program, put every part together under faults, and hold the tree to its rules.
package test
