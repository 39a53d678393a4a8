package qr

import (
	"bytes"
	"image"
	"image/color"
	"image/png"

	"rsc.io/qr"
)

// pngScale is the pixels of one module: a phone reads it from a printout.
const pngScale = 10

// quietModules is the quiet zone of an image, as the specification wants it.
const quietModules = 4

// PNG returns the code as an image with a full quiet zone, at level M where
// the text allows. A stamp of the letters of SANDBOX is written under it, so
// that a simulator's code is never taken for one that was paid for.
func PNG(text, stamp string) ([]byte, error) {
	for _, level := range []qr.Level{qr.M, qr.L} {
		if code, err := qr.Encode(text, level); err == nil {
			return paint(code, stamp)
		}
	}
	return nil, ErrTooLong
}

func paint(code *qr.Code, stamp string) ([]byte, error) {
	side := (code.Size + 2*quietModules) * pngScale
	height := side
	if stamp != "" {
		height += (glyphRows + 2) * stampScale
	}
	img := image.NewGray(image.Rect(0, 0, side, height))
	for i := range img.Pix {
		img.Pix[i] = 255
	}
	for y := range code.Size {
		for x := range code.Size {
			if code.Black(x, y) {
				dot(img, (x+quietModules)*pngScale, (y+quietModules)*pngScale, pngScale)
			}
		}
	}
	write(img, stamp, side)
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func dot(img *image.Gray, left, top, size int) {
	for y := top; y < top+size; y++ {
		for x := left; x < left+size; x++ {
			img.SetGray(x, y, color.Gray{})
		}
	}
}

// The letters of the stamp, five dots by seven.
const (
	stampScale = 6
	glyphRows  = 7
	glyphCols  = 5
)

var glyphs = map[rune][glyphRows]string{
	'S': {" ####", "#    ", "#    ", " ### ", "    #", "    #", "#### "},
	'A': {" ### ", "#   #", "#   #", "#####", "#   #", "#   #", "#   #"},
	'N': {"#   #", "##  #", "# # #", "# # #", "#  ##", "#   #", "#   #"},
	'D': {"#### ", "#   #", "#   #", "#   #", "#   #", "#   #", "#### "},
	'B': {"#### ", "#   #", "#   #", "#### ", "#   #", "#   #", "#### "},
	'O': {" ### ", "#   #", "#   #", "#   #", "#   #", "#   #", " ### "},
	'X': {"#   #", "#   #", " # # ", "  #  ", " # # ", "#   #", "#   #"},
}

// write centres the stamp under the code.
func write(img *image.Gray, stamp string, side int) {
	advance := (glyphCols + 1) * stampScale
	left := max((side-len(stamp)*advance)/2, 0)
	for i, letter := range stamp {
		for y, line := range glyphs[letter] {
			for x, ink := range line {
				if ink == '#' {
					dot(img, left+i*advance+x*stampScale, side+y*stampScale, stampScale)
				}
			}
		}
	}
}
