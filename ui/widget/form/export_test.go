package form

import "simdesk/providers"

// Field is the field that has the cursor.
func (f *Form) Field() (providers.Field, bool) {
	if f.at >= len(f.inputs) {
		return providers.Field{}, false
	}
	return f.product.Fields[f.at], true
}
