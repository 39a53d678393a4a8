package catalog

import (
	"bytes"
	"encoding/binary"
)

// columns is what building an index needs of a segment, by row or by token.
// Making them checks every number that a record holds.
type columns struct {
	order  []uint32   // token number in records → place in segment.tokens
	costs  []uint32   // by row: 0 not known, else segment.costs[n-1]
	groups []uint32   // by row
	where  []locality // by group
	from   []uint32   // by group, and one more: where its tokens are in shared
	shared []uint32
	counts []uint32 // by token: how many rows hold it
}

func (s *segment) scan() (*columns, error) {
	k := &columns{
		order: make([]uint32, s.tokens.len()), counts: make([]uint32, s.tokens.len()),
		costs: make([]uint32, s.len()), groups: make([]uint32, s.len()),
	}
	var before []byte
	for i := range k.order {
		k.order[i] = binary.LittleEndian.Uint32(s.order[i*4:])
		token := s.tokens.at(i)
		if int(k.order[i]) >= len(k.order) || bytes.Compare(before, token) >= 0 {
			return nil, errDamaged
		}
		before = token
	}
	if err := k.scanGroups(s); err != nil {
		return nil, err
	}
	uses := make([]uint32, len(k.where))
	start := uint32(0)
	for row := range k.costs {
		end := s.records.end(row)
		if end < start || int(end) > len(s.records.text) {
			return nil, errDamaged
		}
		if !k.scanRow(s, row, s.records.text[start:end]) {
			return nil, errDamaged
		}
		uses[k.groups[row]]++
		start = end
	}
	for g, n := range uses {
		for _, t := range k.ofGroup(uint32(g)) {
			k.counts[t] += n
		}
	}
	return k, nil
}

func (k *columns) scanGroups(s *segment) error {
	k.from = []uint32{0}
	for g := range s.groups.len() {
		c := &cursor{b: s.groups.at(g)}
		where := c.take(1)
		k.shared = k.tokens(c, k.shared)
		if c.bad || locality(where[0]) >= localities {
			return errDamaged
		}
		k.where = append(k.where, locality(where[0]))
		k.from = append(k.from, uint32(len(k.shared)))
	}
	return nil
}

// ofGroup returns the places of the tokens that a group's rows share.
func (k *columns) ofGroup(group uint32) []uint32 { return k.shared[k.from[group]:k.from[group+1]] }

func (k *columns) scanRow(s *segment, row int, record []byte) bool {
	c := &cursor{b: record}
	cost, group := c.uint(), c.uint()
	if cost > s.costs.len() || group >= len(k.where) {
		return false
	}
	k.costs[row], k.groups[row] = uint32(cost), uint32(group)
	for range c.uint() {
		t := c.uint()
		if t >= len(k.order) || c.bad {
			return false
		}
		k.counts[k.order[t]]++
	}
	return !c.bad
}

// tokens appends the places of a record's own tokens.
func (k *columns) tokens(c *cursor, to []uint32) []uint32 {
	for range c.uint() {
		t := c.uint()
		if t >= len(k.order) || c.bad {
			c.fail()
			return to
		}
		to = append(to, k.order[t])
	}
	return to
}

// own returns the places of the tokens of a row that its group does not have.
func (k *columns) own(s *segment, row int, to []uint32) []uint32 {
	c := &cursor{b: s.records.at(row)}
	c.uint()
	c.uint()
	return k.tokens(c, to)
}
