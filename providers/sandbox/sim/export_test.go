package sim

// Holding is the number of requests that wait for Release.
func (f *Faults) Holding() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.held)
}
