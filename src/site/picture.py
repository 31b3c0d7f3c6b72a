"""The README's picture: a table with holes, its two parts, and what is filled in, with intervals.

    ./mvnw -q -DskipTests package
    python3 src/site/picture.py

The numbers are those of the command line; the table is made up: visitors of ten places on the days of
a week, some of them working people's places and some of them families'.
"""
import csv
import subprocess
import tempfile
from pathlib import Path

SITE = Path(__file__).resolve().parent
NMF4J = SITE.parents[1] / 'target' / 'nmf4j' / 'bin' / 'nmf4j'
TABLE = SITE / 'resources' / 'visitors.csv'
PICTURE = SITE / 'resources' / 'images' / 'visitors.svg'

WIDTH, HEIGHT, MARGIN, TOP, ROW = 1040, 324, 14, 72, 24
INK, FAINT, HOLE = '#24292f', '#d0d7de', '#fff1e5'
PARTS = ['#0969da', '#bc4c00']
PLACES = 10


def read(file):
    with open(file, newline='') as lines:
        header, *rows = csv.reader(lines)
    return header[1:], [row[0] for row in rows], [row[1:] for row in rows]


def fit(folder):
    model = ['--rank', '2', '--solver', 'bayes']
    file = {name: f'{folder}/{name}.csv' for name in ['w', 'h', 'filled', 'lower', 'upper']}
    subprocess.run([NMF4J, 'factorize', TABLE, *model, '--w', file['w'], '--h', file['h']],
                   check=True, stdout=subprocess.DEVNULL)
    subprocess.run([NMF4J, 'complete', TABLE, *model, '--output', file['filled'], '--interval', '0.9',
                    '--lower', file['lower'], '--upper', file['upper']], check=True)
    return {name: [[float(field) for field in row] for row in read(file[name])[2]] for name in file}


class Drawing:

    def __init__(self):
        self.shapes = []

    def rect(self, x, y, width, height, fill, stroke='none'):
        self.shapes.append(f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" '
                           f'fill="{fill}" stroke="{stroke}"/>')

    def text(self, x, y, words, anchor='middle', size=11, fill=INK, weight='normal'):
        self.shapes.append(f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" '
                           f'fill="{fill}" font-weight="{weight}">{words}</text>')

    def table(self, x, width, days, cell):
        """cell(i, j) is the text of a cell and whether it is a hole."""
        for j, day in enumerate(days):
            self.text(x + (j + .5) * width, TOP - 8, day, fill='#57606a')
        for i in range(PLACES):
            for j in range(len(days)):
                words, hole = cell(i, j)
                self.rect(x + j * width, TOP + i * ROW, width, ROW, HOLE if hole else 'white', FAINT)
                self.text(x + (j + .5) * width, TOP + (i + .68) * ROW, words,
                          fill=PARTS[1] if hole else INK)

    def save(self):
        body = '\n'.join(self.shapes)
        PICTURE.write_text(
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
            f'font-family="Helvetica, Arial, \'DejaVu Sans\', sans-serif">\n'
            f'<title>A table with holes, its two parts, and the table filled in</title>\n'
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>\n{body}\n</svg>\n',
            encoding='utf-8')


def main():
    days, places, known = read(TABLE)
    with tempfile.TemporaryDirectory() as folder:
        found = fit(folder)
    drawing = Drawing()

    left, cell = MARGIN + 62, 33
    drawing.text(left + 3.5 * cell, 24, 'A table with holes', size=16, weight='bold')
    for i, place in enumerate(places):
        drawing.text(left - 6, TOP + (i + .68) * ROW, place, 'end')
    drawing.table(left, cell, days, lambda i, j: (known[i][j] or '?', not known[i][j]))
    left += 7 * cell

    drawing.text(left + 26, TOP + 5.3 * ROW, '≈', size=30)
    left += 52
    bar = 44
    drawing.text(left + 130, 24, 'two parts, none negative', size=16, weight='bold')
    for part, colour in enumerate(PARTS):
        x = left + part * (bar + 8)
        drawing.text(x, TOP - 8, f'part {part + 1}', 'start', fill=colour)
        longest = max(row[part] for row in found['w'])
        for i, row in enumerate(found['w']):
            drawing.rect(x, TOP + i * ROW + 4, max(1, bar * row[part] / longest), ROW - 8, colour)
    left += 2 * bar + 24
    drawing.text(left, TOP + 5.3 * ROW, '·', size=30)
    left += 12
    for part, colour in enumerate(PARTS):
        base = TOP + 103 + part * 130
        tallest = max(found['h'][part])
        drawing.text(left, base - 88, f'part {part + 1}', 'start', fill=colour)
        for j, day in enumerate(days):
            height = 80 * found['h'][part][j] / tallest
            drawing.rect(left + j * 18, base - height, 14, height, colour)
            drawing.text(left + j * 18 + 7, base + 13, day[:2], size=10, fill='#57606a')
    left += 7 * 18 - 4

    drawing.text(left + 28, TOP + 5.3 * ROW, '→', size=30)
    left += 56
    cell = (WIDTH - MARGIN - left) / 7

    def filled(i, j):
        if known[i][j]:
            return known[i][j], False
        spread = (found['upper'][i][j] - found['lower'][i][j]) / 2
        return f'{found["filled"][i][j]:.0f} ± {spread:.0f}', True

    drawing.text(left + 3.5 * cell, 24, 'filled in, with 90 % intervals', size=16, weight='bold')
    drawing.table(left, cell, days, filled)
    drawing.save()


if __name__ == '__main__':
    main()
