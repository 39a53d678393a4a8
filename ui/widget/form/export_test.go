package form

// Field is the field that has the cursor.
func (f *Form) Field() (Field, bool) {
	if f.at >= len(f.inputs) {
		return Field{}, false
	}
	return f.fields[f.at], true
}
