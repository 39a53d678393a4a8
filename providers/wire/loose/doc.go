// Package loose reads JSON that is nearly what was promised: numbers as texts, texts
// as numbers, lists that are their only element, and texts with what no text
// should hold. What cannot be read is not known; nothing is guessed.
package loose
